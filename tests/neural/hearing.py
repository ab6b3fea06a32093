"""What the tests of faster-whisper ask of it: the engine on a model of theirs, turns as drawn, words as texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from talkratio import engines
from talkratio.conversation import Turn, Word
from talkratio.interval import Interval

RATE = 16_000
SAID = ["Hvad", "synes", "du?", "Det", "går", "godt."]


def speaking(*stretches: tuple[float, float]) -> tuple[Turn, ...]:
    return tuple(Turn(Interval(*stretch), "A") for stretch in stretches)


def load(model: Path | str, tmp_path: Path, **options: Any) -> Any:
    return engines.load("transcribers", "faster_whisper", model=model, checkpoints=tmp_path / "checkpoints", **options)


def texts(words: Sequence[Word]) -> list[str]:
    return [word.text for word in words]
