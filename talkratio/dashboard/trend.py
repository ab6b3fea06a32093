"""One's own conversations over time: the share with its band, open questions, and all of them taken together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from html import escape

from talkratio import trends
from talkratio.dashboard.markup import nothing, say, scale
from talkratio.library import Entry, Numbers
from talkratio.texts import Language
from talkratio.texts.dates import shown_day
from talkratio.texts.numbers import clock, percent


def share_over_time(entries: Sequence[Entry], language: Language) -> str:
    """A dot for each conversation, its band behind it, the target as a field; what the order of them says."""
    shown = [
        (entry, entry.numbers.share, entry.numbers)
        for entry in oldest_first(entries)
        if entry.numbers is not None and entry.numbers.share is not None
    ]
    if len(shown) < 2:
        return nothing("trend_few", language)
    goal = next((numbers.target for _, _, numbers in reversed(shown) if numbers.target is not None), 0.30)
    marks = []
    for place, (entry, share, numbers) in zip(_places(len(shown)), shown, strict=True):
        if numbers.low is not None and numbers.high is not None:
            marks.append(
                f'<i style="left:{place:.1f}%;top:{100 - 100 * numbers.high:.1f}%;'
                f'height:{100 * (numbers.high - numbers.low):.1f}%"></i>'
            )
        marks.append(_dot(entry, share, place, language))
    points = [_point(entry, share) for entry, share, _ in shown]
    said = trends.trend(points).change
    said_key = "trend_few_dated" if said == "few" else f"trend_{said}"
    return _plot(marks, shown[0][0], shown[-1][0], language, goal=goal) + f"<p>{say(said_key, language)}</p>"


def questions_over_time(entries: Sequence[Entry], language: Language) -> str:
    """The share of open ones among the manager's open and closed questions, conversation by conversation."""
    shown = [
        (entry, share)
        for entry in oldest_first(entries)
        if entry.numbers is not None and (share := open_share([entry.numbers])) is not None
    ]
    if len(shown) < 2:
        return nothing("trend_few_questions", language)
    marks = [
        _dot(entry, share, place, language) for place, (entry, share) in zip(_places(len(shown)), shown, strict=True)
    ]
    return _plot(marks, shown[0][0], shown[-1][0], language)


def pooled(entries: Sequence[Entry], language: Language) -> str:
    """All conversations as one: seconds added up and divided once."""
    measured = [entry.numbers for entry in entries if entry.numbers is not None]
    share = pooled_share(entries)
    figures = [
        (str(len(measured)), "mine_pooled_count"),
        (percent(share, language), "mine_pooled_share"),
        (percent(open_share(measured), language), "mine_pooled_questions"),
        (clock(math.fsum(numbers.duration or 0.0 for numbers in measured)), "mine_pooled_hours"),
    ]
    cells = "".join(f"<div><b>{escape(value)}</b><span>{say(key, language)}</span></div>" for value, key in figures)
    return f'<div class="pooled">{cells}</div>'


def pooled_share(entries: Sequence[Entry]) -> float | None:
    """The manager's seconds of all conversations ÷ everyone's seconds of all; `None` where none has times."""
    return trends.pooled(
        _point(entry, entry.numbers.share) for entry in entries if entry.numbers and entry.numbers.share is not None
    )


def open_share(measured: Sequence[Numbers]) -> float | None:
    """Open ones ÷ open and closed ones of all conversations together; `None` where none of these was asked.

    Rituals and rhetorical questions are neither (MITI 3.1.1), as in `Asking.open` and in the tables.
    """
    judged = sum(numbers.judged_questions or 0 for numbers in measured)
    # Where only one of the two was kept, neither counts.
    opened = sum(numbers.open_questions or 0 for numbers in measured if numbers.judged_questions)
    return opened / judged if judged else None


def oldest_first(entries: Sequence[Entry]) -> list[Entry]:
    """In order of time."""
    return sorted(entries, key=lambda entry: (entry.created, entry.name))


def day(created: str, language: Language) -> str:
    """The day of a moment (ISO 8601), its month short."""
    return shown_day(datetime.fromisoformat(created).date(), language, short=True)


def _point(entry: Entry, share: float) -> trends.Point:
    numbers = entry.numbers
    # With two people everyone's speech is the time in which somebody speaks, and once more that in which both do.
    timed = numbers is not None and numbers.speech is not None
    speech = (numbers.speech or 0.0) + (numbers.overlap or 0.0) if numbers is not None and timed else None
    target = numbers.target if numbers is not None and numbers.target is not None else 0.30
    return trends.Point(
        "", entry.name, entry.created, share, None if speech is None else share * speech, speech, target
    )


def _places(count: int) -> list[float]:
    return [2 + 96 * index / max(1, count - 1) for index in range(count)]


def _dot(entry: Entry, share: float, place: float, language: Language) -> str:
    title = escape(f"{entry.title} · {day(entry.created, language)} · {percent(share, language)}")
    where = f"left:{place:.1f}%;top:{100 - 100 * share:.1f}%"
    return f'<u role="img" tabindex="0" title="{title}" aria-label="{title}" style="{where}"></u>'


def _plot(marks: Sequence[str], first: Entry, last: Entry, language: Language, goal: float | None = None) -> str:
    field = ""
    if goal is not None:
        field = f'<b class="field" style="top:{100 - 100 * (goal + 0.05):.1f}%;height:10%"></b>'
    return (
        f'<figure class="plot trend"><div class="area">{field}{"".join(marks)}'
        f"{scale(language)}</div>"
        f'<div class="x"><span>{escape(day(first.created, language))}</span>'
        f'<span class="last">{escape(day(last.created, language))}</span></div></figure>'
    )
