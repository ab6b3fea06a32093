"""From recordings to reports."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from talkratio import exports, pipeline
from talkratio import report as reports
from talkratio.choice import Voice
from talkratio.cli.screen import errors, output, progress
from talkratio.cli.summary import summary
from talkratio.errors import InputError, TalkratioError
from talkratio.interval import Interval
from talkratio.plan import rounds
from talkratio.plan.against import held_against
from talkratio.plan.round import Round
from talkratio.report import Report, Target
from talkratio.texts import LANGUAGES, Language, preferred, text
from talkratio.texts.notes import translated

Recordings = Annotated[list[Path], typer.Argument(help="Recordings, or transcripts with names.", show_default=False)]
Voices = Annotated[
    list[str] | None, typer.Option(help="A known moment of a voice, as manager=0:05-0:12; one of each is best.")
]
Phases = Annotated[
    str | None, typer.Option(help="Aims for equal phases of the conversation, in percent: 40,30,20,20,45.")
]
Out = Annotated[Path | None, typer.Option(help="Write NAME.report.json, .html, .csv, .rttm and .vtt into this folder.")]
Manager = Annotated[
    str | None, typer.Option(help="Who the manager is: a name, a label as A, [b]left[/], [b]right[/], or [b]first[/].")
]
Json = Annotated[bool, typer.Option("--json", help="Print the report as JSON and nothing else.")]
Planned = Annotated[
    str | None, typer.Option("--plan", help="Hold it against this plan: its key, or [b]last[/]. Needs the words.")
]
Lang = Annotated[str | None, typer.Option(help="Language of summary and page: da or en.")]
Aim = Annotated[int, typer.Option(help="Percent of the talk time the manager aims at.", min=5, max=95)]


def analyze(
    recordings: Recordings,
    manager: Manager = None,
    captions: Annotated[Path | None, typer.Option(help="A file with the words: Teams, Zoom, Meet, SRT …")] = None,
    labels: Annotated[Path | None, typer.Option(help="A file with the turns: RTTM, TextGrid, WebVTT, CSV.")] = None,
    diarizer: Annotated[str, typer.Option(help="Who tells the voices apart; see [b]talkratio engines[/].")] = "auto",
    transcriber: Annotated[str, typer.Option(help="Who writes the words; [b]none[/] for shares alone.")] = "auto",
    model: Annotated[str | None, typer.Option(help="Speech model; see [b]talkratio models list[/].")] = None,
    language: Annotated[str | None, typer.Option(help="Language spoken: da or en.")] = None,
    voice: Voices = None,
    hotwords: Annotated[str | None, typer.Option(help="Names and words of your company, for the speech model.")] = None,
    target: Aim = 30,
    phases: Phases = None,
    plan: Planned = None,
    out: Out = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Measure one or more conversations."""
    shown = face_language(lang)
    if len(recordings) > 1 and (captions or labels):
        raise InputError("Captions and labels belong to one recording. Give one recording at a time with them.")
    options: dict[str, Any] = {
        "manager": manager,
        "captions": captions,
        "labels": labels,
        "diarizer": diarizer,
        "transcriber": transcriber,
        "model": model,
        "language": language,
        "voices": [moment(text) for text in voice or ()],
        "hotwords": hotwords,
        "target": Target(target / 100, parts=aims(phases)),
    }
    _measure(recordings, options, out, shown, None if plan is None else rounds.find(plan), quiet=as_json)


def demo(
    out: Annotated[Path, typer.Option(help="Folder for the report.")] = Path("demo-report"),
    lang: Lang = None,
) -> None:
    """Measure the Danish conversation that comes with talkratio."""
    sample = samples() / "mus-da.ogg"
    analyze([sample], manager="Mette", out=out, lang=lang)


def again(
    file: Annotated[Path, typer.Argument(help="A NAME.report.json.", show_default=False)],
    manager: Manager = None,
    swap: Annotated[bool, typer.Option("--swap", help="Exchange manager and employee.")] = False,
    target: Annotated[int | None, typer.Option(help="Percent of the talk time the manager aims at.")] = None,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Leave out names and words.")] = False,
    out: Out = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Show a saved report again, swapped, with another target or without names; needs no recording."""
    shown = face_language(lang)
    report = reports.read(file)
    if manager is not None:
        report = pipeline.cast(report, manager)
    report = report.swapped() if swap else report
    if target is not None:
        report = reports.aimed(report, target / 100)
    report = exports.anonymous(report, shown) if anonymous else report
    _tell(report, out, shown, quiet=as_json)
    if as_json:
        typer.echo(reports.dumps(report).rstrip())


def samples() -> Path:
    """The shipped conversations: in the checkout, or in the installed package."""
    checkout = Path(__file__).parents[2] / "samples"
    return checkout if checkout.is_dir() else Path(str(files("talkratio"))) / "samples"


def face_language(wanted: str | None) -> Language:
    """The language to show things in. Raises `InputError` for one there is not."""
    if wanted is None:
        return preferred()
    if wanted not in LANGUAGES:
        raise InputError(f"There is no language {wanted!r} here. Choose da or en.")
    return wanted


def moment(written: str) -> Voice:
    """A label and a stretch from `label=from-to`.

    >>> moment("manager=0:05-0:12.5")
    ('Manager', Interval(start=5.0, end=12.5))
    """
    found = re.fullmatch(r"\s*(.+?)\s*=\s*([\d:.,]+)\s*[-–]\s*([\d:.,]+)\s*", written)
    try:
        if found is None:
            raise ValueError
        label, start, end = found.groups()
        name = label.capitalize() if label.lower() in ("manager", "employee", "leder", "medarbejder") else label
        first, last = _seconds(start), _seconds(end)
    except ValueError as error:
        raise InputError(f"{written!r} is no moment of a voice. Write it as manager=0:05-0:12.") from error
    if last <= first:
        raise InputError(f"The known moment {written!r} ends before it begins. Write it as manager=0:05-0:12.")
    return name, Interval(first, last)


def aims(written: str | None) -> tuple[float, ...]:
    """Shares for phases from percents. Raises `InputError`.

    >>> aims("40,25")
    (0.4, 0.25)
    """
    try:
        shares = tuple(float(part) / 100 for part in (written or "").split(",") if part.strip())
        Target(parts=shares)
    except ValueError as error:
        raise InputError(f"{written!r} are no aims for phases. Write percents as 40,30,20,20,45.") from error
    return shares


def _seconds(written: str) -> float:
    total = 0.0
    for part in written.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def _apart(recordings: Sequence[Path]) -> dict[str, Path]:
    """The recordings by the name of their reports. Raises `InputError` where one report would take another's place."""
    named: dict[str, Path] = {}
    for recording in recordings:
        if (other := named.setdefault(recording.stem, recording)) is not recording:
            raise InputError(
                f"The reports of {other} and {recording} would have the same name. Give each an --out of its own, or "
                "use talkratio batch."
            )
    return named


def _measure(
    recordings: Sequence[Path],
    options: dict[str, Any],
    out: Path | None,
    language: Language,
    followed: Round | None,
    *,
    quiet: bool,
) -> None:
    """Tells the reports of all recordings, as JSON alone where it is `quiet`; a failure ends with its exit code."""
    if out is not None:
        exports.ready(out, _apart(recordings))

    def measured(recording: Path) -> Report:
        with progress(recording.name, language) as tell:
            report = pipeline.analyze(recording, **options, progress=tell)
        _tell(report, out, language, followed, quiet=quiet)
        return report

    found, failed = _all(recordings, measured, language)
    if quiet:
        whole = [reports.dumps(report).rstrip() for report in found]
        typer.echo(whole[0] if len(recordings) == 1 else f"[{','.join(whole)}]")
    if failed:
        raise typer.Exit(failed[0].exit_code)


def _all(
    recordings: Sequence[Path], measured: Callable[[Path], Report], language: Language
) -> tuple[list[Report], list[TalkratioError]]:
    """Reports of all that succeed, and what stopped the others; one alone is not caught."""
    found, failed = [], []
    for recording in recordings:
        try:
            found.append(measured(recording))
        except TalkratioError as error:
            if len(recordings) == 1:
                raise
            errors.print(f"[bold red]✗[/] {escape(translated(str(error), language))}", highlight=False)
            failed.append(error)
    return found, failed


def _tell(report: Report, out: Path | None, language: Language, followed: Round | None = None, *, quiet: bool) -> None:
    topics = held_against(followed, report.conversation, report.roles, language) if followed else ()
    written = exports.save(report, out, language, topics=topics) if out is not None else ()
    if quiet:
        return
    output.print(summary(report, language, topics))
    if followed is not None and not topics:
        output.print(f"[yellow]{text('round.no_words', language)}[/]")
    for path in written:
        if path.suffix == ".html":
            output.print(
                f"{text('cli.page_at', language)} [bold]{escape(str(path))}[/]", highlight=False, soft_wrap=True
            )
    if written:
        others = ", ".join(path.name for path in written if path.suffix != ".html")
        output.print(f"[dim]{text('cli.also', language)} {escape(others)}[/]", highlight=False)
