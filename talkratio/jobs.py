"""Analyses in processes of their own, with their state on disk: a page only attaches, and a crash loses nothing.

`python -m talkratio.jobs FOLDER` analyses the recording in the folder of a kept conversation. One analysis runs at a
time; the others wait in line.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from talkratio import choice, pipeline, report, retention
from talkratio.errors import Cancelled, InputError, OutputError, TalkratioError
from talkratio.interval import Interval, Seconds
from talkratio.library import EARLY, ORIGINAL, Kept

OPTIONS = "options.json"
STATE = "state.json"
LINE = ".line"
"""the lock that lets one analysis run at a time, beside the folders"""

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


_JOB: TypeAdapter[Job] = TypeAdapter(Job)
_started: list[subprocess.Popen[bytes]] = []
"""processes of ours, asked now and then whether they have ended, so that none becomes a zombie"""


def start(kept: Kept, **options: Any) -> None:
    """Starts the analysis; `options` are those of `talkratio.analyze`, `voices` as `(label, Interval)`.

    An analysis that already runs goes on and is not started twice. Raises `InputError` when there is no recording to
    analyse, and `OutputError` when there is no room.
    """
    if kept.recording is None:
        raise InputError(f"{kept.folder} holds no recording to analyse. Choose the file again.")
    with kept.alone("start"):
        if kept.busy("job"):
            return
        kept.write(OPTIONS, json.dumps(options, default=_plain))
        _say(kept, Job("waiting"))
        launch("talkratio.jobs", str(kept.folder))


def launch(module: str, argument: str, environment: Mapping[str, str] | None = None) -> None:
    """Runs `python -m module argument` as a process that outlives this one."""
    _reap()
    how: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    how |= {"start_new_session": True, "env": os.environ | dict(environment or {})}
    _started.append(subprocess.Popen([sys.executable, "-m", module, argument], **how))


def state(kept: Kept) -> Job:
    """Where the analysis stands, as far as anybody can tell from the disk."""
    _reap()
    path = kept.folder / STATE
    try:
        job = _JOB.validate_json(path.read_bytes())
        silent_for = time.time() - path.stat().st_mtime
    except (OSError, ValidationError):
        return Job("done" if kept.ready else "lost")
    starting = job.pid is None and silent_for < 30
    if under_way(job) and not starting and not kept.busy("job"):
        # Read again: it may have ended between the two looks.
        with contextlib.suppress(OSError, ValidationError):
            job = _JOB.validate_json(path.read_bytes())
        return Job("lost", job.stage, job.fraction) if under_way(job) else job
    return job


def cancel(kept: Kept, *, patience: Seconds = 3.0) -> None:
    """Stops the analysis and keeps the recording."""
    if stop(lambda: state(kept), lambda: kept.busy("job"), patience=patience):
        _say(kept, Job("cancelled"))


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
            with contextlib.suppress(ProcessLookupError):
                if not asked:
                    os.kill(job.pid, signal.SIGTERM)
                elif time.monotonic() > until:
                    os.kill(job.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
            asked = True
        time.sleep(0.05)
    return under_way(left := look()) or left.status == "lost"


def run(kept: Kept) -> Job:
    """Does the analysis in this process, writing its state as it goes; returns how it ended.

    Raises `OutputError` when another process is at it, or when the conversation was deleted meanwhile.
    """
    with kept.alone("job", patience=5):
        teller = Teller(partial(_say, kept))
        _say(kept, Job("waiting", pid=os.getpid()))
        with _in_line(kept, teller):
            ended = _analysed(kept, teller)
        _say(kept, ended)
    return ended


def _analysed(kept: Kept, teller: Teller) -> Job:
    def early(timed: report.Report) -> None:
        kept.write(EARLY, report.dumps(timed))

    try:
        teller.heed()
        if (recording := kept.recording) is None:
            raise InputError(f"{kept.folder} holds no recording to analyse. Choose the file again.")
        options = _options(kept)
        # What is written down so far lies in the same folder, so that forgetting the conversation forgets it.
        parts = kept.folder / "checkpoints"
        finished = pipeline.analyze(recording, **options, checkpoints=parts, progress=teller, early=early)
        kept.write(ORIGINAL, report.dumps(finished))
        (kept.folder / EARLY).unlink(missing_ok=True)
    except Cancelled:
        return Job("cancelled")
    except TalkratioError as error:
        return Job("failed", error=str(error))
    return Job("done", fraction=1.0)


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


@contextlib.contextmanager
def _in_line(kept: Kept, teller: Teller) -> Iterator[None]:
    """Waits until no other analysis runs: two at once would each take twice as long, and twice the memory."""
    line = FileLock(kept.folder.with_name(LINE), mode=0o600)
    while not teller.stopped:
        with contextlib.suppress(Timeout):
            line.acquire(timeout=0.2)
            break
        if not kept.exists:
            raise OutputError(f"{kept.folder} was deleted meanwhile.")
    try:
        yield
    finally:
        line.release()


def _options(kept: Kept) -> dict[str, Any]:
    options: dict[str, Any] = json.loads((kept.folder / OPTIONS).read_text(encoding="utf-8"))
    options["voices"] = tuple((label, Interval(*edges)) for label, edges in options.get("voices", ()))
    if (target := options.get("target")) is not None:
        options["target"] = report.Target(**target)
    if not retention.policy_of(kept).transcribe:
        options["transcriber"] = choice.NOBODY
    return options


def _plain(value: object) -> Any:
    """Options that JSON does not know: stretches, targets and paths."""
    if isinstance(value, Interval):
        return (value.start, value.end)
    if isinstance(value, report.Target):
        return asdict(value)
    return str(value)


def _say(kept: Kept, job: Job) -> None:
    kept.write(STATE, json.dumps(asdict(job)))


def under_way(job: Job) -> bool:
    """Whether it has not ended."""
    return job.status in ("waiting", "running")


def _reap() -> None:
    _started[:] = [process for process in _started if process.poll() is None]


def _main(arguments: list[str]) -> int:
    os.umask(0o077)
    if hasattr(os, "nice"):
        os.nice(5)  # the computer stays usable while it listens
    return 0 if run(Kept(Path(arguments[1]))).status == "done" else 1


if __name__ == "__main__":
    sys.exit(_main(sys.argv))
