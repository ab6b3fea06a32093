"""The command line: `talkratio COMMAND`.

Exit codes: 0 done · 2 the command was typed wrongly · 3 what was given cannot be used · 4 an engine cannot run here ·
5 a result cannot be written · 130 stopped on request. With several files, the first failure's code.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import typer
from rich.markup import escape
from typer.core import TyperGroup

from talkratio import __version__
from talkratio.cli import (
    agreements,
    analyze,
    batch,
    compare,
    inform,
    library,
    models,
    plan,
    record,
    review,
    trends,
    year,
)
from talkratio.cli.screen import errors
from talkratio.errors import Cancelled, TalkratioError
from talkratio.texts import LANGUAGES, Language, preferred
from talkratio.texts.notes import translated


class _Faces(TyperGroup):
    """Turns what a person can mend into one line and an exit code; anything else stays a traceback."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.obj = _asked(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except TalkratioError as error:
            errors.print(f"[bold red]✗[/] {escape(translated(str(error), ctx.obj))}", highlight=False)
            raise typer.Exit(error.exit_code) from error
        except (KeyboardInterrupt, typer.Abort) as stop:
            errors.print()
            raise typer.Exit(Cancelled.exit_code) from stop


def _asked(arguments: Sequence[str]) -> Language:
    """The language of `--lang`, read off the whole line, for the command that takes it may have failed already."""
    said = [value for option, value in pairwise(arguments) if option == "--lang"]
    said += [each.removeprefix("--lang=") for each in arguments if each.startswith("--lang=")]
    return next((language for language in LANGUAGES if language in said), preferred())


app = typer.Typer(
    cls=_Faces,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,  # locals hold what was said
    help="Did I listen? Who spoke how much in a conversation and who asked what, measured on your own computer.",
    epilog="Exit codes: 0 done, 2 typed wrongly, 3 input, 4 engine, 5 output, 130 stopped.",
)
app.command("analyze")(analyze.analyze)
app.command("demo")(analyze.demo)
app.command("report")(analyze.again)
app.command("review")(review.review)
app.command("compare")(compare.compare)
app.command("record")(record.record)
app.add_typer(library.app, name="library")
app.command("batch")(batch.run)
app.command("trends")(trends.trends)
app.add_typer(plan.app, name="plan")
app.add_typer(agreements.app, name="agreements")
app.command("year")(year.year)
app.add_typer(models.app, name="models")
app.command("engines")(inform.engines)
app.command("schema")(inform.schema)
app.command("doctor")(inform.doctor)
app.command("dashboard")(inform.dashboard)


@app.callback(invoke_without_command=True)
def _version(
    show: bool = typer.Option(False, "--version", help="Print the version and stop.", is_eager=True),
) -> None:
    if show:
        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Runs the command line."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        app()
    except KeyboardInterrupt:  # before the command line has come to its own way of stopping
        sys.exit(130)
