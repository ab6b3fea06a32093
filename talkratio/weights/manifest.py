"""The models talkratio knows (models/manifest.toml): where they are from, what they cost, how good they are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from talkratio.errors import InputError

Kind = Literal["whisper", "pyannote"]


@dataclass(frozen=True, slots=True)
class Pin:
    """A file as it must be."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """Words wrong, missing or invented ÷ words said (0..1 and beyond), as others published it."""

    language: str
    value: float
    test: str
    source: str


@dataclass(frozen=True, slots=True)
class Model:
    """What is known of a model. `repository` is where it can be fetched, `convert` what it is converted from."""

    name: str
    kind: Kind
    title: str
    licence: str = "unknown"
    attribution: str = ""
    languages: tuple[str, ...] = ()
    repository: str | None = None
    revision: str | None = None
    convert: str | None = None
    gated: bool = False
    speed: str | None = None
    error_rates: tuple[ErrorRate, ...] = ()
    files: Mapping[str, Pin] = field(default_factory=dict)

    @property
    def bytes(self) -> int | None:
        """Size of all files on disk; `None` when it is not known."""
        return sum(pin.bytes for pin in self.files.values()) or None

    def worst(self, language: str) -> ErrorRate | None:
        """The highest published error rate in a language: the one to be prepared for."""
        rates = [rate for rate in self.error_rates if rate.language == language]
        return max(rates, key=lambda rate: rate.value, default=None)


@cache
def manifest() -> dict[str, Model]:
    """The models talkratio knows, by name."""
    return {name: model_of(name, entry) for name, entry in listed().items() if name != "best"}


@cache
def listed() -> dict[str, Any]:
    """The entries of the manifest as they stand there, and under `best` the order of choice for each language."""
    package = Path(__file__).parents[1]
    beside = package / "manifest.toml"
    path = beside if beside.is_file() else package.parent / "models" / "manifest.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"The list of models {path} is missing. Install talkratio again.") from error


def model_of(name: str, entry: Mapping[str, Any], pins: Mapping[str, Pin] | None = None) -> Model:
    """A model from its entry; `pins` in place of the files named there."""
    plain = {key: entry[key] for key in entry.keys() & set(Model.__slots__) - {"name", "files", "languages"}}
    return Model(
        name,
        **plain,
        languages=tuple(entry.get("languages", ())),
        error_rates=tuple(ErrorRate(**rate) for rate in entry.get("wer", ())),
        files=pins if pins is not None else {path: Pin(**pin) for path, pin in entry.get("files", {}).items()},
    )
