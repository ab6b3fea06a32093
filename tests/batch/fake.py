"""An analysis for the machinery's tests: the recording is a text file that says what shall happen to its worker."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from pathlib import Path
from typing import Any

from talkratio import roles
from talkratio.conversation import Conversation, Turn
from talkratio.errors import AudioError, OutputError
from talkratio.interval import Interval
from talkratio.metrics import measure
from talkratio.report import Provenance, Report, Target


def analyze(path: Path, *, target: Target, progress: Any, manager: str | None = None, **options: Any) -> Report:
    """The report of `A 0-2`-like lines, after doing what other lines say: see `_ACTS`."""
    content = Path(path).read_text(encoding="utf-8")
    turns = []
    for line in content.splitlines():
        what, _, value = line.partition(" ")
        if what in _ACTS:
            _ACTS[what](value, progress)
        elif value:
            start, end = value.split("-")
            turns.append(Turn(Interval(float(start), float(end)), what))
    progress("diarizer", 1.0)
    said = Conversation(max((turn.interval.end for turn in turns), default=1.0), tuple(turns))
    stamp = hashlib.sha256(content.encode()).hexdigest()
    created = time.strftime("%Y-%m-%dT%H:%M:%S") + f".{time.monotonic_ns()}"
    known = Provenance(Path(path).name, stamp, "0", created, "fake", None)
    return Report(said, measure(said), roles.assign(said, manager=manager), known, target=target)


def _sleep(value: str, progress: Any) -> None:
    for part in range(10):
        progress("diarizer", part / 10)
        time.sleep(float(value) / 10)


def _once(value: str, progress: Any) -> None:
    """Crashes the first time only; `value` is a file that remembers."""
    mark = Path(value)
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def _closed(value: str, progress: Any) -> None:
    """Is at work until somebody makes a file called `value`, for two minutes at most."""
    for part in range(1200):
        if Path(value).exists():
            return
        progress("diarizer", part / 1200)
        time.sleep(0.1)


def _log(value: str, progress: Any) -> None:
    """Counts the analyses that were begun: a line for each."""
    with Path(value).open("a", encoding="utf-8") as file:
        file.write("begun\n")


def _eat(value: str, progress: Any) -> None:
    held = []
    for part in range(int(value)):
        held.append(b"x" * 10_000_000)
        progress("diarizer", part / 1000)
        time.sleep(0.02)
    _sleep("30", progress)


def _raise(error: Exception) -> Any:
    def act(value: str, progress: Any) -> None:
        raise error

    return act


_ACTS: dict[str, Any] = {
    "sleep": _sleep,
    "crash": lambda value, progress: os.kill(os.getpid(), signal.SIGSEGV),
    "once": _once,
    "closed": _closed,
    "log": _log,
    "eat": _eat,
    "hang": lambda value, progress: time.sleep(3600),
    "bad": _raise(AudioError("It is damaged.\nCopy it again.")),
    "broken": _raise(ValueError("these are words that were said")),
    "full": _raise(OutputError("The disk is full.")),
}
