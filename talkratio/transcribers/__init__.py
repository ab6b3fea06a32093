"""What was said. One file is one engine; `talkratio.engines` lists and loads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from talkratio.audio import Audio
from talkratio.conversation import Turn, Word
from talkratio.engines import Progress


@dataclass(frozen=True, slots=True)
class Transcription:
    """What a transcriber answers: words sorted by time, the language, and what a person should know."""

    words: tuple[Word, ...]
    language: str | None = None
    notes: tuple[str, ...] = ()


class Transcriber(Protocol):
    """The callable that `load` returns. `turns` is the speech found by the diarizer; nothing else is transcribed.

    Raises `AudioError` or `EngineError`; `progress` ends at 1.
    """

    def __call__(
        self,
        audio: Audio,
        *,
        turns: tuple[Turn, ...] = (),
        language: str | None = None,
        progress: Progress | None = None,
    ) -> Transcription: ...
