"""Files written whole or not at all, readable by their owner alone."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from talkratio.errors import OutputError
from talkratio.interval import Seconds

_READ_WITHIN: Seconds = 2.0
"""what another process may take to read a small file that is to be replaced"""


def write(path: Path, content: str | bytes, *, make_folders: bool = True) -> None:
    """Puts `content` at `path`; a crash, a full disk or kill -9 at any moment leaves the old file or the new one.

    The file gets mode 0600; missing folders are made with mode 0700, unless `make_folders` is false: then a folder
    that was deleted meanwhile stays deleted.

    Raises `OutputError` when it cannot be written; what stood there before is untouched.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        if make_folders:
            make_folder(path.parent)
        with beside(path) as temporary:
            temporary.write(data)
    except OSError as error:
        raise refused(path, error) from error


@contextlib.contextmanager
def beside(path: Path) -> Iterator[IO[bytes]]:
    """A file that appears at `path` when it is whole and made durable, and leaves nothing when it fails.

    Raises `OSError`.
    """
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as temporary:
        try:
            yield temporary
            temporary.flush()
            os.fsync(temporary.fileno())
            temporary.close()  # Windows renames no file that is open
            rename(Path(temporary.name), path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.close()
            with contextlib.suppress(OSError):
                Path(temporary.name).unlink()
            raise
    _sync(path.parent)


def rename(path: Path, target: Path) -> None:
    """Puts a file or folder where `target` is; on Windows it waits for whoever reads there now. Raises `OSError`."""
    until = time.monotonic() + _READ_WITHIN
    while True:
        try:
            path.replace(target)
        except PermissionError:
            if not _is_windows() or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def append(path: Path, line: str) -> None:
    """Adds one line, made durable; a line that a crash cut short is ended first, so that it spoils no other.

    Raises `OutputError` when there is no room; the lines before are untouched.
    """
    try:
        make_folder(path.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "rb+", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            torn = size > 0 and (file.seek(size - 1), file.read(1))[1] != b"\n"
            file.write(("\n" if torn else "").encode() + line.encode() + b"\n")
            os.fsync(file.fileno())
    except OSError as error:
        raise refused(path, error) from error


def make_folder(path: Path) -> None:
    """The folder, made with mode 0700 where it was missing; an existing one keeps its mode. Raises `OSError`."""
    for missing in reversed([folder for folder in (path, *path.parents) if not folder.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def refused(path: Path, error: OSError) -> OutputError:
    """The error a person can act upon, for a file that the system would not write."""
    reason = error.strerror or str(error)
    return OutputError(
        f"{path} cannot be written: {reason}. What stood there before is untouched. Make room or choose another folder."
    )


def _is_windows() -> bool:
    return os.name == "nt"


def _sync(folder: Path) -> None:
    """Makes the new name itself survive a power cut, where the system lets a folder be synced."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
