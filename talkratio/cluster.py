"""A batch on many machines, by Dask distributed: the same tasks, the same outcomes, another pair of hands.

Each Dask worker owns one of the processes that a batch has on one machine, so a crash, a memory limit or a stuck
recording ends the same here as there. Reports come back packed and are written by the one who asked; workers need to
see the recordings (a shared path, or any address of fsspec), not the folder of the results.

Install `talkratio[cluster]`.
"""

from __future__ import annotations

import tempfile
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talkratio import store
from talkratio.batch.process import ANALYSIS, DIED, Process, Told
from talkratio.batch.recordings import Limits, Result, Task
from talkratio.errors import EngineError, EngineMissing

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"
AHEAD = 2
"""tasks a worker's thread has waiting for it; more would only sit in the scheduler's memory"""
LIVES = 10
"""times a task is handed out again whose Dask worker was lost; a bad recording never takes one down"""
PATIENCE = 60
"""seconds to wait for the scheduler, and for its first worker"""

_mine = threading.local()


def perform(
    tasks: Sequence[Task], limits: Limits, told: Told, *, address: str, analysis: str = ANALYSIS
) -> Iterator[tuple[Task, Result]]:
    """Every task with its outcome, as they end; begun in the given order, at most `AHEAD` a thread handed out.

    `address` is a scheduler's, as `tcp://host:8786` or `tls://…`, or `local` for workers of this computer.
    Raises `EngineMissing` without Dask, `EngineError` when the scheduler cannot be reached or is lost.
    """
    with _client(address, limits) as client:
        yield from _Hands(client, limits, analysis).perform(tasks, told)


def analyse(task: Task, limits: Limits, analysis: str) -> tuple[Result, bytes | None]:
    """On a worker: the outcome of a task, and its report packed; `None` where there is none."""
    process: Process | None = getattr(_mine, "process", None)
    if process is None:
        process = _mine.process = Process(limits, analysis=analysis)
    with tempfile.TemporaryDirectory(prefix="talkratio-") as folder:
        path = Path(folder) / "report.json"
        result = process.do(replace(task, report=str(path)), _silent, threading.Event())
        return result, zlib.compress(path.read_bytes(), 1) if result.status == "done" else None


class _Hands:
    """What has been handed out to the workers of a cluster."""

    def __init__(self, client: Client, limits: Limits, analysis: str) -> None:
        from distributed import as_completed

        self._client = client
        self._limits = limits
        self._analysis = analysis
        self._tasks: dict[Any, tuple[Task, int]] = {}
        self._running = as_completed()

    def perform(self, tasks: Sequence[Task], told: Told) -> Iterator[tuple[Task, Result]]:
        waiting = iter(tasks)
        for _, task in zip(range(AHEAD * self._threads()), waiting, strict=False):
            self._hand_out(task)
        for future in self._running:
            task, lives = self._tasks.pop(future)
            result = self._result(future, task)
            if result is None and lives > 0:
                self._hand_out(task, lives - 1)
                continue
            if (following := next(waiting, None)) is not None:
                self._hand_out(following)
            told(task.recording.name, "report", 1.0)
            yield task, result or Result("failed", DIED.format(how="lost worker", tries=LIVES), False, tries=LIVES)

    def _hand_out(self, task: Task, lives: int = LIVES) -> None:
        future = self._client.submit(analyse, task, self._limits, self._analysis, pure=False)
        self._tasks[future] = (task, lives)
        self._running.add(future)

    def _result(self, future: Any, task: Task) -> Result | None:
        """The outcome with its report written, or `None` when the worker was lost."""
        if future.status != "finished":
            if "KilledWorker" in type(future.exception()).__name__:
                return None
            raise EngineError(
                f"The cluster gave a task back unfinished ({future.status}: {type(future.exception()).__name__}). "
                "See that every worker has the same talkratio, and start the same command again."
            )
        found: tuple[Result, bytes | None] = future.result()
        result, packed = found
        if packed is not None:
            store.write(Path(task.report), zlib.decompress(packed))
        return result

    def _threads(self) -> int:
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))


@contextmanager
def _client(address: str, limits: Limits) -> Iterator[Client]:
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise EngineMissing(
            "A cluster needs Dask, not installed here. Run: pip install 'talkratio[cluster]'"
        ) from error
    if address == LOCAL:
        with (
            LocalCluster(
                n_workers=limits.workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise EngineError(f"No scheduler answers at {address} ({type(error).__name__}).") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise EngineError(f"The scheduler at {address} has no workers. Start: dask worker {address}") from error
        yield client


def _silent(name: str, stage: str, fraction: float) -> None:
    """Progress inside a recording stays on its worker."""
