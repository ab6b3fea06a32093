"""Who comes closer to the target over time, from the table of a batch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from talkratio import trends as courses
from talkratio.cli.analyze import Json, Lang, face_language
from talkratio.cli.screen import output
from talkratio.tables.columns import ASKING, COURSE, MANAGERS, named, of_trend
from talkratio.tables.page import shown
from talkratio.texts import Language, text

WIDE = 100
"""characters from which the days of the first and the last conversation have room"""


def trends(
    folder: Annotated[Path, typer.Argument(help="The folder that talkratio batch wrote to.", show_default=False)],
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """How each manager's talk share changes over time, what they ask and how long they wait; nobody is ranked."""
    language = face_language(lang)
    found = courses.read(folder)
    if as_json:
        typer.echo(json.dumps([asdict(trend) for trend in found], indent=1, ensure_ascii=False))
        return
    course = COURSE if output.width >= WIDE else [key for key in COURSE if key not in ("first", "last")]
    for keys, title in ((course, "managers"), (("manager", "conversations", *ASKING), "asking")):
        output.print(_table(found, keys, text(f"batch.{title}", language), language))
    note = "managers_note" if any(trend.manager != courses.EVERYONE for trend in found) else "nothing"
    output.print(text(f"batch.{note}", language), style="dim", markup=False)


def _table(found: Sequence[courses.Trend], keys: Sequence[str], title: str, language: Language) -> Table:
    """Some columns of the trends, as the page of the batch has them."""
    told = named(MANAGERS, keys)
    table = Table(box=None, title=title, title_justify="left", padding=(0, 2, 0, 0))
    for _, column in told:
        table.add_column(column.title(language), justify="left" if column.kind == "text" else "right")
    for trend in found:
        row = of_trend(trend)
        table.add_row(*(shown(row[index], column.kind, column.key, language) for index, column in told))
    return table
