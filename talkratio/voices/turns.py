"""From chances per frame to turns and doubts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from talkratio.conversation import Doubt, Turn
from talkratio.interval import Interval, Seconds
from talkratio.voices.features import Floats
from talkratio.voices.network import PER_SECOND

Runs = list[tuple[int, int]]

BRIDGED: Seconds = 0.25
"""a person's own pause shorter than this is part of the turn; longer ones are for the judge, who learned them"""
SHORTEST: Seconds = 0.12
LOWEST, HIGHEST = 0.3, 0.7
"""between which the chance lies that decides"""
CERTAIN = 0.85
"""a frame is doubted when the chance of somebody lies between 1 − CERTAIN and CERTAIN"""
SHORTEST_DOUBT: Seconds = 0.3
HEARD = (0.0, 0.43, 0.55, 0.65, 0.76, 0.86, 0.93, 0.98, 1.0)
RIGHT = (0.0, 0.31, 0.445, 0.52, 0.6, 0.795, 0.945, 0.99, 1.0)
"""mean chance of the frames of a turn, and how often such turns were the right person's: 15,000 turns of the recordings
that the band is learned from (`python -m benchmarks band`), without this correction"""


def turns(chances: Floats, labels: Sequence[str], duration: Seconds) -> tuple[Turn, ...]:
    """Turns sorted by time, from the chance that each person speaks in each frame, shape (frames, people)."""
    found = []
    for label, chance in zip(labels, chances.T, strict=True):
        for start, end in _spoken(chance):
            interval = _interval(start, end, duration)
            if interval is not None:
                found.append(Turn(interval, label, _confidence(chance[start:end])))
    return tuple(sorted(found))


def doubts(chances: Floats, labels: Sequence[str], duration: Seconds) -> tuple[Doubt, ...]:
    """Stretches in which the chance of somebody is neither low nor high."""
    unsure = np.asarray((np.abs(chances - 0.5) < CERTAIN - 0.5).any(axis=1))
    found = []
    for start, end in _bridged(list(_runs(unsure)), round(BRIDGED * PER_SECOND)):
        interval = _interval(start, end, duration)
        if interval is not None and interval.duration >= SHORTEST_DOUBT:
            means = chances[start:end].mean(axis=0)
            pairs = ((name, round(float(mean), 3)) for name, mean in zip(labels, means, strict=True))
            found.append(Doubt(interval, tuple(pairs)))
    return tuple(found)


def _spoken(chance: Floats) -> Runs:
    runs = _bridged(list(_runs(np.asarray(chance > _deciding(chance)))), round(BRIDGED * PER_SECOND))
    return [run for run in runs if run[1] - run[0] >= SHORTEST * PER_SECOND]


def _deciding(chance: Floats) -> float:
    """The chance above which a frame counts: so that as much time counts as the chances add up to.

    Half would leave out what is usually unlikely, such as listening sounds and overlap, and so favour one person.
    """
    expected = round(float(chance.sum()))
    if expected == 0:
        return HIGHEST
    ordered = np.sort(chance)[::-1]
    return float(np.clip(ordered[min(expected, len(ordered) - 1)], LOWEST, HIGHEST))


def _confidence(chance: Floats) -> float:
    return round(float(np.interp(chance.mean(), HEARD, RIGHT)), 3)


def _interval(start: int, end: int, duration: Seconds) -> Interval | None:
    first, last = start / PER_SECOND, min(end / PER_SECOND, duration)
    return Interval(first, last) if first < last else None


def _runs(flags: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return ((int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True))


def _bridged(runs: Runs, gap: int) -> Runs:
    joined: Runs = []
    for start, end in runs:
        if joined and start - joined[-1][1] < gap:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
