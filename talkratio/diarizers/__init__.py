"""Who spoke when. One file is one engine; `talkratio.engines` lists and loads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from talkratio.audio import Audio
from talkratio.conversation import Clock, Doubt, Turn
from talkratio.engines import Progress


@dataclass(frozen=True, slots=True)
class Diarization:
    """What a diarizer answers: turns sorted by time, what a person should know, and where it is not certain.

    `doubts` is `None` for an engine that cannot say how sure it is; then there is no band.
    """

    turns: tuple[Turn, ...]
    notes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] | None = None
    clock: Clock = "speech"


class Diarizer(Protocol):
    """The callable that `load` returns. `speakers` is the number of people wanted; silence gives no turns.

    Raises `AudioError` or `EngineError`; `progress` ends at 1.
    """

    def __call__(
        self, audio: Audio, *, speakers: int | None = None, progress: Progress | None = None
    ) -> Diarization: ...
