"""What is left when sound and words are gone: some twenty numbers, without names and without moments."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeVar

from talkratio.interval import Seconds
from talkratio.listening.asking import CLOSED, OPEN
from talkratio.metrics import SpeakerMetrics
from talkratio.report import Report

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a conversation, by role. Shares are 0..1, times seconds; `None` is not measurable.

    The manager's share comes with its 80 % band (`low`, `high`). Nothing here says who took part or what was said.
    """

    duration: Seconds | None = None
    speech: Seconds | None = None
    silence: Seconds | None = None
    overlap: Seconds | None = None
    switches_per_minute: float | None = None
    floor_transfer_offset: Seconds | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    share_of_words: float | None = None
    share_of_duration: float | None = None
    target: float | None = None
    turns: int | None = None
    longest: Seconds | None = None
    wait: Seconds | None = None
    interruptions: int | None = None
    backchannels: int | None = None
    words_per_minute: float | None = None
    questions: int | None = None
    open_questions: int | None = None
    judged_questions: int | None = None
    """those that are open or closed, as the share of open ones counts them; rituals and rhetorical ones are neither"""
    employee_share: float | None = None
    employee_turns: int | None = None
    employee_longest: Seconds | None = None
    employee_wait: Seconds | None = None
    employee_interruptions: int | None = None


def numbers(report: Report) -> Numbers:
    """The numbers of a report; those of a role that nobody has are `None`."""
    metrics, roles = report.metrics, report.roles
    manager = metrics.of(roles.manager) if roles.manager else None
    employee = metrics.of(roles.employee) if roles.employee else None
    band = report.band(roles.manager) if roles.manager else None
    return Numbers(
        duration=metrics.duration,
        speech=metrics.speech,
        silence=metrics.silence,
        overlap=metrics.overlap,
        switches_per_minute=metrics.switches_per_minute,
        floor_transfer_offset=metrics.floor_transfer_offset,
        share=_of(manager if metrics.shared else None, lambda one: one.talk_share),
        low=None if band is None else band.low,
        high=None if band is None else band.high,
        share_of_words=_of(manager, lambda one: one.share_of_words),
        share_of_duration=_of(manager, lambda one: one.share_of_duration),
        target=report.target.manager_share,
        turns=_of(manager, lambda one: one.turns),
        longest=_of(manager, _longest),
        wait=_of(manager, lambda one: one.wait),
        interruptions=_of(manager, lambda one: one.interruptions),
        backchannels=_of(manager, lambda one: one.backchannels),
        words_per_minute=_of(manager, lambda one: one.words_per_minute),
        questions=_asked(report),
        open_questions=_asked(report, OPEN),
        judged_questions=_asked(report, OPEN | CLOSED),
        employee_share=_of(employee if metrics.shared else None, lambda one: one.talk_share),
        employee_turns=_of(employee, lambda one: one.turns),
        employee_longest=_of(employee, _longest),
        employee_wait=_of(employee, lambda one: one.wait),
        employee_interruptions=_of(employee, lambda one: one.interruptions),
    )


def _of(person: SpeakerMetrics | None, number: Callable[[SpeakerMetrics], T | None]) -> T | None:
    return None if person is None else number(person)


def _longest(person: SpeakerMetrics) -> Seconds | None:
    return None if person.longest is None else person.longest.duration


def _asked(report: Report, kinds: Collection[str] | None = None) -> int | None:
    if report.questions is None or report.roles.manager is None:
        return None
    return sum(q.speaker == report.roles.manager and (kinds is None or q.kind in kinds) for q in report.questions)
