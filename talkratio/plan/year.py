"""The department's year: strategy and budget, the yearly seminar, MUS after it, status talks, follow-ups."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from talkratio import library, store
from talkratio.plan.calendar import A_WEEK_BEFORE, Appointment
from talkratio.plan.round import Round
from talkratio.texts import Language, text
from talkratio.texts.dates import shown_day

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FILE = "year.json"
INK, WASH, PAPER = "var(--ink,#16262c)", "var(--wash,#edf1ef)", "var(--paper,#ffffff)"
"""the colours of the page, with those of paper where there is none"""
NUMBER = "#10191d"
"""on every colour of the wheel, on paper and in the dark alike"""
CENTRE, OUTER, INNER = 200.0, 170.0, 78.0
COLOURS = {
    "strategy": "#7486a8",
    "seminar": "#a5779c",
    "mus": "#348cc7",
    "status": "#499285",
    "follow_up": "#b7781b",
}


@dataclass(frozen=True, slots=True)
class Year:
    """The rhythm by months, 1 to 12. MUS follows the seminar, since goals for each come after goals for all."""

    strategy: tuple[int, ...] = (10, 11)
    seminar: tuple[int, ...] = (12,)
    mus: tuple[int, ...] = (1, 2)
    status: tuple[int, ...] = (4, 6, 9)
    follow_up: tuple[int, ...] = (5, 8, 11)

    def months(self) -> dict[str, tuple[int, ...]]:
        """Months by what happens in them."""
        return {name: getattr(self, name) for name in COLOURS}


def kept() -> Year:
    """The rhythm chosen on this computer; the usual one where none was, or where its file is damaged."""
    try:
        return _adapter().validate_json((library.home() / FILE).read_bytes())
    except (OSError, ValueError):
        return Year()


def keep(year: Year) -> None:
    """Keeps the rhythm. Raises `OutputError`."""
    store.write(library.home() / FILE, _adapter().dump_json(year))


@dataclass(frozen=True, slots=True)
class Due:
    """Something coming up: a conversation, an agreement, or a stretch of the year; `who` is the person it concerns."""

    day: date
    what: str
    who: str = ""


def due(known: Iterable[Round], today: date, days: int, language: Language) -> tuple[Due, ...]:
    """Planned conversations and open agreements from today on for so many days, in order; overdue agreements first."""
    last = today + timedelta(days=days)
    found = []
    for one in (one for one in known if not one.plan.practice):
        if one.plan.begins is not None and today <= one.plan.begins.date() <= last:
            kind = text(f"plan.kind_{one.plan.kind}", language)
            found.append(Due(one.plan.begins.date(), kind, one.plan.employee))
        found += [
            Due(agreement.due, agreement.what, one.plan.employee)
            for agreement in one.agreements
            if agreement.status == "open" and agreement.due is not None and agreement.due <= last
        ]
    return tuple(sorted(found, key=lambda item: (item.day, item.what)))


def appointments(year: Year, first: int, language: Language) -> tuple[Appointment, ...]:
    """The first weekday of every month with something in it, reminded a week before; `first` is the calendar year."""
    found = []
    for name, months in year.months().items():
        for month in months:
            day = date(first, month, 1)
            day += timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
            found.append(Appointment(text(f"plan.year_{name}", language), day, reminders=(A_WEEK_BEFORE,)))
    return tuple(sorted(found, key=lambda item: item.begins.isoformat()))


def talks(known: Iterable[Round]) -> list[date]:
    """The days of the conversations planned, practices left out."""
    return [one.plan.begins.date() for one in known if one.plan.begins is not None and not one.plan.practice]


def wheel(year: Year, language: Language, today: date | None = None, days: Iterable[date] = ()) -> str:
    """The year as a wheel, January at the top: today a hand, conversations planned in it dots inside. No script.

    Each kind has its ring, its colour, and its number, for whoever cannot tell the colours apart.
    """
    rings = list(year.months().items())
    width = (OUTER - INNER) / len(rings)
    parts = [_month(month, text("plan.months", language).split()[month - 1][:3]) for month in range(1, 13)]
    for ring, (name, months) in enumerate(rings):
        radius = OUTER - ring * width
        title = escape(text(f"plan.year_{name}", language))
        for happens in months:
            x, y = _point((happens - 0.5) / 12, radius - width / 2)
            parts.append(_arc(happens, radius - width + 2, radius - 2, COLOURS[name], title))
            parts.append(_text(x, y + 4.5, str(ring + 1), 13, colour=NUMBER))
    for day in (day for day in days if today is None or day.year == today.year):
        x, y = _point(_turned(day), INNER - 9)
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" style="fill:{PAPER};stroke:{COLOURS["mus"]};stroke-width:3">'
            f"<title>{escape(shown_day(day, language))}</title></circle>"
        )
    if today is not None:
        (x1, y1), (x2, y2) = (_point(_turned(today), radius) for radius in (INNER, OUTER + 2))
        look = f"stroke:{INK};stroke-width:2.5;stroke-linecap:round"
        parts.append(f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" style="{look}"/>')
        number, _, month = shown_day(today, language).partition(" ")
        parts += [_text(CENTRE, CENTRE + 4, number, 34), _text(CENTRE, CENTRE + 28, month, 16)]
    parts += [
        f'<rect x="80" y="{414 + 28 * row}" width="16" height="16" rx="3" fill="{COLOURS[name]}"/>'
        + _text(88, 426.5 + 28 * row, str(row + 1), 13, colour=NUMBER)
        + _text(108, 427 + 28 * row, text(f"plan.year_{name}", language), 16, anchor="start")
        for row, name in enumerate(COLOURS)
    ]
    label = escape(text("plan.year_title", language))
    return f'<svg viewBox="0 0 400 560" role="img" aria-label="{label}" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'


def _month(month: int, name: str) -> str:
    x, y = _point((month - 0.5) / 12, OUTER + 18)
    return _arc(month, INNER, OUTER, WASH, name) + _text(x, y + 5, name, 15)


def _arc(month: int, inner: float, outer: float, colour: str, title: str) -> str:
    """A month's stretch of a ring, with a hair of room on both sides."""
    start, end = (month - 1) / 12 + 0.003, month / 12 - 0.003
    corners = [_point(start, outer), _point(end, outer), _point(end, inner), _point(start, inner)]
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = corners
    return (
        f'<path style="fill:{colour}" d="M{x1:.1f} {y1:.1f}A{outer:.1f} {outer:.1f} 0 0 1 {x2:.1f} {y2:.1f}'
        f'L{x3:.1f} {y3:.1f}A{inner:.1f} {inner:.1f} 0 0 0 {x4:.1f} {y4:.1f}Z"><title>{title}</title></path>'
    )


def _point(turn: float, radius: float) -> tuple[float, float]:
    """A place on the wheel; `turn` 0..1 goes clockwise from the top."""
    angle = 2 * math.pi * turn
    return CENTRE + radius * math.sin(angle), CENTRE - radius * math.cos(angle)


def _turned(day: date) -> float:
    """How far round the wheel a day lies, 0..1; every month is as wide as another."""
    last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return (day.month - 1 + (day.day - 1) / last.day) / 12


def _text(x: float, y: float, words: str, size: int, *, anchor: str = "middle", colour: str = INK) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" style="fill:{colour}" '
        f'font-family="Seravek,Ubuntu,Calibri,sans-serif">{escape(words)}</text>'
    )


@cache
def _adapter() -> TypeAdapter[Year]:
    from pydantic import TypeAdapter

    return TypeAdapter(Year)
