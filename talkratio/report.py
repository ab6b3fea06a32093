"""Report: conversation + numbers + questions + roles + provenance; JSON in and out by a versioned schema."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talkratio.conversation import HARD, Conversation, Doubt, Roles
from talkratio.edits import Edit
from talkratio.errors import FormatError, InputError
from talkratio.listening import Listening
from talkratio.metrics import Metrics, SpeakerMetrics
from talkratio.metrics.uncertainty import SHOWN, Band, Calibration, calibration
from talkratio.questions import Question

if TYPE_CHECKING:
    from pydantic import TypeAdapter

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a report comes from. `notes` are sentences a person should read; `created` is ISO 8601 with offset."""

    source: str
    """file name without folder"""
    sha256: str | None
    """of the recording's bytes; `None` when there was no recording"""
    version: str
    created: str
    diarizer: str
    transcriber: str | None
    model: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def calibration(self) -> Calibration:
        """How far answers of this diarizer are off, where it notes that the voices are hard to tell apart or not."""
        return calibration(self.diarizer, hard=HARD in self.notes)


@dataclass(frozen=True, slots=True)
class Target:
    """The manager's share aimed at, and the margin within which it counts as met; both 0..1.

    `parts` are aims of their own for equal phases of the conversation; empty: the same aim throughout.
    """

    manager_share: float = 0.30
    margin: float = 0.05
    parts: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not (all(0 < share < 1 for share in (self.manager_share, *self.parts)) and 0 <= self.margin < 0.5):
            raise ValueError("a target is a share between 0 and 1, its margin between 0 and 0.5")

    def at(self, part: int, parts: int) -> float:
        """The share aimed at in a part (from 0) of so many equal ones."""
        return self.parts[part * len(self.parts) // parts] if self.parts else self.manager_share


@dataclass(frozen=True, slots=True)
class Report:
    """Everything known about one conversation; every face shows this."""

    conversation: Conversation
    metrics: Metrics
    roles: Roles
    provenance: Provenance
    questions: tuple[Question, ...] | None = None
    """`None` when there are no words"""
    listening: Listening | None = None
    """what the questions did and how the floor was shared; `None` when there are no turns"""
    doubts: tuple[Doubt, ...] | None = None
    """`None` when the engine cannot say how sure it is"""
    bands: tuple[Band, ...] = ()
    """how sure the talk share is; empty when it cannot be told"""
    target: Target = field(default_factory=Target)
    edits: tuple[Edit, ...] = ()
    """a person's corrections, already made in everything above"""
    schema_version: int = SCHEMA_VERSION

    def swapped(self) -> Report:
        """The same conversation with manager and employee exchanged."""
        return replace(self, roles=self.roles.swapped())

    def of(self, role: str) -> SpeakerMetrics | None:
        """The numbers of the manager or the employee; `None` when nobody has the role."""
        speaker = {"manager": self.roles.manager, "employee": self.roles.employee}.get(role)
        return None if speaker is None else self.metrics.of(speaker)

    def band(self, speaker: str, level: float = SHOWN) -> Band | None:
        """How sure the talk share of one person is at a level (0.8, 0.9 or 0.95)."""
        return next((band for band in self.bands if band.speaker == speaker and band.level == level), None)


def aimed(report: Report, manager_share: float) -> Report:
    """The report held against another share (0..1). Raises `InputError`."""
    try:
        return replace(report, target=replace(report.target, manager_share=manager_share))
    except ValueError as error:
        raise InputError(f"{100 * manager_share:g} % is no target: {error}.") from error


def dumps(report: Report) -> str:
    """The report as JSON; the same report always gives the same bytes."""
    return _adapter().dump_json(report, indent=1).decode() + "\n"


def loads(text: str | bytes, name: str = "the report") -> Report:
    """A report from its JSON. Raises `FormatError` when it is damaged or from a newer talkratio."""
    from pydantic import ValidationError

    try:
        found = _adapter().validate_json(text)
    except ValidationError as error:
        _check_version(_version(text, name), name)
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise FormatError(f"{name} is damaged at {where}. Analyse the recording again.") from error
    written = b'"schema_version"' in text if isinstance(text, bytes) else '"schema_version"' in text
    _check_version(found.schema_version if written else None, name)
    return found


def _version(text: str | bytes, name: str) -> object:
    """The schema version of a report that does not fit this talkratio."""
    try:
        version: object = json.loads(text).get("schema_version")
    except (ValueError, AttributeError, RecursionError) as error:
        raise FormatError(f"{name} is no report of talkratio. Give a file ending in .report.json.") from error
    return version


def _check_version(version: object, name: str) -> None:
    if version is None:
        raise FormatError(f"{name} does not say its schema version, so it may be read wrongly. Analyse it again.")
    if version != SCHEMA_VERSION:
        raise FormatError(
            f"{name} has schema version {version!r}, this talkratio reads {SCHEMA_VERSION}. Update talkratio."
        )


def read(path: Path) -> Report:
    """The report in a file. Raises `FormatError` when it cannot be read."""
    try:
        return loads(path.read_bytes(), path.name)
    except OSError as error:
        raise FormatError(f"{path} cannot be read ({error.strerror}). Check the path.") from error


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a report."""
    document = _adapter().json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **document,
        "title": f"talkratio report, schema version {SCHEMA_VERSION}",
    }


@cache
def _adapter() -> TypeAdapter[Report]:
    from pydantic import TypeAdapter

    return TypeAdapter(Report)
