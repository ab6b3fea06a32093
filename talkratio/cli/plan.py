"""Before the conversation: what it is for, how long for what, and the papers for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, get_args

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from talkratio import report as reports
from talkratio import store
from talkratio.cli.analyze import Lang, face_language
from talkratio.cli.practice import practise
from talkratio.cli.record import record
from talkratio.cli.screen import errors, output
from talkratio.cli.summary import against
from talkratio.cli.weigh import wants, weigh
from talkratio.errors import InputError
from talkratio.experiment import experiment
from talkratio.plan import calendar, documents, paper, rounds
from talkratio.plan.against import held_against
from talkratio.plan.elements import elements, prompts
from talkratio.plan.plan import NEEDS, Kind, Need, Plan, Point, Side, compose, suits_thirty_seventy
from talkratio.plan.practice import rehearsal
from talkratio.texts import Language, text
from talkratio.texts.notes import translated
from talkratio.texts.numbers import percent

app = typer.Typer(no_args_is_help=True, help="Plan a conversation: elements, minutes, questions, invitation, papers.")

Key = Annotated[str, typer.Argument(help="The plan's key, or [b]last[/].")]
Folder = Annotated[Path, typer.Option("--out", help="Folder for the papers.")]


@app.command("new")
def new(
    employee: Annotated[str, typer.Option(help="The employee's name.")],
    manager: Annotated[str, typer.Option(help="The manager's name.")],
    kind: Annotated[Kind, typer.Option(help="Kind of conversation.")] = "mus",
    element: Annotated[
        list[str] | None, typer.Option(help="An element; repeat for more. See [b]plan elements[/].")
    ] = None,
    need: Annotated[
        Need | None, typer.Option(help="What the department needs most, to suggest elements; [b]--element[/] wins.")
    ] = None,
    minutes: Annotated[int | None, typer.Option(help="Minutes in all.", min=20, max=240)] = None,
    at: Annotated[str | None, typer.Option(help="Local time, as 2027-01-14T13:00.")] = None,
    place: Annotated[str, typer.Option(help="Where.")] = "",
    want: Annotated[list[str] | None, typer.Option(help="A result wanted, as common_goals=5; repeat for more.")] = None,
    point: Annotated[list[str] | None, typer.Option(help="A point to take up, as employee=…; three from each.")] = None,
    lang: Lang = None,
) -> None:
    """Compose a conversation; what was agreed last time with this person comes on top."""
    language = face_language(lang)
    known, _ = rounds.readable()
    before = rounds.carried(employee, known)
    chosen = element or (NEEDS[need] if need else None)
    plan = compose(kind, manager=manager, employee=employee, chosen=chosen, minutes=minutes, carried=before)
    plan = replace(plan, experiment=experiment(known, employee, language))
    plan = replace(plan, begins=_moment(at), place=place, wants=wants(want), points=_points(point))
    made = rounds.begin(plan)
    _show(plan, language)
    output.print(text("plan.plan_kept", language, name=made.key), highlight=False)


@app.command("list")
def listed(lang: Lang = None) -> None:
    """List the plans on this computer, newest first."""
    language = face_language(lang)
    known, damaged = rounds.readable()
    for error in damaged:
        errors.print(f"[yellow]{escape(translated(str(error), language))}[/]", highlight=False)
    if not known:
        output.print(text("plan.no_plans", language))
    for one in known:
        kind = "" if one.plan.practice else f"  [dim]{text(f'plan.kind_{one.plan.kind}', language)}[/]"
        output.print(f"[bold]{one.key}[/]  {escape(documents.called(one, language))}{kind}", highlight=False)


@app.command("show")
def show(key: Key = "last", lang: Lang = None) -> None:
    """Show a plan."""
    _show(rounds.find(key).plan, face_language(lang))


app.command("weigh")(weigh)


@app.command("papers")
def papers(key: Key = "last", out: Folder = Path("plan"), lang: Lang = None) -> None:
    """Write agenda (PDF, HTML, Word, Markdown), a blank sheet for each of the two, invitation and calendar file."""
    language = face_language(lang)
    plan = rounds.find(key).plan
    sheet = documents.agenda(plan, language)
    files: dict[str, str | bytes] = {
        "agenda.pdf": paper.pdf(sheet),
        "agenda.html": paper.html(sheet),
        "agenda.docx": paper.docx(sheet),
        "agenda.md": paper.markdown(sheet),
        **{f"before-{side}.pdf": paper.pdf(documents.sheet(plan, side, language)) for side in get_args(Side)},
        "invitation.txt": documents.invitation(plan, language) + "\n",
    }
    if plan.begins is not None:
        files["calendar.ics"] = calendar.write(documents.appointments(plan, language))
    for name, content in files.items():
        store.write(out / name, content)
        output.print(str(out / name), highlight=False)


@app.command("practice")
def practice(
    key: Key = "last",
    recorded: Annotated[bool, typer.Option("--record", help="Record it, and get the feedback of a real one.")] = False,
    spoken: Annotated[bool, typer.Option(help="Let the computer speak the questions, where it has a voice.")] = True,
    lang: Lang = None,
) -> None:
    """Practise against the plan: alone with the questions, or recorded with a partner.

    A recorded practice is a plan of its own, deleted with its recording; the real one stays free for the real talk.
    """
    language, plan = face_language(lang), rounds.find(key).plan
    if not recorded:
        practise(plan, language, spoken=spoken)
        return
    made = rounds.begin(rehearsal(plan))
    try:
        record(title=documents.about_practice(plan, language), plan=made.key, lang=lang)
    finally:
        if rounds.find(made.key).conversation is None:
            rounds.forget(made.key)


@app.command("reached")
def reached(
    file: Annotated[Path, typer.Argument(help="A NAME.report.json with words.", show_default=False)],
    key: Annotated[str, typer.Option("--plan", help="The plan's key, or [b]last[/].")] = "last",
    lang: Lang = None,
) -> None:
    """Show where the time went: minutes and the manager's share by element, against the plan."""
    language, one, report = face_language(lang), rounds.find(key), reports.read(file)
    found = held_against(one, report.conversation, report.roles, language)
    if not found:
        raise InputError(f"{file} has no words with times, so no elements can be found. Analyse it with words.")
    output.print(against(found, language))


@app.command("elements")
def offered(lang: Lang = None) -> None:
    """List the nine elements, how long they take, and whether 30/70 suits them."""
    language = face_language(lang)
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("", text("plan.column_element", language), text("plan.column_minutes", language), ""):
        table.add_column(column)
    for element in elements().values():
        fits = suits_thirty_seventy(element)
        aim = percent(element.manager, language)
        note = text("plan.suits", language) if fits else text("plan.suits_not", language, share=aim)
        table.add_row(element.key, element.name[language], str(element.minutes), note)
    output.print(table)


@app.command("questions")
def questions(element: Annotated[str, typer.Argument(help="An element's key.")], lang: Lang = None) -> None:
    """Show good open questions for an element, how to go on, and what they are for."""
    language = face_language(lang)
    for prompt in prompts(element):
        output.print(f"[bold]{prompt.ask[language]}[/]", highlight=False)
        output.print(f"  → {prompt.follow[language]}\n  [dim]{prompt.purpose[language]}[/]", highlight=False)


@app.command("forget")
def forget(key: Key, lang: Lang = None) -> None:
    """Delete a plan with its agreements."""
    language, gone = face_language(lang), rounds.find(key)
    rounds.forget(gone.key)
    output.print(text("plan.plan_gone", language, name=escape(documents.called(gone, language))), highlight=False)


def _show(plan: Plan, language: Language) -> None:
    sheet = documents.agenda(plan, language)
    output.print(f"[bold]{sheet.title}[/]\n{escape(sheet.about)}", highlight=False)
    for part in sheet.parts:
        output.print(f"\n[bold]{part.heading}[/]", highlight=False)
        for item in part.items:
            output.print(f"• {item}", highlight=False, markup=False)
        if part.table is not None:
            table = Table(*part.table.header, box=box.SIMPLE_HEAD)
            for row in part.table.rows:
                table.add_row(*map(escape, row))
            output.print(table)
    if plan.experiment:
        output.print(escape(text("round.experiment", language, words=plan.experiment)), highlight=False)
    if warned := documents.warnings(plan, language):
        output.print("\n[yellow]" + "\n".join(warned) + "[/]", highlight=False)


def _moment(written: str | None) -> datetime | None:
    if written is None:
        return None
    try:
        return datetime.fromisoformat(written).replace(tzinfo=None)
    except ValueError as error:
        raise InputError(f"{written!r} is no moment. Write it as 2027-01-14T13:00.") from error


def _points(written: list[str] | None) -> tuple[Point, ...]:
    points = []
    for entry in written or ():
        side, _, words = entry.partition("=")
        if side not in ("manager", "employee") or not words:
            raise InputError(f"{entry!r} is no point. Write it as employee=More time to think.")
        points.append(Point("manager" if side == "manager" else "employee", words))
    return tuple(points)
