"""Microphone to disk, in a process of its own: what was said is on disk within two seconds and stays there.

A page or a terminal starts a recording and attaches to it by its folder; none of them is needed for it to go on.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from talkratio import library, store
from talkratio.background import APART
from talkratio.capture import state
from talkratio.capture.choice import choose, remembered
from talkratio.capture.devices import Microphone
from talkratio.capture.recorder import PART
from talkratio.capture.rescue import LOG, Interrupted, interrupted, recover, tidy, unheard
from talkratio.capture.state import Mark, Standing
from talkratio.errors import InputError, OutputError, TalkratioError
from talkratio.interval import Seconds
from talkratio.library import Kept

__all__ = [
    "Interrupted",
    "Mark",
    "Microphone",
    "Standing",
    "choose",
    "discard",
    "forget",
    "interrupted",
    "mark",
    "marks",
    "pause",
    "phases",
    "recover",
    "remembered",
    "resume",
    "running",
    "standing",
    "start",
    "stop",
    "underway",
    "unheard",
]

NO_ROOM = "The recording cannot begin: there is no room on the disk. Make room, and start again."
LAUNCHED_WITHIN = 90.0
"""seconds within which the recorder's process is there, however busy the computer"""
_started: list[subprocess.Popen[bytes]] = []


def start(
    kept: Kept,
    microphones: Sequence[Microphone],
    *,
    channels: int = 1,
    memory: bool = False,
    manager: str | None = None,
    patience: Seconds = 20.0,
) -> Standing:
    """Starts recording into the folder of a conversation and waits until the first sound arrives.

    Once the recorder is there it waits for at most `patience`. With `memory` the sound stays in memory, is measured
    when the recording has ended, and only numbers remain; then `manager` is the manager's name in the check-in.

    Raises `InputError` when the microphone cannot be used and `OutputError` without room: it says why and what to do.
    """
    if running(kept) or kept.recording is not None:
        raise InputError("This conversation has a recording already. Begin a new one.")
    if _another(kept):
        raise InputError("Another conversation is being recorded here. End it first: the page Record shows it.")
    found = [asdict(one) for one in microphones]
    options = {"microphones": found, "channels": channels, "memory": memory, "manager": manager}
    process = _launched(kept, options)
    until, here = time.monotonic() + LAUNCHED_WITHIN, False
    while time.monotonic() < until:
        if (now := _begun(kept, process)) is not None:
            return now
        if not here and state.standing(kept.folder) is not None:
            until, here = time.monotonic() + patience, True  # only now does it wait for the microphone
        time.sleep(0.05)
    stop(kept)
    process.kill()  # one that was still being launched would begin after all
    raise InputError(
        f"No sound came from {' + '.join(one.name for one in microphones)}. It may wait for permission: allow the "
        "microphone for this program in the privacy settings, and start again."
    )


def _begun(kept: Kept, process: subprocess.Popen[bytes]) -> Standing | None:
    """How the recording stands once the first sound is there, `None` before; raises why it could not begin."""
    now = state.standing(kept.folder)
    if now is not None and now.status == "failed":
        raise InputError(now.error)
    if now is not None and now.seconds > 0:
        return now
    if process.poll() is None:
        return None
    if process.returncode == OutputError.exit_code:
        raise OutputError(NO_ROOM)
    said = _last_line(kept.folder / LOG)
    raise InputError(f"The recorder stopped at once. {said} Start it again, or choose another.")


def _another(kept: Kept) -> bool:
    """Whether a microphone is at work for another conversation, as in another window."""
    others = (one for one in library.kept() if one != kept and running(one))
    return any((now := state.standing(one.folder)) is None or now.status != "measuring" for one in others)


def _launched(kept: Kept, options: dict[str, object]) -> subprocess.Popen[bytes]:
    """The recorder's process, what it says going to a file beside it. Raises `OutputError`."""
    log = kept.folder / LOG
    try:
        (kept.folder / state.STATE).unlink(missing_ok=True)
        errors = os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
    except OSError as error:
        raise store.refused(log, error) from error
    with errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "talkratio.capture", str(kept.folder), json.dumps(options)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            **APART,
        )
    _started[:] = [*(one for one in _started if one.poll() is None), process]
    return process


def standing(kept: Kept) -> Standing | None:
    """How the recording stands now; a recorder that died shows as `failed`. `None` where there is none."""
    now = state.standing(kept.folder)
    if now is None or now.status in ("done", "failed") or running(kept):
        return now
    after = state.standing(kept.folder)  # it may have ended between the two looks
    if after is not None and after.status in ("done", "failed"):
        return after
    return replace(now, status="failed", error="The recorder stopped unexpectedly. What it recorded is on disk.")


def running(kept: Kept) -> bool:
    """Whether a recorder is at work in this folder."""
    _started[:] = [one for one in _started if one.poll() is None]
    return kept.busy("capture")


def underway() -> Kept | None:
    """The conversation that is being recorded now, or measured in memory; `None` when there is none."""
    for kept in library.holding(state.STATE):
        if kept.ready:
            continue  # its recorder ended long ago
        now = state.standing(kept.folder)
        if now is not None and now.status not in ("done", "failed") and running(kept):
            return kept
    return None


def pause(kept: Kept) -> None:
    """Lets the microphone go; nothing is heard until `resume`."""
    state.ask(kept.folder, "pause")


def resume(kept: Kept) -> None:
    """Goes on after a pause."""
    state.ask(kept.folder, "resume")


def mark(kept: Kept, label: str = "", kind: str = "mark") -> None:
    """Marks this moment: a phase of the conversation, a question of the plan, something to come back to.

    Raises `OutputError`, as `pause`, `resume` and `forget` do, when the disk is full; the recording goes on.
    """
    state.ask(kept.folder, "mark", label=label, kind=kind)


def marks(kept: Kept) -> tuple[Mark, ...]:
    """The marks made, and the places where something is missing."""
    return state.marks(kept.folder)


def phases(found: Sequence[Mark], now: Seconds) -> tuple[str, dict[str, Seconds]]:
    """The phase that runs at `now` (empty before the first) and the seconds spent so far in each, by its label."""
    began = [mark for mark in found if mark.kind == state.PHASE]
    spent: dict[str, Seconds] = {}
    for one, end in zip(began, [*(mark.at for mark in began[1:]), now], strict=False):
        spent[one.label] = spent.get(one.label, 0.0) + max(0.0, end - one.at)
    return (began[-1].label if began else ""), spent


def forget(kept: Kept, seconds: Seconds = 300.0) -> None:
    """Takes the last `seconds` out of the recording, at once and for good."""
    state.ask(kept.folder, "forget", seconds=seconds)


def stop(kept: Kept, *, patience: Seconds = 10.0) -> Path | None:
    """Ends the recording; its path, or `None` when nothing was recorded or it is being measured in memory.

    Raises `OutputError` when the recorder does not end; what it wrote stays on disk.
    """
    until = time.monotonic() + patience
    if running(kept):
        _ask_to_stop(kept)
    while running(kept):
        if (now := state.standing(kept.folder)) is not None and now.status == "measuring":
            return None
        if time.monotonic() > until:
            raise OutputError(
                f"The recorder of {kept.folder} does not end. What it wrote is on disk; end it and go on."
            )
        time.sleep(0.05)
    if (kept.folder / PART).exists():
        return recover(kept)
    tidy(kept)
    return kept.recording


def _ask_to_stop(kept: Kept) -> None:
    try:
        state.ask(kept.folder, "stop")
    except OutputError:  # the disk is full; a signal needs no room
        now = state.standing(kept.folder)
        if now is not None and now.pid is not None:
            with contextlib.suppress(OSError):
                os.kill(now.pid, signal.SIGTERM)


def discard(kept: Kept) -> None:
    """Ends and deletes the recording without a line in the ledger: a no leaves no trace of who said it."""
    with contextlib.suppress(TalkratioError):
        stop(kept)
    kept.delete(None)


def _last_line(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1] if lines else ""
