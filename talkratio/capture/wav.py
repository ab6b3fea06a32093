"""A WAV file that is whole at every moment: what a crash leaves can be played, and mended to the last sample.

Sixteen-bit PCM, as written by the recorder; format by Microsoft's "Multimedia Programming Interface" (1991), §3.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from talkratio.errors import AudioError
from talkratio.interval import Seconds

HEADER = 44
_MOST = 0xFFFFFFFF


class Tape(Protocol):
    """What sound is written to: a `Wav` on disk, or memory."""

    rate: int
    channels: int
    width: int
    written: int

    @property
    def duration(self) -> Seconds:
        """Seconds so far."""
        ...

    def write(self, block: bytes) -> None: ...
    def sync(self) -> None: ...
    def forget(self, seconds: Seconds) -> Seconds: ...
    def close(self) -> None: ...


class Wav:
    """A recording being written at `path`, mode 0600; an existing file is continued. Use as a context manager.

    `write` may be cut short by a full disk: then it raises `OSError`, the file holds whole frames, and what is left
    of the block can be written again (`written` tells how many of its bytes arrived).
    """

    def __init__(self, path: Path, *, rate: int, channels: int) -> None:
        self.rate, self.channels, self.width = rate, channels, 2 * channels
        self.written = 0
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        self._file = os.fdopen(descriptor, "rb+", buffering=0)
        if self._file.seek(0, os.SEEK_END) < HEADER:
            self._file.truncate(0)
            self._length = 0
            self._head()
        self._length = self._whole(self._file.seek(0, os.SEEK_END) - HEADER)
        self._file.truncate(HEADER + self._length)

    @property
    def duration(self) -> Seconds:
        """Seconds written so far."""
        return self._length / self.width / self.rate

    def write(self, block: bytes) -> None:
        """Adds whole frames. Raises `OSError` when the disk is full."""
        self.written = 0
        self._file.seek(HEADER + self._length)
        view = memoryview(block)
        try:
            while self.written < len(block):
                self.written += self._file.write(view[self.written :]) or 0
        finally:
            self.written = self._whole(self.written)
            self._length += self.written

    def sync(self) -> None:
        """Makes everything so far survive a power cut. Raises `OSError`."""
        self._head()
        os.fsync(self._file.fileno())

    def forget(self, seconds: Seconds) -> Seconds:
        """Takes the last `seconds` out of the file, overwritten before they are cut; returns how many those were."""
        gone = min(self._length, round(seconds * self.rate) * self.width)
        self._file.seek(HEADER + self._length - gone)
        for start in range(0, gone, 1 << 20):
            self._file.write(bytes(min(1 << 20, gone - start)))
        os.fsync(self._file.fileno())
        self._length -= gone
        self._file.truncate(HEADER + self._length)
        self.sync()
        return gone / self.width / self.rate

    def close(self) -> None:
        """Ends the file. What cannot be synced any more stays as it was last synced, or better."""
        if not self._file.closed:
            try:
                self._file.truncate(HEADER + self._length)
                self.sync()
            finally:
                self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _whole(self, size: int) -> int:
        return size - size % self.width

    def _head(self) -> None:
        self._file.seek(0)
        self._file.write(header(self.rate, self.channels, self._length))


def header(rate: int, channels: int, length: int) -> bytes:
    """The 44 bytes before `length` bytes of samples."""
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        min(HEADER - 8 + length, _MOST),
        b"WAVE",
        b"fmt ",
        16,
        1,
        channels,
        rate,
        rate * channels * 2,
        channels * 2,
        16,
        b"data",
        min(length, _MOST),
    )


def form(path: Path) -> tuple[int, int]:
    """Rate and channels of a recording that the recorder began. Raises `AudioError` when its header is damaged."""
    with path.open("rb") as file:
        head = file.read(HEADER)
    if len(head) < HEADER or head[:4] != b"RIFF" or head[36:40] != b"data":
        raise AudioError(f"{path} is not of this recorder, or its first bytes are damaged. Open it in a sound editor.")
    channels, rate = struct.unpack("<HI", head[22:28])
    if not (1 <= channels <= 8 and 1 <= rate <= 768_000):
        raise AudioError(f"The first bytes of {path} are damaged. Open it in a sound editor as raw 16-bit sound.")
    return rate, channels


def mend(path: Path) -> Seconds:
    """Makes the header tell what the file holds, after a crash; returns the seconds saved. Raises `AudioError`."""
    rate, channels = form(path)
    with Wav(path, rate=rate, channels=channels) as wav:
        return wav.duration
