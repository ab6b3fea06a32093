"""One person's questions: how many, how open, and what they brought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

from talkratio.interval import Seconds
from talkratio.listening.ground import Ground
from talkratio.listening.values import LONG_WAIT, Asking, Openness, Outcome, Waiting
from talkratio.questions import Question, QuestionKind

OPEN: frozenset[QuestionKind] = frozenset({"open", "invitation"})
CLOSED: frozenset[QuestionKind] = frozenset({"closed", "choice", "leading", "tag", "declarative"})
NOT_WAITING: frozenset[QuestionKind] = frozenset({"tag", "rhetorical"})
"""kinds that want no answer, or only a nod: no wait is counted after them"""
PARTS = 5
MOST = 3

Mine = Sequence[tuple[Question, Outcome]]


def asking(speaker: str, ground: Ground, questions: Sequence[Question], outcomes: Sequence[Outcome]) -> Asking:
    """One person's questions and what they brought. A wait is counted once a run, after its last question."""
    mine = [pair for pair in zip(questions, outcomes, strict=True) if pair[0].speaker == speaker]
    kinds = Counter(question.kind for question, _ in mine)
    opened, closed = sum(kinds[kind] for kind in OPEN), sum(kinds[kind] for kind in CLOSED)
    left = [outcome for question, outcome in mine if question.kind not in NOT_WAITING and outcome.place == outcome.run]
    return Asking(
        count=len(mine),
        per_10_minutes=600 * len(mine) / ground.duration if ground.timed else None,
        open=opened / (opened + closed) if opened + closed else None,
        follow_ups=sum(bool(outcome.follow_up) for _, outcome in mine) / len(mine) if mine else None,
        self_rescued=sum(bool(outcome.self_rescued) for outcome in left) if ground.measured else None,
        stacked=sum(outcome.place == 1 and outcome.run > 1 for _, outcome in mine),
        by_part=by_part(mine, ground.duration),
        openness=openness(mine),
        opened_most=opened_most(mine),
        wait=waiting([outcome.wait for outcome in left if outcome.wait is not None]),
    )


def waiting(waits: Sequence[Seconds]) -> Waiting | None:
    """A summary of silences; `None` when there were none.

    >>> waiting([1.0, 2.0, 4.0, 5.0])
    Waiting(count=4, median=3.0, long=0.5)
    """
    if not waits:
        return None
    return Waiting(len(waits), median(waits), sum(wait >= LONG_WAIT for wait in waits) / len(waits))


def by_part(mine: Mine, duration: Seconds) -> tuple[int, ...]:
    """How many questions begin in each fifth of the recording."""
    counts = Counter(min(PARTS - 1, int(PARTS * question.interval.start / duration)) for question, _ in mine)
    return tuple(counts[part] for part in range(PARTS))


def openness(mine: Mine) -> tuple[Openness, ...]:
    """Each kind that was asked with the median length of its answers, the longest first."""
    kinds: dict[QuestionKind, list[Outcome]] = {}
    for question, outcome in mine:
        kinds.setdefault(question.kind, []).append(outcome)
    found = []
    for kind, asked in kinds.items():
        seconds = [outcome.seconds for outcome in asked if outcome.seconds is not None]
        words = [outcome.words for outcome in asked if outcome.words is not None]
        answered = sum(bool(outcome.answered) for outcome in asked)
        found.append(
            Openness(kind, len(asked), answered, median(seconds) if seconds else None, median(words) if words else None)
        )
    return tuple(sorted(found, key=lambda one: (-(one.seconds or 0.0), -(one.words or 0.0), one.kind)))


def opened_most(mine: Mine) -> tuple[int, ...]:
    """The at most three questions with the longest answers, in seconds where there are times."""
    answered = [o for question, o in mine if o.answered and question.kind != "rhetorical"]
    answered.sort(key=lambda outcome: (-(outcome.seconds or 0.0), -(outcome.words or 0), outcome.question))
    return tuple(outcome.question for outcome in answered[:MOST])
