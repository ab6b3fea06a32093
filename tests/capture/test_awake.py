from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from talkratio.capture.awake import awake

KEEPER = """#!/bin/sh
echo "$@" > "$(dirname "$0")/asked"
cat
echo over > "$(dirname "$0")/over"
"""
"""stands in for the system's program: it stays for as long as somebody holds its input"""


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system whose program writes down what it was asked."""
    if sys.platform == "win32":
        pytest.skip("Windows is asked by a call, not by a program")
    for name in ("systemd-inhibit", "caffeinate"):
        (tmp_path / name).write_text(KEEPER)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path / "asked"


def until(path: Path) -> str:
    """What the file says when it has come; the test's own time limit ends the waiting."""
    while not path.exists() or not path.read_text():
        time.sleep(0.02)
    return path.read_text()


def test_while_it_records_the_system_is_asked_not_to_sleep(asked: Path) -> None:
    """And no longer than that."""
    with awake():
        assert "talkratio" in until(asked) or str(os.getpid()) in until(asked)


def test_a_recorder_that_is_killed_lets_the_computer_sleep(asked: Path) -> None:
    """The program ends with it, so that nothing keeps the computer awake for ever."""
    code = "import os, time; from talkratio.capture.awake import awake\nwith awake():\n time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", code]) as recorder:
        until(asked)
        recorder.kill()
    assert until(asked.with_name("over")) == "over\n"


def test_where_the_system_offers_nothing_it_records_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing program is no error."""
    monkeypatch.setenv("PATH", "")
    with awake():
        pass


def test_windows_may_sleep_again_however_the_recording_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked by a call that holds until it is taken back."""
    asked: list[int] = []
    kernel = SimpleNamespace(SetThreadExecutionState=asked.append)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(OSError, match="full"), awake():
        raise OSError("full")
    assert asked == [0x80000001, 0x80000000]
