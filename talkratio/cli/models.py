"""Models on this computer: what there is, what it costs and how good it is; get, import, verify, remove, convert."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.table import Table

from talkratio import engines, hardware, weights
from talkratio.cli.screen import errors, output
from talkratio.errors import WeightsError
from talkratio.texts import Language, preferred, text
from talkratio.texts.notes import translated
from talkratio.texts.numbers import percent, size
from talkratio.weights import Model, keeping

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="rich", help="Speech models: list, get, import, verify, remove."
)
Name = Annotated[str, typer.Argument(help="A name of [b]talkratio models list[/].", show_default=False)]


@app.command("list")
def show() -> None:
    """List the models: size, memory, speed, and how many words they get wrong."""
    language = preferred()
    here = {known.model.name: known for known in weights.installed()}
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    for column in ("name", "size", "memory", "danish", "english"):
        table.add_column(text(f"models.{column}", language), no_wrap=column in ("name", "size", "memory"))
    known = weights.manifest() | {name: own.model for name, own in here.items() if name not in weights.manifest()}
    for name, model in known.items():
        rates = [_rates(model, spoken, language) for spoken in ("da", "en")]
        mark = f" [green]✓ {text('models.here', language)}[/]" if name in here else ""
        table.add_row(f"[bold]{name}[/]{mark}", *_costs(model, language), *rates)
    output.print(table)
    for name, model in known.items():
        output.print(f"[bold]{name}[/]  {_what(model, language)}", highlight=False)
    output.print(f"[dim]{text('models.legend', language)}[/]")
    for spoken in ("da", "en"):
        best = weights.best("whisper", spoken)
        chosen = text("models.chosen", language, name=best) if best else text("models.none", language)
        output.print(f"{text(f'models.for_{spoken}', language)}: {chosen}")


@app.command()
def get(
    name: Name,
    token: Annotated[
        str | None, typer.Option(help="Your key to the hub, for models with terms; better kept in HF_TOKEN.")
    ] = None,
) -> None:
    """Download a model from the hub; goes on where it was cut off."""
    language = preferred()
    model = weights.manifest().get(name)
    if model is not None and model.bytes is not None:
        takes = size(hardware.in_words(model.bytes), language)
        output.print(f"{escape(translated(model.title, language))} · {takes} · {escape(model.licence)}")
    with _bar(name, model.bytes if model else None) as progress:
        found = keeping.get(name, token=token, progress=progress)
    _done("models.got", found, language)


@app.command("import")
def bring(
    folder: Annotated[Path, typer.Argument(help="The folder with the files of the model.", show_default=False)],
    name: Annotated[str | None, typer.Option(help="What to call it here.")] = None,
) -> None:
    """Take in a model from a folder, as on a stick from a computer with internet."""
    language = preferred()
    with _bar(folder.name, None) as progress:
        found = keeping.bring(folder, name=name, progress=progress)
    _done("models.got", found, language)


@app.command()
def verify(
    name: Annotated[str | None, typer.Argument(help="A model; all of them without it.", show_default=False)] = None,
) -> None:
    """Check the files of the models against their SHA-256."""
    language = preferred()
    checked = wrong = 0
    for known, problem in keeping.verify(name):
        checked += 1
        wrong += problem is not None
        shown = f"[red]✗ {escape(translated(problem, language))}[/]" if problem else "✓"
        output.print(f"{known.model.name}  {shown}")
    if not checked:
        output.print(text("models.none", language))
    if wrong:
        raise typer.Exit(WeightsError.exit_code)


@app.command()
def remove(name: Name) -> None:
    """Delete a model from this computer."""
    language, freed = preferred(), hardware.in_words(keeping.remove(name))
    output.print(text("models.removed", language, name=name, size=size(freed, language)))


@app.command()
def convert(
    source: Annotated[str, typer.Argument(help="A name, or a folder that transformers saved.", show_default=False)],
    name: Annotated[str | None, typer.Option(help="What to call it here.")] = None,
    quantization: Annotated[str, typer.Option(help="How to store it: int8, float16, float32.")] = "int8",
) -> None:
    """Make a Whisper trained for Danish usable here; needs the packages transformers and torch, once."""
    with errors.status(text("models.converting", preferred())):
        found = keeping.convert(source, name=name, quantization=quantization)
    _done("models.got", found, preferred())


def _done(key: str, found: weights.Installed, language: Language) -> None:
    output.print(f"[green]✓[/] {text(key, language, name=found.model.name)}", highlight=False)
    if found.model.attribution:
        output.print(f"[dim]{escape(found.model.attribution)} · {escape(found.model.licence)}[/]", highlight=False)


def _what(model: Model, language: Language) -> str:
    parts = [escape(translated(model.title, language))]
    if model.convert:
        parts.append(text("models.by_converting", language, name=model.name))
    if model.gated:
        parts.append(text("models.gated", language))
    if model.speed:
        parts.append(f"[dim]{escape(translated(model.speed, language))}[/]")
    return ". ".join(part.rstrip(".") for part in parts)


def _costs(model: Model, shown: Language) -> tuple[str, str]:
    if model.bytes is None:
        return "?", "?"
    memory = hardware.whisper_memory(model.bytes) if model.kind == "whisper" else None
    return size(hardware.in_words(model.bytes), shown), size(hardware.in_words(memory), shown) if memory else "–"


def _rates(model: Model, spoken: str, shown: Language) -> str:
    rates = [rate for rate in model.error_rates if rate.language == spoken]
    return "\n".join(f"{percent(rate.value, shown)} {escape(translated(rate.test, shown))}" for rate in rates) or "–"


@contextmanager
def _bar(title: str, size: int | None) -> Iterator[engines.Progress]:
    """A bar with bytes, speed and time left; nothing where stderr is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    plain = (TextColumn("{task.description}"), BarColumn())
    with Progress(*(columns if size else plain), TimeRemainingColumn(), console=errors, transient=True) as bars:
        task = bars.add_task(title, total=size or 1)

        def tell(_: str, fraction: float) -> None:
            bars.update(task, completed=fraction * (size or 1))

        yield tell
