"""Many recordings: one command, walk away, trust the table."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from talkratio import batch, tables
from talkratio.batch import lines, names, workers
from talkratio.batch.recordings import Limits, Recording, Result, Settings
from talkratio.batch.running import Results, Standing, Told
from talkratio.batch.watching import watch as looks
from talkratio.cli.analyze import Aim, Lang, face_language
from talkratio.cli.screen import errors, output
from talkratio.report import Target
from talkratio.texts import Language, catalogue, text
from talkratio.texts.notes import translated
from talkratio.texts.numbers import clock

SOME_FAILED = 1
"""exit code when the batch went through and some recordings failed"""
SHOWN_FAILURES = 20


def run(
    where: Annotated[
        str,
        typer.Argument(
            help="A folder, a pattern, a list (.txt), a manifest (.csv), or an address as s3://bucket/folder.",
            show_default=False,
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for reports, table and journal.", show_default=False)],
    consent: Annotated[
        str | None, typer.Option(help="On what basis recordings without a consent receipt may be analysed.")
    ] = None,
    named: Annotated[
        bool, typer.Option("--names", help="Write names of files and managers into the table instead of pseudonyms.")
    ] = False,
    count: Annotated[int | None, typer.Option("--workers", help="Worker processes.", min=1)] = None,
    memory: Annotated[int | None, typer.Option(help="Megabytes that one worker may use.", min=100)] = None,
    patience: Annotated[float, typer.Option(help="Seconds without progress after which a recording fails.")] = 900.0,
    again: Annotated[bool, typer.Option("--again", help="Try those again that failed before.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on for ever, and analyse what comes.")] = False,
    cluster: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler, as tcp://host:8786, or [b]local[/].")
    ] = None,
    diarizer: Annotated[str, typer.Option(help="Who tells the voices apart; see [b]talkratio engines[/].")] = "auto",
    transcriber: Annotated[str, typer.Option(help="Who writes the words; [b]none[/] for shares alone.")] = "auto",
    model: Annotated[str | None, typer.Option(help="Speech model; see [b]talkratio models list[/].")] = None,
    language: Annotated[str | None, typer.Option(help="Language spoken: da or en.")] = None,
    target: Aim = 30,
    lang: Lang = None,
) -> None:
    """Measure many conversations: reports, one table, and how each manager does over time.

    The same command goes on where it was stopped. Exit code 1 says that some recordings failed.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    shown = face_language(lang)
    settings = Settings(diarizer, transcriber, model, language, Target(target / 100))
    limits = workers.limits(settings, workers=count, memory=memory and memory * 1_000_000, patience=patience)
    job = _Job(out, settings, limits, cluster, consent, again, named, shown)
    if watch:
        errors.print(text("batch.watching", shown, where=where), markup=False)
        for recordings in looks(where, out):
            job.do(recordings)
    results = job.do(batch.find(where, out=out))
    if any(result.status == "failed" for _, result in results):
        raise typer.Exit(SOME_FAILED)


class _Job:
    """One batch with all that was chosen for it."""

    def __init__(
        self,
        out: Path,
        settings: Settings,
        limits: Limits,
        cluster: str | None,
        consent: str | None,
        again: bool,
        named: bool,
        language: Language,
    ) -> None:
        self.out = out
        self.settings = settings
        self.limits = limits
        self.cluster = cluster
        self.consent = consent
        self.again = again
        self.named = named
        self.language: Language = language

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
        called = names.PLAIN if self.named else names.pseudonyms(self.out, recordings)
        rows = lines.lines(results, self.out, called, consent=self.consent, language=self.language)
        written = tables.write(self.out, rows, self.language)
        _summary(results, self.language)
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

    def told(self, name: str, stage: str, fraction: float) -> None:
        """A sign of life of one recording."""
        if name not in self._running:
            self._running[name] = self._bars.add_task("", total=1.0)
        known = catalogue("cli", self._language).get(f"stage_{stage}", stage)
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
    """What was found, and each failure with its reason."""
    counts = Counter(result.status for _, result in results)
    parts = (f"{count} {text(f'batch.status_{status}', language)}" for status, count in sorted(counts.items()))
    output.print(f"{len(results)} {text('batch.found', language)}: {', '.join(parts)}", highlight=False)
    poor = [(recording, result) for recording, result in results if result.status in ("failed", "no_consent")]
    for recording, result in poor[:SHOWN_FAILURES]:
        reason = translated(result.reason, language)
        output.print(f"[red]✗[/] {escape(recording.name)}: {escape(reason)}", highlight=False, soft_wrap=True)
    if len(poor) > SHOWN_FAILURES:
        output.print(text("batch.more", language, count=len(poor) - SHOWN_FAILURES), markup=False)
