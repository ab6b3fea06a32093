"""What there is and what it would do."""

from __future__ import annotations

import json
import os
import platform
from importlib import metadata
from typing import Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from talkratio import __version__, hardware, launch, weights
from talkratio import engines as known
from talkratio import report as reports
from talkratio.cli.screen import output
from talkratio.errors import WeightsError
from talkratio.texts import preferred, text
from talkratio.texts.numbers import size

_PACKAGES = ("faster-whisper", "onnxruntime", "av", "soundfile", "sounddevice", "streamlit", "pyannote.audio", "torch")
_SWITCHES = ("ORT_DISABLE_TELEMETRY", "PYANNOTE_METRICS_ENABLED", "HF_HUB_OFFLINE", "DO_NOT_TRACK")


def engines() -> None:
    """List the engines that tell voices apart and those that write words."""
    language = preferred()
    for kind in ("diarizers", "transcribers"):
        table = Table(box=box.SIMPLE_HEAD, title=text(f"cli.{kind}", language), title_justify="left")
        table.add_column("", style="bold", no_wrap=True)
        table.add_column(text("cli.does", language))
        table.add_column(text("cli.here", language), no_wrap=True)
        for engine in known.listed(kind):
            wanted = f"pip install 'talkratio\\[{engine.extra}]'" if engine.extra else ", ".join(engine.missing)
            table.add_row(engine.name, escape(engine.summary), "✓" if not engine.missing else wanted)
        output.print(table)


def schema() -> None:
    """Print the JSON schema of a report."""
    typer.echo(json.dumps(reports.schema(), indent=1))


def doctor() -> None:
    """Show what is installed here, and what would leave this computer: nothing."""
    language = preferred()
    table = Table(box=box.SIMPLE_HEAD, show_header=False)
    table.add_row("talkratio", __version__)
    table.add_row("Python", f"{platform.python_version()} · {platform.system()} {platform.machine()}")
    free = hardware.memory_available()
    table.add_row(
        text("cli.computer", language),
        f"{hardware.threads()} × CPU · {size(hardware.in_words(free), language) if free else '?'}",
    )
    for package in _PACKAGES:
        table.add_row(package, _version(package) or f"[dim]{text('cli.not_installed', language)}[/]")
    table.add_row("PortAudio", _portaudio() or f"[dim]{text('cli.no_portaudio', language)}[/]")
    for model in weights.installed():
        table.add_row(text("cli.model", language), f"{model.model.name} · {_checked(model)}")
    output.print(table)
    output.print(f"[bold]{text('cli.leaves', language)}[/]")
    for switch in _SWITCHES:
        output.print(f"  {switch}={os.environ.get(switch, '')}", highlight=False)
    output.print(f"[dim]{text('cli.leaves_proof', language)}[/]")


def dashboard(
    port: Annotated[
        int | None, typer.Option(help="Port on this computer; a free one by default.", min=1, max=65_535)
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Open the dashboard in the browser; it listens on this computer alone."""
    launch.serve(port=port, open_browser=browser)


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _portaudio() -> str | None:
    try:
        import sounddevice
    except OSError:
        return None
    return str(sounddevice.get_portaudio_version()[1])


def _checked(model: weights.Installed) -> str:
    try:
        weights.check(model.path)
    except WeightsError as error:
        return f"[red]{escape(str(error))}[/]"
    return "✓ SHA-256"
