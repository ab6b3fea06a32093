"""How a recording stands, and what it is asked to do: two small files that any page or terminal can attach to."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from talkratio import store
from talkratio.errors import OutputError
from talkratio.interval import Seconds

STATE = "capture.json"
COMMANDS = "commands.jsonl"
MARKS = "marks.json"
PHASE = "phase"
"""the kind of a mark at which an element of the plan begins; its label is the element's key"""
_SIZE = 4096

Status = Literal["starting", "recording", "paused", "searching", "measuring", "done", "failed"]
"""`searching`: the microphone is gone and the next one is looked for · `measuring`: numbers are being made"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment of the recording. `lost` is how many seconds of the talk are missing at it, 0 for an ordinary mark.

    `kind` is mark, phase, question, checkin, pause, gap, sleep, overflow or forgotten.
    """

    at: Seconds
    kind: str
    label: str = ""
    lost: Seconds = 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a recording stands. `seconds` are those on disk; levels in dBFS by channel; `room` is minutes of disk left.

    `warnings` are keys of what is wrong now: dead, silence, faint, clipping (with `:` and the channel), room, full,
    gap. `error` is a sentence that says why it failed or ended early.
    """

    status: Status
    seconds: Seconds = 0.0
    microphone: str = ""
    loud: tuple[float, ...] = ()
    peak: tuple[float, ...] = ()
    warnings: tuple[str, ...] = ()
    room: float | None = None
    marks: int = 0
    error: str = ""
    pid: int | None = None


_STANDING: TypeAdapter[Standing] = TypeAdapter(Standing)
_MARKS: TypeAdapter[tuple[Mark, ...]] = TypeAdapter(tuple[Mark, ...])


class Board:
    """Where the recorder writes how it stands: one block in a file of fixed size, so that a full disk can be told."""

    def __init__(self, folder: Path) -> None:
        descriptor = os.open(folder / STATE, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        self._file = os.fdopen(descriptor, "rb+", buffering=0)

    def say(self, standing: Standing) -> None:
        """Shows a standing; one that cannot be written is passed over, since the sound matters more."""
        content = json.dumps(asdict(standing)).encode()
        with contextlib.suppress(OSError):
            self._file.seek(0)
            self._file.write(content.ljust(_SIZE)[:_SIZE])

    def close(self) -> None:
        """Ends the writing."""
        self._file.close()


def standing(folder: Path) -> Standing | None:
    """The last standing written, or `None` when there was no recording."""
    for _ in range(3):
        with contextlib.suppress(OSError, ValidationError):
            return _STANDING.validate_json((folder / STATE).read_bytes().strip())
        if not (folder / STATE).exists():
            return None
        time.sleep(0.01)
    return None


def ask(folder: Path, what: str, **more: Any) -> None:
    """Adds a command for the recorder. Raises `OutputError`."""
    store.append(folder / COMMANDS, json.dumps({"do": what, **more}))


class Inbox:
    """The commands not read yet."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / COMMANDS
        with contextlib.suppress(OutputError):
            store.append(self._path, "")  # takes the first block now: a pause must find room on a full disk
        self._at = self._path.stat().st_size if self._path.exists() else 0

    def fresh(self) -> Iterator[dict[str, Any]]:
        """Commands that came since the last call."""
        try:
            if self._path.stat().st_size <= self._at:
                return
            with self._path.open("rb") as file:
                file.seek(self._at)
                content = file.read()
        except OSError:
            return
        whole = content[: content.rfind(b"\n") + 1]
        self._at += len(whole)
        for line in whole.splitlines():
            with contextlib.suppress(ValueError):
                yield json.loads(line)


def keep_marks(folder: Path, marks: tuple[Mark, ...]) -> None:
    """Writes all marks. Raises `OutputError`."""
    store.write(folder / MARKS, _MARKS.dump_json(marks), make_folders=False)


def marks(folder: Path) -> tuple[Mark, ...]:
    """The marks of a recording, by time; none when the file is not there or damaged."""
    with contextlib.suppress(OSError, ValidationError):
        return _MARKS.validate_json((folder / MARKS).read_bytes())
    return ()
