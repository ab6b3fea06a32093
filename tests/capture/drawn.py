"""A drawn microphone for the recorder, so that every fault can be put at a moment of our choice."""

from __future__ import annotations

import wave
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from talkratio.capture.devices import Microphone
from talkratio.capture.recorder import WHOLE, Recorder
from talkratio.capture.source import Source, Vanished

RATE = 8_000
MICROPHONE = Microphone("a", "A", 1)
OTHER = Microphone("b", "B", 1)


class Drawn:
    """A microphone that delivers numbered blocks of 0.1 s, then what `after` does."""

    def __init__(self, blocks: Sequence[int], after: Callable[[], bytes], *, rate: int = RATE, name: str = "A") -> None:
        self.rate, self.channels, self.name, self.lost = rate, 1, name, 0.0
        self._blocks, self._after = iter(blocks), after
        self.closed = False

    def read(self, patience: float) -> bytes:
        number = next(self._blocks, None)
        return self._after() if number is None else block(number)

    def close(self) -> None:
        self.closed = True


def block(number: int) -> bytes:
    return np.full(RATE // 10, number, np.int16).tobytes()


def gone() -> bytes:
    raise Vanished


def stop() -> bytes:
    raise AssertionError("replaced by the recorder's own stop")


def heard(folder: Path) -> list[int]:
    """The numbers of the blocks in the file, in order."""
    with wave.open(str(folder / WHOLE), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    return [int(number) for number in samples[:: RATE // 10]]


def recorded(folder: Path, *sources: Source | Exception) -> Recorder:
    """Runs a recorder that is given these sources one after another; the last one's end stops it."""
    waiting = iter(sources)

    def opened(microphones: Sequence[Microphone], channels: int) -> Source:
        found = next(waiting)
        if isinstance(found, Exception):
            raise found
        return found

    made = Recorder(folder, [MICROPHONE], opened=opened)
    for source in sources:
        if isinstance(source, Drawn) and source._after is stop:
            source._after = lambda: (made.stop(), b"")[1]
    made.run()
    made.end()
    made.board.close()
    return made
