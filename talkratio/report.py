"""Report: conversation + numbers + questions + roles + provenance; JSON in and out by a versioned schema."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from talkratio.conversation import Conversation, Doubt, Roles
from talkratio.metrics import Metrics
from talkratio.metrics.uncertainty import Band
from talkratio.questions import Question

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


@dataclass(frozen=True, slots=True)
class Target:
    """The manager's share aimed at, and the margin within which it counts as met; both 0..1."""

    manager_share: float = 0.30
    margin: float = 0.05


@dataclass(frozen=True, slots=True)
class Report:
    """Everything known about one conversation; every face shows this."""

    conversation: Conversation
    metrics: Metrics
    roles: Roles
    provenance: Provenance
    questions: tuple[Question, ...] | None = None
    """`None` when there are no words"""
    doubts: tuple[Doubt, ...] | None = None
    """`None` when the engine cannot say how sure it is"""
    bands: tuple[Band, ...] = ()
    """how sure the talk share is; empty when it cannot be told"""
    target: Target = field(default_factory=Target)
    schema_version: int = SCHEMA_VERSION

    def swapped(self) -> Report:
        """The same conversation with manager and employee exchanged."""
        return replace(self, roles=self.roles.swapped())
