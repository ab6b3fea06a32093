"""Several engines on one recording."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from talkratio import compare as comparing
from talkratio.cli.screen import output, progress
from talkratio.compare import Comparison, Difference
from talkratio.texts import Language, preferred, text
from talkratio.texts.notes import translated
from talkratio.texts.numbers import number, percent


def compare(
    recording: Annotated[Path, typer.Argument(help="A recording.", show_default=False)],
    engine: Annotated[
        list[str] | None, typer.Option(help="An engine of [b]talkratio engines[/]; give two or more.")
    ] = None,
    speakers: Annotated[int | None, typer.Option(help="How many people are in it.", min=1)] = None,
    most: Annotated[int, typer.Option(help="How many differences to show.", min=0)] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Show where several engines hear different people, and what it does to the shares."""
    language = preferred()
    with progress(recording.name, language) as tell:
        found = comparing.compare(recording, engine or (), speakers=speakers, progress=tell)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    output.print(_shares(found, language))
    output.print(text("models.agree", language, share=f"{100 * found.agreement:.1f}"))
    if found.differences and most:
        output.print(_differences(found, found.differences[:most], language))
    for heard in found.heard:
        for note in heard.notes:
            output.print(f"[dim]{heard.engine}: {escape(translated(note, language))}[/]")


def _shares(found: Comparison, language: Language) -> Table:
    speakers = sorted({name for heard in found.heard for name, _ in heard.shares})
    table = Table(box=box.SIMPLE_HEAD, title=text("models.shares", language), title_justify="left")
    table.add_column("")
    for heard in found.heard:
        table.add_column(heard.engine, justify="right")
    for name in speakers:
        shares = [dict(heard.shares).get(name) for heard in found.heard]
        table.add_row(escape(name), *("–" if share is None else percent(share, language, digits=1) for share in shares))
    return table


def _differences(found: Comparison, differences: tuple[Difference, ...], language: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title=text("models.differences", language), title_justify="left")
    table.add_column(text("models.from", language))
    table.add_column(text("models.seconds", language), justify="right")
    for heard in found.heard:
        table.add_column(heard.engine)
    silence = text("models.nobody", language)
    for one in differences:
        said = (escape(" + ".join(names)) or silence for names in one.speakers)
        table.add_row(_clock(one.interval.start), number(one.interval.duration, language, digits=1), *said)
    return table


def _clock(moment: float) -> str:
    return f"{int(moment) // 60}:{moment % 60:04.1f}"
