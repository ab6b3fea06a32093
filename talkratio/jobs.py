"""Analyses in processes of their own, with their state on disk: a page only attaches, and a crash loses nothing.

`python -m talkratio.jobs FOLDER` analyses the recording in the folder of a kept conversation. One analysis runs at a
time; the others wait in line.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from talkratio import background, choice, report, retention
from talkratio.background import Job, Teller
from talkratio.capture import leaning
from talkratio.errors import Cancelled, InputError, OutputError, TalkratioError
from talkratio.interval import Interval, Seconds
from talkratio.library import EARLY, ORIGINAL, Kept

OPTIONS = "options.json"
STATE = "state.json"
LINE = ".line"
"""the lock that lets one analysis run at a time, beside the folders"""


def start(kept: Kept, **options: Any) -> None:
    """Starts the analysis; `options` are those of `talkratio.analyze`, `voices` as `(label, Interval)`.

    `voices` and `manager` are what the check-in tells: where that does not fit, the analysis does without.
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
        background.launch("talkratio.jobs", str(kept.folder))


def again(kept: Kept) -> None:
    """Starts the analysis once more, with the options of the first time as far as they are known; raises as `start`."""
    try:
        options = json.loads((kept.folder / OPTIONS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        options = {}
    start(kept, **options)


def state(kept: Kept) -> Job:
    """Where the analysis stands, as far as anybody can tell from the disk."""
    told = background.look(kept.folder / STATE, lambda: kept.busy("job"))
    return told or Job("done" if kept.ready else "lost")


def cancel(kept: Kept, *, patience: Seconds = 3.0) -> None:
    """Stops the analysis and keeps the recording."""
    if background.stop(lambda: state(kept), lambda: kept.busy("job"), patience=patience):
        _say(kept, Job("cancelled"))


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
        told = {name: options.pop(name) for name in ("voices", "manager") if options.get(name)}
        finished = leaning.analyze(recording, told, **options, checkpoints=parts, progress=teller, early=early)
        kept.write(ORIGINAL, report.dumps(finished))
        (kept.folder / EARLY).unlink(missing_ok=True)
    except Cancelled:
        return Job("cancelled")
    except TalkratioError as error:
        return Job("failed", error=str(error))
    return Job("done", fraction=1.0)


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


def _main(arguments: list[str]) -> int:
    os.umask(0o077)
    if hasattr(os, "nice"):
        os.nice(5)  # the computer stays usable while it listens
    return 0 if run(Kept(Path(arguments[1]))).status == "done" else 1


if __name__ == "__main__":
    sys.exit(_main(sys.argv))
