"""A report as PDF: two pages of A4 with the same numbers and drawings as the page, its font included."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING

from talkratio.exports.html import about, claim, made, rests, verdict
from talkratio.feedback import feedback, in_words
from talkratio.feedback.values import HIDDEN
from talkratio.figures import Topic, headline, per_person, share_in, time_in, whole
from talkratio.report import Report
from talkratio.texts import Language, text
from talkratio.texts.notes import translated
from talkratio.texts.numbers import THIN, clock, percent

if TYPE_CHECKING:
    from fpdf import FPDF

Colour = tuple[int, int, int]
INK: Colour = (22, 38, 44)
SOFT: Colour = (84, 102, 109)
LINE: Colour = (211, 220, 217)
COLOURS: dict[str, Colour] = {"manager": (21, 72, 107), "employee": (194, 119, 14), "observer": (125, 138, 144)}
WIDTH = 178.0
"""millimetres between the margins"""
LEFT = 16.0
MOST_QUESTIONS = 40


def write(report: Report, language: Language = "da", topics: Sequence[Topic] = ()) -> bytes:
    """The PDF's bytes, with where the time went when that is known.

    What people said and are called is text and nothing else.
    """
    page = _blank(report, language)
    _opening(page, report, language)
    _facts(page, report, language)
    _course(page, report, language)
    _topics(page, topics, language)
    _numbers(page, report, language)
    _questions(page, report, language)
    _ending(page, report, language)
    return bytes(page.output())


def _blank(report: Report, language: Language) -> FPDF:
    from fpdf import FPDF

    logging.getLogger("fpdf").setLevel(logging.ERROR)  # it would log a line for each letter the font lacks
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    page = FPDF(format="A4")
    for style, name in (("", "Regular"), ("B", "Semibold"), ("I", "It")):
        page.add_font("text", style, str(files("font_source_sans_pro").joinpath("files", f"SourceSansPro-{name}.ttf")))
    page.set_margins(LEFT, 13, LEFT)
    page.set_auto_page_break(auto=True, margin=12)
    page.c_margin = 0
    page.set_title(text("report.title", language))
    page.set_lang(language)
    page.set_creator("talkratio")
    page.set_creation_date(datetime.fromisoformat(report.provenance.created))
    page.add_page()
    return page


def _opening(page: FPDF, report: Report, language: Language) -> None:
    head = headline(report)
    _line(page, text("report.title", language), size=22, style="B", high=10)
    _line(page, about(report, language), colour=SOFT, high=6)
    page.ln(4)
    if head.share is not None:
        _line(page, percent(head.share, language), size=44, style="B", colour=COLOURS["manager"], high=17)
    _line(page, claim(head, language), size=14, high=7)
    _line(page, verdict(report, head, language), size=11, colour=SOFT, high=6)
    if head.share is None:
        return
    page.ln(9)
    top = page.get_y()
    edge, other = WIDTH * head.share, report.of("employee")
    end = edge + WIDTH * ((other.talk_share or 0.0) if other else 0.0)
    _box(page, LEFT, top, WIDTH, 11, COLOURS["observer"])
    _box(page, LEFT, top, end, 11, COLOURS["employee"])
    _box(page, LEFT, top, edge, 11, COLOURS["manager"])
    page.set_draw_color(*INK)
    page.set_line_width(0.5)
    low, high = (WIDTH * (report.target.manager_share + sign * report.target.margin) for sign in (-1, 1))
    page.polyline([(LEFT + low, top - 1), (LEFT + low, top - 3), (LEFT + high, top - 3), (LEFT + high, top - 1)])
    page.set_font("text", "", 8)
    page.set_text_color(*SOFT)
    goal = _plain(text("report.target", language, share=percent(report.target.manager_share, language)))
    page.text(LEFT + (low + high - page.get_string_width(goal)) / 2, top - 4, goal)
    if head.low is not None and head.high is not None:
        page.set_draw_color(255, 255, 255)
        page.line(LEFT + WIDTH * head.low, top + 5.5, LEFT + WIDTH * head.high, top + 5.5)
        for side in (head.low, head.high):
            page.line(LEFT + WIDTH * side, top + 3.5, LEFT + WIDTH * side, top + 7.5)
    page.set_y(top + 13)
    _line(page, rests(head, language), size=9, colour=SOFT, high=5)


def _facts(page: FPDF, report: Report, language: Language) -> None:
    advice = feedback(report)
    if advice.facts:
        _heading(page, text("report.facts", language))
    for fact in advice.facts:
        page.set_font("text", "", 11.5)
        page.set_text_color(*INK)
        page.cell(4, 6.2, "•")
        page.multi_cell(WIDTH - 4, 6.2, _plain(in_words(fact, language)), align="L", new_x="LMARGIN", new_y="NEXT")
    if advice.experiment is not None:
        _heading(page, text("report.experiment", language))
        _line(page, in_words(advice.experiment, language), size=12.5, high=6.6)


def _course(page: FPDF, report: Report, language: Language) -> None:
    duration = report.conversation.duration
    if not report.conversation.turns or duration <= 0:
        return
    _heading(page, text("report.course", language), room=40)
    top, scale = page.get_y() + 1, WIDTH / duration
    lanes = {"manager": top, "employee": top + 10, "observer": top + 20}
    for turn in report.conversation.turns:
        role = report.roles.of(turn.speaker) or "observer"
        wide = max(0.15, turn.interval.duration * scale)
        _box(page, LEFT + turn.interval.start * scale, lanes[role], wide, 8.5, COLOURS[role])
    bottom = top + (29 if report.roles.observers else 19)
    if report.conversation.clock != "order":
        step = next((step for step in (30, 60, 120, 300, 600, 900) if duration / step <= 10), 1800)
        page.set_font("text", "", 8)
        page.set_text_color(*SOFT)
        for moment in range(0, int(duration) + 1, step):
            page.text(LEFT + moment * scale, bottom + 3.5, clock(moment))
    page.set_y(bottom + 5)
    at = LEFT
    for lane in lanes:
        if lane == "observer" and not report.roles.observers:
            continue
        name = text(f"report.{lane}", language)
        _box(page, at, page.get_y() + 0.9, 2.2, 2.2, COLOURS[lane])
        page.set_font("text", "", 8)
        page.text(at + 3.4, page.get_y() + 3.1, name)
        at += page.get_string_width(name) + 9
    page.ln(5)


def _topics(page: FPDF, topics: Sequence[Topic], language: Language) -> None:
    """Each topic with its time as a bar, the manager's part first, and a stroke at the minutes planned."""
    if not topics:
        return
    _heading(page, text("figures.topics", language), room=14 + 8 * len(topics))
    longest = max(max(each.spent or 0.0, each.planned or 0.0) for each in topics)
    for each in topics:
        top, wide = page.get_y() + 1.2, 58 * (each.spent or 0.0) / longest
        _row(page, [each.name, time_in(each, language), share_in(each, language)], widths=(120, 32, 26), high=6.4)
        _box(page, LEFT + 58, top, wide, 4, COLOURS["employee"])
        _box(page, LEFT + 58, top, wide * (each.share or 0.0), 4, COLOURS["manager"])
        if each.planned is not None:
            page.set_draw_color(*INK)
            page.set_line_width(0.5)
            at = LEFT + 58 + 58 * each.planned / longest
            page.line(at, top - 0.7, at, top + 4.7)
    _line(page, text("figures.topics_rule", language), size=8, colour=SOFT, high=4)


def _numbers(page: FPDF, report: Report, language: Language) -> None:
    _heading(page, text("report.numbers", language), room=60)
    columns = ["", text("report.manager", language), text("report.employee", language)]
    _row(page, columns, style="B")
    for figure in (*per_person(report, language), *whole(report, language)):
        values = figure.values if len(figure.values) == 2 else ("", *figure.values)
        _row(page, [figure.name, *values])
        page.set_font("text", "", 7.5)
        page.set_text_color(*SOFT)
        page.multi_cell(WIDTH, 3.2, _plain(figure.rule), new_x="LMARGIN", new_y="NEXT")


def _questions(page: FPDF, report: Report, language: Language) -> None:
    _heading(page, text("report.questions", language), room=30)
    if report.questions is None:
        _line(page, text("report.no_words", language), colour=SOFT, high=6)
        return
    asked = [one for one in report.questions if one.speaker == report.roles.manager]
    if not asked:
        _line(page, text("report.no_questions", language), colour=SOFT, high=6)
    for question in asked[:MOST_QUESTIONS]:
        when = clock(question.interval.start) if report.conversation.clock != "order" else "–"
        kind = text(f"questions.kind_{question.kind}", language)
        said = kind if question.text == HIDDEN else f"{question.text}   ({kind})"
        _line(page, f"{when}   {said}", size=10, high=5)
    if len(asked) > MOST_QUESTIONS:
        more = text("report.more_questions", language, count=len(asked) - MOST_QUESTIONS)
        _line(page, more, size=9, colour=SOFT, high=5)


def _ending(page: FPDF, report: Report, language: Language) -> None:
    _heading(page, text("report.how", language), room=20)
    notes = [translated(note, language) for note in report.provenance.notes]
    for sentence in (made(report, language), *notes, text("report.privacy", language)):
        _line(page, sentence, size=9, colour=SOFT, high=4.8)


def _heading(page: FPDF, title: str, *, room: float = 24) -> None:
    """A heading that takes along at least `room` millimetres of what follows."""
    page.ln(4)
    if page.will_page_break(room):
        page.add_page()
    _line(page, title, size=13, style="B", high=8)


def _line(
    page: FPDF, words: str, *, size: float = 10.5, style: str = "", colour: Colour = INK, high: float = 5.5
) -> None:
    page.set_font("text", style, size)
    page.set_text_color(*colour)
    page.multi_cell(WIDTH, high, _plain(words), align="L", new_x="LMARGIN", new_y="NEXT")


def _row(
    page: FPDF,
    cells: Sequence[str],
    *,
    style: str = "",
    widths: tuple[float, float, float] = (110, 34, 34),
    high: float = 4.9,
) -> None:
    if page.will_page_break(12):
        page.add_page()
    page.set_draw_color(*LINE)
    page.set_line_width(0.2)
    page.line(LEFT, page.get_y(), LEFT + WIDTH, page.get_y())
    page.set_text_color(*INK)
    page.set_font("text", style, 10)
    for width, words, align in zip(widths, cells, ("L", "R", "R"), strict=True):
        page.cell(width, high, _plain(words), align=align)
    page.ln(high)


def _box(page: FPDF, left: float, top: float, wide: float, high: float, colour: Colour) -> None:
    page.set_fill_color(*colour)
    page.rect(left, top, wide, high, style="F")


def _plain(words: str) -> str:
    """The text with spaces that the font has; letters that it lacks come out as boxes."""
    return words.replace(THIN, "\u00a0")
