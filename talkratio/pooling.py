"""Figures over many conversations: seconds are added up and divided once; ratios are never averaged into a figure.

The mean of the single shares stands beside the pooled share as spread alone: it answers another question, since in it
a short conversation counts as much as a long one.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import get_args

from talkratio.conversation import Role
from talkratio.interval import Seconds
from talkratio.listening.asking import CLOSED, OPEN
from talkratio.metrics import Counted, SpeakerMetrics
from talkratio.questions import QuestionKind
from talkratio.report import Report


@dataclass(frozen=True, slots=True)
class Spread:
    """How a share (0..1) differs from conversation to conversation."""

    lowest: float
    mean: float
    highest: float


@dataclass(frozen=True, slots=True)
class PooledRole:
    """One role over all conversations. Shares are 0..1; `None` is not measurable."""

    role: Role
    conversations: int
    """in which somebody has the role"""
    talk_time: Seconds | None
    talk_share: float | None
    """all of the role's speech ÷ all of everyone's speech"""
    spread: Spread | None
    """of the single talk shares"""
    share_of_words: float | None
    share_of_duration: float | None
    turns: int
    mean_turn: Seconds | None
    wait: Seconds | None
    """median of all silences before taking the floor"""
    interruptions: int | None
    backchannels: int | None
    words: int | None
    words_per_minute: float | None
    questions: int | None
    questions_per_10_minutes: float | None
    share_open: float | None
    """open questions and invitations ÷ those and closed, choice, leading, tag and declarative"""
    self_rescued: int | None


@dataclass(frozen=True, slots=True)
class Pooled:
    """Many conversations as one; `without_times` of them count words only and are in no number of seconds."""

    conversations: int
    without_times: int
    counted: Counted
    """what the talk shares count: words only where no conversation has times"""
    duration: Seconds | None
    speech: Seconds | None
    silence: Seconds | None
    overlap: Seconds | None
    roles: tuple[PooledRole, ...]

    def of(self, role: Role) -> PooledRole | None:
        """The figures of one role."""
        return next((figures for figures in self.roles if figures.role == role), None)


def pool(reports: Iterable[Report]) -> Pooled:
    """Figures over many conversations, per role: what one long conversation made of all of them would give.

    A conversation in which something cannot be measured is left out of that number, above and below the line.
    """
    many = tuple(reports)
    metrics = [report.metrics for report in many]
    without_times = sum(numbers.counted == "words" for numbers in metrics)
    counted: Counted = "words" if many and without_times == len(many) else "seconds"
    return Pooled(
        conversations=len(many),
        without_times=without_times,
        counted=counted,
        duration=_sum(numbers.duration for numbers in metrics),
        speech=_sum(numbers.speech for numbers in metrics),
        silence=_sum(numbers.silence for numbers in metrics),
        overlap=_sum(numbers.overlap for numbers in metrics),
        roles=tuple(_pooled(role, _parts(role, many), counted) for role in _cast(many)),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """One role in one conversation: the report, and the numbers of everybody who has the role, or of nobody."""

    report: Report
    own: tuple[SpeakerMetrics, ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(numbers.speaker for numbers in self.own)

    def sum(self, what: str) -> float | None:
        """A number of `SpeakerMetrics` added up over those who have the role; 0 where nobody has it."""
        return _sum(getattr(numbers, what) for numbers in self.own) if self.own else 0.0

    def everyone(self, what: str) -> float | None:
        """The same over everybody in the conversation."""
        return _sum(getattr(numbers, what) for numbers in self.report.metrics.speakers)

    def asked(self, kinds: Collection[QuestionKind] | None = None) -> int | None:
        """How many questions were asked, of some kinds; `None` without words."""
        if self.report.questions is None:
            return None
        return sum(q.speaker in self.names and (kinds is None or q.kind in kinds) for q in self.report.questions)

    def minutes(self) -> float | None:
        """Length of the conversation."""
        return None if self.report.metrics.duration is None else self.report.metrics.duration / 60


def _cast(reports: Iterable[Report]) -> tuple[Role, ...]:
    """The roles that anybody who speaks has."""
    found = {report.roles.of(own.speaker) for report in reports for own in report.metrics.speakers}
    return tuple(role for role in get_args(Role) if role in found)


def _parts(role: Role, reports: Iterable[Report]) -> tuple[_Part, ...]:
    return tuple(
        _Part(report, tuple(own for own in report.metrics.speakers if report.roles.of(own.speaker) == role))
        for report in reports
    )


def _pooled(role: Role, parts: Sequence[_Part], counted: Counted) -> PooledRole:
    """The figures of a role. Below the line stand all conversations, also those in which nobody has it."""
    present = [part for part in parts if part.own]
    shared = [part for part in parts if len(part.report.metrics.speakers) > 1]  # one voice has nobody to share with
    by_time = _ratio((part.sum("talk_time"), part.everyone("talk_time")) for part in shared)
    by_words = _ratio((part.sum("words"), part.everyone("words")) for part in shared)
    waits = [wait for part in present for numbers in part.own for wait in numbers.waits]
    pace = _ratio((part.sum("words"), part.sum("talk_time")) for part in present)
    asking = _ratio((part.asked(), part.minutes()) for part in parts)
    return PooledRole(
        role=role,
        conversations=len(present),
        talk_time=_sum(part.sum("talk_time") for part in present),
        talk_share=by_time if counted == "seconds" else by_words,
        spread=_spread([part for part in present if part.report.metrics.counted == counted]),
        share_of_words=by_words,
        share_of_duration=_ratio((part.sum("talk_time"), part.report.metrics.duration) for part in parts),
        turns=sum(numbers.turns for part in present for numbers in part.own),
        mean_turn=_ratio((_in_turns(numbers), numbers.turns) for part in present for numbers in part.own),
        wait=median(waits) if waits else None,
        interruptions=_count(part.sum("interruptions") for part in present),
        backchannels=_count(part.sum("backchannels") for part in present),
        words=_count(part.sum("words") for part in present),
        words_per_minute=None if pace is None else 60 * pace,
        questions=_count(part.asked() for part in present),
        questions_per_10_minutes=None if asking is None else 10 * asking,
        share_open=_ratio((part.asked(OPEN), part.asked(OPEN | CLOSED)) for part in present),
        self_rescued=_count(_self_rescued(part) for part in present),
    )


def _spread(parts: Sequence[_Part]) -> Spread | None:
    shares = [share for part in parts if (share := part.sum("talk_share")) is not None]
    return Spread(min(shares), fmean(shares), max(shares)) if shares else None


def _in_turns(numbers: SpeakerMetrics) -> Seconds | None:
    return None if numbers.mean_turn is None else numbers.mean_turn * numbers.turns


def _self_rescued(part: _Part) -> int | None:
    listening = part.report.listening
    listeners = [] if listening is None else [one for one in listening.listeners if one.speaker in part.names]
    return _count(one.asking.self_rescued for one in listeners if one.asking is not None)


def _sum(values: Iterable[float | None]) -> float | None:
    """The known ones added up; `None` when none is known."""
    known = [value for value in values if value is not None]
    return math.fsum(known) if known else None


def _count(values: Iterable[float | None]) -> int | None:
    whole = _sum(values)
    return None if whole is None else round(whole)


def _ratio(pairs: Iterable[tuple[float | None, float | None]]) -> float | None:
    """All that stands above the line ÷ all that stands below it, of pairs in which both are known."""
    known = [(above, below) for above, below in pairs if above is not None and below is not None]
    below = math.fsum(pair[1] for pair in known)
    return math.fsum(pair[0] for pair in known) / below if below > 0 else None
