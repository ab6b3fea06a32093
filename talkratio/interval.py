"""Stretches of time and their set algebra. Time is seconds as `float`."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

Seconds = float


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A half-open stretch of time `[start, end)` in seconds, 0 ≤ start < end.

    >>> Interval(1.0, 3.0).duration
    2.0

    Raises `ValueError` for an empty, reversed, negative or non-finite stretch.
    """

    start: Seconds
    end: Seconds

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end < math.inf:
            raise ValueError(f"not a stretch of time: {self.start} to {self.end} s")

    @property
    def duration(self) -> Seconds:
        """Length in seconds."""
        return self.end - self.start

    @property
    def middle(self) -> Seconds:
        """The moment halfway."""
        return (self.start + self.end) / 2

    def __contains__(self, moment: Seconds) -> bool:
        return self.start <= moment < self.end

    def __and__(self, other: Interval) -> Interval | None:
        """The common stretch, or `None` where there is none.

        >>> Interval(0.0, 2.0) & Interval(1.0, 3.0)
        Interval(start=1.0, end=2.0)
        """
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Interval(start, end) if start < end else None

    def shift(self, by: Seconds) -> Interval:
        """The same stretch, `by` seconds later."""
        return Interval(self.start + by, self.end + by)


def union(intervals: Iterable[Interval], *, bridge: Seconds = 0.0) -> tuple[Interval, ...]:
    """Disjoint stretches covering the same time, in order; holes of at most `bridge` seconds are filled.

    >>> union([Interval(0.0, 2.0), Interval(1.0, 3.0)])
    (Interval(start=0.0, end=3.0),)
    """
    merged: list[Interval] = []
    for interval in sorted(intervals):
        if merged and interval.start - merged[-1].end <= bridge:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, interval.end))
        else:
            merged.append(interval)
    return tuple(merged)


def intersect(left: Iterable[Interval], right: Iterable[Interval]) -> tuple[Interval, ...]:
    """The time covered by both sides.

    >>> intersect([Interval(0.0, 2.0)], [Interval(1.0, 3.0)])
    (Interval(start=1.0, end=2.0),)
    """
    a, b = union(left), union(right)
    common: list[Interval] = []
    i = j = 0
    while i < len(a) and j < len(b):
        if (both := a[i] & b[j]) is not None:
            common.append(both)
        if a[i].end <= b[j].end:
            i += 1
        else:
            j += 1
    return tuple(common)


def subtract(left: Iterable[Interval], right: Iterable[Interval]) -> tuple[Interval, ...]:
    """The time covered by `left` and not by `right`.

    >>> subtract([Interval(0.0, 3.0)], [Interval(1.0, 2.0)])
    (Interval(start=0.0, end=1.0), Interval(start=2.0, end=3.0))
    """
    holes = union(right)
    kept: list[Interval] = []
    j = 0
    for interval in union(left):
        cursor = interval.start
        while j < len(holes) and holes[j].end <= cursor:
            j += 1
        k = j
        while k < len(holes) and holes[k].start < interval.end:
            if holes[k].start > cursor:
                kept.append(Interval(cursor, holes[k].start))
            cursor = max(cursor, holes[k].end)
            k += 1
        if cursor < interval.end:
            kept.append(Interval(cursor, interval.end))
    return tuple(kept)


def total(intervals: Iterable[Interval]) -> Seconds:
    """Seconds covered, each moment counted once.

    >>> total([Interval(0.0, 2.0), Interval(1.0, 3.0)])
    3.0
    """
    return math.fsum(interval.duration for interval in union(intervals))
