"""A batch on many machines, by Dask distributed: the same tasks, the same outcomes, another pair of hands.

Each thread of a Dask worker owns one of the processes that a batch has on one machine, so a crash, a memory limit or a
stuck recording ends the same here as there. Reports come back packed and are written by the one who asked; workers
need to see the recordings (a shared path, or any address of fsspec), not the folder of the results. A speech model
that the owner has is brought to each worker once. When the batch is stopped or its owner is gone, workers stop too.

Install `talkratio[cluster]`.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talkratio import store
from talkratio.batch.process import ANALYSIS, DIED, Told
from talkratio.batch.recordings import Limits, Result, Task
from talkratio.cluster import models, worker
from talkratio.errors import EngineError, EngineMissing, TalkratioError

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"
HERE = "127.0.0.1:0"
"""where Dask's pages about its state are served: without an address it shows them to the whole network"""
AHEAD = 2
"""tasks a worker's thread has waiting for it; more would only sit in the scheduler's memory"""
LIVES = 10
"""times a task is handed out again whose Dask worker was lost; a bad recording never takes one down"""
LOST = Result("failed", DIED.format(how="lost worker", tries=LIVES), final=False, tries=LIVES)
PATIENCE = 60
"""seconds to wait for the scheduler, and for its first worker"""


def perform(
    tasks: Sequence[Task], limits: Limits, told: Told, *, address: str, analysis: str = ANALYSIS
) -> Iterator[tuple[Task, Result]]:
    """Every task with its outcome, as they end; begun in the given order, at most `AHEAD` a thread handed out.

    `address` is a scheduler's, as `tcp://host:8786` or `tls://…`, or `local` for workers of this computer. Closing the
    iterator stops what the workers are doing.

    Raises `EngineMissing` without Dask, `EngineError` when the scheduler cannot be reached or is lost.
    """
    with _client(address, limits) as client:
        yield from _Hands(client, limits, analysis).perform(tasks, told)


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
        try:
            for _, task in zip(range(AHEAD * self._threads()), waiting, strict=False):
                self._hand_out(task)
            for future in self._running:
                task, lives = self._tasks.pop(future)
                found = self._found(future)
                if isinstance(found, worker.Wanting):
                    for model in found.models:
                        models.bring(self._client, found.address, model, partial(told, task.recording.name, "fetch"))
                if isinstance(found, worker.Wanting) or (found is None and lives > 0):
                    self._hand_out(task, lives - (found is None))
                    continue
                if (following := next(waiting, None)) is not None:
                    self._hand_out(following)
                told(task.recording.name, "report", 1.0)
                yield task, LOST if found is None else _written(found, task)
        finally:
            with suppress(Exception):  # the scheduler may be gone, which stops the workers as well
                self._client.cancel(list(self._tasks), force=True)
                self._client.run(worker.rest)

    def _hand_out(self, task: Task, lives: int = LIVES) -> None:
        work = (models.settled(task), self._limits, self._analysis, models.needed(task))
        future = self._client.submit(worker.analyse, *work, pure=False)
        self._tasks[future] = (task, lives)
        self._running.add(future)

    def _found(self, future: Any) -> worker.Outcome | worker.Wanting | None:
        """What a worker answered; `None` when it was lost."""
        if future.status == "finished":
            found: worker.Outcome | worker.Wanting = future.result()
            return found
        error = future.exception()
        if "KilledWorker" in type(error).__name__:
            return None
        if isinstance(error, TalkratioError):
            raise error
        raise EngineError(
            f"The cluster gave a task back unfinished ({future.status}: {type(error).__name__}). "
            "See that every worker has the same talkratio, and start the same command again."
        )

    def _threads(self) -> int:
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))


def _written(outcome: worker.Outcome, task: Task) -> Result:
    """What became of the task, once its report is on the disk."""
    if outcome.report is not None:
        store.write(Path(task.report), zlib.decompress(outcome.report))
    return outcome.result


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
                n_workers=1,
                threads_per_worker=limits.workers,
                processes=False,
                dashboard_address=HERE,
                worker_dashboard_address=HERE,
                silence_logs=logging.ERROR,  # stopped work is no warning for somebody who stopped it
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
