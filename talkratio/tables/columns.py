"""The columns of the tables as data: a key that never changes, a kind, and how the value follows from a report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from talkratio.figures import asked, headline
from talkratio.listening.asking import OPEN
from talkratio.metrics import SpeakerMetrics
from talkratio.report import Report
from talkratio.texts import Language, text
from talkratio.trends import Trend

Kind = Literal["text", "date", "share", "seconds", "count", "number"]
Value = str | float | int | None
DIGITS: dict[Kind, int] = {"share": 4, "seconds": 3, "number": 4}
"""decimals kept in the tables"""
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""ends of lines, and what not every format can hold"""


@dataclass(frozen=True, slots=True)
class Line:
    """One recording as the table tells it; `report` is `None` where there is none, `date` is ISO 8601."""

    recording: str
    status: str
    reason: str
    manager: str | None
    date: str | None
    consent: str | None
    report: Report | None
    notes: str = ""
    """sentences about a recording that has its numbers: what was wrong with it, and what they rest on"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: shares are 0..1, times seconds, dates ISO 8601, an empty cell is not measurable.

    `name` and `rule` are keys of sentences; `role` is put before the name.
    """

    key: str
    kind: Kind
    name: str
    rule: str
    role: str | None = None

    def title(self, language: Language) -> str:
        """The column's name for people."""
        name = text(self.name, language)
        return name if self.role is None else f"{text(f'report.{self.role}', language)}: {name[:1].lower()}{name[1:]}"

    def definition(self, language: Language) -> str:
        """How its number is counted."""
        return text(self.rule, language)


@dataclass(frozen=True, slots=True)
class Measured:
    """A column of the recordings, and how its value follows from a line."""

    column: Column
    of: Callable[[Line], Value]


PERSONAL: tuple[tuple[str, Kind], ...] = (
    ("talk_share", "share"),
    ("share_of_words", "share"),
    ("share_of_duration", "share"),
    ("share_without_backchannels", "share"),
    ("share_without_overlap", "share"),
    ("talk_time", "seconds"),
    ("turns", "count"),
    ("mean_turn", "seconds"),
    ("median_turn", "seconds"),
    ("longest", "seconds"),
    ("wait", "seconds"),
    ("interruptions", "count"),
    ("backchannels", "count"),
    ("words", "count"),
    ("words_per_minute", "number"),
    ("questions", "count"),
    ("open_questions", "count"),
)
WHOLE: tuple[tuple[str, Kind], ...] = (
    ("duration", "seconds"),
    ("speech", "seconds"),
    ("silence", "seconds"),
    ("overlap", "seconds"),
    ("switches_per_minute", "number"),
    ("floor_transfer_offset", "seconds"),
)


def recordings() -> tuple[Measured, ...]:
    """The columns of the table of recordings, in order."""
    told: list[tuple[str, Kind, Callable[[Line], Value]]] = [
        ("recording", "text", lambda line: line.recording),
        ("status", "text", lambda line: line.status),
        ("date", "date", lambda line: line.date),
        ("manager", "text", lambda line: line.manager),
        ("consent", "text", lambda line: line.consent),
        ("verdict", "text", _of(lambda report: headline(report).verdict)),
        ("low", "share", _of(lambda report: headline(report).low)),
        ("high", "share", _of(lambda report: headline(report).high)),
        ("target", "share", _of(lambda report: report.target.manager_share)),
        ("everyone_talk_time", "seconds", _of(everyone)),
        ("waited_for_answers", "seconds", _of(_waited)),
        ("counted", "text", _of(lambda report: report.metrics.counted)),
        ("roles", "text", _of(lambda report: report.roles.reason)),
        ("people", "count", _of(lambda report: len(report.conversation.speakers))),
        ("language", "text", _of(lambda report: report.conversation.language)),
    ]
    own = tuple(Measured(_own(key, kind), of) for key, kind, of in told)
    whole = tuple(_whole(key, kind) for key, kind in WHOLE)
    people = tuple(_personal(role, key, kind) for role in ("manager", "employee") for key, kind in PERSONAL)
    words = (
        Measured(_own("reason", "text"), lambda line: line.reason or None),
        Measured(_own("notes", "text"), lambda line: line.notes or None),
    )
    return (*own, *whole, *people, *words)


TREND: tuple[tuple[str, Kind], ...] = (
    ("manager", "text"),
    ("conversations", "count"),
    ("dated", "count"),
    ("first", "date"),
    ("last", "date"),
    ("talk_share", "share"),
    ("spread", "share"),
    ("low", "share"),
    ("high", "share"),
    ("earlier", "share"),
    ("later", "share"),
    ("slope", "share"),
    ("change", "text"),
    ("chance", "number"),
    ("questions_per_10_minutes", "number"),
    ("share_open", "share"),
    ("wait", "seconds"),
)
MANAGERS: tuple[Column, ...] = tuple(
    Column(key, kind, f"batch.trend_{key}", f"batch.trend_{key}_rule") for key, kind in TREND
)
"""The columns of the table of managers, in order."""
COURSE = ("manager", "conversations", "first", "last", "talk_share", "spread", "earlier", "later", "change")
ASKING = ("questions_per_10_minutes", "share_open", "wait")
"""the columns of it that people are shown: the share over time, and what they ask; the others are in the files"""


def of_trend(trend: Trend) -> tuple[Value, ...]:
    """A row of the table of managers."""
    return tuple(rounded(getattr(trend, column.key), column.kind) for column in MANAGERS)


def named(columns: Sequence[Column], keys: Iterable[str]) -> tuple[tuple[int, Column], ...]:
    """Some columns by their keys, in the order of the keys, each with its place among all."""
    places = {column.key: (index, column) for index, column in enumerate(columns)}
    return tuple(places[key] for key in keys)


def rounded(value: Value, kind: Kind) -> Value:
    """The value as every table can hold it: with the decimals that they keep, in one line of letters, never ""."""
    if isinstance(value, str):
        return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", value) or None
    return value if value is None or kind not in DIGITS else round(float(value), DIGITS[kind]) + 0.0  # no -0.0


def _own(key: str, kind: Kind) -> Column:
    return Column(key, kind, f"batch.column_{key}", f"batch.column_{key}_rule")


def _personal(role: str, key: str, kind: Kind) -> Measured:
    def of(line: Line) -> Value:
        report = line.report
        numbers = None if report is None else report.of(role)
        return None if report is None or numbers is None else _number(report, numbers, key)

    return Measured(Column(f"{role}_{key}", kind, f"figures.{key}", f"figures.{key}_rule", role), of)


def _number(report: Report, numbers: SpeakerMetrics, key: str) -> Value:
    if key == "questions":
        return asked(report, numbers.speaker)
    if key == "open_questions":
        return asked(report, numbers.speaker, OPEN)
    if key == "longest":
        return None if numbers.longest is None else numbers.longest.duration
    value: Value = getattr(numbers, key)
    return value


def _whole(key: str, kind: Kind) -> Measured:
    column = Column(key, kind, f"figures.{key}", f"figures.{key}_rule")
    return Measured(column, _of(lambda report: getattr(report.metrics, key)))


def _of(value: Callable[[Report], Value]) -> Callable[[Line], Value]:
    return lambda line: None if line.report is None else value(line.report)


def everyone(report: Report) -> float | None:
    """Everyone's seconds of speech, overlap counted to each: what talk shares are divided by."""
    times = [numbers.talk_time for numbers in report.metrics.speakers]
    return None if None in times else sum(time or 0.0 for time in times)


def _waited(report: Report) -> float | None:
    """Median silence after the manager's questions (Rowe's first wait time)."""
    heard = report.listening and report.roles.manager and report.listening.of(report.roles.manager)
    wait = heard.asking.wait if heard and heard.asking else None
    return None if wait is None else wait.median
