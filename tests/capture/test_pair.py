"""Two microphones in one recording."""

from __future__ import annotations

import wave
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from talkratio.capture import state
from talkratio.capture.devices import Microphone
from talkratio.capture.recorder import WHOLE, Recorder
from talkratio.capture.source import Pair, Source
from talkratio.errors import InputError
from tests.capture.drawn import MICROPHONE, OTHER, RATE, Drawn, gone, stop

pytestmark = pytest.mark.usefixtures("calm")


def test_of_two_microphones_the_one_that_is_left_goes_on(tmp_path: Path) -> None:
    """The other is unplugged for good: the pair is tried first, then the one that is there fills both channels."""
    asked: list[tuple[Microphone, ...]] = []
    pair = Pair(Drawn([1, 2], gone), Drawn([3, 4], gone))
    waiting: Iterator[Source | Exception] = iter([pair, InputError("gone"), Drawn([7, 8], stop, name="A")])

    def opened(microphones: Sequence[Microphone], channels: int) -> Source:
        asked.append(tuple(microphones))
        found = next(waiting)
        if isinstance(found, Exception):
            raise found
        if isinstance(found, Drawn):
            found._after = lambda: (made.stop(), b"")[1]
        return found

    made = Recorder(tmp_path, [MICROPHONE, OTHER], opened=opened)
    made.run()
    made.board.close()
    assert asked == [(MICROPHONE, OTHER), (MICROPHONE, OTHER), (MICROPHONE,)]
    with wave.open(str(tmp_path / WHOLE), "rb") as file:
        frames = np.frombuffer(file.readframes(file.getnframes()), np.int16).reshape(-1, 2)
    assert [tuple(pair) for pair in frames[:: RATE // 10].tolist()] == [(1, 3), (2, 4), (7, 7), (8, 8)]
    assert [(mark.kind, mark.label) for mark in state.marks(tmp_path)] == [("gap", "A")]


def test_two_clocks_are_kept_together() -> None:
    """The right microphone runs 0.1 % fast; after a minute both ends are still within 0.2 s of each other."""

    class Clock:
        rate, channels, lost = RATE, 1, 0.0

        def __init__(self, name: str, speed: float) -> None:
            self.name, self.speed, self.given, self.read_count = name, speed, 0, 0

        def read(self, patience: float) -> bytes:
            self.read_count += 1
            due = round(self.read_count * RATE * 0.01 * self.speed)
            block = np.arange(self.given, due).astype(np.int16).tobytes()
            self.given = due
            return block

        def close(self) -> None:
            pass

    left, right = Clock("l", 1.0), Clock("r", 1.001)
    pair = Pair(left, right)
    joined = b"".join(pair.read(0.1) for _ in range(6000))
    frames = np.frombuffer(joined, np.int16).reshape(-1, 2)
    assert len(frames) == pytest.approx(60 * RATE, abs=RATE * 0.2)
    assert right.given - left.given > RATE * 0.05
    assert len(pair._waiting[1]) / 2 / RATE < 0.2


def test_two_rates_cannot_be_joined() -> None:
    """The error names both and says what to do."""
    with pytest.raises(InputError, match="48000 Hz in the sound settings"):
        Pair(Drawn([], stop), Drawn([], stop, rate=44_100))
