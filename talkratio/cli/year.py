"""The department's year, and what is coming up."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from talkratio import store
from talkratio.cli.analyze import Lang, face_language
from talkratio.cli.screen import output
from talkratio.plan import calendar, rounds
from talkratio.plan import year as years
from talkratio.plan.documents import shown_day
from talkratio.texts import text


def year(
    days: Annotated[int, typer.Option(help="How far to look ahead.", min=1)] = 60,
    out: Annotated[
        Path | None, typer.Option(help="Write the wheel (SVG) and the calendar file into this folder.")
    ] = None,
    lang: Lang = None,
) -> None:
    """Show what is due for whom, and the department's year as a wheel and a calendar."""
    language, today = face_language(lang), date.today()
    coming = years.due(rounds.rounds(), today, days, language)
    output.print(f"[bold]{text('plan.due_title', language)}[/]")
    if not coming:
        output.print(text("plan.due_none", language, days=days))
    for item in coming:
        output.print(f"{shown_day(item.day, language)}  {item.what}  {item.who}", highlight=False, markup=False)
    if out is None:
        return
    rhythm = years.kept()
    store.write(out / "year.svg", years.wheel(rhythm, language, today))
    store.write(out / "year.ics", calendar.write(years.appointments(rhythm, today.year + 1, language)))
    for name in ("year.svg", "year.ics"):
        output.print(str(out / name), highlight=False)
