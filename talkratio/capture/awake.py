"""Keeps the computer from falling asleep by itself while it records; whoever closes the lid still decides."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

_CONTINUOUS, _SYSTEM_REQUIRED = 0x80000000, 0x00000001
"""flags of Windows' SetThreadExecutionState"""


@contextlib.contextmanager
def awake() -> Iterator[None]:
    """As far as the system offers a way; where it does not, the recording notes the gap that a sleep leaves."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS | _SYSTEM_REQUIRED)
        try:
            yield
        finally:
            ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS)
        return
    keeper = _keeper()
    try:
        yield
    finally:
        if keeper is not None and keeper.stdin is not None:
            keeper.stdin.close()
            keeper.terminate()
            keeper.wait()


def _keeper() -> subprocess.Popen[bytes] | None:
    """A program of the system that keeps it awake, and that ends with this process however that ends."""
    if sys.platform == "darwin":
        command = ["caffeinate", "-i", "-w", str(os.getpid())]
    else:
        what = ["--what=idle:sleep", "--mode=block", "--who=talkratio", "--why=A conversation is being recorded"]
        command = ["systemd-inhibit", *what, "cat"]  # which ends when nobody holds its input any more
    if shutil.which(command[0]) is None:
        return None
    with contextlib.suppress(OSError):
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return None
