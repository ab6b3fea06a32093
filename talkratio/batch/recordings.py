"""What a batch works on: recordings as they were found, how they are to be analysed, and what became of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from talkratio import __version__, weights
from talkratio.interval import Seconds
from talkratio.report import Target

Status = Literal["done", "failed", "duplicate", "no_consent"]
REFUSED = frozenset({"no", "nej", "none", "refused", "withdrawn", "afvist", "trukket tilbage", "0", "false"})
"""what a person writes where consent was not given; it holds against any general basis"""


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording of a batch.

    `name` is its place below where the batch began, with `/` between folders; it names the row and the report.
    `stamp` changes whenever the file may have changed, and is empty when there is no such file. `weight` is a guess
    of its length in seconds, good enough to begin with the longest. `companions` lie beside it and hold words or turns;
    each comes with the mark of its content. `whose` is the manager as a person across recordings.
    """

    name: str
    source: str
    stamp: str = ""
    weight: Seconds = 0.0
    companions: tuple[tuple[str, str], ...] = ()
    manager: str | None = None
    whose: str | None = None
    captions: str | None = None
    labels: str | None = None
    language: str | None = None
    date: str | None = None
    """ISO 8601; `None` when nobody said and the name does not tell"""
    consent: str | None = None
    """on what basis it may be analysed; `None` when nobody said, one of `REFUSED` when somebody said no"""
    trouble: str = ""
    """why it cannot be analysed, when what people wrote about it is damaged"""

    @property
    def refused(self) -> bool:
        """Whether somebody said no to this recording being analysed."""
        return self.consent is not None and self.consent.strip().casefold() in REFUSED


@dataclass(frozen=True, slots=True)
class Settings:
    """How every recording of a batch is analysed; see `talkratio.analyze` for what each means."""

    diarizer: str = "auto"
    transcriber: str = "auto"
    model: str | None = None
    language: str | None = None
    target: Target = field(default_factory=Target)

    def speech_model(self, recording: Recording) -> str | None:
        """The speech model that would listen to it; `None` where none is here, or words come from elsewhere."""
        if self.model is not None or self.transcriber not in ("auto", "faster_whisper"):
            return self.model
        return weights.best("whisper", recording.language or self.language)

    def key(self, recording: Recording) -> str:
        """The fingerprint of all that decides the report, but for the recording's own bytes."""
        decisive = {
            "version": __version__,
            **asdict(self),
            "model": self.speech_model(recording),  # a better model brought in later is another setting
            "language": recording.language or self.language,
            "given": [recording.manager, recording.captions, recording.labels],
            "companions": [mark for _, mark in recording.companions],
        }
        return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Task:
    """A recording handed to a worker: where it lies, how to analyse it, and where its report goes."""

    recording: Recording
    settings: Settings
    report: str

    def __repr__(self) -> str:
        return "Task(…)"  # schedulers write what they run into their logs; a path may hold somebody's name

    def request(self) -> dict[str, Any]:
        """The task as a worker reads it."""
        recording, settings = self.recording, self.settings
        return {
            "source": recording.source,
            "companions": [source for source, _ in recording.companions],
            "report": self.report,
            "target": asdict(settings.target),
            "options": {
                "manager": recording.manager,
                "captions": recording.captions,
                "labels": recording.labels,
                "diarizer": settings.diarizer,
                "transcriber": settings.transcriber,
                "model": settings.model,
                "language": recording.language or settings.language,
            },
        }


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a recording.

    `reason` is one sentence for a person. `final` says that trying again without a change would end the same.
    `sha256` is of the recording, `report_sha256` of its report. `stages` are seconds of work by stage.
    """

    status: Status
    reason: str = ""
    final: bool = True
    sha256: str | None = None
    report_sha256: str | None = None
    seconds: Seconds = 0.0
    stages: Mapping[str, Seconds] = field(default_factory=dict)
    tries: int = 1
    original: str = ""
    """the name of the recording that this one is a copy of"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the workers may use: `threads` and `memory` (bytes of one worker, `None` is unlimited) are for each.

    With no threads a worker of a cluster takes its share of the cores and the memory of its own computer. One that
    shows no progress for `patience` seconds is stuck and ended.
    """

    workers: int = 1
    threads: int = 1
    memory: int | None = None
    patience: Seconds = 900.0
    tries: int = 2
    """times a recording is begun whose worker died"""
