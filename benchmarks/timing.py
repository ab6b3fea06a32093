"""Who speaks when in a conversation of our own: a measured timing brought to a length, a share and an overlap."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.material import Spoken

MERGE = 0.25  # truth: speech of one person closer than this is one turn


def planned(
    row: Sequence[Spoken], seconds: float, share: float | None, overlap: float | None, rng: np.random.Generator
) -> list[Spoken]:
    """A timing of so many seconds; `share` (of the first person) and `overlap` (of speech) 0..1, `None` as it is."""
    spoken = _looped(row, seconds)
    if share is not None:
        spoken = _shared(spoken, share)
    if overlap is None:
        return spoken
    if overlap == 0:
        return _led(spoken, -0.3, rng.bit_generator.random_raw(), nested=False)
    seed, low, high = rng.bit_generator.random_raw(), -1.5, 3.0
    for _ in range(20):
        lead = (low + high) / 2
        low, high = (low, lead) if _overlap(_led(spoken, lead, seed)) > overlap else (lead, high)
    return _led(spoken, low, seed)


def merged(spoken: Sequence[Spoken], gap: float = MERGE) -> tuple[Spoken, ...]:
    """Each person's speech with holes shorter than `gap` seconds filled, sorted by start."""
    kept: list[Spoken] = []
    for who in (0, 1):
        for _, start, end in sorted(item for item in spoken if item[0] == who):
            if kept and kept[-1][0] == who and start - kept[-1][2] < gap:
                kept[-1] = (who, kept[-1][1], max(kept[-1][2], end))
            else:
                kept.append((who, start, end))
    return tuple(sorted(kept, key=lambda item: item[1]))


def _looped(row: Sequence[Spoken], seconds: float) -> list[Spoken]:
    length = max(end for _, _, end in row) + 0.5
    rounds = int(seconds // length) + 1
    spoken = [(who, start + k * length, end + k * length) for k in range(rounds) for who, start, end in row]
    return [item for item in spoken if item[2] <= seconds] or spoken[:2]


def _shared(spoken: list[Spoken], share: float) -> list[Spoken]:
    times = [sum(end - start for who, start, end in spoken if who == k) for k in (0, 1)]
    total = sum(times)
    factors = [share * total / times[0], (1 - share) * total / times[1]]
    return _rebuilt(spoken, lambda item: max(0.3, (item[2] - item[1]) * factors[item[0]]), lambda offset: offset)


def _led(spoken: list[Spoken], lead: float, seed: int, *, nested: bool = True) -> list[Spoken]:
    rng = np.random.default_rng(seed)

    def offset(was: float) -> float:
        return min(max(was, -0.4), 1.2) - lead * float(rng.random()) if nested else max(was, 0.15)

    return _rebuilt(spoken, lambda item: item[2] - item[1], offset, nested=nested)


def _rebuilt(spoken, duration, offset, *, nested=True) -> list[Spoken]:  # type: ignore[no-untyped-def]
    """The same order of speaking, with other durations and other offsets where the floor passes."""
    out: list[Spoken] = []
    floor = before = spoken[0]
    last = [0.0, 0.0]
    for index, item in enumerate(spoken):
        who, length = item[0], duration(item)
        if index and item[2] <= before[2] and who != before[0]:  # within the other's talk
            if not nested:
                continue
            inside = (item[1] - before[1]) / (before[2] - before[1])
            start = floor[1] + inside * (floor[2] - floor[1])
            length = min(length, 1.5)
        elif index:
            was = item[1] - before[2]
            start = floor[2] + (offset(was) if who != floor[0] else max(was, 0.4))
            start = max(start, floor[1] + 0.3)
        else:
            start = 0.8
        start = max(start, last[who] + 0.36)
        made = (who, start, start + length)
        out.append(made)
        last[who] = made[2]
        if index == 0 or made[2] > floor[2]:
            floor, before = made, item
    return sorted(out, key=lambda item: item[1])


def _overlap(spoken: Sequence[Spoken]) -> float:
    grid = np.zeros((2, int(max(end for _, _, end in spoken) * 50) + 1), bool)
    for who, start, end in spoken:
        grid[who, int(start * 50) : int(end * 50)] = True
    return float(grid.all(axis=0).sum() / grid.any(axis=0).sum())
