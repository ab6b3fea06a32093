"""A report as one self-contained page: opens in any browser, prints to one or two sheets, loads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from talkratio.exports import drawing
from talkratio.exports.anonymous import NEW_YEAR
from talkratio.feedback import feedback, in_words
from talkratio.feedback.values import HIDDEN
from talkratio.figures import Headline, Topic, headline, per_person, share_in, shares, time_in, whole
from talkratio.listening import Outcome
from talkratio.report import Report
from talkratio.texts import Language, text
from talkratio.texts.notes import translated
from talkratio.texts.numbers import clock, percent, seconds

ENGINES = ("builtin", "channels", "labels", "captions")
"""those that have a name in words"""
MOST_QUESTIONS = 32
"""a printed report stays readable; all questions are in the JSON"""


@dataclass(frozen=True, slots=True)
class Row:
    """A question of the manager as a line of the table."""

    when: str
    text: str
    kind: str
    reason: str
    answer: str


def write(report: Report, language: Language = "da", topics: Sequence[Topic] = ()) -> str:
    """The page, with where the time went when that is known. Everything that comes from people is escaped."""
    head = headline(report)
    advice = feedback(report)
    rows = _questions(report, language)
    people = {role: text(f"report.{role}", language) for role in ("manager", "employee")}
    observer = text("report.observer", language) if report.roles.observers else ""
    return _template().render(
        language=language,
        say=lambda key: text(f"report.{key}", language),
        style=_asset("page.css"),
        source=report.provenance.source,
        about=about(report, language),
        head=head,
        claim=claim(head, language),
        verdict=verdict(report, head, language),
        **people,
        observer=observer,
        shares=[_share(report, role, language) for role in people],
        rest=_rest(report, language),
        bar=drawing.share_bar(head, report, language),
        rests=rests(head, language),
        ribbon=drawing.ribbon(report, language),
        fifths=drawing.fifths(report, language),
        **_topics(topics, language),
        asked=bool(rows),
        worded=any(row.text != HIDDEN for row in rows),
        facts=[in_words(fact, language) for fact in advice.facts],
        experiment=in_words(advice.experiment, language) if advice.experiment else "",
        people=per_person(report, language),
        whole=whole(report, language),
        questions=rows[:MOST_QUESTIONS],
        more=_more(len(rows), language),
        no_questions=text("report.no_words" if report.questions is None else "report.no_questions", language),
        made=made(report, language),
        notes=[translated(note, language) for note in report.provenance.notes],
    )


def about(report: Report, language: Language) -> str:
    """The file, the day it was measured (the year alone where nobody is named), and how long it is."""
    created = report.provenance.created
    day = datetime.fromisoformat(created)
    date = f"{day.day}.{day.month}.{day.year}" if language == "da" else f"{day.day} {day:%B %Y}"
    measured = text("report.measured_on", language, date=date)
    if created.endswith(NEW_YEAR):
        measured = text("report.measured_in", language, year=created[:4])
    parts = [report.provenance.source, measured]
    if report.metrics.duration is not None:
        parts.append(text("report.lasts", language, time=clock(report.metrics.duration)))
    return " · ".join(parts)


def claim(head: Headline, language: Language) -> str:
    """The headline in words, no more precise than the band allows."""
    if head.share is None:
        return text("report.claim_unknown", language)
    if head.low is None or head.high is None or round(100 * head.low) == round(100 * head.high):
        key = "report.claim_words" if head.counted == "words" else "report.claim"
        return text(key, language, share=percent(head.share, language))
    between = {"low": f"{100 * head.low:.0f}", "high": f"{100 * head.high:.0f}"}
    return text("report.claim_between", language, share=percent(head.share, language), **between)


def verdict(report: Report, head: Headline, language: Language) -> str:
    """How the share stands to the target, or why it is not held against it."""
    if len(report.conversation.speakers) == 1:
        return text("feedback.one_name" if report.conversation.clock != "speech" else "feedback.one_voice", language)
    aim, margin = report.target.manager_share, report.target.margin
    return text(
        f"report.verdict_{head.verdict}",
        language,
        ratio=f"{100 * aim:.0f}/{100 - 100 * aim:.0f}",
        low=f"{100 * (aim - margin):.0f}",
        high=f"{100 * (aim + margin):.0f}",
    )


def rests(head: Headline, language: Language) -> str:
    """What the headline rests on."""
    plain = "report.rests_words" if head.counted == "words" else "report.rests_plain"
    return text("report.rests_band" if head.low is not None else plain, language)


def engine(name: str, language: Language) -> str:
    """An engine as people call it; by its name where there is no other word for it."""
    return text(f"report.engine_{name}", language) if name in ENGINES else name


def made(report: Report, language: Language) -> str:
    """Engines and version, and how the roles were found."""
    known = report.provenance
    source = known.model or (known.transcriber and engine(known.transcriber, language))
    words = text("report.words_from" if source else "report.words_none", language, source=source)
    engines = text(
        "report.made", language, diarizer=engine(known.diarizer, language), words=words, version=known.version
    )
    reason = text(f"report.roles_{report.roles.reason or 'given'}", language)
    guess = text("report.roles_guessed", language) if report.roles.guessed else ""
    return " ".join(part for part in (engines, reason, guess) if part)


def _topics(topics: Sequence[Topic], language: Language) -> dict[str, object]:
    """Where the time went: a row for each topic with its bar, and the words around them."""
    rows = [
        (each.name, drawing.topic(each, topics), time_in(each, language), share_in(each, language)) for each in topics
    ]
    heads = [text(f"figures.{name}", language) for name in ("topics", "topic", "topic_minutes", "topic_manager")]
    return {"topics": rows, "heads": heads, "topics_rule": text("figures.topics_rule", language)}


def _share(report: Report, role: str, language: Language) -> str:
    numbers = report.of(role)
    if numbers is None:
        return percent(0.0, language) if report.metrics.speakers else ""
    return percent(numbers.talk_share, language)


def _rest(report: Report, language: Language) -> str:
    """What those spoke who are neither manager nor employee; empty where there is nobody else."""
    rest = shares(report).get("observer")
    return "" if rest is None else percent(rest, language)


def _questions(report: Report, language: Language) -> list[Row]:
    listening = report.listening
    outcomes = {one.question: one for one in (listening.outcomes if listening else None) or ()}
    rows = []
    for index, question in enumerate(report.questions or ()):
        if question.speaker != report.roles.manager:
            continue
        outcome = outcomes.get(index)
        rows.append(
            Row(
                when=clock(question.interval.start) if report.conversation.clock != "order" else "–",
                text=question.text,
                kind=text(f"questions.kind_{question.kind}", language),
                reason=text(f"questions.reason_{question.reason}", language),
                answer=_answer(outcome, language),
            )
        )
    return rows


def _answer(outcome: Outcome | None, language: Language) -> str:
    if outcome is not None and outcome.answered is False:
        return text("report.unanswered", language)
    return seconds(None if outcome is None else outcome.seconds, language)


def _more(count: int, language: Language) -> str:
    return text("report.more_questions", language, count=count - MOST_QUESTIONS) if count > MOST_QUESTIONS else ""


@cache
def _template() -> Template:
    room = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return room.from_string(_asset("page.html.j2"))


def _asset(name: str) -> str:
    return files("talkratio.exports").joinpath(name).read_text(encoding="utf-8")
