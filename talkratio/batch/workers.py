"""The workers of this computer: how many it can carry, and the work shared out among them."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress

from talkratio import hardware, weights
from talkratio.batch.process import ANALYSIS, Process, Told
from talkratio.batch.recordings import Limits, Result, Settings, Task
from talkratio.errors import Cancelled

BASE = 500e6
"""bytes a worker needs for itself, one recording and the built-in engine"""
PYANNOTE = 2.5e9
"""bytes for the pipeline of pyannote.audio"""
SHARE = 0.9
"""of the memory that is free, for all workers together"""


def limits(
    settings: Settings, *, workers: int | None = None, memory: int | None = None, patience: float = 900.0
) -> Limits:
    """As many workers as processors and free memory carry, each with its part of both; what is given is kept."""
    cores = _cores()
    free = hardware.memory_available()
    need = _need(settings)
    if workers is None:
        fitting = cores if free is None else int(SHARE * free // (memory or need))
        workers = max(1, min(cores, fitting))
    if memory is None and free is not None:
        memory = int(max(SHARE * free / workers, need))
    return Limits(workers, max(1, cores // workers), memory, patience)


def perform(
    tasks: Sequence[Task], limits: Limits, told: Told, *, analysis: str = ANALYSIS
) -> Iterator[tuple[Task, Result]]:
    """Every task with its result, as they end; begun in the given order.

    Closing the iterator ends the workers at once. Raises `OutputError` when reports cannot be written.
    """
    waiting: queue.SimpleQueue[Task] = queue.SimpleQueue()
    ended: queue.Queue[tuple[Task, Result] | BaseException] = queue.Queue()
    stopped = threading.Event()
    for task in tasks:
        waiting.put(task)

    def work() -> None:
        process = Process(limits, analysis=analysis)
        try:
            with suppress(queue.Empty, Cancelled):
                while not stopped.is_set():
                    task = waiting.get_nowait()
                    ended.put((task, process.do(task, told, stopped)))
        except BaseException as error:
            ended.put(error)
        finally:
            process.close()

    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(limits.workers, len(tasks)))]
    for thread in threads:
        thread.start()
    try:
        for _ in tasks:
            yield _next(ended)
    finally:
        stopped.set()
        for thread in threads:
            thread.join()


def _next(ended: queue.Queue[tuple[Task, Result] | BaseException]) -> tuple[Task, Result]:
    while True:
        with suppress(queue.Empty):
            found = ended.get(timeout=0.5)  # an endless wait could not be interrupted on every system
            if isinstance(found, BaseException):
                raise found
            return found


def _need(settings: Settings) -> float:
    """Bytes one worker takes at its peak."""
    need = BASE + (PYANNOTE if settings.diarizer == "pyannote" else 0.0)
    if settings.transcriber in ("auto", "faster_whisper"):
        name = settings.model or weights.best("whisper", settings.language)
        sizes = {known.model.name: known.model.bytes for known in weights.installed("whisper")}
        need += hardware.whisper_memory(size) if (size := sizes.get(name or "")) else 0
    return need


def _cores() -> int:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    given = os.environ.get("OMP_NUM_THREADS", "")
    return min(usable, int(given)) if given.isdigit() and int(given) > 0 else usable
