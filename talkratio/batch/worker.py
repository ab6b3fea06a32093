"""A worker: a process that analyses one recording after another, with its engines loaded once.

`python -m talkratio.batch.worker MODULE:FUNCTION` reads one task a line on standard input and answers on standard
output; when its input ends, so does it, even in the middle of a recording: nobody is left to ask for the answer.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import os
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from talkratio import engines, store
from talkratio import report as reports
from talkratio.batch import places
from talkratio.errors import InputError, OutputError, TalkratioError
from talkratio.report import Report, Target

Analysis = Callable[..., Report]
TELL_EVERY = 0.25
"""seconds between two signs of life"""


def main() -> None:
    """Works until standard input ends."""
    os.umask(0o077)
    answers = _private_output()
    tasks: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_listen, args=(tasks,), daemon=True).start()
    places.sweep()
    engines.keep()
    module, _, name = sys.argv[1].partition(":")
    analysis: Analysis = getattr(importlib.import_module(module), name)
    _say(answers, {"ready": True})
    while True:
        _say(answers, perform(json.loads(tasks.get()), analysis, lambda told: _say(answers, told)))


def perform(task: dict[str, Any], analysis: Analysis, say: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Analyses one recording, writes its report, and says how it went."""
    clock = _Clock(say)
    path = Path(task["source"])
    try:
        with places.at_hand(task["source"], task["companions"]) as path:
            clock("fetch", 1.0)
            found = analysis(path, **_options(task, path), target=Target(**task["target"]), progress=clock)
        written = reports.dumps(found).encode()
        store.write(Path(task["report"]), written)
    except TalkratioError as error:
        final = isinstance(error, InputError)
        reason = _one_line(error).replace(str(path), task["source"])  # a fetched file has a name of chance
        return {"status": "failed", "reason": reason, "final": final, **clock.told()} | _fatal(error)
    except MemoryError:
        return {"status": "failed", "reason": "memory", "final": False, **clock.told()}
    except Exception as error:
        return {"status": "failed", "reason": _defect(error), "final": False, **clock.told()}
    return {
        "status": "done",
        "sha256": found.provenance.sha256,
        "report_sha256": hashlib.sha256(written).hexdigest(),
        **clock.told(),
    }


class _Clock:
    """A progress that adds up the seconds of each stage and gives signs of life."""

    def __init__(self, say: Callable[[dict[str, Any]], None]) -> None:
        self._say = say
        self._stage = "fetch"
        self._began = self._stage_began = time.monotonic()
        self._told = 0.0
        self._stages: dict[str, float] = {}

    def __call__(self, stage: str, fraction: float) -> None:
        now = time.monotonic()
        if stage != self._stage:
            self._close(now)
            self._stage = stage
        if now - self._told >= TELL_EVERY:
            self._told = now
            self._say({"stage": stage, "fraction": round(fraction, 3)})

    def told(self) -> dict[str, Any]:
        """Seconds in all and by stage; what follows the last stage's progress counts to it."""
        now = time.monotonic()
        self._close(now)
        return {"seconds": round(now - self._began, 4), "stages": self._stages}

    def _close(self, now: float) -> None:
        self._stages[self._stage] = round(self._stages.get(self._stage, 0.0) + now - self._stage_began, 4)
        self._stage_began = now


def _options(task: dict[str, Any], path: Path) -> dict[str, Any]:
    """The options of the analysis; companions that were fetched lie beside the recording now."""
    options = dict(task["options"])
    for key in ("captions", "labels"):
        if (given := options[key]) and places.is_address(given):
            options[key] = str(path.parent / given.rpartition("/")[2])
    return options


def _fatal(error: TalkratioError) -> dict[str, Any]:
    """A full disk stops everybody: going on would only fail the rest."""
    return {"fatal": True} if isinstance(error, OutputError) else {}


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())


def _defect(error: Exception) -> str:
    """Where it broke, without the message: that may hold words of the conversation."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"talkratio broke on it ({type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}). Report this."


def _private_output() -> TextIO:
    """Standard output as it was; whatever a library prints goes nowhere from here on."""
    kept = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return kept


def _say(answers: TextIO, told: dict[str, Any]) -> None:
    with contextlib.suppress(BrokenPipeError):
        answers.write(json.dumps(told) + "\n")
        answers.flush()


def _listen(tasks: queue.Queue[str]) -> None:
    for line in sys.stdin:
        tasks.put(line)
    os._exit(0)


if __name__ == "__main__":
    main()
