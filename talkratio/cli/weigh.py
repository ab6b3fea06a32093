"""What each of the two wants from the conversation, said apart and shown together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from talkratio.cli.analyze import Lang, face_language
from talkratio.cli.screen import hidden, output
from talkratio.errors import InputError
from talkratio.plan import rounds
from talkratio.plan.documents import want_name
from talkratio.plan.plan import HEAVIEST, LIGHTEST, Plan, Side, Want, weighed, weighing
from talkratio.texts import Language, text


def weigh(
    by: Annotated[Side, typer.Option(help="Whose weights they are.")],
    weight: Annotated[
        list[str] | None, typer.Argument(help="As common_goals=5, from 1 to 5; without any, each result is asked for.")
    ] = None,
    plan: Annotated[str, typer.Option("--plan", help="The plan's key, or [b]last[/].")] = "last",
    lang: Lang = None,
) -> None:
    """Say what each result wanted means to one of the two; the other's stay hidden until both gave theirs."""
    language, before = face_language(lang), rounds.find(plan).plan
    if not before.wants:
        raise InputError("This plan has no results wanted. Choose some: talkratio plan new --want common_goals")
    said = {want.result: want.manager or 0 for want in wants(weight)} or _asked(before, language)
    made = rounds.change(plan, lambda one: replace(one, plan=weighing(one.plan, by, said))).plan
    both = [(want.result, weights) for want in made.wants if (weights := weighed(want)) is not None]
    if not both:
        output.print(text("plan.weights_hidden", language))
        return
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("want", "manager", "employee"):
        table.add_column(text(f"plan.column_{name}", language))
    for result, weights in both:
        table.add_row(escape(want_name(result, language)), *map(str, weights))
    output.print(table)


def wants(written: Iterable[str] | None) -> tuple[Want, ...]:
    """Results wanted, each with the manager's weight where one is given, from `result=weight`. Raises `InputError`.

    >>> wants(["common_goals=5"])
    (Want(result='common_goals', manager=5, employee=None),)
    """
    found = []
    for entry in written or ():
        name, _, weight = entry.partition("=")
        if weight and weight not in map(str, range(LIGHTEST, HEAVIEST + 1)):
            raise InputError(f"{entry!r} has no weight from 1 to 5. Write it as common_goals=5.")
        found.append(Want(name, int(weight) if weight else None))
    return tuple(found)


def _asked(plan: Plan, language: Language) -> dict[str, int]:
    """Asks for each weight without showing it, so that nobody reads it there afterwards."""
    return {want.result: hidden(want_name(want.result, language), LIGHTEST, HEAVIEST, language) for want in plan.wants}
