"""The table of the list in the hands of another program: waited for, then said, never thrown away."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from talkratio import library, retention
from talkratio.errors import OutputError
from talkratio.library import index

HOLDER = """
import sqlite3, sys
table = sqlite3.connect(sys.argv[1], isolation_level=None)
table.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
table.execute("ROLLBACK")
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TALKRATIO_HOME", str(tmp_path / "home"))
    library.new("Hemmelig", ".wav")[1].write_bytes(b"x")
    library.entries()
    return tmp_path / "home"


@contextmanager
def held(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process has the table to itself until a line is written to it."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], **pipes) as holder:  # type: ignore[call-overload]
        assert holder.stdout.readline() == b"held\n"
        yield holder


def test_a_table_in_use_is_waited_for(home: Path) -> None:
    """The other program lets go after a while, and the list is there."""
    with held(home / "index.sqlite") as holder:
        later = threading.Timer(0.5, lambda: holder.communicate(b"\n"))
        later.start()
        library.new("En til", ".wav")[1].write_bytes(b"x")
        assert {entry.title for entry in library.entries()} == {"Hemmelig", "En til"}
        later.join()


def test_a_table_that_stays_in_use_is_named_and_left_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it is and what to do is said, the file stays as it was, what runs at every start goes on."""
    monkeypatch.setattr(index, "PATIENCE", 0.2)
    path = home / "index.sqlite"
    before = path.stat().st_ino, path.read_bytes()
    with held(path) as holder:
        with pytest.raises(OutputError, match=r"index\.sqlite is in use by another program"):
            library.entries()
        retention.sweep()
        holder.communicate(b"\n")
    assert (path.stat().st_ino, path.read_bytes()) == before
    assert [entry.title for entry in library.entries()] == ["Hemmelig"]


def test_deleting_while_the_table_is_in_use_says_so_and_is_made_good(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The conversation is gone and noted as gone; its line leaves the table with the next look at the list."""
    monkeypatch.setattr(index, "PATIENCE", 0.2)
    (kept,) = library.kept()
    with held(home / "index.sqlite") as holder:
        with pytest.raises(OutputError, match="in use by another program"):
            kept.delete()
        holder.communicate(b"\n")
    assert len(library.deleted()) == 1
    assert library.entries() == ()
    assert b"Hemmelig" not in (home / "index.sqlite").read_bytes()
