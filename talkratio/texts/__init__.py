"""What people read, in Danish and English: one TOML file per area and language, the same keys in both."""

from __future__ import annotations

import locale
import os
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

Language = Literal["da", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def text(key: str, language: Language, **values: object) -> str:
    """The sentence `area.key` in a language, its `{places}` filled with `values`.

    Raises `KeyError` for an unknown key or a place without a value: a defect, never shown to people.

    >>> text("report.manager", "da")
    'Leder'
    """
    area, _, name = key.partition(".")
    sentence = catalogue(area, language)[name]
    return sentence.format(**values) if values else sentence


@cache
def catalogue(area: str, language: Language) -> dict[str, str]:
    """All sentences of an area in a language."""
    content = files(__package__).joinpath(f"{area}.{language}.toml").read_text(encoding="utf-8")
    return {name: str(sentence) for name, sentence in tomllib.loads(content).items()}


def preferred() -> Language:
    """The language to show things in when nobody said: `TALKRATIO_LANG`, else the computer's, else English."""
    said = [os.environ.get(name, "") for name in ("TALKRATIO_LANG", "LC_ALL", "LC_MESSAGES", "LANG")]
    first = next((name for name in said if name), None) or locale.getlocale()[0] or ""
    return "da" if first.lower().startswith(("da", "danish")) else "en"


def areas() -> tuple[str, ...]:
    """The areas there are, by name."""
    names = {entry.name.split(".")[0] for entry in files(__package__).iterdir() if entry.name.endswith(".toml")}
    return tuple(sorted(names))
