"""What a person corrects with: the words of a turn, the moments that matter most, and what changed."""

from __future__ import annotations

from html import escape

from talkratio.conversation import Turn
from talkratio.dashboard.markup import BOTH, nothing, plain, play, say
from talkratio.figures import headline, name_of
from talkratio.interval import Interval
from talkratio.metrics.uncertainty import moments
from talkratio.report import Report
from talkratio.texts import Language, text
from talkratio.texts.numbers import clock, number, percent, seconds

UNSURE = 0.5
"""confidence of a word (0..1) below which it is marked as uncertain"""
MOST_MOMENTS = 5


def turn(report: Report, one: Turn, language: Language) -> str:
    """A turn: who, from when to when, a way to hear it, and its words."""
    span = one.interval
    heard = play(span.start, span.end, language) if report.conversation.clock != "order" else ""
    about = f"{clock(span.start)}–{clock(span.end)} · {seconds(span.duration, language)}"
    role = report.roles.of(one.speaker) or "observer"
    return (
        f'<p class="about">{heard}<b class="who {role}">{escape(name_of(report, one.speaker, language))}</b>'
        f"<span>{escape(about)}</span></p>{words(report, one.speaker, span, language)}"
    )


def words(report: Report, speaker: str, turn: Interval, language: Language) -> str:
    """The words of a turn, each to be corrected in its place, with a place to split the turn between them."""
    spoken = [word for word in report.conversation.words_of(speaker) if word.interval.middle in turn]
    if not spoken:
        return nothing("turn_no_words", language)
    parts = []
    for index, word in enumerate(spoken):
        if index:
            at = (spoken[index - 1].interval.end + word.interval.start) / 2
            parts.append(
                f'<button type="button" class="cut" data-say="split" data-value="{at:.3f}" '
                f'title="{say("turn_split", language)} {at:.1f}" aria-label="{say("turn_split", language)}"></button>'
            )
        unsure = "unsure" if word.confidence is not None and word.confidence < UNSURE else ""
        parts.append(
            f'<input class="{unsure}" value="{escape(word.text)}" aria-label="{escape(word.text)}" '
            f'data-say="word" data-which="{word.interval.start:.4f}">'
        )
    return f'<p class="words">{"".join(parts)}</p><small>{say("turn_words", language)}</small>'


def doubts(report: Report, language: Language) -> str:
    """The moments whose answer would narrow the band most, each to be heard and answered."""
    if report.doubts is None:
        return nothing("correct_cannot", language)
    found = moments(report.doubts, report.conversation, report.provenance.calibration, MOST_MOMENTS)
    if not found:
        return nothing("correct_certain", language)
    people = [(role, text(f"report.{role}", language)) for role in BOTH if report.of(role) is not None]
    answers = [*people, ("both", plain("answer_both", language)), ("nobody", plain("answer_nobody", language))]
    rows = []
    for moment in found:
        span = f"{moment.interval.start:.4f}-{moment.interval.end:.4f}"
        buttons = "".join(
            f'<button type="button" class="answer {key}" data-say="{key}" data-value="{span}">{escape(name)}</button>'
            for key, name in answers
        )
        points = number(100 * moment.half_width, language, digits=1)
        left = f'<abbr class="left" title="{say("correct_left", language, points=points)}">±{escape(points)}</abbr>'
        heard = play(max(0.0, moment.interval.start - 1.5), moment.interval.end + 1, language)
        rows.append(f"<li>{heard}{buttons}{left}</li>")
    return f'<ul class="doubts">{"".join(rows)}</ul>'


def changed(before: Report, after: Report, count: int) -> bool:
    """Whether there is a correction to see or to take back: saying who is who, as everybody begins, is none."""
    cast = (before.roles.manager, before.roles.employee) != (after.roles.manager, after.roles.employee)
    return bool(count) or (cast and before.roles.manager is not None)


def change(before: Report, after: Report, count: int, language: Language) -> str:
    """The share before and after the corrections."""
    old, new = (headline(report).share for report in (before, after))
    if not changed(before, after, count):
        return f'<div class="change none"><span>{say("change_none", language)}</span></div>'
    said = say("change_count", language, count=count) if count else say("change_cast", language)
    return (
        f'<div class="change"><span>{escape(text("report.share", language))}</span>'
        f"<s>{say('change_before', language)} {escape(percent(old, language, digits=1))}</s>"
        f'<b data-part="after">{escape(percent(new, language, digits=1))}</b><span>{said}</span></div>'
    )
