"""A report as drawings: plain SVG, no script, colours from the page's own variables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from talkratio.figures import Headline, Topic, longest
from talkratio.interval import Seconds
from talkratio.report import Report
from talkratio.texts import Language, text
from talkratio.texts.numbers import clock, percent

WIDTH = 1000
LANES = {"manager": (26, 30), "employee": (62, 30), "observer": (98, 14)}
"""top and height of each role's lane"""
_STEPS = (10, 30, 60, 120, 300, 600, 900, 1800)


def share_bar(head: Headline, report: Report, language: Language) -> str:
    """The manager's share as a bar, the target as a bracket and the band as a whisker; empty without a share."""
    if head.share is None:
        return ""
    aim, margin = report.target.manager_share, report.target.margin
    least, most = WIDTH * max(0.0, aim - margin), WIDTH * min(1.0, aim + margin)
    edge, other = WIDTH * head.share, report.of("employee")
    end = edge + WIDTH * ((other.talk_share or 0.0) if other else 0.0)
    goal = text("report.target", language, share=percent(aim, language))
    parts = [
        _box("manager", 0, 26, edge, 44, round_by=6),
        _box("employee", edge, 26, end - edge, 44, round_by=6),
        *([_box("observer", end, 26, WIDTH - end, 44, round_by=6)] if WIDTH - end > 1 else []),
        f'<path class="target" d="M{least:.1f} 20V10H{most:.1f}V20"/>',
        _words(goal, (least + most) / 2, 6, small=True),
    ]
    if head.low is not None and head.high is not None:
        low, high = WIDTH * head.low, WIDTH * head.high
        parts.append(f'<path class="band" d="M{low:.1f} 40V56M{low:.1f} 48H{high:.1f}M{high:.1f} 40V56"/>')
    label = text("report.bar_alt", language, share=percent(head.share, language))
    return _svg(parts, height=74, top=-8, label=label)


def ribbon(report: Report, language: Language) -> str:
    """Who spoke when: a lane for each role, the manager's questions as marks above, minutes below."""
    duration = report.conversation.duration
    if not report.conversation.turns or duration <= 0:
        return ""
    scale = WIDTH / duration
    lanes = _lanes(report)
    parts = [_box("ground", 0, top, WIDTH, high) for top, high in lanes]
    for turn in report.conversation.turns:
        role = report.roles.of(turn.speaker) or "observer"
        top, high = LANES[role]
        parts.append(_box(role, turn.interval.start * scale, top, max(0.6, turn.interval.duration * scale), high))
    parts += _marks(report, scale)
    base = max(top + high for top, high in lanes)
    if report.conversation.clock != "order":
        parts += _minutes(duration, scale, base)
    return _svg(parts, height=base + 24, label=text("report.ribbon_alt", language))


def fifths(report: Report, language: Language) -> str:
    """The manager's share in each fifth of the conversation as columns, with the target as a line."""
    numbers = report.of("manager")
    if numbers is None or not any(share is not None for share in numbers.share_by_part):
        return ""
    step = WIDTH / len(numbers.share_by_part)
    parts = []
    for index, share in enumerate(numbers.share_by_part):
        middle = (index + 0.5) * step
        parts.append(_box("ground", middle - 42, 20, 84, 110, round_by=4))
        if share is not None:
            parts.append(_box("manager", middle - 42, 130 - 110 * share, 84, 110 * share, round_by=4))
        parts.append(_words("–" if share is None else percent(share, language), middle, 152))
        goal = 130 - 110 * report.target.at(index, len(numbers.share_by_part))
        parts.append(_mark("dashed", f"M{index * step:.1f} {goal:.1f}h{step:.1f}"))
    return _svg(parts, height=160, label=text("report.fifths_alt", language))


def _mark(kind: str, line: str) -> str:
    """A line across a drawing, on the colour of paper, so that it is seen on whatever it crosses."""
    return f'<path class="halo {kind}" d="{line}"/><path class="target {kind}" d="{line}"/>'


def topic(one: Topic, among: Sequence[Topic]) -> str:
    """The time of a topic on the scale of them all, the manager's part first, and a mark at the minutes planned."""
    scale = (WIDTH - 4) / longest(among)
    wide = (one.spent or 0.0) * scale
    parts = [_box("ground", 0, 8, WIDTH, 34, round_by=6)]
    if wide:
        parts.append(_box("employee", 0, 8, wide, 34, round_by=6))
    if one.share:
        parts.append(_box("manager", 0, 8, wide * one.share, 34, round_by=6))
    if one.planned is not None:
        parts.append(_mark("thick", f"M{one.planned * scale:.1f} 0V50"))
    return f'<svg viewBox="0 0 {WIDTH} 50" preserveAspectRatio="none" aria-hidden="true">{"".join(parts)}</svg>'


def _lanes(report: Report) -> list[tuple[int, int]]:
    roles = {report.roles.of(speaker) or "observer" for speaker in report.conversation.speakers}
    return [LANES[role] for role in LANES if role in roles or role != "observer"]


def _marks(report: Report, scale: float) -> Iterable[str]:
    for question in report.questions or ():
        if question.speaker == report.roles.manager:
            at = question.interval.start * scale
            yield f'<path class="mark {question.kind}" d="M{at:.1f} 22l-5 -9h10z"/>'


def _minutes(duration: Seconds, scale: float, base: int) -> Iterable[str]:
    step = next((step for step in _STEPS if duration / step <= 10), _STEPS[-1])
    for moment in range(0, int(duration) + 1, step):
        x = moment * scale
        anchor = "start" if moment == 0 else "end" if x > WIDTH - 20 else "middle"
        yield f'<path class="tick" d="M{x:.1f} {base}v5"/>'
        yield _words(clock(moment), x, base + 19, anchor=anchor, small=True)


def _box(role: str, x: float, y: float, width: float, height: float, *, round_by: int = 0) -> str:
    corners = f' rx="{round_by}"' if round_by else ""
    return f'<rect class="{role}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"{corners}/>'


def _words(words: str, x: float, y: float, *, anchor: str = "middle", small: bool = False) -> str:
    kind = ' class="small"' if small else ""
    return f'<text{kind} x="{x:.1f}" y="{y:.0f}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(parts: Iterable[str], *, height: int, label: str, top: int = 0) -> str:
    return (
        f'<svg viewBox="0 {top} {WIDTH} {height - top}" role="img" aria-label="{escape(label)}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )
