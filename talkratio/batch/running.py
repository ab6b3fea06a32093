"""Runs a batch: what is not finished yet is handed out, longest first, and everything that ends is written down."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from talkratio.batch import places
from talkratio.batch.journal import Entry, Journal
from talkratio.batch.recordings import Recording, Result, Settings, Task
from talkratio.errors import InputError
from talkratio.interval import Seconds

REPORTS = "reports"
SUFFIX = ".report.json"

Told = Callable[[str, str, float], None]
"""Called with the recording's name, the stage and the fraction done."""
Perform = Callable[[Sequence[Task], Told], Iterator[tuple[Task, Result]]]
"""Does the tasks, here or on a cluster, and gives each with its result as it ends."""
Ended = Callable[[Recording, Result, "Standing"], None]
Results = tuple[tuple[Recording, Result], ...]


def silent(name: str, stage: str, fraction: float) -> None:
    """Shows nothing of what is under way."""


def report_path(out: Path, name: str) -> Path:
    """Where the report of a recording lies."""
    return out / REPORTS / f"{name}{SUFFIX}"


@dataclass(slots=True)
class Standing:
    """How far a batch has come; times in seconds, `done` and `failed` in recordings of this run."""

    total: int
    before: int
    """recordings that had ended in an earlier run, or are not to be analysed"""
    weight: float
    done: int = 0
    failed: int = 0
    carried: float = 0.0
    began: float = 0.0

    @property
    def left(self) -> Seconds | None:
        """Estimated seconds to the end; `None` until something has ended."""
        if self.carried <= 0 or self.done + self.failed == 0:
            return None
        return max(0.0, (time.monotonic() - self.began) * (self.weight - self.carried) / self.carried)


def run(
    recordings: Sequence[Recording],
    out: Path,
    settings: Settings,
    perform: Perform,
    *,
    consent: str | None = None,
    again: bool = False,
    told: Told = silent,
    ended: Ended | None = None,
) -> Results:
    """Every recording with what became of it, in the order of their names.

    `consent` is the basis for recordings about which nobody said anything; a no always holds. `again` tries those
    again that failed before. `ended` is called for each recording that ends in this run.

    Raises `InputError` when another batch works in `out`, `OutputError` when it cannot be written.
    """
    keys = {recording.name: settings.key(recording) for recording in recordings}
    with Journal(out) as journal:
        found = {one.name: known for one in recordings if (known := _known(journal, out, one, keys, consent, again))}
        tasks = [
            Task(recording, settings, str(report_path(out, recording.name)))
            for recording in sorted(recordings, key=lambda recording: (-recording.weight, recording.name))
            if recording.name not in found
        ]
        standing = Standing(len(recordings), len(found), sum(_weight(task) for task in tasks), began=time.monotonic())
        for task, result in _closing(perform(tasks, told)):
            recording = task.recording
            if not _unchanged(recording):
                result = replace(result, final=False)  # this report is of the old content
            if result.status == "failed":
                Path(task.report).unlink(missing_ok=True)  # one of an earlier content would speak for the new one
            journal.add(Entry(recording.name, keys[recording.name], recording.stamp, result))
            found[recording.name] = result
            _count(standing, task, result)
            if ended is not None:
                ended(recording, result, standing)
    return _told_twice([(recording, found[recording.name]) for recording in recordings], keys)


def _known(
    journal: Journal, out: Path, recording: Recording, keys: Mapping[str, str], consent: str | None, again: bool
) -> Result | None:
    """How a recording has ended already, or why it is not begun; `None` when there is something to do."""
    if recording.refused:  # consent may have been withdrawn after an earlier run
        report_path(out, recording.name).unlink(missing_ok=True)
    if unfit := _unfit(recording, consent):
        return unfit
    known = journal.ended(recording, keys[recording.name], lambda name: report_path(out, name))
    return None if again and known is not None and known.status == "failed" else known


def _unchanged(recording: Recording) -> bool:
    try:
        return recording.stamp == places.stamp(recording.source)[0]
    except InputError:
        return False  # its store cannot be asked any more


def _closing(given: Iterator[tuple[Task, Result]]) -> Iterator[tuple[Task, Result]]:
    """The same, with the workers ended at once when the loop over it ends early."""
    try:
        yield from given
    finally:
        if isinstance(given, Generator):
            given.close()


def _unfit(recording: Recording, consent: str | None) -> Result | None:
    if recording.trouble:
        return Result("failed", recording.trouble)
    if recording.refused:
        return Result("no_consent", "Somebody said no to this recording being analysed.")
    if recording.consent is None and consent is None:
        return Result("no_consent", "Nobody said that it may be analysed. Say on what basis with --consent.")
    return None


def _told_twice(results: Sequence[tuple[Recording, Result]], keys: Mapping[str, str]) -> Results:
    """The results, with copies marked, so that nothing counts twice; the original is one with a date and a manager."""
    first: dict[tuple[str | None, str], str] = {}
    for recording, result in sorted(results, key=lambda one: (one[0].date is None) + (one[0].whose is None)):
        if result.status == "done":
            first.setdefault((result.sha256, keys[recording.name]), recording.name)
    marked = []
    for recording, result in results:
        if result.status == "done" and result.sha256 is not None:
            original = first[result.sha256, keys[recording.name]]
            if original != recording.name:
                result = replace(result, status="duplicate", original=original)
        marked.append((recording, result))
    return tuple(marked)


def _weight(task: Task) -> float:
    return max(task.recording.weight, 1.0)


def _count(standing: Standing, task: Task, result: Result) -> None:
    standing.carried += _weight(task)
    if result.status == "failed":
        standing.failed += 1
    else:
        standing.done += 1
