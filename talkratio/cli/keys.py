"""Single keys from a terminal, without Enter; none where there is no terminal."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

Pressed = Callable[[float], str]
"""waits so many seconds at most; the key in small letters, empty when none was pressed"""


@contextlib.contextmanager
def keys() -> Iterator[Pressed]:
    """The terminal as a source of keys; it is as before afterwards."""
    if not sys.stdin.isatty():
        yield _never
    elif sys.platform == "win32":
        yield _windows
    else:
        import termios
        import tty

        before = termios.tcgetattr(sys.stdin)
        try:
            tty.setcbreak(sys.stdin)
            yield _posix
        finally:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _never(patience: float) -> str:
    time.sleep(patience)
    return ""


def _posix(patience: float) -> str:
    import select

    ready, _, _ = select.select([sys.stdin], [], [], patience)
    return sys.stdin.read(1).lower() if ready else ""


def _windows(patience: float) -> str:
    import importlib

    console: Any = importlib.import_module("msvcrt")  # exists on Windows alone
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if console.kbhit():
            return str(console.getwch()).lower()
        time.sleep(0.02)
    return ""
