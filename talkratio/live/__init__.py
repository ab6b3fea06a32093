"""While talking: the manager's share over the last five minutes and so far, a second behind.

A light running version of the built-in engine, anchored by the check-in. It reads what the recorder writes, in a
process of its own that gives way to everything else.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError

from talkratio import capture
from talkratio.audio import RATE
from talkratio.background import APART
from talkratio.capture import checkin, wav
from talkratio.capture.recorder import PART
from talkratio.interval import Interval, Seconds
from talkratio.library import Kept
from talkratio.live.running import Running
from talkratio.voices.features import Floats

STATE = "live.json"
RECENT: Seconds = 300.0
_CATCH_UP: Seconds = 10.0

_started: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True, slots=True)
class Live:
    """The manager's share (0..1) at a moment of the recording; `None` while too little was said."""

    at: Seconds
    recent: float | None
    so_far: float | None
    pid: int | None = None


_LIVE: TypeAdapter[Live] = TypeAdapter(Live)


def start(kept: Kept, manager: str) -> None:
    """Begins to follow a recording; `manager` is a name of its check-in. It ends with the recording."""
    _started[:] = [one for one in _started if one.poll() is None]
    if kept.busy("live"):
        return
    _started.append(
        subprocess.Popen(
            [sys.executable, "-m", "talkratio.live", str(kept.folder), manager],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **APART,
        )
    )


def state(kept: Kept) -> Live | None:
    """The share now, or `None` when nobody follows the recording."""
    try:
        found = _LIVE.validate_json((kept.folder / STATE).read_bytes())
    except (OSError, ValidationError):
        return None
    return found if kept.busy("live") else None  # one that was killed leaves its last number behind


def stop(kept: Kept, *, patience: Seconds = 2.0) -> None:
    """Ends the following; the recording goes on."""
    now = state(kept)
    if now is None or now.pid is None:
        return
    with contextlib.suppress(OSError):
        os.kill(now.pid, signal.SIGTERM)
    until = time.monotonic() + patience
    while kept.busy("live") and time.monotonic() < until:
        time.sleep(0.02)
    with contextlib.suppress(OSError):  # Windows ends a process without letting it tidy up
        (kept.folder / STATE).unlink(missing_ok=True)


def follow(kept: Kept, manager: str) -> Iterator[Live]:
    """The share once a second, for as long as the recording runs; a recording that was shortened is heard anew."""
    if not (kept.folder / PART).is_file():
        return
    with contextlib.ExitStack() as stack:
        ear, sound = stack.enter_context(Running()), _Sound(kept.folder / PART)
        known: tuple[Interval, ...] = ()
        while capture.running(kept):
            began = time.monotonic()
            if sound.shortened():
                ear, sound, known = stack.enter_context(Running()), _Sound(kept.folder / PART), ()
            for samples in sound.fresh():
                ear.hear(samples)
            if not known and (known := _anchors(kept, manager)):
                if max(interval.end for interval in known) + 2 < ear.duration:
                    ear.know(known)
                else:
                    known = ()
            yield Live(round(ear.duration, 1), ear.share(RECENT), ear.share(), os.getpid())
            time.sleep(max(0.05, 1.0 - (time.monotonic() - began)))


class _Sound:
    """What the recorder has written since the last look, as mono at 16 kHz."""

    def __init__(self, path: Path) -> None:
        import av

        self._path = path
        self._rate, self._channels = wav.form(path)
        self._at = wav.HEADER
        self._resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)

    def shortened(self) -> bool:
        """Whether the last minutes were forgotten."""
        return self._path.exists() and self._path.stat().st_size < self._at

    def fresh(self) -> Iterator[Floats]:
        """What is there now, in parts of at most ten seconds; what comes meanwhile is for the next look."""
        import av

        width = 2 * self._channels
        with contextlib.suppress(FileNotFoundError), self._path.open("rb") as file:
            end = os.fstat(file.fileno()).st_size
            while self._at + width <= end:
                content = self._whole(file, width)
                samples = np.frombuffer(content, np.int16).reshape(-1, self._channels).mean(axis=1) / 32_768
                frame = av.AudioFrame.from_ndarray(samples.astype(np.float32)[None], format="flt", layout="mono")
                frame.sample_rate = self._rate
                found = [part.to_ndarray().reshape(-1) for part in self._resampler.resample(frame)]
                yield np.concatenate([np.zeros(0, np.float32), *found]).astype(np.float32)

    def _whole(self, file: object, width: int) -> bytes:
        file.seek(self._at)  # type: ignore[attr-defined]
        content: bytes = file.read(round(_CATCH_UP * self._rate) * width)  # type: ignore[attr-defined]
        content = content[: len(content) - len(content) % width]
        self._at += len(content)
        return content


def _anchors(kept: Kept, manager: str) -> tuple[Interval, ...]:
    """Known moments of the manager and of the other one; empty before the check-in is over."""
    found = dict(checkin.voices(kept))
    others = [interval for name, interval in found.items() if name != manager]
    return (found[manager], others[0]) if manager in found and others else ()
