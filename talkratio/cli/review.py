"""The moments worth listening to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from talkratio import pipeline
from talkratio import report as reports
from talkratio.cli.analyze import Lang, Manager, face_language
from talkratio.cli.screen import output, progress
from talkratio.exports import html
from talkratio.figures import headline, name_of
from talkratio.metrics.uncertainty import moments
from talkratio.texts import text
from talkratio.texts.numbers import clock, percent


def review(
    file: Annotated[Path, typer.Argument(help="A recording or a NAME.report.json.", show_default=False)],
    manager: Manager = None,
    most: Annotated[int, typer.Option(help="At most so many moments.", min=1)] = 5,
    lang: Lang = None,
) -> None:
    """List the few moments whose answer would narrow the band most."""
    language = face_language(lang)
    if file.name.endswith(".json"):
        report = reports.read(file)
    else:
        with progress(file.name, language) as tell:
            report = pipeline.analyze(file, manager=manager, transcriber="none", progress=tell)
    output.print(html.claim(headline(report), language))
    if report.doubts is None:
        output.print(text("cli.review_cannot", language))
        return
    found = moments(report.doubts, report.conversation, report.provenance.calibration, most)
    if not found:
        output.print(text("cli.review_nothing", language))
        return
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("when", "who", "left"):
        table.add_column(text(f"cli.review_{column}", language))
    for moment in found:
        who = ", ".join(
            f"{name_of(report, label, language)} {percent(chance, language)}" for label, chance in moment.chances
        )
        span = f"{clock(moment.interval.start)} ({moment.interval.duration:.1f} s)"
        table.add_row(span, who, f"±{100 * moment.half_width:.1f}")
    output.print(table)
