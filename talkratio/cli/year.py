"""The department's year, and what is coming up."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from talkratio import store
from talkratio.cli.analyze import Lang, face_language
from talkratio.cli.screen import output
from talkratio.plan import calendar, rounds
from talkratio.plan import year as years
from talkratio.plan.course import course, plain
from talkratio.plan.held import Held, held
from talkratio.report import Target
from talkratio.texts import Language, text
from talkratio.texts.dates import shown_day
from talkratio.texts.numbers import percent


def year(
    days: Annotated[int, typer.Option(help="How far to look ahead.", min=1)] = 60,
    out: Annotated[
        Path | None,
        typer.Option(help="Write wheel and conversations (SVG) and the calendar file into this folder."),
    ] = None,
    lang: Lang = None,
) -> None:
    """Show what is due for whom, and the department's year as a wheel and a calendar."""
    language, today = face_language(lang), date.today()
    known = rounds.rounds()
    coming = years.due(known, today, days, language)
    output.print(f"[bold]{text('plan.due_title', language)}[/]")
    if not coming:
        output.print(text("plan.due_none", language, days=days))
    for item in coming:
        output.print(f"{shown_day(item.day, language)}  {item.what}  {item.who}", highlight=False, markup=False)
    been = held(known, today)
    _held(been, language)
    if out is None:
        return
    rhythm = years.kept()
    talks = years.talks(known)
    files: dict[str, str | bytes] = {
        "year.svg": plain(years.wheel(rhythm, language, today, talks)),
        "year.ics": calendar.write(years.appointments(rhythm, today.year + 1, language)),
    }
    if drawn := course(been, today, Target().manager_share, language):
        files["conversations.svg"] = plain(drawn)
    for name, content in files.items():
        store.write(out / name, content)
        output.print(str(out / name), highlight=False)


def _held(found: tuple[Held, ...], language: Language) -> None:
    """What each conversation took and brought."""
    if not found:
        return
    columns = [text(f"round.held_{name}", language) for name in ("with", "minutes", "share", "kept", "worth")]
    table = Table(*columns, box=box.SIMPLE_HEAD, title=text("round.held_title", language), title_justify="left")
    for one in found:
        kept = text("round.held_of", language, kept=one.kept, made=one.made) if one.made else "–"
        answers = [f"{each.heard} · {each.nearer}" for each in one.worth or ()]
        worth = text("round.held_answers", language, manager=answers[0], employee=answers[1]) if answers else "–"
        about = f"{shown_day(one.day, language)} {escape(one.who)}"
        table.add_row(about, f"{one.spent / 60:.0f}", percent(one.share, language), kept, worth)
    output.print(table)
