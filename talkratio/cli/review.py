"""The moments worth listening to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from talkratio import pipeline
from talkratio import report as reports
from talkratio.cli.analyze import Lang, Manager, face_language
from talkratio.cli.screen import output, progress
from talkratio.conversation import Doubt
from talkratio.exports import html
from talkratio.figures import headline, name_of
from talkratio.interval import Interval
from talkratio.metrics.uncertainty import Moment, half_width, moments
from talkratio.report import Report
from talkratio.texts import Language, text
from talkratio.texts.notes import translated
from talkratio.texts.numbers import clock, number, percent


def review(
    file: Annotated[Path, typer.Argument(help="A recording or a NAME.report.json.", show_default=False)],
    manager: Manager = None,
    most: Annotated[int, typer.Option(help="At most so many moments.", min=1)] = 5,
    lang: Lang = None,
) -> None:
    """List the few moments whose answer would narrow the band most."""
    language = face_language(lang)
    report = _report(file, manager, language)
    output.print(html.claim(headline(report), language))
    for note in report.provenance.notes:
        output.print(f"[dim]{escape(translated(note, language))}[/]", highlight=False)
    found = moments(report.doubts, report.conversation, report.provenance.calibration, most)
    if not found:
        output.print(text(_nothing(report), language))
        return
    left = [doubt for doubt in report.doubts or () if doubt.interval not in {moment.interval for moment in found}]
    now, then = (_band(report, doubts, language) for doubts in (report.doubts or (), left))
    output.print(text("cli.review_now", language, now=now), highlight=False)
    output.print(_table(report, found, language))
    output.print(text("cli.review_then", language, then=then), highlight=False)


def _report(file: Path, manager: str | None, language: Language) -> Report:
    if file.name.endswith(".json"):
        report = reports.read(file)
        return report if manager is None else pipeline.cast(report, manager)
    with progress(file.name, language) as tell:
        return pipeline.analyze(file, manager=manager, transcriber="none", progress=tell)


def _nothing(report: Report) -> str:
    """Which sentence says why there is nothing to listen to."""
    if report.provenance.diarizer == "captions":
        return "cli.review_captions"
    return "cli.review_cannot" if report.doubts is None else "cli.review_nothing"


def _table(report: Report, found: Sequence[Moment], language: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("when", "who", "left"):
        table.add_column(text(f"cli.review_{column}", language), no_wrap=column == "when")
    for moment in found:
        who = ", ".join(
            f"{name_of(report, label, language)} {percent(chance, language)}" for label, chance in moment.chances
        )
        left = number(100 * moment.half_width, language, digits=1)
        table.add_row(_span(moment.interval, language), escape(who), f"±{left}")
    return table


def _band(report: Report, doubts: Sequence[Doubt], language: Language) -> str:
    width = half_width(report.conversation, doubts, report.provenance.calibration)
    return number(100 * width, language, digits=1)


def _span(interval: Interval, language: Language) -> str:
    """From and to in tenths of a second, nothing of the stretch left out: most are shorter than a second or two."""
    point = number(0.1, language, digits=1)[1]
    edges = math.floor(10 * interval.start), math.ceil(10 * interval.end)
    return "–".join(f"{clock(edge // 10)}{point}{edge % 10}" for edge in edges)
