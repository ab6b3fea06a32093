"""The owner's side of a worker: hands it tasks, watches its progress and memory, and survives its death."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import psutil

from talkratio.batch.recordings import Limits, Result, Task
from talkratio.errors import Cancelled, OutputError

ANALYSIS = "talkratio.pipeline:analyze"
LOOK_EVERY = 0.2
"""seconds between two looks at a silent worker"""
STARTING = 120.0
"""seconds that a worker may take at least until it is ready: a busy computer loads its packages slowly"""
FOR_MODELS = 0.9
"""of a worker's memory, for its models; the rest is for the recording"""
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


class Flag(Protocol):
    """Says whether the work is to stop; an event of `threading` is one."""

    def is_set(self) -> bool: ...


Told = Callable[[str, str, float], None]
"""Called with the recording's name, the stage and the fraction done."""

DIED = "Its worker was ended from outside or crashed ({how}), {tries} times. The other recordings are not affected."
STUCK = "It showed no progress for {patience:.0f} s and was given up. Allow more with --patience, or cut the recording."
HUNGRY = "It needed more memory than one worker may use. Run it with --workers 1, or close other programs."


class Process:
    """One worker process, started when first needed and again after it has died. Used by one thread at a time."""

    def __init__(self, limits: Limits, *, analysis: str = ANALYSIS) -> None:
        self.limits = limits
        self.analysis = analysis
        self._child: subprocess.Popen[str] | None = None
        self._ready = False
        self._answers: queue.Queue[dict[str, Any] | None] = queue.Queue()

    def do(self, task: Task, told: Told, stopped: Flag) -> Result:
        """The task's result; whatever happens to the worker is a result too.

        Raises `Cancelled` when `stopped` is set, and `OutputError` when the report cannot be written.
        """
        for tries in range(1, self.limits.tries + 1):
            try:
                answer = self._ask(task, told, stopped)
            except _Ended as ended:
                self.close()
                if ended.reason:
                    return Result("failed", ended.reason, final=False, tries=tries)
                how = ended.how
                continue
            if answer.pop("fatal", False):
                raise OutputError(answer["reason"])
            if answer.get("reason") == "memory":
                answer["reason"] = HUNGRY
            return Result(**answer, tries=tries)
        return Result("failed", DIED.format(how=how, tries=tries), final=False, tries=tries)

    def close(self) -> None:
        """Ends the worker, whatever it is doing."""
        child, self._child = self._child, None
        if child is None:
            return
        with contextlib.suppress(psutil.Error):
            for below in psutil.Process(child.pid).children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    below.kill()
        child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _ask(self, task: Task, told: Told, stopped: Flag) -> dict[str, Any]:
        if self._child is not None and self._child.poll() is not None:
            self.close()  # it died while it had nothing to do, which is nobody's fault
        child = self._child or self._start()
        assert child.stdin is not None
        try:
            child.stdin.write(json.dumps(task.request()) + "\n")
            child.stdin.flush()
        except OSError as error:
            raise _Ended(how=_how(child)) from error
        heard, last = time.monotonic(), None
        while True:
            try:
                answer = self._answers.get(timeout=LOOK_EVERY)
            except queue.Empty:
                answer = {}
            if stopped.is_set():
                self.close()
                raise Cancelled("The batch was stopped. The same command goes on where it stopped.")
            if answer is None:
                raise _Ended(how=_how(child))
            if "status" in answer:
                return answer
            self._ready = self._ready or "ready" in answer
            sign = (answer.get("stage"), answer.get("fraction"), self._ready)
            if answer and sign != last:
                heard, last = time.monotonic(), sign
                if "stage" in answer:
                    told(task.recording.name, answer["stage"], answer["fraction"])
            self._look_after(child, heard)

    def _look_after(self, child: subprocess.Popen[str], heard: float) -> None:
        patience = self.limits.patience if self._ready else max(self.limits.patience, STARTING)
        if time.monotonic() - heard > patience:
            raise _Ended(STUCK.format(patience=self.limits.patience))
        if self.limits.memory is not None and _resident(child.pid) > self.limits.memory:
            raise _Ended(HUNGRY)

    def _start(self) -> subprocess.Popen[str]:
        self._answers, self._ready = queue.Queue(), False
        self._child = subprocess.Popen(
            [sys.executable, "-m", "talkratio.batch.worker", self.analysis],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env=environment(self.limits),
            start_new_session=True,  # Ctrl-C is for the owner, who then ends the worker in good order
        )
        threading.Thread(target=_hear, args=(self._child, self._answers), daemon=True).start()
        return self._child


class _Ended(Exception):
    """The worker died (`how`) or had to be ended (`reason`)."""

    def __init__(self, reason: str = "", how: str = "") -> None:
        super().__init__(reason or how)
        self.reason = reason
        self.how = how


def environment(limits: Limits) -> Mapping[str, str]:
    """What a worker is started with: how many threads every library may use, and how much memory a speech model."""
    told = dict.fromkeys(THREADS, str(limits.threads))
    if limits.memory is not None:
        told["TALKRATIO_MEMORY"] = str(int(FOR_MODELS * limits.memory))
    return {**os.environ, **told, "PYTHONWARNINGS": "ignore"}


def _hear(child: subprocess.Popen[str], answers: queue.Queue[dict[str, Any] | None]) -> None:
    assert child.stdout is not None
    try:
        for line in child.stdout:
            answers.put(json.loads(line))
    except (OSError, ValueError):
        pass  # the pipe was closed, or a line was torn by a kill: the worker is gone either way
    answers.put(None)


def _how(child: subprocess.Popen[str]) -> str:
    try:
        code = child.wait(timeout=2)
    except subprocess.TimeoutExpired:
        child.kill()
        return "it answered nonsense"
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _resident(pid: int) -> int:
    """Bytes of memory a process holds; 0 when it is gone."""
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
