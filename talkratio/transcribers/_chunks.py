"""Speech in chunks as a transcriber takes them: silence left out, and every time mapped back to the recording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from talkratio.audio import RATE, Audio, Samples
from talkratio.interval import Interval, Seconds, union

LONGEST: Seconds = 28.0
"""a little less than the 30 s that Whisper hears at once"""
MARGIN: Seconds = 0.2
"""sound kept before and after speech, since edges are never exact"""
BRIDGE: Seconds = 0.4
"""silence left in, so that sentences keep their pauses"""
SEARCH: Seconds = 8.0
"""how far before `LONGEST` the quietest moment is looked for when somebody speaks on and on"""
LEAST: Seconds = 0.02
"""the shortest time a word may take"""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Stretches of the recording in order, at most `LONGEST` seconds together, heard as if they were one."""

    pieces: tuple[Interval, ...]

    @property
    def duration(self) -> Seconds:
        """Seconds of sound."""
        return sum(piece.duration for piece in self.pieces)

    def samples(self, audio: Audio) -> Samples:
        """The sound, shape (samples,): the mean of the channels."""
        return np.concatenate([audio.read(piece).mean(axis=0, dtype=np.float32) for piece in self.pieces])

    def on_clock(self, start: Seconds, end: Seconds) -> Interval:
        """Times within the chunk as a stretch of the recording; it lies in the piece that holds its middle."""
        ends = list(accumulate(piece.duration for piece in self.pieces))
        middle = (start + end) / 2
        at = next((index for index, edge in enumerate(ends) if middle < edge), len(ends) - 1)
        piece, offset = self.pieces[at], ends[at] - self.pieces[at].duration
        first = min(max(piece.start + start - offset, piece.start), max(piece.start, piece.end - LEAST))
        last = min(max(piece.start + end - offset, first + LEAST), max(piece.end, first + LEAST))
        return Interval(first, last)


def plan(audio: Audio, speech: Iterable[Interval]) -> tuple[Chunk, ...]:
    """The speech of a recording in as few chunks as possible, in order of time; cut where nobody speaks if possible."""
    chunks: list[list[Interval]] = []
    filled = 0.0
    for piece in _pieces(audio, speech):
        if not chunks or filled + piece.duration > LONGEST:
            chunks.append([])
            filled = 0.0
        chunks[-1].append(piece)
        filled += piece.duration
    return tuple(Chunk(tuple(pieces)) for pieces in chunks)


def _pieces(audio: Audio, speech: Iterable[Interval]) -> Iterator[Interval]:
    widened = (
        Interval(max(0.0, interval.start - MARGIN), min(interval.end + MARGIN, audio.duration))
        for interval in speech
        if interval.start < audio.duration
    )
    for piece in union(widened, bridge=BRIDGE):
        rest = piece
        while rest.duration > LONGEST:
            at = _quietest(audio, Interval(rest.start + LONGEST - SEARCH, rest.start + LONGEST))
            yield Interval(rest.start, at)
            rest = Interval(at, rest.end)
        if rest.duration > LEAST:
            yield rest


def _quietest(audio: Audio, stretch: Interval) -> Seconds:
    """The middle of the 50 ms with the least energy."""
    sound = audio.read(stretch).mean(axis=0, dtype=np.float32)
    width = RATE // 20
    blocks = len(sound) // width
    energy = (sound[: blocks * width].reshape(blocks, width) ** 2).sum(axis=1)
    return stretch.start + (int(energy.argmin()) + 0.5) * width / RATE
