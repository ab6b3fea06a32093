"""Lists of moments: the manager's questions, and every number with its counting rule and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import get_args

from talkratio.dashboard.markup import BOTH, nothing, plain, play, say
from talkratio.figures import Figure, per_person, whole
from talkratio.interval import Interval
from talkratio.listening import Outcome
from talkratio.listening.asking import CLOSED, OPEN
from talkratio.questions import Question, QuestionKind
from talkratio.report import Report
from talkratio.texts import Language, text
from talkratio.texts.numbers import percent, seconds, unknown

MOST_MOMENTS = 5
FOLDED_FROM, FIRST = 20, 12
"""of more questions than the one, the other many stand open and the rest wait folded"""
NONE = "none"
"""as a kind: this is no question"""


def questions(report: Report, language: Language, role: str = "manager") -> str:
    """One person's questions: when, what, which kind and why, what came of it; the kind can be changed."""
    numbers = report.of(role)
    if report.questions is None:
        return nothing("questions_no_words", language)
    asked = [(i, q) for i, q in enumerate(report.questions) if numbers is not None and q.speaker == numbers.speaker]
    if not asked:
        return nothing("questions_none", language)
    outcomes = {o.question: o for o in (report.listening.outcomes or () if report.listening else ())}
    timed = report.conversation.clock != "order"
    rows = [_question(i, q, outcomes.get(i), language, timed=timed) for i, q in asked]
    shown = len(rows) if len(rows) <= FOLDED_FROM else FIRST
    more = (
        f'<details data-key="more" class="more"><summary>{say("questions_more", language, count=len(rows) - shown)}'
        f'</summary><ol class="questions" start="{shown + 1}">{"".join(rows[shown:])}</ol></details>'
    )
    return (
        f'<template data-part="kinds">{_kinds(language)}</template>{_tally([q for _, q in asked], language)}'
        f'<ol class="questions">{"".join(rows[:shown])}</ol>{more if shown < len(rows) else ""}'
    )


def _tally(asked: Sequence[Question], language: Language) -> str:
    """How many were open, closed and neither, and the share of open ones: open ÷ open and closed, as in the tables."""
    opened, closed = (sum(question.kind in kinds for question in asked) for kinds in (OPEN, CLOSED))
    neither = len(asked) - opened - closed
    parts = [
        f'<span class="open">{say("tally_open", language, count=opened)}</span>',
        f'<span class="closed">{say("tally_closed", language, count=closed)}</span>',
    ]
    if neither:
        parts.append(f"<span>{say('tally_neither', language, count=neither)}</span>")
    if opened + closed:
        parts.append(f"<b>{say('tally_share', language, share=percent(opened / (opened + closed), language))}</b>")
    return f'<p class="tally">{"".join(parts)}</p>'


def _question(index: int, question: Question, outcome: Outcome | None, language: Language, *, timed: bool) -> str:
    # The other kinds come from the template when somebody reaches for the list: a long conversation has hundreds.
    chosen = f'<option value="{question.kind}">{escape(kind_name(question.kind, language))}</option>'
    shape = "open" if question.kind in OPEN else "closed"
    unsure = "" if question.certain else f"<em>{say('unsure_kind', language)}</em>"
    reason = escape(text(f"questions.reason_{question.reason}", language))
    heard = play(max(0.0, question.interval.start - 0.3), None, language) if timed else "<span></span>"
    return (
        f'<li class="{shape}">{heard}<div><p class="asked">{escape(question.text)}</p>'
        f'<p class="why">{reason}. {unsure}</p></div>'
        f'<label><span class="hidden">{say("kind", language)}</span>'
        f'<select data-say="kind" data-which="{index}">{chosen}</select></label>'
        f'<p class="came">{escape(came_of(outcome, language))}</p></li>'
    )


def _kinds(language: Language) -> str:
    return "".join(
        f'<option value="{kind}">{escape(kind_name(kind, language))}</option>'
        for kind in (*get_args(QuestionKind), NONE)
    )


def kind_name(kind: str, language: Language) -> str:
    """A kind of question in words, or that it is none."""
    return plain("kind_none", language) if kind == NONE else text(f"questions.kind_{kind}", language)


def came_of(outcome: Outcome | None, language: Language) -> str:
    """What became of a question, in words; empty where it cannot be said."""
    if outcome is None:
        return ""
    if outcome.self_rescued:
        return plain("came_rescued", language)
    if not outcome.answered:
        return plain("came_nothing", language)
    parts = []
    if outcome.wait is not None:
        parts.append(plain("came_wait", language, time=seconds(outcome.wait, language)))
    if outcome.seconds is not None:
        parts.append(plain("came_answer", language, time=seconds(outcome.seconds, language)))
    return " · ".join(parts) or plain("came_answered", language)


def figures(report: Report, language: Language) -> str:
    """Every number of the two, and of the conversation; each opens its counting rule and its moments."""
    people = "".join(
        figure(one, [(role, moments_of(report, one.key, role)) for role in BOTH], language)
        for one in per_person(report, language)
    )
    together = "".join(
        figure(one, [("", moments_of(report, one.key, ""))], language) for one in whole(report, language)
    )
    return table(people, together, language)


def table(people: str, together: str, language: Language) -> str:
    """Numbers of the two and of the conversation as a whole, under their heads."""
    heads = "".join(f'<span class="{role}">{escape(text(f"report.{role}", language))}</span>' for role in BOTH)
    return (
        f'<div class="figures"><div><p class="head"><span></span>{heads}</p>{people}</div>'
        f'<div><p class="head whole"><span>{say("figures_whole", language)}</span></p>{together}</div></div>'
    )


def figure(
    one: Figure, found: Sequence[tuple[str, Sequence[Interval]]], language: Language, *, of: int | None = None
) -> str:
    """A number that opens its counting rule and its moments; `of` is how many columns it has, some perhaps empty."""
    columns = of or len(one.values)
    values = "".join(_value(value, language) for value in (*one.values, *[""] * (columns - len(one.values))))
    heard = "".join(_heard(role, moments, language) for role, moments in found if moments)
    return (
        f'<details data-key="{one.key}" class="n{columns}"><summary><span>{escape(one.name)}</span>'
        f"{values}</summary><div><p>{escape(one.rule[:1].upper() + one.rule[1:])}.</p>{heard}</div></details>"
    )


def _value(value: str, language: Language) -> str:
    """A number; that there is none is said more quietly."""
    kind = ' class="none"' if value in (unknown(language), "–") else ""
    return f"<span{kind}>{escape(value)}</span>"


def _heard(role: str, moments: Sequence[Interval], language: Language) -> str:
    who = f'<span class="who {role}">{escape(text(f"report.{role}", language))}</span>' if role else ""
    buttons = "".join(play(moment.start, moment.end, language) for moment in moments[:MOST_MOMENTS])
    return f'<p class="moments">{who}{buttons}</p>'


def moments_of(report: Report, key: str, role: str) -> tuple[Interval, ...]:
    """Where in the recording a number comes from: the longest or first stretches that it counts, in order of time."""
    if report.conversation.clock == "order":
        return ()
    if not role:
        return _together(report, key)
    numbers = report.of(role)
    if numbers is None:
        return ()
    listener = report.listening.of(numbers.speaker) if report.listening else None
    if key == "longest":
        return (numbers.longest,) if numbers.longest else ()
    if key == "interruptions":
        return _around((listener.interruptions or () if listener else ())[:MOST_MOMENTS])
    if key == "backchannels":
        return _around((listener.backchannels or () if listener else ())[:MOST_MOMENTS])
    if key in ("questions", "open_questions"):
        wanted = OPEN if key == "open_questions" else frozenset(get_args(QuestionKind))
        asked = [q for q in report.questions or () if q.speaker == numbers.speaker and q.kind in wanted]
        return tuple(question.interval for question in asked[:MOST_MOMENTS])
    if key == "wait":
        gaps = [e.interval for e in report.metrics.exchanges if e.kind == "gap" and e.after == numbers.speaker]
        return _around(_longest(gaps))
    return _longest([turn.interval for turn in report.conversation.turns_of(numbers.speaker)])


def _together(report: Report, key: str) -> tuple[Interval, ...]:
    kinds = {"silence": {"gap", "pause"}, "overlap": {"overlap", "within_overlap"}, "floor_transfer_offset": {"gap"}}
    wanted = kinds.get(key, set())
    return _around(_longest([e.interval for e in report.metrics.exchanges if e.kind in wanted]))


def _longest(found: Sequence[Interval]) -> tuple[Interval, ...]:
    return tuple(sorted(sorted(found, key=lambda one: -one.duration)[:MOST_MOMENTS]))


def _around(found: Sequence[Interval]) -> tuple[Interval, ...]:
    """With some seconds before and after, so that one hears what it was about."""
    return tuple(Interval(max(0.0, one.start - 3), one.end + 2) for one in found)
