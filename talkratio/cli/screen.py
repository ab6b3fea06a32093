"""What a terminal shows: results on stdout; progress, notes and errors on stderr."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from talkratio import engines
from talkratio.texts import Language, text

output = Console()
errors = Console(stderr=True)


def hidden(question: str, least: int, most: int, language: Language) -> int:
    """A number that is typed without being shown, asked for until it is one of those wanted."""

    def number(written: str) -> int:
        if written.strip() not in map(str, range(least, most + 1)):
            raise typer.BadParameter(text("plan.number_wanted", language, least=least, most=most))
        return int(written)

    return int(typer.prompt(f"{question} ({least}–{most})", value_proc=number, hide_input=True))


@contextmanager
def progress(title: str, language: Language) -> Iterator[engines.Progress]:
    """A bar that shows the stage, how far it is and how long it will take; nothing where stderr is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, TimeRemainingColumn(), console=errors, transient=True) as bars:
        task = bars.add_task(title, total=1.0)
        stage = ""

        def tell(name: str, fraction: float) -> None:
            nonlocal stage
            if name != stage:
                stage = name
                bars.reset(task, description=f"{title} · {text(f'cli.stage_{name}', language)}", total=1.0)
            bars.update(task, completed=fraction)

        yield tell
