"""What runs on a worker of a cluster: one recording, in a process that can be ended."""

from __future__ import annotations

import tempfile
import zlib
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from talkratio.batch import workers
from talkratio.batch.process import Process
from talkratio.batch.recordings import Limits, Result, Settings, Task
from talkratio.cluster import models
from talkratio.weights import Model

_resting: deque[Process] = deque()
"""processes of this worker with nothing to do, their engines loaded"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a recording, and its report packed; `None` where there is none."""

    result: Result
    report: bytes | None = None


@dataclass(frozen=True, slots=True)
class Wanting:
    """A worker that cannot begin before it has these models."""

    address: str
    models: tuple[Model, ...]


def analyse(task: Task, limits: Limits, analysis: str, needed: tuple[Model, ...]) -> Outcome | Wanting:
    """On a worker: the outcome of a task, or which models it lacks.

    Raises `Cancelled` when nobody waits for the outcome any more.
    """
    from distributed import get_worker

    here = get_worker()
    if absent := tuple(model for model in needed if not models.present(model)):
        return Wanting(here.address, absent)
    process = _process(_share(limits, task.settings, here.state.nthreads), analysis)
    try:
        with tempfile.TemporaryDirectory(prefix="talkratio-") as folder:
            path = Path(folder) / "report.json"
            result = process.do(replace(task, report=str(path)), _silent, _Unwanted())
            return Outcome(result, zlib.compress(path.read_bytes(), 1) if result.status == "done" else None)
    finally:
        _resting.append(process)


def rest() -> None:
    """Ends the processes that have nothing to do, so that a worker between two batches takes no memory."""
    with suppress(IndexError):
        while True:
            _resting.pop().close()


class _Unwanted:
    """Is set when nobody waits for the running task any more: it was cancelled, or whoever asked is gone."""

    def __init__(self) -> None:
        from distributed import get_worker

        self._worker = get_worker()
        self._key = self._worker.get_current_task()

    def is_set(self) -> bool:
        task = self._worker.state.tasks.get(self._key)
        return task is None or task.state == "cancelled"


def _process(limits: Limits, analysis: str) -> Process:
    """One that rests, when it was started for the same; otherwise a new one in its place."""
    with suppress(IndexError):
        process = _resting.pop()
        if (process.limits, process.analysis) == (limits, analysis):
            return process
        process.close()
    return Process(limits, analysis=analysis)


@cache
def _share(limits: Limits, settings: Settings, hands: int) -> Limits:
    """The limits, with what they leave open as this machine has it: its cores and memory ÷ its hands."""
    if limits.threads:
        return limits
    return workers.limits(settings, workers=hands, memory=limits.memory, patience=limits.patience)


def _silent(name: str, stage: str, fraction: float) -> None:
    """Progress inside a recording stays on its worker."""
