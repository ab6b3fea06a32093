"""Drawings of the record page: the clock with its level, the running share, the phases, how each was heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files

from talkratio.capture.checkin import Heard
from talkratio.capture.state import Mark, Standing
from talkratio.capture.told import told
from talkratio.interval import Seconds
from talkratio.live import Live
from talkratio.plan.documents import item_name
from talkratio.plan.plan import Item
from talkratio.texts import Language, text
from talkratio.texts.numbers import clock, percent

QUIETEST = -60.0
"""dBFS at the left edge of the level"""
NOTED = 6
"""moments told while it runs, the last ones"""
ROOM_TOLD = 60.0
"""minutes of disk left below which it is shown; more is of no interest to anybody"""


def look(markup: str) -> str:
    """The markup with the style of this page."""
    style = files("talkratio.dashboard").joinpath("assets", "record.css").read_text(encoding="utf-8")
    return f"<style>{style}</style>{markup}"


def standing(now: Standing, language: Language) -> str:
    """How long it has recorded, how loud it is in each channel, and what is wrong."""
    levels = "".join(_level(loud, peak) for loud, peak in zip(now.loud, now.peak, strict=True))
    warnings = dict.fromkeys(_warning(warning, language) for warning in now.warnings)
    wrong = "".join(f'<p class="note bad">{warning}</p>' for warning in warnings)
    about = " · ".join(part for part in (_say(f"status_{now.status}", language), escape(now.microphone)) if part)
    if now.room is not None and now.room < ROOM_TOLD:
        about += f" · {_say('room', language, minutes=f'{now.room:.0f}')}"
    return (
        f'<div class="recorder {now.status}" data-part="recorder"><b role="timer">{clock(now.seconds)}</b>'
        f"<div><span>{about}</span>{levels}</div></div>{wrong}"
    )


def strip(now: Standing, language: Language) -> str:
    """A recording that runs, in one line: its state and clock, and the first thing that is wrong."""
    wrong = "".join(f" · <em>{_warning(warning, language)}</em>" for warning in now.warnings[:1])
    line = f'{_say(f"status_{now.status}", language)} <b role="timer">{clock(now.seconds)}</b>{wrong}'
    return f'<p class="strip {now.status}" data-part="strip"><i aria-hidden="true"></i><span>{line}</span></p>'


def left_over(how: str, seconds: Seconds, language: Language) -> str:
    """A recording in one line that nobody ended (`how` is left) or nobody heard yet (ended)."""
    line = _say(f"strip_{how}", language, time=clock(seconds))
    return f'<p class="strip" data-part="strip"><i aria-hidden="true"></i><span>{line}</span></p>'


def share(running: Live | None, language: Language) -> str:
    """The manager's share over the last five minutes and so far, as two thin bars."""
    if running is None or running.so_far is None:
        return f'<p class="quiet">{_say("share_soon", language)}</p>'
    rows = "".join(
        f"<li><span>{_say(key, language)}</span>"
        f'<span class="mini" aria-hidden="true"><i style="width:{100 * (value or 0):.0f}%"></i></span>'
        f"<em>{escape(percent(value, language))}</em></li>"
        for key, value in (("share_recent", running.recent), ("share_so_far", running.so_far))
    )
    return f'<ul class="running-share" data-part="live">{rows}</ul>'


def noted(marks: Sequence[Mark], language: Language) -> str:
    """The last moments marked, and what is missing; nothing where there is nothing to tell."""
    said = told(marks, language)[-NOTED:]
    return f'<p class="quiet small" data-part="noted">{escape(" · ".join(said))}</p>' if said else ""


def phases(agenda: Sequence[Item], running: str, spent: Mapping[str, Seconds], language: Language) -> str:
    """The phase that runs, how long, against its minutes in the plan; then what is still to come."""
    item = next((item for item in agenda if item.element == running), None)
    if item is None:
        return f'<p class="quiet">{_say("phase_none", language)}</p>'
    gone, planned = spent[running], 60.0 * item.minutes
    kind = "phase over" if gone > planned else "phase"
    over = _say("phase_over", language, time=clock(gone - planned)) if gone > planned else ""
    return (
        f'<div class="{kind}" data-part="phase"><b>{escape(item_name(item, language))}</b>'
        f"<span>{_say('phase_of', language, spent=clock(gone), minutes=item.minutes)} {over}</span>"
        f'<div class="bar"><i style="width:{min(100.0, 100 * gone / planned):.1f}%"></i></div></div>'
    )


def heard(found: Sequence[Heard], sentences: Mapping[str, str]) -> str:
    """How each person came through in the check-in; `sentences` are those of the consent."""
    rows = "".join(
        f'<li class="{one.verdict}">{escape(sentences[f"heard_{one.verdict}"].format(name=one.name))}</li>'
        for one in found
    )
    return f'<ul class="heard" data-part="heard">{rows}</ul>'


def _level(loud: float, peak: float) -> str:
    wide, top = (100 * (1 - max(QUIETEST, value) / QUIETEST) for value in (loud, peak))
    hot = " hot" if peak > -1.0 else ""
    return (
        f'<span class="level{hot}"><i style="width:{wide:.0f}%"></i><u style="left:{min(top, 99.5):.0f}%"></u></span>'
    )


def _warning(warning: str, language: Language) -> str:
    return _say(f"warn_{warning.split(':')[0]}", language)


def _say(key: str, language: Language, **values: object) -> str:
    return escape(text(f"record.{key}", language, **values))
