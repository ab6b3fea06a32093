"""Who has the floor: holds, shares, and the turns in which it is held. Short folds over the recording."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate, pairwise

from talkratio.conversation import Conversation, Turn
from talkratio.interval import Interval, Seconds
from talkratio.metrics.values import Hold, RollingShare, Rules

Runs = Mapping[str, tuple[Interval, ...]]
"""Each speaker's disjoint stretches of speech, in order of time."""

Stretch = tuple[Seconds, Seconds, str]
"""Start, end and speaker."""

Together = Mapping[tuple[str, ...], Seconds]
"""Seconds in which exactly these people speak."""

SLACK: Seconds = 1e-6
"""times this close are the same: 0.1 + 0.2 is 0.3"""


def runs(conversation: Conversation) -> Runs:
    """Each speaker's stretches of speech, in the order in which they first speak."""
    own: dict[str, list[Interval]] = {}
    for turn in conversation.turns:
        own.setdefault(turn.speaker, []).append(turn.interval)
    return {speaker: joined(intervals) for speaker, intervals in own.items()}


def joined(intervals: Iterable[Interval], bridge: Seconds = 0.0) -> tuple[Interval, ...]:
    """Intervals that are sorted already, those at most `bridge` seconds apart as one."""
    found: list[Interval] = []
    start = end = -math.inf
    for interval in intervals:
        if interval.start - end > bridge:
            found.append(interval)
            start, end = interval.start, interval.end
        elif interval.end > end:
            end = interval.end
            found[-1] = Interval(start, end)
    return tuple(found)


def holds(conversation: Conversation) -> tuple[Hold, ...]:
    """The recording cut wherever the set of people speaking changes; the holds tile it from 0 to its end.

    Speakers in a hold stand in the order in which they first spoke. Empty for a recording of no length.
    """
    return tiles(runs(conversation), conversation.duration)


def tiles(stretches: Runs, duration: Seconds) -> tuple[Hold, ...]:
    """The holds of a recording of `duration` in which each person speaks in their stretches.

    A set of speakers is a number with one bit a speaker; an edge flips the bit of its speaker.
    """
    edges: list[tuple[Seconds, int]] = []
    names: dict[int, tuple[str, ...]] = {0: ()}
    for index, (speaker, own) in enumerate(stretches.items()):
        names[bit := 1 << index] = (speaker,)
        edges += [(moment, bit) for stretch in own for moment in (stretch.start, stretch.end)]
    edges.sort()
    found: list[Hold] = []
    start, last, told, talking = 0.0, 0.0, 0, 0  # `told` speak since `start`, `talking` since the last edge
    for moment, bit in (*edges, (duration, 0)):
        if moment - last > SLACK:
            if talking != told:
                if last > start:
                    found.append(Hold(Interval(start, last), _named(told, names)))
                start, told = last, talking
            last = moment
        talking ^= bit
    if duration > start:
        found.append(Hold(Interval(start, duration), _named(told, names)))
    return tuple(found)


def _named(talking: int, names: dict[int, tuple[str, ...]]) -> tuple[str, ...]:
    if talking not in names:
        lowest = talking & -talking
        names[talking] = names[lowest] + _named(talking ^ lowest, names)
    return names[talking]


def together(held: Iterable[Hold]) -> Together:
    """For each set of people the seconds in which they and nobody else speak; nobody is the empty set.

    >>> together([Hold(Interval(0.0, 2.0), ()), Hold(Interval(2.0, 3.0), ("A",)), Hold(Interval(3.0, 4.0), ())])
    {(): 3.0, ('A',): 1.0}
    """
    parts: dict[tuple[str, ...], list[Seconds]] = {}
    for hold in held:
        parts.setdefault(hold.speakers, []).append(hold.interval.end - hold.interval.start)
    return {people: math.fsum(own) for people, own in parts.items()}


def talk(times: Together, speakers: Iterable[str], *, alone: bool = False) -> dict[str, Seconds]:
    """Each person's seconds of speech, overlap counted to everyone in it, or left out (`alone`)."""
    return {
        speaker: math.fsum(
            time for people, time in times.items() if speaker in people and (len(people) == 1 or not alone)
        )
        for speaker in speakers
    }


def lasting(times: Together, voices: Collection[int]) -> Seconds:
    """Seconds in which so many people speak: 0 is silence, 1 one voice.

    >>> lasting({(): 2.0, ("A",): 1.0}, {0})
    2.0
    """
    return math.fsum(time for people, time in times.items() if len(people) in voices)


def shares(amounts: Mapping[str, float]) -> dict[str, float | None]:
    """Each person's part of the whole, 0..1; `None` where there is nothing to share. One voice alone has all of it.

    >>> shares({"A": 30.0, "B": 70.0}), shares({"A": 30.0})
    ({'A': 0.3, 'B': 0.7}, {'A': 1.0})
    """
    whole = math.fsum(amounts.values())
    return {speaker: amount / whole if whole > 0 else None for speaker, amount in amounts.items()}


class Elapsed:
    """How much one person has spoken by any moment, in O(log n): what windows of time are cut from."""

    __slots__ = ("_ends", "_spoken", "_starts")

    def __init__(self, stretches: Sequence[Interval]) -> None:
        self._starts = [stretch.start for stretch in stretches]
        self._ends = [stretch.end for stretch in stretches]
        self._spoken = list(accumulate((stretch.duration for stretch in stretches), initial=0.0))

    def by(self, moment: Seconds) -> Seconds:
        """Seconds spoken before a moment."""
        index = bisect_right(self._starts, moment)
        if index == 0:
            return 0.0
        end = self._ends[index - 1]
        if moment >= end:
            return self._spoken[index]
        return self._spoken[index - 1] + moment - self._starts[index - 1]

    def within(self, start: Seconds, end: Seconds) -> Seconds:
        """Seconds spoken from one moment to another."""
        return max(0.0, self.by(end) - self.by(start))


def share_by_part(elapsed: Mapping[str, Elapsed], duration: Seconds, parts: int) -> dict[str, tuple[float | None, ...]]:
    """Each person's talk share in each of so many equal parts of the recording; `None` where nobody speaks."""
    cuts = [duration * part / parts for part in range(parts + 1)]
    by_part = [
        shares({speaker: own.within(start, end) for speaker, own in elapsed.items()}) for start, end in pairwise(cuts)
    ]
    return {speaker: tuple(part[speaker] for part in by_part) for speaker in elapsed}


def rolling_share(elapsed: Mapping[str, Elapsed], duration: Seconds, rules: Rules) -> RollingShare:
    """Every `rolling_step` seconds each person's talk share in the window around; none where nobody speaks in it.

    At the ends the window holds only what lies inside the recording.
    """
    half = rules.rolling_window / 2
    found = []
    for step in range(int(duration / rules.rolling_step) + 1):
        moment = step * rules.rolling_step
        start, end = max(0.0, moment - half), min(duration, moment + half)
        window = shares({speaker: own.within(start, end) for speaker, own in elapsed.items()})
        found.append((moment, tuple((speaker, share) for speaker, share in window.items() if share is not None)))
    return tuple(found)


def floor_turns(stretches: Iterable[Stretch], bridge: Seconds) -> tuple[Turn, ...]:
    """Who holds the floor, one turn after another; own pauses of at most `bridge` seconds do not end a turn.

    `stretches` are everybody's, sorted, without backchannels. One that lies wholly inside the turn of another does
    not take the floor.
    """
    floor: list[Stretch] = []
    first, last, holder = 0.0, -math.inf, ""
    for start, end, speaker in stretches:
        if speaker == holder and start - last <= bridge + SLACK:
            last = max(last, end)
            floor[-1] = (first, last, holder)
        elif end > last:
            first, last, holder = start, end, speaker
            floor.append((start, end, speaker))
    return tuple(Turn(Interval(start, end), speaker) for start, end, speaker in floor)
