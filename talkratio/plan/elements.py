"""The nine elements a development conversation is composed of, and the bank of questions for each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from talkratio.errors import InputError
from talkratio.texts import Language


@dataclass(frozen=True, slots=True)
class Both:
    """A sentence in both languages."""

    da: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.da if language == "da" else self.en


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its name, usual minutes, the manager's share it calls for (0..1), and how it sounds.

    `against` names elements it works against in the same conversation. `words` and `phrases` are per language; a star
    stands for any ending or beginning, dots for up to three words.
    """

    key: str
    name: Both
    about: Both
    minutes: int
    manager: float
    against: tuple[str, ...]
    words: dict[Language, tuple[str, ...]]
    phrases: dict[Language, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Prompt:
    """An open question of the bank: how to go on from the answer, and what it is for."""

    element: str
    ask: Both
    follow: Both
    purpose: Both


@cache
def elements() -> dict[str, Element]:
    """All elements by key, in the order in which they are offered."""
    return {key: _element(key, entry) for key, entry in _toml("elements").items()}


@cache
def bank() -> tuple[Prompt, ...]:
    """All questions, grouped by element."""
    return tuple(
        Prompt(entry["element"], *(_both(entry, before) for before in ("", "follow_", "purpose_")))
        for entry in _toml("bank")["question"]
    )


def prompts(element: str) -> tuple[Prompt, ...]:
    """The questions of one element. Raises `InputError` for one there is not."""
    return tuple(prompt for prompt in bank() if prompt.element == find(element).key)


def find(key: str) -> Element:
    """The element with this key. Raises `InputError`."""
    found = elements().get(key)
    if found is None:
        raise InputError(f"There is no element {key!r}. Choose among: {', '.join(elements())}.")
    return found


def _element(key: str, entry: dict[str, Any]) -> Element:
    languages: tuple[Language, ...] = ("da", "en")
    return Element(
        key,
        _both(entry, ""),
        _both(entry, "about_"),
        entry["minutes"],
        entry["manager"],
        tuple(entry["against"]),
        {language: tuple(entry[f"words_{language}"]) for language in languages},
        {language: tuple(entry[f"phrases_{language}"]) for language in languages},
    )


def _both(entry: dict[str, Any], before: str) -> Both:
    return Both(entry[f"{before}da"], entry[f"{before}en"])


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
