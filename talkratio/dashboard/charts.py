"""Charts of how it went: pure functions from a report to markup, or to what the ribbon draws. No Streamlit in here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from talkratio.dashboard.markup import BOTH, beginning, nothing, plain, play, say, scale, stop
from talkratio.figures import name_of
from talkratio.interval import Seconds
from talkratio.listening.asking import OPEN
from talkratio.report import Report
from talkratio.texts import Language, text
from talkratio.texts.numbers import THIN, clock, percent, seconds

MOST_WAITS = 120
CROWD = 40
"""waits of one person from which each is drawn small"""
LONGEST_WAIT = 6
"""seconds at the right edge of the waits; longer ones stand there"""


def ribbon(
    report: Report,
    language: Language,
    *,
    audio: str | None = None,
    chosen: Sequence[int] = (),
    seek: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """What the ribbon component draws: turns by role, silences, fifths, questions, and where its sound is."""
    conversation = report.conversation
    places = {speaker: place for place, speaker in enumerate(conversation.speakers)}
    silences = report.listening.silences if report.listening else None
    marks = _marks(report)
    return {
        "duration": conversation.duration,
        "speakers": [
            {"role": report.roles.of(speaker) or "observer", "name": name_of(report, speaker, language)}
            for speaker in places
        ],
        # A list each and no names: fifteen hundred of them travel at every correction.
        "turns": [
            [round(turn.interval.start, 2), round(turn.interval.end, 2), places[turn.speaker]]
            for turn in conversation.turns
        ],
        "chosen": list(chosen),
        "silences": [[round(e.interval.start, 2), round(e.interval.end, 2)] for e in silences or ()],
        "phases": _phases(report, language),
        "marks": marks,
        "timed": conversation.clock != "order",
        "labels": _labels(report, language, asked=bool(marks)),
        "audio": audio,
        "seek": seek,
    }


def _marks(report: Report) -> list[dict[str, Any]]:
    """The manager's questions where they were asked."""
    return [
        {
            "at": round(question.interval.start, 2),
            "role": report.roles.of(question.speaker or "") or "observer",
            "open": question.kind in OPEN,
            "text": question.text,
        }
        for question in report.questions or ()
        if question.speaker == report.roles.manager
    ]


def _phases(report: Report, language: Language) -> list[dict[str, Any]]:
    """The fifths with their names; none where the report has other parts, which have no names."""
    parts = report.metrics.rules.parts
    if parts != 5:
        return []
    step = report.conversation.duration / parts
    return [
        {"start": index * step, "end": (index + 1) * step, "name": plain(f"phase_{index}", language)}
        for index in range(parts)
    ]


def _labels(report: Report, language: Language, *, asked: bool) -> dict[str, str]:
    """What the ribbon says of itself; its legend tells of the marks and of the grey only where there are any."""
    said = ("ribbon", "play", "wider", "closer", "all", "legend", "silence")
    labels = {key: plain(f"ribbon_{key}", language) for key in said}
    others = plain("ribbon_others", language) if report.roles.observers else ""
    labels["legend"] = " · ".join(filter(None, (labels["legend"] if asked else "", others)))
    return labels | {role: text(f"report.{role}", language) for role in BOTH}


def rolling(report: Report, language: Language) -> str:
    """The manager's share over the minutes around each moment, with the target; said plainly where it is too short."""
    points = _rolling(report)
    duration = report.conversation.duration
    # In a shorter one each window holds most of the conversation, and the line would say nothing.
    if len(points) < 3 or duration < 2 * report.metrics.rules.rolling_window:
        return nothing("rolling_short", language)
    path = " ".join(f"{at / duration * 1000:.1f},{100 - 100 * share:.2f}" for at, share in points)
    first, last = points[0][0] / duration * 1000, points[-1][0] / duration * 1000
    low, high = (100 - 100 * (report.target.manager_share + sign * report.target.margin) for sign in (1, -1))
    buttons = "".join(
        f'<button type="button" data-at="{max(0.0, at - 5):.1f}"{stop(index)} style="left:{100 * at / duration:.2f}%;'
        f'top:{100 - 100 * share:.1f}%" title="{clock(at)} · {escape(percent(share, language))}" '
        f'aria-label="{clock(at)} {escape(percent(share, language))}"></button>'
        for index, (at, share) in enumerate(_thinned(points, 24))
    )
    ticks = "".join(f'<span style="left:{100 * at / duration:.2f}%">{clock(at)}</span>' for at in _ticks(duration))
    return (
        f'<figure class="plot rolling"><div class="area" data-row>'
        f'<svg viewBox="0 0 1000 100" preserveAspectRatio="none">'
        f'<rect class="goal" x="0" y="{low:.1f}" width="1000" height="{high - low:.1f}"/>'
        f'<polygon class="under" points="{first:.1f},100 {path} {last:.1f},100"/>'
        f'<polyline class="line" points="{path}"/></svg>{buttons}'
        f'{scale(language)}<span class="y goal" style="top:{(low + high) / 2:.1f}%">{say("goal", language)}</span>'
        f'</div><div class="x">{ticks}</div></figure>'
    )


def fifths(report: Report, language: Language) -> str:
    """The manager's share in each fifth of the conversation; a click plays its beginning."""
    numbers = report.of("manager")
    if numbers is None or not any(share is not None for share in numbers.share_by_part):
        return nothing("fifths_none", language)
    step = report.conversation.duration / len(numbers.share_by_part)
    columns = "".join(
        f'<button type="button" data-at="{index * step:.1f}"><span class="value">'
        f"{escape(percent(share, language)) if share is not None else '–'}</span>"
        f'<span class="column"><i style="height:{100 * (share or 0):.1f}%"></i></span>'
        f'<span class="label">{say(f"phase_{index}", language)}</span></button>'
        for index, share in enumerate(numbers.share_by_part)
    )
    goal = 100 * report.target.manager_share
    return (
        f'<figure class="plot fifths"><b class="goal" style="--goal:{goal:.1f}%" aria-hidden="true">'
        f"<span>{say('goal', language)}</span></b>"
        f"{columns}</figure>"
    )


def waits(report: Report, language: Language) -> str:
    """Silences before somebody takes the floor from the other, as dots to be heard, with the median.

    Of more than `MOST_WAITS` every so many is shown, by length, so that the picture stays that of all.
    """
    rows = "".join(_wait_row(report, role, language) for role in BOTH)
    if not rows:
        return nothing("waits_none", language)
    ticks = "".join(f'<span style="left:{100 * at / LONGEST_WAIT:.1f}%">{_wait(at)}</span>' for at in range(7))
    return f'<figure class="plot waits">{rows}<div class="x">{ticks}</div></figure>'


def _wait(at: int) -> str:
    """A mark on the scale of waits; longer ones than the last stand there too."""
    return f"{at}{'+' if at == LONGEST_WAIT else ''}{THIN}s" if at else "0"


def _wait_row(report: Report, role: str, language: Language) -> str:
    numbers = report.of(role)
    if numbers is None or not numbers.waits:
        return ""
    gaps = [
        exchange.interval
        for exchange in report.metrics.exchanges
        if exchange.kind == "gap" and exchange.after == numbers.speaker
    ]
    every = -(-len(gaps) // MOST_WAITS)
    shown = sorted(gaps, key=lambda gap: gap.duration)[::-1][:: every or 1]
    dots = "".join(
        f'<button type="button" class="{role}" data-at="{max(0.0, gap.start - 4):.1f}" data-until="{gap.end + 3:.1f}"'
        f"{stop(index)} "
        f'style="left:{100 * min(gap.duration, LONGEST_WAIT) / LONGEST_WAIT:.1f}%" '
        f'title="{clock(gap.start)} · {escape(seconds(gap.duration, language))}" '
        f'aria-label="{clock(gap.start)} {escape(seconds(gap.duration, language))}"></button>'
        for index, gap in enumerate(reversed(shown))
    )
    middle = ""
    if numbers.wait is not None:
        left = 100 * min(numbers.wait, LONGEST_WAIT) / LONGEST_WAIT
        middle = f'<b style="left:{left:.1f}%"></b>'
    return (
        f'<div class="row"><span class="who {role}">{escape(text(f"report.{role}", language))}'
        f"<em>{escape(seconds(numbers.wait, language))}</em></span>"
        f'<div class="strip{" many" if len(shown) > CROWD else ""}" data-row>{middle}{dots}</div></div>'
    )


def longest(report: Report, language: Language) -> str:
    """Each person's longest stretch, with its first words, to be heard."""
    whole = max(report.conversation.duration, 1e-9)
    rows = []
    for role in BOTH:
        numbers = report.of(role)
        stretch = None if numbers is None else numbers.longest
        shown = escape(text(f"report.{role}", language))
        if stretch is None or numbers is None:
            rows.append(f'<li><span class="who {role}">{shown}</span><span>{say("not_measured", language)}</span></li>')
            continue
        said = escape(beginning(report, numbers.speaker, stretch))
        rows.append(
            f'<li><span class="who {role}">{shown}<em>{escape(seconds(stretch.duration, language))}</em></span>'
            f'<span class="place"><i class="{role}" style="left:{100 * stretch.start / whole:.1f}%;'
            f'width:{max(0.8, 100 * stretch.duration / whole):.1f}%"></i></span>'
            f"{play(stretch.start, stretch.end, language)}<q>{said}</q></li>"
        )
    return f'<ul class="longest">{"".join(rows)}</ul>'


def _rolling(report: Report) -> list[tuple[Seconds, float]]:
    manager = report.roles.manager
    found = ((at, dict(shares).get(manager or "")) for at, shares in report.metrics.rolling_share)
    return [(at, share) for at, share in found if share is not None]


def _thinned(points: Sequence[tuple[Seconds, float]], most: int) -> Iterable[tuple[Seconds, float]]:
    return points[:: max(1, -(-len(points) // most))]


def _ticks(duration: Seconds) -> list[int]:
    step = next((step for step in (15, 30, 60, 120, 300, 600, 900, 1800) if duration / step <= 6), 3600)
    return list(range(0, int(duration) + 1, step))
