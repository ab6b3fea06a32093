"""A cluster for the tests: a scheduler and workers as processes of their own on this computer, and an owner."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from talkratio import batch, cluster
from talkratio.batch.recordings import Settings
from tests.batch.ground import FAKE, LIMITS
where, out, address = sys.argv[1:]
def perform(tasks, told):
    return cluster.perform(tasks, LIMITS, told, address=address, analysis=FAKE)
batch.run(batch.find(where), Path(out), Settings(), perform, consent="test")
"""
"""a batch with the fake analysis on a cluster"""

Started = subprocess.Popen[bytes]


@contextmanager
def dask(folder: Path, surroundings: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, list[Started]]]:
    """The address of a scheduler and its workers, one for each of the surroundings; their logs are in `folder`."""
    started: list[Started] = []

    def start(name: str, what: str, *arguments: str, env: Mapping[str, str]) -> Started:
        command = [sys.executable, "-m", f"distributed.cli.{what}", *arguments, "--no-dashboard"]
        with (folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=log, start_new_session=True, env={**os.environ, **env}
            )
        started.append(process)
        return process

    file = folder / "scheduler.json"
    try:
        start(
            "scheduler", "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file), env={}
        )
        wait(file.exists)
        workers = ["--scheduler-file", str(file), "--nthreads", "1", "--no-nanny", "--local-directory", str(folder)]
        hands = [start(f"worker{i}", "dask_worker", *workers, env=env) for i, env in enumerate(surroundings)]
        yield json.loads(file.read_text())["address"], hands
    finally:
        for process in started:
            process.kill()
            process.wait()


def owner(where: Path, out: Path, address: str) -> Started:
    """A batch on the cluster as a process of its own."""
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM, str(where), str(out), address]
    return subprocess.Popen(command, stderr=subprocess.PIPE)


def wait(until: Callable[[], object], seconds: float = 120.0) -> None:
    """Waits until something is true, at most so long; the assertions that follow say when it never was."""
    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:
        time.sleep(0.05)
