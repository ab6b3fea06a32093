"""What this computer has to offer: memory that is free now, and how many threads may work."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

MOST_THREADS = 8
"""more than this gains nothing in speech recognition and starves everything else"""


def memory_available() -> int | None:
    """Bytes that a program may still take without swapping; `None` where it cannot be told.

    `TALKRATIO_MEMORY` (bytes) overrides it, for computers that share their memory with others.
    """
    if (given := os.environ.get("TALKRATIO_MEMORY", "")).isdigit():
        return int(given)
    found = [free for free in (_physical(), _of_container()) if free is not None]
    return min(found) if found else None


def whisper_memory(size: float, together: int = 1) -> float:
    """Bytes that a Whisper of `size` bytes on disk takes on a processor, hearing so many chunks at once.

    Measured with models of the shape of small and large-v3-turbo in float16, loaded as int8, and rounded up: the
    program and its libraries, the model while it is read in, and what each chunk needs.
    """
    return 350e6 + 1.25 * size + together * (200e6 + 0.25 * size)


def threads() -> int:
    """Threads to work with: `OMP_NUM_THREADS` when set, else the processors this process may use, at most 8."""
    given = os.environ.get("OMP_NUM_THREADS", "")
    if given.isdigit() and int(given) > 0:
        return int(given)
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(usable, MOST_THREADS))


def in_words(size: float) -> str:
    """A number of bytes as people say it.

    >>> in_words(3_087_284_237)
    '3.1 GB'
    """
    if size >= 1e9:
        return f"{size / 1e9:.1f} GB"
    return f"{size / 1e6:.0f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"


def _physical() -> int | None:
    if sys.platform == "win32":
        return _windows()
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return None
    return None


def _of_container() -> int | None:
    """What a container still allows (control groups, version 2); page cache counts as free."""
    folder = Path("/sys/fs/cgroup")
    try:
        limit = (folder / "memory.max").read_text(encoding="ascii").strip()
        if not limit.isdigit():
            return None
        used = int((folder / "memory.current").read_text(encoding="ascii"))
        stat = (line.split() for line in (folder / "memory.stat").read_text(encoding="ascii").splitlines())
        cached = sum(int(value) for name, value in stat if name in {"inactive_file", "active_file"})
    except (OSError, ValueError):
        return None
    return max(0, int(limit) - used + cached)


def _windows() -> int | None:
    class Status(ctypes.Structure):
        _fields_ = [
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "free", "t1", "f1", "t2", "f2", "f3")),
        ]

    status = Status(length=ctypes.sizeof(Status))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 (exists on Windows alone)
    return int(status.free) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None
