"""Which channels hold a person of their own, and where more is heard on one than bleeds into it from the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import numpy.typing as npt

from talkratio.diarizers._lags import SLOW, Frames, heard_at, quick, smoothed
from talkratio.diarizers._levels import BANDS, STEP, Floats, Levels, bleed
from talkratio.interval import Seconds

Mask = npt.NDArray[np.bool_]

APART = 12.0
"""decibels: two channels whose bleed both ways adds up to less hear the same people"""
SILENT = -70.0
"""decibels that a channel with somebody on it exceeds at least one frame in a hundred"""
LEAST_OWN: Seconds = 1.0
"""A channel on which less than this is its own has no person."""

_BLEED_MARGIN, _NOISE_MARGIN = 5.0, 7.0  # decibels above what is expected without the channel's own person
_TAIL = 2  # frames by which a lag may be wrong
_FADING = 2.0  # decibels by which a room grows softer in a frame: 60 in half a second
_COPY, _ALIKE_OVER = 0.6, 31  # correlation of levels over half a second above which one channel copies the other
_CHUNK = 6000  # frames worked on at a time, so that hours take no more memory than minutes


@dataclass(frozen=True, slots=True)
class People:
    """Channels with a person of their own, and why others have none: silent, same, shared, nobody.

    For every two channels (into, from), `bleeds` holds the decibels in each band at which the one hears the other,
    and `times` for every frame which frame of the other is heard in it.
    """

    channels: tuple[int, ...]
    without: tuple[tuple[int, str], ...]
    bleeds: dict[tuple[int, int], Floats]
    times: dict[tuple[int, int], Frames]


def people(levels: Levels) -> People:
    """Leaves out silent channels, then those that hear the same as another, then those on which nobody is nearest."""
    whole = [levels.whole(channel) for channel in range(levels.channels)]
    without: list[tuple[int, str]] = []
    kept = list(range(levels.channels))
    for channel, level in enumerate(whole):
        if not len(level) or np.percentile(level, 99) < SILENT:
            without.append((channel, "silent"))
            kept.remove(channel)
    for first, second in _pairs(kept):
        if first in kept and second in kept and _apart(whole[first], whole[second]) < APART:
            softer = min((first, second), key=lambda channel: float(np.percentile(whole[channel], 95)))
            same = float(np.std((whole[first] - whole[second])[_loud(whole[first])])) < 0.5
            without.append((softer, "same" if same else "shared"))
            kept.remove(softer)
    while True:
        times = {pair: _times(whole[pair[0]], whole[pair[1]]) for pair in permutations(kept, 2)}
        found = People(tuple(kept), tuple(without), _bleeds(levels, times), times)
        seconds = {channel: float(own(levels, found, channel).nearest.sum()) * STEP for channel in kept}
        least = min(kept, key=lambda channel: seconds[channel], default=None)
        if least is None or len(kept) == 1 or seconds[least] >= LEAST_OWN:
            return found
        without.append((least, "nobody"))
        kept.remove(least)


def crosstalk(levels: Levels, found: People) -> float | None:
    """Decibels, of the loudest voice on somebody else's channel relative to its own; `None` where noise covers it."""
    heard = [
        float(np.median(bands))
        for (into, source), bands in found.bleeds.items()
        if np.median(_loudness(levels, source) + bands - _quietness(levels, into)) > _NOISE_MARGIN
    ]
    return max(heard, default=None)


def _loudness(levels: Levels, channel: int) -> Floats:
    return np.asarray(np.percentile(levels.decibels[channel].astype(np.float32), 90, axis=0), np.float32)


def _quietness(levels: Levels, channel: int) -> Floats:
    _, power = levels.floor(channel)
    return np.asarray(10 * np.log10(np.median(power, axis=0)), np.float32)


def _pairs(channels: Sequence[int]) -> list[tuple[int, int]]:
    return [(first, second) for first in channels for second in channels if first < second]


def _loud(level: Floats) -> Mask:
    return level > np.percentile(level, 95) - 20


def _apart(first: Floats, second: Floats) -> float:
    return -bleed(first, second[_times(first, second)]) - bleed(second, first[_times(second, first)])


def _times(into: Floats, source: Floats) -> Frames:
    return heard_at(into, source, (bleed(source, into) - bleed(into, source)) / 2)


def _bleeds(levels: Levels, times: dict[tuple[int, int], Frames]) -> dict[tuple[int, int], Floats]:
    def bands(into: int, source: int, at: Frames) -> Iterator[float]:
        for band in range(BANDS):
            own, other = (levels.decibels[each, :, band].astype(np.float32) for each in (into, source))
            yield bleed(own, other[at])

    return {(into, source): np.array([*bands(into, source, at)], np.float32) for (into, source), at in times.items()}


@dataclass(frozen=True, slots=True)
class Own:
    """For every frame of a channel: whether its own person is `nearest`, or more is heard than bleed explains.

    `more` holds also where the channel rises and falls with another one, as bleed does that an automatic gain has
    turned up; `alone` where all others are quiet.
    """

    nearest: Mask
    more: Mask
    alone: Mask


def own(levels: Levels, found: People, channel: int) -> Own:
    """Compares what is heard on a channel with what bleeds in and with the noise."""
    nearest, every, alone = (np.zeros(levels.frames, np.bool_) for _ in range(3))
    others = [other for other in found.channels if other != channel]
    floors = {each: levels.floor(each) for each in (channel, *others)}
    around = SLOW + _ALIKE_OVER
    for start in range(0, levels.frames, _CHUNK):
        first, last = max(0, start - around), min(levels.frames, start + _CHUNK + around)
        expected = _noise(floors[channel], first, last)
        level = levels.decibels[channel, first:last].astype(np.float32)
        quiet: Mask = np.ones(last - first, np.bool_)
        copied: Mask = np.zeros(last - first, np.bool_)
        for other in others:
            source = levels.decibels[other, found.times[channel, other][first:last]].astype(np.float32)
            quiet &= (_ratio(source) <= _noise(floors[other], first, last)).all(axis=1)
            expected = expected + _ratio(_BLEED_MARGIN + found.bleeds[channel, other] + _lasting(source))
            copied |= _copied(level, source, found.bleeds[channel, other], found.bleeds[other, channel])
        more: Mask = np.any(_ratio(level) > expected, axis=1)
        inner = slice(start - first, min(start + _CHUNK, levels.frames) - first)
        nearest[start : start + _CHUNK] = _majority(more & ~copied)[inner]
        every[start : start + _CHUNK] = _majority(more)[inner]
        alone[start : start + _CHUNK] = quiet[inner]
    return Own(nearest, every, alone)


def _copied(level: Floats, source: Floats, into: Floats, back: Floats) -> Mask:
    """Where a channel rises and falls with another and lies nearer to what bleeds in than to what bleeds back.

    Also finds bleed that an automatic gain has turned up.
    """
    x, y = quick(level), quick(source)
    alike = smoothed((x * y).sum(axis=1), _ALIKE_OVER)
    alike /= np.sqrt(smoothed((x * x).sum(axis=1), _ALIKE_OVER) * smoothed((y * y).sum(axis=1), _ALIKE_OVER) + 1e-3)
    softer = (level - source - (into - back) / 2).mean(axis=1) < 0
    return np.asarray((alike > _COPY) & softer, np.bool_)


def _noise(floor: tuple[Floats, Floats], first: int, last: int) -> Floats:
    middles, power = floor
    frames = np.arange(first, last)
    bands = [np.interp(frames, middles, band) for band in power.T]
    return np.asarray(_ratio(_NOISE_MARGIN) * np.stack(bands, axis=1), np.float32)


def _ratio(decibels: float | Floats) -> Floats:
    return np.asarray(np.power(10.0, np.asarray(decibels) / 10), np.float32)


def _lasting(decibels: Floats) -> Floats:
    """What is left of a sound in its room, and a little around it; decibels of shape (frames, BANDS)."""
    padded = np.pad(decibels, ((_TAIL, _TAIL), (0, 0)), mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * _TAIL + 1, axis=0).max(axis=-1)
    fallen = _FADING * np.arange(len(decibels), dtype=np.float32)[:, None]
    return np.asarray(np.maximum.accumulate(around + fallen, axis=0) - fallen, np.float32)


def _majority(mask: Mask) -> Mask:
    return np.asarray(np.convolve(mask, np.ones(5), "same") > 2.5, np.bool_)
