"""What became of each question: the wait after it, the answer, and whether it took up what was said."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from talkratio.conversation import Turn
from talkratio.interval import Interval, Seconds
from talkratio.listening.ground import Ground
from talkratio.listening.uptake import asks_for_more, shared
from talkratio.listening.values import SHORT_WAIT, Outcome
from talkratio.metrics.floor import SLACK
from talkratio.questions import Question

ADDITION = 15
"""words that the asker may add to a question and still be answered"""
RUN_WORDS = 25
"""questions further apart than this many of the asker's words are no run"""
JUST_SAID = 60
"""words of the other that a follow-up may take up"""
AT_ONCE = 40
"""own words after which a question no longer follows what the other said"""
BARE = 6
"""the same for a question with no content of its own"""
EARLY: Seconds = 0.3
"""a reply that begins this little before the question ends is no overlap worth telling"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on the clock of speech: `goes_on` says that the asker talks on without a pause."""

    question: Question
    speaker: str
    end: Seconds
    goes_on: bool


def outcomes(questions: Sequence[Question], ground: Ground) -> tuple[Outcome, ...]:
    """One outcome for each question, in their order."""
    asked = [_asked(question, ground) for question in questions]
    replies = [_reply(one, following, ground) for one, following in zip(asked, _nexts(asked), strict=True)]
    places = _places(asked, replies, ground)
    return tuple(
        Outcome(index, None, None, None, None, None, None, None, None, 1, 1, None)
        if one is None
        else _outcome(index, one, reply, places[index], ground)
        for index, (one, reply) in enumerate(zip(asked, replies, strict=True))
    )


def _outcome(index: int, asked: Asked, reply: Turn | None, place: tuple[int, int], ground: Ground) -> Outcome:
    wait, rescued = _wait(asked, ground) if ground.measured else (None, None)
    answer, by = (None, None) if reply is None else (_answer(asked, reply, ground), reply.speaker)
    return Outcome(
        question=index,
        wait=wait,
        overlap=_overlap(asked, reply) if ground.measured else None,
        self_rescued=rescued,
        answered=reply is not None,
        by=by,
        answer=answer if ground.timed else None,
        seconds=ground.elapsed[by].within(answer.start, answer.end) if ground.timed and by and answer else None,
        words=len(ground.words(by, answer.start, answer.end)) if by and answer else None,
        place=place[0],
        run=place[1],
        follow_up=_follows(asked, ground),
    )


def _asked(question: Question, ground: Ground) -> Asked | None:
    """Where a question ends in speech: with its stretch, unless the asker has more words in it."""
    speaker, spoken = question.speaker, ground.held.spoken
    if speaker is None or spoken is None or speaker not in ground.tracks:
        return None
    words = spoken[speaker].within(question.interval)
    last = words[-1].interval.middle if words else question.interval.middle
    stretch, _ = ground.tracks[speaker].around(last)
    if stretch is None or stretch.end <= question.interval.start:
        return Asked(question, speaker, question.interval.end, goes_on=False)
    if ground.words(speaker, max(question.interval.end, math.nextafter(last, math.inf)), stretch.end):
        return Asked(question, speaker, min(question.interval.end, stretch.end), goes_on=True)
    return Asked(question, speaker, stretch.end, goes_on=False)


def _nexts(asked: Sequence[Asked | None]) -> list[Asked | None]:
    """For each question the same person's next one."""
    latest: dict[str, Asked] = {}
    nexts: list[Asked | None] = []
    for one in reversed(asked):
        nexts.append(None if one is None else latest.get(one.speaker))
        if one is not None:
            latest[one.speaker] = one
    return nexts[::-1]


def _wait(asked: Asked, ground: Ground) -> tuple[Seconds | None, bool]:
    """Silence until anybody speaks, and whether the asker broke it too early; `None` where another was speaking."""
    if asked.goes_on:
        return 0.0, True
    for speaker, track in ground.others(asked.speaker).items():
        speaking = track.at(asked.end)
        if speaking is not None and speaking.start < asked.end - SLACK and speaking not in ground.sounds[speaker]:
            return None, False
    starts = [
        (start - asked.end, speaker == asked.speaker)
        for speaker, track in ground.tracks.items()
        if (start := track.next_start(asked.end)) is not None
    ]
    if not starts:
        return None, False
    wait, mine = min(starts)
    return wait, mine and wait < SHORT_WAIT


def _reply(asked: Asked | None, following: Asked | None, ground: Ground) -> Turn | None:
    """The first that another says after a question, before the asker asks again or talks on.

    A listening sound counts, unless it falls into the asker's own speech.
    """
    if asked is None:
        return None
    own, found = ground.tracks[asked.speaker], []
    for speaker, track in ground.others(asked.speaker).items():
        for stretch in track.ending_after(asked.end):
            if stretch not in ground.sounds[speaker] or own.at(stretch.start) is None:
                found.append(Turn(stretch, speaker))
                break
    reply = min(found, default=None)
    limit = math.inf if following is None else max(following.question.interval.start, asked.end)
    if reply is None or reply.interval.start > limit - SLACK:
        return None
    added = ground.words(asked.speaker, asked.question.interval.end, reply.interval.start)
    return reply if len(added) <= ADDITION else None


def _overlap(asked: Asked, reply: Turn | None) -> Seconds | None:
    """How long before the end of the question the reply began, if it began in it."""
    if reply is None or reply.interval.start < asked.question.interval.start - SLACK:
        return None
    early = asked.end - reply.interval.start
    return early if early > EARLY else None


def _answer(asked: Asked, reply: Turn, ground: Ground) -> Interval:
    """From the reply until somebody else has the floor; a question inside the other's talk is answered by the rest."""
    start, end = reply.interval.start, reply.interval.end
    if start < asked.question.interval.start - SLACK:
        start = asked.end
    turns = ground.held.turns
    first = bisect_right(turns, reply.interval.start, key=lambda turn: turn.interval.start) - 1
    for turn in islice(turns, max(0, first), None):
        if turn.speaker == reply.speaker:
            end = max(end, turn.interval.end)
        elif turn.interval.start > start + SLACK:
            break
    return Interval(start, end)


def _places(asked: Sequence[Asked | None], replies: Sequence[Turn | None], ground: Ground) -> list[tuple[int, int]]:
    """For each question its place in a run of questions without a reply, and the length of the run."""
    runs: list[list[int]] = []
    latest: dict[str, list[int]] = {}
    for index, one in enumerate(asked):
        if one is None:
            runs.append([index])
            continue
        run = latest.get(one.speaker)
        if run is None or replies[run[-1]] is not None or not _near(asked[run[-1]], one, ground):
            runs.append(run := [])
            latest[one.speaker] = run
        run.append(index)
    places = {index: (place, len(run)) for run in runs for place, index in enumerate(run, 1)}
    return [places[index] for index in range(len(asked))]


def _near(before: Asked | None, after: Asked, ground: Ground) -> bool:
    if before is None:
        return False
    between = ground.words(after.speaker, before.question.interval.end, after.question.interval.start)
    return len(between) <= RUN_WORDS


def _follows(asked: Asked, ground: Ground) -> bool:
    """Whether a question takes up a content word that another has just said, or simply asks for more."""
    start, spoken = asked.question.interval.start, ground.held.spoken or {}
    said = [word for other, own in spoken.items() if other != asked.speaker for word in own.until(start, JUST_SAID)]
    theirs = sorted(said, key=lambda word: word.interval.middle)[-JUST_SAID:]
    if not theirs:
        return False
    since = len(ground.words(asked.speaker, theirs[-1].interval.middle, start))
    if since <= BARE and asks_for_more(asked.question.text, ground.language):
        return True
    mine = ground.words(asked.speaker, start, asked.question.interval.end)
    return since <= AT_ONCE and shared(mine, theirs, ground.language)
