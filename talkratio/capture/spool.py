"""What has arrived goes to the tape; while the disk is full it is held in memory, in case somebody makes room."""

from __future__ import annotations

import contextlib
import time

from talkratio.capture.wav import Tape
from talkratio.interval import Seconds

SYNC_EVERY: Seconds = 1.0
AGAIN: Seconds = 1.0
"""time between two attempts to write to a full disk"""
HOLD: Seconds = 120.0
"""sound held in memory at most"""


class Spool:
    """Blocks of frames on their way to a tape. `full` tells whether the last of them did not find room."""

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self.full = False
        self._held = bytearray()
        self._tried = self._synced = 0.0

    @property
    def duration(self) -> Seconds:
        """Seconds so far, on the tape and held."""
        return self.tape.duration + self.held

    @property
    def held(self) -> Seconds:
        """Seconds that are not on the tape yet."""
        return len(self._held) / self.tape.width / self.tape.rate

    def put(self, block: bytes = b"", *, now: bool = False) -> None:
        """Writes a block and all that is held; a full disk is tried once a second, or at once with `now`."""
        self._held += block
        moment = time.monotonic()
        if self.full and moment - self._tried < AGAIN and not now:
            return
        try:
            try:
                self.tape.write(bytes(self._held))
            finally:
                del self._held[: self.tape.written]
            if moment - self._synced >= SYNC_EVERY:
                self.tape.sync()
                self._synced = moment
            self.full = False
        except OSError:
            self.full, self._tried = True, moment

    def forget(self, seconds: Seconds) -> Seconds:
        """Takes the last `seconds` out, first of what is held; returns how many those were."""
        held = min(len(self._held), round(seconds * self.tape.rate) * self.tape.width)
        del self._held[len(self._held) - held :]
        gone = held / self.tape.width / self.tape.rate
        with contextlib.suppress(OSError):
            gone += self.tape.forget(seconds - gone)
        return gone
