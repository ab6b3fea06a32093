"""After the conversation: what was promised, confirmed by both, and the development plan."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date
from functools import reduce
from pathlib import Path
from typing import Annotated, Literal, get_args

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from talkratio import report as reports
from talkratio import store
from talkratio.cli.analyze import Lang, face_language
from talkratio.cli.plan import Folder
from talkratio.cli.screen import hidden, output
from talkratio.errors import InputError
from talkratio.plan import calendar, documents, paper, rounds
from talkratio.plan.agreements import Agreement, Status
from talkratio.plan.plan import Side
from talkratio.plan.promises import suggested
from talkratio.plan.round import Round
from talkratio.plan.worth import LEAST, MOST, Worth, visible
from talkratio.texts import Language, text
from talkratio.texts.dates import shown_day
from talkratio.texts.numbers import clock

app = typer.Typer(no_args_is_help=True, help="What was promised, by whom, until when.")

Plan = Annotated[str, typer.Option("--plan", help="The plan's key, or [b]last[/].")]


@app.command("suggest")
def suggest(
    file: Annotated[Path, typer.Argument(help="A NAME.report.json with words.", show_default=False)],
    keep: Annotated[str | None, typer.Option("--keep", help="Keep them with this plan: a key, or [b]last[/].")] = None,
    lang: Lang = None,
) -> None:
    """Find sentences that promise something, with the moment to hear."""
    language = face_language(lang)
    report = reports.read(file)
    found = suggested(report.conversation, report.roles)
    _table(found, language)
    if keep is not None:
        rounds.change(keep, lambda one: one.suggested(found))


@app.command("list")
def listed(plan: Plan = "last", lang: Lang = None) -> None:
    """List the agreements of a plan."""
    _table(rounds.find(plan).agreements, face_language(lang))


@app.command("add")
def add(
    what: Annotated[str, typer.Argument(help="What to learn or do.")],
    who: Annotated[Literal["manager", "employee", "both"], typer.Option(help="Who does it.")],
    use: Annotated[str, typer.Option(help="How it will be used.")] = "",
    success: Annotated[str, typer.Option(help="How success shows.")] = "",
    due: Annotated[str | None, typer.Option(help="A day, as 2027-04-01.")] = None,
    plan: Plan = "last",
    lang: Lang = None,
) -> None:
    """Write an agreement down; it counts once both confirm it."""
    made = Agreement(secrets.token_hex(3), who, what, use, success, _day(due))
    rounds.change(plan, lambda one: one.with_agreement(made))
    output.print(text("plan.agreement_written", face_language(lang), name=made.key), highlight=False, soft_wrap=True)


@app.command("confirm")
def confirm(
    key: Annotated[str, typer.Argument(help="The agreement's key.")],
    by: Annotated[list[str], typer.Option(help="Who says yes; give it twice for both.")],
    plan: Plan = "last",
    lang: Lang = None,
) -> None:
    """Say yes to an agreement; with both it counts as made."""
    unknown = [side for side in by if side not in get_args(Side)]
    if unknown:
        raise InputError(f"{unknown[0]!r} is nobody here. Say manager or employee.")
    sides: tuple[Side, ...] = tuple(side for side in get_args(Side) if side in by)
    made = rounds.change(plan, lambda one: reduce(lambda changed, side: changed.confirmed(key, side), sides, one))
    _table((made.agreement(key),), face_language(lang))


@app.command("change")
def change(
    key: Annotated[str, typer.Argument(help="The agreement's key.")],
    status: Annotated[Status | None, typer.Option(help="How it stands.")] = None,
    due: Annotated[str | None, typer.Option(help="Another day.")] = None,
    note: Annotated[str | None, typer.Option(help="What happened.")] = None,
    plan: Plan = "last",
    lang: Lang = None,
) -> None:
    """Follow up: kept or dropped, another day, what happened."""
    day = _day(due)

    def followed(one: Round) -> Round:
        old = one.agreement(key)
        if status not in (None, "suggested") and old.status == "suggested":
            raise InputError(f"Both have to say yes first. See: talkratio agreements confirm {key} --help")
        noted = old.note if note is None else note
        return one.with_agreement(replace(old, status=status or old.status, due=day or old.due, note=noted))

    _table((rounds.change(plan, followed).agreement(key),), face_language(lang))


@app.command("worth")
def worth(
    by: Annotated[Literal["manager", "employee"] | None, typer.Option(help="Who answers; nobody: show.")] = None,
    heard: Annotated[int | None, typer.Option(help="Felt heard, 1 to 5; asked for.", min=LEAST, max=MOST)] = None,
    nearer: Annotated[
        int | None, typer.Option(help="Got nearer what was wanted, 1 to 5; asked for.", min=LEAST, max=MOST)
    ] = None,
    share: Annotated[bool, typer.Option("--share", help="The other may see it, if they share theirs.")] = False,
    plan: Plan = "last",
    lang: Lang = None,
) -> None:
    """Say whether it was worth the time; answers show only when both gave one and agreed to share."""
    language = face_language(lang)
    if by is not None:
        rounds.find(plan)  # nobody is asked in vain
        answer = Worth(by, _answered("heard", heard, language), _answered("nearer", nearer, language), share)
        rounds.change(plan, lambda one: one.answered(answer))
        output.print(text("round.answered", language))
    shown = visible(rounds.find(plan).worth)
    for each in shown or ():
        who = text(f"plan.who_{each.side}", language)
        values = {"who": who, "heard": each.heard, "nearer": each.nearer}
        output.print(text("round.worth_shown", language, **values), highlight=False)
    if shown is None:
        output.print(text("plan.worth_closed", language))


@app.command("tried")
def tried(
    it: Annotated[bool | None, typer.Option("--yes/--no", help="Whether it was tried; neither: show.")] = None,
    plan: Plan = "last",
    lang: Lang = None,
) -> None:
    """Say whether what the last feedback proposed was tried."""
    language = face_language(lang)
    if not rounds.find(plan).plan.experiment:
        raise InputError("This plan has nothing to try. It comes from the feedback of a measured conversation.")
    said = rounds.change(plan, lambda one: one if it is None else replace(one, tried=it))
    state = {None: "open", True: "yes", False: "no"}[said.tried]
    output.print(f"{escape(said.plan.experiment)}\n{text(f'round.tried_{state}', language)}", highlight=False)


@app.command("paper")
def papers(plan: Plan = "last", out: Folder = Path("agreements"), lang: Lang = None) -> None:
    """Write the development plan (Word, PDF, Markdown) for both to sign, and reminders for the calendar."""
    language = face_language(lang)
    found = rounds.find(plan)
    if not any(each.status == "open" for each in found.agreements):
        raise InputError("Nothing is agreed on yet. Both say yes first. See: talkratio agreements confirm --help")
    sheet = documents.development_plan(
        found.agreements, found.plan.manager, found.plan.employee, date.today(), language
    )
    files: dict[str, str | bytes] = {
        "development-plan.docx": paper.docx(sheet),
        "development-plan.pdf": paper.pdf(sheet),
        "development-plan.md": paper.markdown(sheet),
    }
    if due := documents.reminders(found.agreements, language):
        files["reminders.ics"] = calendar.write(due)
    for name, content in files.items():
        store.write(out / name, content)
        output.print(str(out / name), highlight=False)


def _answered(name: str, given: int | None, language: Language) -> int:
    """What was given, or typed without being shown, so that nobody reads it there afterwards."""
    if given is not None:
        return given
    return hidden(text(f"plan.worth_{name}", language), LEAST, MOST, language)


def _table(found: tuple[Agreement, ...], language: Language) -> None:
    if not found:
        output.print(text("plan.no_agreements", language))
        return
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("", *(text(f"plan.column_{name}", language) for name in ("who", "what", "due")), ""):
        table.add_column(column)
    for each in found:
        moment = f" ({clock(each.moment.start)})" if each.moment else ""
        due = shown_day(each.due, language) if each.due else "–"
        state = text(f"plan.status_{each.status}", language)
        table.add_row(each.key, text(f"plan.who_{each.who}", language), f"{escape(each.what)}{moment}", due, state)
    output.print(table)


def _day(written: str | None) -> date | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise InputError(f"{written!r} is no day. Write it as 2027-04-01.") from error
