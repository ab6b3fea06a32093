"""How each person listened: waiting, overlapping, leaving the floor, taking up words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from talkratio.interval import Interval, Seconds, union
from talkratio.listening.asking import asking, waiting
from talkratio.listening.ground import Ground
from talkratio.listening.uptake import shared
from talkratio.listening.values import LONG_WAIT, Listener, Outcome
from talkratio.metrics import Exchange, Metrics
from talkratio.metrics.exchanges import Track
from talkratio.questions import Question

ZONE: Seconds = 180.0
ZONE_SHARE = 0.60
ZONE_STEP: Seconds = 5.0
ZONE_SPEECH: Seconds = 60.0
"""a window with less speech than this does not show who had the floor"""
FIRST_WORDS = 15
LAST_WORDS = 40


def listener(
    speaker: str, ground: Ground, metrics: Metrics, questions: Sequence[Question] | None, outcomes: Sequence[Outcome]
) -> Listener:
    """One person's listening."""
    held, measured, numbers = ground.held, ground.measured, metrics.of(speaker)
    story = None if numbers is None else numbers.longest
    sounds = held.backchannels[speaker]
    others = sum(numbers.talk_time or 0.0 for numbers in metrics.speakers if numbers.speaker != speaker)
    return Listener(
        speaker=speaker,
        asking=None if questions is None else asking(speaker, ground, questions, outcomes),
        wait=waiting(numbers.waits if numbers else ()),
        interruptions=tuple(t.interval for t, _ in held.interruptions if t.speaker == speaker) if measured else None,
        interrupted=sum(victim == speaker for _, victim in held.interruptions) if measured else None,
        cooperative=cooperative(speaker, ground, metrics.rules.interruption_overlap) if measured else None,
        backchannels=sounds if measured else None,
        backchannels_per_minute=60 * len(sounds) / others if measured and others > 0 else None,
        story=story,
        story_question=_story_question(speaker, story, outcomes),
        silences_ended=sum(s.after == speaker for s in long_silences(metrics)) if measured else None,
        floor_returned=floor_returned(speaker, ground) if ground.timed else None,
        lecture_zones=lecture_zones(speaker, ground) if ground.timed else None,
        mirroring=mirroring(speaker, ground),
    )


def long_silences(metrics: Metrics) -> tuple[Exchange, ...]:
    """Gaps and pauses of at least 3 s."""
    return tuple(
        exchange
        for exchange in metrics.exchanges
        if exchange.kind in {"gap", "pause"} and exchange.interval.duration >= LONG_WAIT
    )


def cooperative(speaker: str, ground: Ground, least: Seconds) -> tuple[Interval, ...]:
    """Speech begun at least `least` seconds before another stops, who keeps the floor; listening sounds left out."""
    floor = Track([turn.interval for turn in ground.held.turns if turn.speaker == speaker])
    found = []
    for stretch in ground.held.stretches[speaker]:
        if stretch in ground.sounds[speaker] or floor.at(stretch.start) is not None:
            continue
        for other, track in ground.others(speaker).items():
            speaking = track.at(stretch.start)
            if speaking and speaking not in ground.sounds[other] and speaking.end - stretch.start >= least:
                found.append(stretch)
                break
    return tuple(found)


def floor_returned(speaker: str, ground: Ground) -> Seconds | None:
    """Median time from taking the floor from another until another has it again; `None` where that never happens."""
    taken: Seconds | None = None
    times: list[Seconds] = []
    for before, turn in pairwise(ground.held.turns):
        if turn.speaker == speaker != before.speaker:
            taken = turn.interval.start
        elif turn.speaker != speaker and taken is not None:
            times.append(turn.interval.start - taken)
            taken = None
    return median(times) if times else None


def lecture_zones(speaker: str, ground: Ground) -> tuple[Interval, ...] | None:
    """Time covered by windows of 3 minutes in which a person has more than 60 % of everyone's speech.

    Windows begin every 5 s; those with less than a minute of speech are passed over. `None` in a shorter recording.
    """
    if ground.duration < ZONE:
        return None
    zones = []
    for step in range(int((ground.duration - ZONE) / ZONE_STEP) + 1):
        start = step * ZONE_STEP
        spoken = {name: own.within(start, start + ZONE) for name, own in ground.elapsed.items()}
        everyone = sum(spoken.values())
        if everyone >= ZONE_SPEECH and spoken[speaker] > ZONE_SHARE * everyone:
            zones.append(Interval(start, start + ZONE))
    return union(zones)


def mirroring(speaker: str, ground: Ground) -> float | None:
    """Of own turns after another's, the share whose first words hold a content word of the other's last ones."""
    spoken = ground.held.spoken
    if spoken is None:
        return None
    taken_up = []
    for before, turn in pairwise(ground.held.turns):
        if turn.speaker == speaker != before.speaker:
            mine = spoken[speaker].within(turn.interval)[:FIRST_WORDS]
            theirs = spoken[before.speaker].within(before.interval)[-LAST_WORDS:]
            if mine and theirs:
                taken_up.append(shared(mine, theirs, ground.language))
    return sum(taken_up) / len(taken_up) if taken_up else None


def _story_question(speaker: str, story: Interval | None, outcomes: Sequence[Outcome]) -> int | None:
    """The last question before the middle of the story whose answer the story is, or is part of."""
    found = None
    for outcome in outcomes:
        answer = outcome.answer
        if story is not None and answer is not None and outcome.by == speaker and answer.start <= story.middle:
            found = outcome.question if story & answer else found
    return found
