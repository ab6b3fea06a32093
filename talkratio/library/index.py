"""A table of what the folders hold, so that a list of hundreds is quick; rebuilt from them whenever it is in doubt."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from talkratio import store
from talkratio.errors import OutputError

Row = tuple[str, str]
"""the state of a folder's files, and what was read from them"""

PATIENCE = 5.0
"""seconds that another program may hold the table before it is said to be in use"""
_HELD = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_SCHEMA = "CREATE TABLE IF NOT EXISTS conversation (name TEXT PRIMARY KEY, stamp TEXT NOT NULL, content TEXT NOT NULL)"


def refreshed(path: Path, stamps: Mapping[str, str], read: Callable[[str], str]) -> dict[str, str]:
    """The content of every folder in `stamps` (name → state of its files), `read` anew only where the state changed.

    Folders that are gone leave the table, and the bytes they left in the file are overwritten. A damaged table is
    made again. Raises `OutputError` when the folder of `path` cannot be written, or another program holds the table.
    """
    try:
        return _refreshed(path, stamps, read)
    except sqlite3.DatabaseError as error:
        _heed(path, error)
        with contextlib.suppress(OSError):
            discard(path)
    try:
        return _refreshed(path, stamps, read)
    except sqlite3.Error as error:
        _heed(path, error)
        raise OutputError(f"{path} cannot be written: {error}. Make room; it is made anew from the folders.") from error


def drop(path: Path, name: str) -> None:
    """Takes one folder out of the table and overwrites its bytes; a damaged table is made again later.

    Raises `OutputError` when another program holds the table; then the next look at the list takes it out.
    """
    if not path.exists():
        return
    try:
        with _opened(path) as table, table:
            table.execute("DELETE FROM conversation WHERE name = ?", (name,))
    except (sqlite3.Error, OutputError) as error:
        _heed(path, error)
        with contextlib.suppress(OSError):
            discard(path)


def discard(path: Path) -> None:
    """Deletes the table with what SQLite keeps beside it. Raises `OSError`."""
    for name in (path.name, f"{path.name}-journal", f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _heed(path: Path, error: Exception) -> None:
    """A table in somebody's hands is whole: it is left alone, and said to be in use."""
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in _HELD:
        raise OutputError(f"{path} is in use by another program. Close that program and try again.") from error


def _refreshed(path: Path, stamps: Mapping[str, str], read: Callable[[str], str]) -> dict[str, str]:
    with _opened(path) as table:
        known: dict[str, Row] = {
            name: (stamp, content) for name, stamp, content in table.execute("SELECT * FROM conversation")
        }
        gone = [(name,) for name in known if name not in stamps]
        fresh = {name: read(name) for name, stamp in stamps.items() if known.get(name, ("",))[0] != stamp}
        if gone or fresh:
            with table:
                table.executemany("DELETE FROM conversation WHERE name = ?", gone)
                table.executemany(
                    "INSERT OR REPLACE INTO conversation VALUES (?, ?, ?)",
                    [(name, stamps[name], content) for name, content in fresh.items()],
                )
    return {name: fresh[name] if name in fresh else known[name][1] for name in stamps}


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        store.make_folder(path.parent)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise store.refused(path, error) from error
    table = sqlite3.connect(path, timeout=PATIENCE)
    try:
        # secure_delete overwrites what is deleted; a rollback journal leaves no second file behind, as a WAL would.
        table.execute("PRAGMA secure_delete = ON")
        table.execute("PRAGMA journal_mode = DELETE")
        table.execute(_SCHEMA)
        yield table
    finally:
        table.close()
