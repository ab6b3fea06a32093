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
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from talkratio import library
from talkratio.capture import state, wav
from talkratio.capture.choice import choose, remembered
from talkratio.capture.devices import Microphone
from talkratio.capture.recorder import PART, WHOLE
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
    "recover",
    "remembered",
    "resume",
    "running",
    "standing",
    "start",
    "stop",
]

_started: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A recording that nobody ended: a crash, a power cut, a computer shut down. `seconds` of it are there."""

    kept: Kept
    seconds: Seconds


def start(
    kept: Kept,
    microphones: Sequence[Microphone],
    *,
    channels: int = 1,
    memory: bool = False,
    manager: str | None = None,
    patience: Seconds = 10.0,
) -> Standing:
    """Starts recording into the folder of a conversation and waits until the first sound arrives.

    With `memory` the sound stays in memory, is measured when the recording has ended, and only numbers remain; then
    `manager` is the manager's name in the check-in.

    Raises `InputError` when the microphone cannot be used: it says why and what to do.
    """
    if running(kept) or kept.recording is not None:
        raise InputError("This conversation has a recording already. Begin a new one.")
    (kept.folder / state.STATE).unlink(missing_ok=True)
    options = {
        "microphones": [asdict(one) for one in microphones],
        "channels": channels,
        "memory": memory,
        "manager": manager,
    }
    log = kept.folder / "capture.log"
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "talkratio.capture", str(kept.folder), json.dumps(options)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )
    _started[:] = [*(one for one in _started if one.poll() is None), process]
    until = time.monotonic() + patience
    while time.monotonic() < until:
        now = state.standing(kept.folder)
        if now is not None and now.status == "failed":
            raise InputError(now.error)
        if now is not None and now.seconds > 0:
            return now
        if process.poll() is not None:
            raise InputError(f"The recorder stopped at once. {_last_line(log)} Start it again, or choose another.")
        time.sleep(0.05)
    stop(kept)
    raise InputError(
        f"No sound came from {' + '.join(one.name for one in microphones)}. It may wait for permission: allow the "
        "microphone for this program in the privacy settings, and start again."
    )


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


def pause(kept: Kept) -> None:
    """Lets the microphone go; nothing is heard until `resume`."""
    state.ask(kept.folder, "pause")


def resume(kept: Kept) -> None:
    """Goes on after a pause."""
    state.ask(kept.folder, "resume")


def mark(kept: Kept, label: str = "", kind: str = "mark") -> None:
    """Marks this moment: a phase of the conversation, a question of the plan, something to come back to."""
    state.ask(kept.folder, "mark", label=label, kind=kind)


def marks(kept: Kept) -> tuple[Mark, ...]:
    """The marks made, and the places where something is missing."""
    return state.marks(kept.folder)


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
    _tidy(kept)
    return kept.recording


def _ask_to_stop(kept: Kept) -> None:
    try:
        state.ask(kept.folder, "stop")
    except OutputError:  # the disk is full; a signal needs no room
        now = state.standing(kept.folder)
        if now is not None and now.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(now.pid, signal.SIGTERM)


def interrupted() -> tuple[Interrupted, ...]:
    """Recordings that nobody ended, newest first, to be offered at the next start."""
    found = []
    for kept in library.kept():
        part = kept.folder / PART
        if part.is_file() and not running(kept):
            with contextlib.suppress(TalkratioError, OSError):
                rate, channels = wav.form(part)
                seconds = (part.stat().st_size - wav.HEADER) / (2 * channels * rate)
                if seconds > 0:
                    found.append(Interrupted(kept, seconds))
    return tuple(found)


def recover(kept: Kept) -> Path | None:
    """Makes a recording that nobody ended whole; its path, or `None` when it holds nothing.

    Raises `AudioError` when its first bytes are damaged; the file is untouched.
    """
    part = kept.folder / PART
    if not part.is_file():
        return kept.recording
    seconds = wav.mend(part)
    _tidy(kept)
    if not seconds:
        part.unlink()
        return None
    part.replace(kept.folder / WHOLE)
    return kept.folder / WHOLE


def discard(kept: Kept) -> None:
    """Ends and deletes the recording without a line in the ledger: a no leaves no trace of who said it."""
    with contextlib.suppress(TalkratioError):
        stop(kept)
    kept.delete(None)


def _tidy(kept: Kept) -> None:
    for name in (state.COMMANDS, "capture.log"):
        with contextlib.suppress(OSError):
            (kept.folder / name).unlink()


def _last_line(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1] if lines else ""
