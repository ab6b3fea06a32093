"""Two voices side by side, each with short clips to tell them by."""

from __future__ import annotations

from html import escape

from talkratio.dashboard.markup import beginning, play, say
from talkratio.figures import name_of
from talkratio.interval import Interval, intersect
from talkratio.report import Report
from talkratio.texts import Language

CLIPS = 3
SHORTEST = 2.5
"""seconds a clip should have; shorter ones are used when there is nothing else"""
LONGEST = 9.0


def voices(report: Report, language: Language) -> str:
    """Everybody who speaks, with clips to hear and a button that says: this is the manager."""
    cards = "".join(_voice(report, speaker, language) for speaker in report.conversation.speakers)
    return f'<div class="voices">{cards}</div>'


def clips(report: Report, speaker: str) -> tuple[Interval, ...]:
    """Up to three stretches in which this person alone speaks, spread over the conversation."""
    conversation = report.conversation
    own = [turn.interval for turn in conversation.turns_of(speaker)]
    shared = intersect(own, [turn.interval for turn in conversation.turns if turn.speaker != speaker])
    alone = [one for one in own if not any(one & both for both in shared)] or own
    long = [one for one in alone if one.duration >= SHORTEST]
    if not long:
        long = sorted(sorted(alone, key=lambda one: -one.duration)[: 2 * CLIPS])
    if len(long) > CLIPS:
        step = len(long) / CLIPS
        long = [long[int((index + 0.5) * step)] for index in range(CLIPS)]
    return tuple(Interval(one.start, min(one.end, one.start + LONGEST)) for one in sorted(long))


def _voice(report: Report, speaker: str, language: Language) -> str:
    role = report.roles.of(speaker) or "observer"
    timed = report.conversation.clock != "order"
    rows = "".join(
        f'<div class="row">{play(clip.start, clip.end, language) if timed else ""}'
        f"<q>{escape(beginning(report, speaker, clip, 9))}</q></div>"
        for clip in clips(report, speaker)
    )
    manager = role == "manager"
    shown = name_of(report, speaker, language)
    title = shown if shown == speaker or len(speaker) == 1 else f"{shown} · {speaker}"
    key = "is_manager" if manager else "make_manager"
    return (
        f'<section class="voice {role}"><h2>{escape(title)}</h2>{rows}'
        f'<button type="button" class="pick{" picked" if manager else ""}" aria-pressed="{str(manager).lower()}" '
        f'data-say="manager" data-value="{escape(speaker)}">{say(key, language)}</button></section>'
    )
