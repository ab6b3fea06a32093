"""Pieces of markup that every chart is made of. Texts are escaped here, or where they are put in.

An element with `data-at` lets that moment be heard; `data-until` ends it.
"""

from __future__ import annotations

import re
from html import escape

from talkratio.interval import Interval, Seconds
from talkratio.report import Report
from talkratio.texts import Language, text
from talkratio.texts.numbers import clock, percent

BOTH = ("manager", "employee")
_PLAY = re.compile(r'<button type="button" class="play"[^>]*>.*?</i>(.*?)</button>')


def beginning(report: Report, speaker: str, stretch: Interval, most: int = 14) -> str:
    """The first words of somebody in a stretch; empty without words."""
    said = [word.text for word in report.conversation.words_of(speaker) if word.interval.middle in stretch]
    return " ".join(said[:most]) + ("\u00a0…" if len(said) > most else "")


def play(at: Seconds, until: Seconds | None, language: Language) -> str:
    """A button that plays a stretch."""
    end = "" if until is None else f' data-until="{until:.2f}"'
    label = escape(f"{plain('hear', language)} {clock(at)}")
    return (
        f'<button type="button" class="play" data-at="{at:.2f}"{end} aria-label="{label}" title="{label}">'
        f'<i aria-hidden="true"></i>{clock(at)}</button>'
    )


def mute(markup: str) -> str:
    """The same where there is nothing to hear: the times of the moments as plain text."""
    return _PLAY.sub(r'<span class="at">\1</span>', markup)


def stop(index: int) -> str:
    """Makes the first button of a `data-row` its one stop of the Tab key."""
    return "" if index == 0 else ' tabindex="-1"'


def scale(language: Language) -> str:
    """The marks at the side of a chart of shares: all and half."""
    return "".join(
        f'<span class="y" style="top:{100 - 100 * share:.0f}%">{escape(percent(share, language))}</span>'
        for share in (1.0, 0.5)
    )


def nothing(key: str, language: Language) -> str:
    """A sentence that says why there is nothing to show."""
    return f'<p class="nothing">{say(key, language)}</p>'


def plain(key: str, language: Language, **values: object) -> str:
    """A sentence of the dashboard, not escaped."""
    return text(f"dashboard.{key}", language, **values)


def say(key: str, language: Language, **values: object) -> str:
    """A sentence of the dashboard, escaped."""
    return escape(plain(key, language, **values))
