"""Who comes closer to the target over time, from the table of a batch."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from talkratio import trends as courses
from talkratio.cli.analyze import Json, Lang, face_language
from talkratio.cli.screen import output
from talkratio.tables.columns import MANAGERS, of_trend
from talkratio.tables.page import shown
from talkratio.texts import text

COLUMNS = ("manager", "conversations", "first", "last", "talk_share", "spread", "earlier", "later", "change")


def trends(
    folder: Annotated[Path, typer.Argument(help="The folder that talkratio batch wrote to.", show_default=False)],
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """How each manager's talk share changes over time, held against nobody else's."""
    language = face_language(lang)
    points = courses.read(folder)
    found = (*courses.trends(points), *courses.everyone(points))
    if as_json:
        typer.echo(json.dumps([asdict(trend) for trend in found], indent=1, ensure_ascii=False))
        return
    told = [(index, column) for key in COLUMNS for index, column in enumerate(MANAGERS) if column.key == key]
    table = Table(box=None, title=text("batch.managers", language), title_justify="left")
    for _, column in told:
        table.add_column(column.title(language), justify="left" if column.kind == "text" else "right")
    for trend in found:
        row = of_trend(trend)
        table.add_row(*(shown(row[index], column.kind, column.key, language) for index, column in told))
    output.print(table)
    note = "managers_note" if any(point.manager for point in points) else "nothing"
    output.print(text(f"batch.{note}", language), style="dim", markup=False)
