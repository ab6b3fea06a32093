"""The numbers of a report as people read them: name, counting rule, and a value for manager and employee.

Every face shows these; none formats a number of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from talkratio.interval import Seconds
from talkratio.listening.asking import OPEN
from talkratio.metrics import SpeakerMetrics
from talkratio.report import Report
from talkratio.texts import Language, text
from talkratio.texts.numbers import clock, number, percent, seconds, unknown


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in words: `values` are manager's and employee's, or one value for the whole conversation."""

    key: str
    name: str
    rule: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """The manager's share as it may be claimed; shares 0..1, `None` where it cannot be measured.

    `verdict` is a key: within, above, below (of the target), unsure (the band reaches over an edge), unknown.
    """

    share: float | None
    low: float | None
    high: float | None
    verdict: str
    counted: str = "seconds"
    """seconds, or words where there are no times"""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a topic took of the conversation, held against the plan for it.

    `spent` are the seconds in it, `None` where it was never reached; `planned` the seconds on the agenda, `None` where
    it was not on it. `share` is the manager's (0..1) of what both said in it, `None` where neither spoke; `aim` is the
    share that the topic calls for.
    """

    name: str
    spent: Seconds | None
    planned: Seconds | None
    share: float | None
    aim: float


def headline(report: Report) -> Headline:
    """The manager's talk share with its 80 % band, held against the target; one voice alone is held against none."""
    numbers = report.of("manager")
    if numbers is None or numbers.talk_share is None:
        return Headline(None, None, None, "unknown")
    share = numbers.talk_share
    if not report.metrics.shared:
        return Headline(share, None, None, "unknown", counted=report.metrics.counted)
    band = report.band(numbers.speaker)
    low, high = (band.low, band.high) if band else (share, share)
    least, most = (report.target.manager_share + sign * report.target.margin for sign in (-1, 1))
    outside = low < least - 1e-9 or high > most + 1e-9
    verdict = "within"
    if low > most:
        verdict = "above"
    elif high < least:
        verdict = "below"
    elif outside:
        verdict = "within" if band is None else "unsure"
    return Headline(
        share, band.low if band else None, band.high if band else None, verdict, counted=report.metrics.counted
    )


def shares(report: Report) -> dict[str, float]:
    """What each role took of the talk (0..1), in the order of a bar; observers as one, and only where they speak."""
    both = {
        role: (numbers.talk_share if (numbers := report.of(role)) else None) or 0.0 for role in ("manager", "employee")
    }
    rest = 1.0 - sum(both.values())
    return {**both, "observer": rest} if report.roles.observers and rest > 0.001 else both


def name_of(report: Report, speaker: str, language: Language) -> str:
    """A speaker's role in words, or the label where there is none."""
    role = report.roles.of(speaker)
    return speaker if role is None else text(f"report.{role}", language)


def per_person(report: Report, language: Language) -> tuple[Figure, ...]:
    """The numbers that each of the two has."""
    people = (report.of("manager"), report.of("employee"))

    def figure(key: str, shown: Callable[[SpeakerMetrics], str]) -> Figure:
        values = tuple("–" if numbers is None else shown(numbers) for numbers in people)
        return Figure(key, text(f"figures.{key}", language), text(f"figures.{key}_rule", language), values)

    def share(key: str) -> Figure:
        return figure(key, lambda numbers: percent(getattr(numbers, key), language))

    def time(key: str) -> Figure:
        return figure(key, lambda numbers: seconds(getattr(numbers, key), language))

    def count(key: str) -> Figure:
        return figure(key, lambda numbers: number(getattr(numbers, key), language))

    return (
        share("talk_share"),
        share("share_of_words"),
        share("share_of_duration"),
        share("share_without_backchannels"),
        share("share_without_overlap"),
        time("talk_time"),
        count("turns"),
        time("mean_turn"),
        time("median_turn"),
        figure("longest", lambda numbers: seconds(numbers.longest.duration if numbers.longest else None, language)),
        time("wait"),
        count("interruptions"),
        count("backchannels"),
        count("words"),
        count("words_per_minute"),
        figure("questions", lambda numbers: number(asked(report, numbers.speaker), language)),
        figure("open_questions", lambda numbers: number(asked(report, numbers.speaker, OPEN), language)),
    )


def whole(report: Report, language: Language) -> tuple[Figure, ...]:
    """The numbers of the conversation as such."""
    metrics = report.metrics

    def figure(key: str, shown: str) -> Figure:
        return Figure(key, text(f"figures.{key}", language), text(f"figures.{key}_rule", language), (shown,))

    return (
        figure("duration", lasting(metrics.duration, language)),
        figure("speech", lasting(metrics.speech, language)),
        figure("silence", lasting(metrics.silence, language)),
        figure("overlap", seconds(metrics.overlap, language)),
        figure("switches_per_minute", number(metrics.switches_per_minute, language, digits=1)),
        figure("floor_transfer_offset", seconds(metrics.floor_transfer_offset, language)),
    )


def lasting(time: Seconds | None, language: Language) -> str:
    """A long time as minutes and seconds, also where it is short."""
    return unknown(language) if time is None else clock(time)


def asked(report: Report, speaker: str, kinds: frozenset[str] | None = None) -> int | None:
    """How many questions a person asked, of any kind or of `kinds`; `None` without words."""
    if report.questions is None:
        return None
    return sum(q.speaker == speaker and (kinds is None or q.kind in kinds) for q in report.questions)


def longest(topics: Iterable[Topic]) -> Seconds:
    """What a drawing of topics is scaled by: the longest time spent or planned in one, at least a minute."""
    return max([60.0, *(max(one.spent or 0.0, one.planned or 0.0) for one in topics)])


def time_in(topic: Topic, language: Language) -> str:
    """The time a topic took, held against its minutes in the plan.

    >>> time_in(Topic("Pay", 372.0, 900.0, 0.4, 0.5), "en")
    '6:12 of 15 min'
    """
    planned = None if topic.planned is None else f"{topic.planned / 60:.0f}"
    if topic.spent is None:
        return text("figures.topic_never", language, planned=planned)
    if planned is None:
        return text("figures.topic_unplanned", language, spent=clock(topic.spent))
    return text("figures.topic_time", language, spent=clock(topic.spent), planned=planned)


def share_in(topic: Topic, language: Language) -> str:
    """The manager's share in a topic beside the aim, or that it was never reached."""
    aim = percent(topic.aim, language)
    if topic.spent is None:
        return text("figures.topic_missed", language)
    if topic.share is None:
        return text("figures.topic_aim", language, aim=aim)
    return text("figures.topic_share", language, share=percent(topic.share, language), aim=aim)
