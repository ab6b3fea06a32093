"""Work in a process of its own, with its state on disk: a page only attaches, and a crash loses nothing."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from talkratio.errors import Cancelled
from talkratio.interval import Seconds

STARTING: Seconds = 90.0
"""a process that has not said a word may take so long to begin, on a computer that is busy"""

Status = Literal["waiting", "running", "done", "failed", "cancelled", "lost"]


@dataclass(frozen=True, slots=True)
class Job:
    """How far an analysis has come; `lost` means that its process ended without saying why."""

    status: Status
    stage: str = ""
    fraction: float = 0.0
    left: Seconds | None = None
    """estimated time left in this stage"""
    error: str = ""
    pid: int | None = None


if sys.platform == "win32":
    APART: dict[str, Any] = {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
else:
    APART: dict[str, Any] = {"start_new_session": True}
"""how a process is started that goes on when the window it came from is closed"""

_JOB: TypeAdapter[Job] = TypeAdapter(Job)
_started: list[subprocess.Popen[bytes]] = []
"""processes of ours, asked now and then whether they have ended, so that none becomes a zombie"""


def launch(module: str, argument: str, environment: Mapping[str, str] | None = None) -> None:
    """Runs `python -m module argument` as a process that outlives this one."""
    _reap()
    how: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    how |= APART | {"env": os.environ | dict(environment or {})}
    _started.append(subprocess.Popen([sys.executable, "-m", module, argument], **how))


def look(path: Path, busy: Callable[[], bool]) -> Job | None:
    """Where a job stands that tells it in the file `path`; `None` when it tells nothing.

    `busy` says whether its process still holds its lock: one that does not, and has not ended, is `lost`.
    """
    _reap()
    if (found := _read(path)) is None:
        return None
    job, silent_for = found
    starting = job.pid is None and silent_for < STARTING
    if under_way(job) and not starting and not busy():
        # Read again: it may have ended between the two looks.
        if (found := _read(path)) is None:
            return None
        return Job("lost", job.stage, job.fraction) if under_way(found[0]) else found[0]
    return job


def _read(path: Path) -> tuple[Job, Seconds] | None:
    try:
        return _JOB.validate_json(path.read_bytes()), time.time() - path.stat().st_mtime
    except (OSError, ValidationError):
        return None


def stop(look: Callable[[], Job], busy: Callable[[], bool], *, patience: Seconds = 3.0) -> bool:
    """Asks the process of a job to stop, and ends it where it does not; true when it ended without saying so.

    `look` says where the job stands, `busy` whether its process still holds its lock.
    """
    if not under_way(job := look()):
        return False
    until, asked = time.monotonic() + patience, False
    while busy() or (job.pid is None and under_way(job) and time.monotonic() < until):
        job = look()
        if job.pid is not None and under_way(job):
            with contextlib.suppress(OSError):  # it has ended: each system says so in its own way
                if not asked:
                    os.kill(job.pid, signal.SIGTERM)
                elif time.monotonic() > until:
                    os.kill(job.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
            asked = True
        time.sleep(0.05)
    return under_way(left := look()) or left.status == "lost"


class Teller:
    """A progress that writes to disk at most five times a second and stops the work when asked to."""

    def __init__(self, say: Callable[[Job], None]) -> None:
        self.say = say
        self.stage = ""
        self.began = self.told = self.first = 0.0
        self.stopped = False
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "stopped", True))

    def heed(self) -> None:
        """Raises `Cancelled` when somebody asked to stop."""
        if self.stopped:
            raise Cancelled("The analysis was stopped. The recording is kept.")

    def __call__(self, stage: str, fraction: float) -> None:
        self.heed()
        now = time.monotonic()
        if stage != self.stage:
            self.stage, self.began, self.told, self.first = stage, now, 0.0, fraction
        if now - self.told < 0.2 and fraction < 1:
            return
        self.told, done = now, fraction - self.first  # what was there at the beginning took no time
        left = (now - self.began) * (1 - fraction) / done if done > 0.02 else None
        self.say(Job("running", stage, round(fraction, 3), left, pid=os.getpid()))


def under_way(job: Job) -> bool:
    """Whether it has not ended."""
    return job.status in ("waiting", "running")


def _reap() -> None:
    _started[:] = [process for process in _started if process.poll() is None]
