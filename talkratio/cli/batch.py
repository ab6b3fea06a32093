"""Many recordings: one command, walk away, trust the table."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from talkratio import batch, tables
from talkratio.batch import journal, lines, names, workers
from talkratio.batch.recordings import Limits, Recording, Result, Settings
from talkratio.batch.running import Results, Standing, Told
from talkratio.batch.watching import watch as looks
from talkratio.cli.analyze import Aim, Lang, face_language
from talkratio.cli.screen import errors, output
from talkratio.errors import InputError
from talkratio.report import Target
from talkratio.tables.page import summary
from talkratio.texts import Language, catalogue, text
from talkratio.texts.notes import translated
from talkratio.texts.numbers import clock

SOME_FAILED = 1
"""exit code when the batch went through and some recordings failed"""
SHOWN = 20
"""recordings named one by one for the same cause; all are in the table"""
IN_A_LINE = 5
"""files named that were passed over"""


Where = Annotated[
    str,
    typer.Argument(
        help="A folder, a pattern, a list (.txt), a manifest (.csv), or an address as s3://bucket/folder.",
        show_default=False,
    ),
]
Into = Annotated[Path, typer.Option(help="Folder for reports, table and journal.", show_default=False)]
Basis = Annotated[str | None, typer.Option(help="On what basis recordings without a consent receipt may be analysed.")]
Named = Annotated[
    bool, typer.Option("--names", help="Write names of files and managers into the table instead of pseudonyms.")
]
Workers = Annotated[int | None, typer.Option("--workers", help="Worker processes.", min=1)]
Memory = Annotated[int | None, typer.Option(help="Megabytes that one worker may use.", min=100)]
Patience = Annotated[float, typer.Option(help="Seconds without progress after which a recording fails.")]
Again = Annotated[bool, typer.Option("--again", help="Try those again that failed before.")]
Watch = Annotated[bool, typer.Option("--watch", help="Go on for ever, and analyse what comes.")]
Cluster = Annotated[str | None, typer.Option(help="Address of a Dask scheduler, as tcp://host:8786, or [b]local[/].")]
Ear = Annotated[str, typer.Option(help="Who tells the voices apart; see [b]talkratio engines[/].")]
Pen = Annotated[str, typer.Option(help="Who writes the words; [b]none[/] for shares alone.")]
Model = Annotated[str | None, typer.Option(help="Speech model; see [b]talkratio models list[/].")]
Spoken = Annotated[str | None, typer.Option(help="Language spoken: da or en.")]


def run(
    where: Where,
    out: Into,
    consent: Basis = None,
    named: Named = False,
    count: Workers = None,
    memory: Memory = None,
    patience: Patience = 900.0,
    again: Again = False,
    watch: Watch = False,
    cluster: Cluster = None,
    diarizer: Ear = "auto",
    transcriber: Pen = "auto",
    model: Model = None,
    language: Spoken = None,
    target: Aim = 30,
    lang: Lang = None,
) -> None:
    """Measure many conversations: reports, one table, and how each manager does over time.

    The same command goes on where it was stopped. Exit code 1 says that some recordings failed.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    settings = Settings(diarizer, transcriber, model, language, Target(target / 100))
    limits = _limits(settings, count, memory and memory * 1_000_000, patience, cluster)
    _spare(out)
    job = _Job(where, out, settings, limits, cluster, consent, again, named, face_language(lang))
    if watch:
        job.watch()
    results = job.do(batch.find(where, out=out))
    if any(result.status == "failed" for _, result in results):
        raise typer.Exit(SOME_FAILED)


def _spare(out: Path) -> None:
    """Raises `InputError` where the table would take the place of files of somebody's: no batch has worked there."""
    theirs = [name for name in (*tables.FILES, names.NAME) if (out / name).exists()]
    if theirs and not (out / journal.NAME).exists():
        raise InputError(f"{out / theirs[0]} is there already, and no batch wrote it. Give another --out.")


def _limits(settings: Settings, count: int | None, memory: int | None, patience: float, cluster: str | None) -> Limits:
    """What workers of this computer may use; those of others find out for themselves."""
    if cluster not in (None, "local"):
        return Limits(threads=0, memory=memory, patience=patience)
    return workers.limits(settings, workers=count, memory=memory, patience=patience)


@dataclass(frozen=True, slots=True)
class _Job:
    """One batch with all that was chosen for it."""

    where: str
    out: Path
    settings: Settings
    limits: Limits
    cluster: str | None
    consent: str | None
    again: bool
    named: bool
    language: Language

    def watch(self) -> None:
        """Analyses what comes, until somebody stops it."""
        errors.print(text("batch.watching", self.language, where=self.where), markup=False)
        for recordings in looks(self.where, self.out):
            self.do(recordings)

    def do(self, recordings: Sequence[Recording]) -> Results:
        """Analyses what is not finished, writes the table and tells how it went."""
        with _screen(self.language) as screen:
            try:
                results = batch.run(
                    recordings,
                    self.out,
                    self.settings,
                    self._perform,
                    consent=self.consent,
                    again=self.again,
                    told=screen.told,
                    ended=screen.ended,
                )
            except KeyboardInterrupt:
                screen.say(text("batch.stopped", self.language))
                raise
        called = names.plain(recordings) if self.named else names.pseudonyms(self.out, recordings)
        rows = lines.lines(results, self.out, called, consent=self.consent, language=self.language)
        written = tables.write(self.out, rows, self.language)
        _summary(results, self.language)
        _passed_over(batch.passed_over(self.where, recordings, out=self.out), self.language)
        output.print(text("batch.written", self.language, path=written[-1]), markup=False, soft_wrap=True)
        return results

    def _perform(self, tasks: Sequence[batch.Task], told: Told) -> Iterator[tuple[batch.Task, Result]]:
        if self.cluster is None:
            return workers.perform(tasks, self.limits, told)
        from talkratio import cluster

        return cluster.perform(tasks, self.limits, told, address=self.cluster)


class _Screen:
    """Progress on stderr: the whole batch, and each recording under way; a line for each that failed."""

    def __init__(self, bars: Progress, language: Language) -> None:
        self._bars = bars
        self._language: Language = language
        self._whole = bars.add_task("", total=None)
        self._running: dict[str, TaskID] = {}
        self._stages = {**catalogue("batch", language), **catalogue("cli", language)}

    def told(self, name: str, stage: str, fraction: float) -> None:
        """A sign of life of one recording."""
        if name not in self._running:
            self._running[name] = self._bars.add_task("", total=1.0)
        known = self._stages.get(f"stage_{stage}", stage)
        self._bars.update(self._running[name], completed=fraction, description=f"  {escape(name)} · {known}")

    def ended(self, recording: Recording, result: Result, standing: Standing) -> None:
        """One recording less to do."""
        if (task := self._running.pop(recording.name, None)) is not None:
            self._bars.remove_task(task)
        done = standing.before + standing.done + standing.failed
        key = "left_unknown" if standing.left is None else "left"
        left = clock(standing.left or 0.0)
        shown = text(f"batch.{key}", self._language, done=done, total=standing.total, left=left)
        self._bars.update(self._whole, completed=standing.carried, total=standing.weight, description=shown)
        mark = "[red]✗[/]" if result.status == "failed" else "[green]✓[/]"
        self._bars.console.print(f"{mark} {escape(recording.name)}", highlight=False, soft_wrap=True)

    def say(self, sentence: str) -> None:
        """One line."""
        self._bars.console.print(sentence, markup=False)


@contextmanager
def _screen(language: Language) -> Iterator[_Screen]:
    columns = (TextColumn("{task.description}"), BarColumn())
    with Progress(*columns, console=errors, transient=True) as bars:
        yield _Screen(bars, language)


def _summary(results: Results, language: Language) -> None:
    """What was found; each failure with its reason, and those without consent together, since one word mends them."""
    output.print(summary(Counter(result.status for _, result in results), language), highlight=False)
    told = [(recording.name, result.reason) for recording, result in results if result.status == "failed"]
    for name, reason in told[:SHOWN]:
        shown = escape(translated(reason, language))
        output.print(f"[red]✗[/] {escape(name)}: {shown}", highlight=False, soft_wrap=True)
    _more(len(told), language)
    refused: dict[str, list[str]] = {}
    for recording, result in results:
        if result.status == "no_consent":
            refused.setdefault(result.reason, []).append(recording.name)
    for reason, unread in refused.items():
        output.print(f"[yellow]–[/] {escape(translated(reason, language))}", highlight=False, soft_wrap=True)
        for name in unread[:SHOWN]:
            output.print(f"  {escape(name)}", highlight=False, soft_wrap=True)
        _more(len(unread), language)


def _passed_over(files: Sequence[str], language: Language) -> None:
    """What a person might take for analysed, why it was not, and how it would be."""
    if files:
        named = ", ".join(files[:IN_A_LINE])
        more = len(files) - IN_A_LINE
        named += text("batch.others", language, count=more) if more > 0 else ""
        shown = escape(text("batch.passed_over", language, files=named))
        output.print(f"[yellow]–[/] {shown}", highlight=False, soft_wrap=True)


def _more(count: int, language: Language) -> None:
    if count > SHOWN:
        output.print(text("batch.more", language, count=count - SHOWN), markup=False)
