"""Finished parts of a long work on disk, so that a killed run goes on where it stopped."""

from __future__ import annotations

import contextlib
import json
import os
import re
import time
from pathlib import Path
from typing import Any

import platformdirs

from talkratio.errors import OutputError

KEPT_DAYS = 7
"""A work that nobody took up again for so long is forgotten."""
_NAME = re.compile(r"[0-9a-f]{64}\.jsonl")


def default_folder() -> Path:
    """Where checkpoints live when nobody says otherwise: the user's cache, which holds nothing to keep."""
    return platformdirs.user_cache_path("talkratio", appauthor=False) / "checkpoints"


class Checkpoint:
    """Results by number, added one by one and read back after a crash; a line cut off by it is left out.

    The file is readable by its owner alone and goes with `remove` when the work is done. `key` is a SHA-256 over
    everything that decides the results.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self._path = folder / f"{key}.jsonl"
        self.done: dict[int, Any] = {}
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _forget_old(folder)
            self._read()
        except OSError as error:
            raise _unwritable(self._path, error) from error

    def add(self, number: int, result: Any) -> None:
        """Keeps a result, on the disk before this returns. Raises `OutputError` when it cannot be written."""
        line = json.dumps([number, result], ensure_ascii=False) + "\n"
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(handle, "ab") as stream:
                stream.write(line.encode())
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise _unwritable(self._path, error) from error
        self.done[number] = result

    def remove(self) -> None:
        """Forgets the work."""
        with contextlib.suppress(OSError):
            self._path.unlink()

    def _read(self) -> None:
        if not self._path.exists():
            return
        content = self._path.read_bytes()
        whole = 0
        for line in content.splitlines(keepends=True):
            try:
                number, result = json.loads(line)
            except ValueError:
                break
            if not line.endswith(b"\n"):
                break
            self.done[number] = result
            whole += len(line)
        if whole < len(content):
            with self._path.open("r+b") as stream:
                stream.truncate(whole)


def _forget_old(folder: Path) -> None:
    for path in folder.glob("*.jsonl"):
        with contextlib.suppress(OSError):
            if _NAME.fullmatch(path.name) and path.stat().st_mtime < time.time() - KEPT_DAYS * 86_400:
                path.unlink()


def _unwritable(path: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(
        f"What is finished cannot be kept in {path.parent}: {reason}. Make room or choose another folder."
    )
