"""The conversations of the year as a drawing: share, time, agreements kept and their worth, on one line of months.

Plain SVG without script; colours are the page's own, with one of paper where there is no page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from html import escape

from talkratio.plan.held import Held
from talkratio.texts import Language, text
from talkratio.texts.dates import shown_day
from talkratio.texts.numbers import percent

WIDTH, LEFT, RIGHT = 960.0, 170.0, 930.0
SHARE, TIME, KEPT, WORTH = (34.0, 150.0), (190.0, 260.0), (296.0, 350.0), (386.0, 450.0)
"""top and bottom of each lane"""
HEIGHT = 500.0
MOST_SHARE = 0.75
"""the share (0..1) at the top of its lane; what lies above is drawn there"""
SPAN = timedelta(days=365)
LEAST_SPAN = timedelta(days=120)
CROWDED = 58.0
"""width of a name; nearer ones go to a second row"""
INK, SOFT, LINE = "var(--ink,#16262c)", "var(--soft,#54666d)", "var(--line,#d3dcd9)"
MANAGER, EMPLOYEE = "var(--manager,#15486b)", "var(--employee,#c2770e)"
PAPER = "var(--paper,#ffffff)"


def course(found: Iterable[Held], today: date, target: float, language: Language) -> str:
    """The drawing of the conversations held within a year of `today`; empty without any.

    `target` is the manager's share (0..1) aimed at. It compares conversations over time, never people.
    """
    held = [one for one in found if today - SPAN <= one.day <= today]
    if not held:
        return ""
    first = min(held[0].day, today - LEAST_SPAN).replace(day=1)

    def across(day: date) -> float:
        return LEFT + (RIGHT - LEFT) * (day - first).days / max(1, (today - first).days)

    placed = [(across(one.day), one) for one in held]
    parts = [
        *_months(first, today, across(first), (RIGHT - LEFT) / max(1, (today - first).days), language),
        *_share(placed, target, language),
        *_time(placed, language),
        *_kept(placed, language),
        *_worth(placed, language),
        *_names(placed, language),
    ]
    label = escape(text("round.held_title", language))
    return (
        f'<svg viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" aria-label="{label}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def plain(drawing: str) -> str:
    """The drawing for a file of its own: with the colours of paper instead of a page's."""
    return re.sub(r"var\(--[\w-]+,([^)]+)\)", r"\1", drawing)


def _months(first: date, today: date, left: float, step: float, language: Language) -> Iterable[str]:
    names, month = text("plan.months", language).split(), first
    while month <= today:
        x = left + step * (month - first).days
        yield _line(x, 26, x, WORTH[1] + 8, LINE, 1)
        if (today - month).days > 12:
            yield _words(names[month.month - 1][:3], x + 5, 20, SOFT, "start")
        month = (month + timedelta(days=32)).replace(day=1)


def _share(placed: Sequence[tuple[float, Held]], target: float, language: Language) -> Iterable[str]:
    top, bottom = SHARE

    def at(share: float) -> float:
        return bottom - (bottom - top) * min(share, MOST_SHARE) / MOST_SHARE

    yield _label("held_share", (top + bottom) / 2, language)
    yield _line(LEFT, at(target), RIGHT, at(target), SOFT, 1.5, "6 5")
    aim = text("report.target", language, share=percent(target, language))
    yield _words(aim, LEFT + 4, at(target) - 6, SOFT, "start")
    measured = [(x, at(one.share), one.share) for x, one in placed if one.share is not None]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in measured)
    yield f'<polyline points="{points}" style="fill:none;stroke:{MANAGER};stroke-width:2;opacity:.45"/>'
    for x, y, share in measured:
        yield _dot(x, y, 6, MANAGER)
        yield _words(percent(share, language), x, y - 12, INK)


def _time(placed: Sequence[tuple[float, Held]], language: Language) -> Iterable[str]:
    top, bottom = TIME
    longest = max(one.spent for _, one in placed)
    yield _label("held_minutes", (top + bottom) / 2, language)
    yield _line(LEFT, bottom, RIGHT, bottom, LINE, 1)
    for x, one in placed:
        high = max(2.0, (bottom - top - 16) * one.spent / longest)
        fill = SOFT if one.measured else PAPER
        yield (
            f'<rect x="{x - 8:.1f}" y="{bottom - high:.1f}" width="16" height="{high:.1f}" rx="3" '
            f'style="fill:{fill};stroke:{SOFT};stroke-width:1.5"/>'
        )
        yield _words(f"{one.spent / 60:.0f}", x, bottom - high - 6, INK)


def _kept(placed: Sequence[tuple[float, Held]], language: Language) -> Iterable[str]:
    top, bottom = KEPT
    yield _label("held_kept", (top + bottom) / 2, language)
    for x, one in placed:
        for index in range(one.made):
            column, row = divmod(index, 3)
            yield _dot(x + 16 * column, bottom - 8 - 17 * row, 6, MANAGER, hollow=index >= one.kept)


def _worth(placed: Sequence[tuple[float, Held]], language: Language) -> Iterable[str]:
    """Heard to the left and nearer the goal to the right of each conversation, from 1 at the bottom to 5 at the top.

    The manager's answers are round, the employee's square, so that no colour has to be told.
    """
    top, bottom = WORTH
    yield _label("held_worth", top + 4, language)
    marks = {"manager": (_dot, MANAGER, -6), "employee": (_square, EMPLOYEE, 6)}
    for row, (side, (mark, colour, _)) in enumerate(marks.items()):
        y = top + 32 + 22 * row
        yield mark(7, y, 4.5, colour)
        yield _words(text(f"report.{side}", language).lower(), 20, y + 5, SOFT, "start")
    for step in range(5):
        y = bottom - (bottom - top) * step / 4
        yield _line(LEFT, y, RIGHT, y, LINE, 0.5)
    for x, one in placed:
        for answer in one.worth or ():
            mark, colour, aside = marks[answer.side]
            for place, value in ((-13, answer.heard), (13, answer.nearer)):
                y = bottom - (bottom - top) * (value - 1) / 4
                yield mark(x + place + aside, y, 4.5, colour)


def _names(placed: Sequence[tuple[float, Held]], language: Language) -> Iterable[str]:
    """The name below each conversation, its day on hovering; crowded ones in two rows."""
    before, row = -CROWDED, 0
    for x, one in placed:
        row = 1 - row if x - before < CROWDED else 0
        before = x
        title = f"<title>{escape(f'{one.who}, {shown_day(one.day, language)}')}</title>"
        y = WORTH[1] + 26 + 16 * row
        yield f"<g>{title}{_words(one.who.split()[0][:10] if one.who.split() else '–', x, y, INK)}</g>"


def _label(key: str, middle: float, language: Language) -> str:
    return _words(text(f"round.{key}", language), 0, middle + 5, SOFT, "start")


def _dot(x: float, y: float, radius: float, colour: str, *, hollow: bool = False) -> str:
    fill = "none" if hollow else colour
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" style="fill:{fill};stroke:{colour};stroke-width:2"/>'


def _square(x: float, y: float, radius: float, colour: str) -> str:
    return (
        f'<path d="M{x - radius:.1f} {y - radius:.1f}h{2 * radius}v{2 * radius}h{-2 * radius}z" '
        f'style="fill:{colour};stroke:{colour};stroke-width:2;stroke-linejoin:round"/>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float, dashes: str = "") -> str:
    dashed = f";stroke-dasharray:{dashes}" if dashes else ""
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" style="stroke:{colour};stroke-width:{width}{dashed}"/>'


def _words(words: str, x: float, y: float, colour: str, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" style="fill:{colour};font:14px var(--sans,Seravek,'
        f'Ubuntu,Calibri,sans-serif)">{escape(words)}</text>'
    )
