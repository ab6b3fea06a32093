"""Sound from one microphone, or from two kept side by side as two channels, in blocks of int16 frames."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Sequence
from typing import Any, Protocol

from talkratio.capture import devices
from talkratio.capture.devices import RATE, Microphone
from talkratio.capture.refusals import why
from talkratio.errors import InputError
from talkratio.interval import Seconds

BLOCK: Seconds = 0.1
_STALLED: Seconds = 3.0
"""no sound for so long means that the device is gone, whatever the system says"""
_MOST_WAITING: Seconds = 120.0
"""sound held in memory while the disk is not ready"""
_SLACK: Seconds = 0.05
"""two clocks may drift apart by this much before one is set right by a single sample"""


class Source(Protocol):
    """Where sound comes from: a microphone, two of them, or a drawn one in tests."""

    rate: int
    channels: int
    name: str

    @property
    def lost(self) -> Seconds:
        """Seconds that the system threw away, so far."""
        ...

    def read(self, patience: Seconds) -> bytes:
        """The next block, empty when none came within `patience`. Raises `Vanished` when no more will come."""
        ...

    def close(self) -> None: ...


class Vanished(Exception):
    """The microphone was unplugged, taken by the system, or delivers nothing any more."""


class Single:
    """One microphone. `lost` counts seconds that the system threw away because the computer was too busy.

    Raises `InputError` when it is busy, may not be used, or cannot be opened.
    """

    def __init__(self, microphone: Microphone, channels: int = 1) -> None:
        self.name = microphone.name
        self.channels = max(1, min(channels, microphone.channels))
        self.lost: Seconds = 0.0
        self._arrived = threading.Event()
        self._blocks: deque[bytes] = deque()
        self._held = 0
        self._ended = False
        self._idle: Seconds = 0.0
        module = devices.portaudio()
        device = devices.address(microphone)
        more = devices.converting(device)
        self.rate = self._best_rate(module, device, more)
        try:
            self._stream = module.RawInputStream(
                device=device,
                channels=self.channels,
                samplerate=self.rate,
                dtype="int16",
                blocksize=round(self.rate * BLOCK),
                latency="high",
                callback=self._take,
                finished_callback=self._end,
                **more,
            )
            self._stream.start()
        except (module.PortAudioError, ValueError, OSError) as error:
            raise InputError(why(self.name, str(error))) from error

    def read(self, patience: Seconds) -> bytes:
        """The next blocks as one, empty when none came within `patience` seconds."""
        self._arrived.wait(patience)
        self._arrived.clear()
        blocks = []
        with contextlib.suppress(IndexError):
            while True:
                blocks.append(self._blocks.popleft())
        block = b"".join(blocks)
        self._held -= len(block)
        self._idle = 0.0 if block else self._idle + patience
        if not block and (self._ended or self._idle >= _STALLED):
            raise Vanished(self.name)
        return block

    def close(self) -> None:
        """Lets the microphone go; its light goes out."""
        with contextlib.suppress(Exception):
            self._stream.abort()
        with contextlib.suppress(Exception):
            self._stream.close()

    def _best_rate(self, module: Any, device: int | str, more: dict[str, Any]) -> int:
        with contextlib.suppress(Exception):
            module.check_input_settings(device=device, channels=self.channels, dtype="int16", samplerate=RATE, **more)
            return RATE
        with contextlib.suppress(Exception):
            return int(module.query_devices(device, "input")["default_samplerate"])
        return RATE

    def _take(self, block: object, frames: int, _moment: object, status: object) -> None:
        # Runs in PortAudio's own thread: nothing here may wait.
        if getattr(status, "input_overflow", False):
            self.lost += frames / self.rate
        if self._held > _MOST_WAITING * self.rate * 2 * self.channels:
            self.lost += frames / self.rate
            return
        content = bytes(block)  # type: ignore[call-overload]
        self._held += len(content)
        self._blocks.append(content)
        self._arrived.set()

    def _end(self) -> None:
        self._ended = True
        self._arrived.set()


class Pair:
    """Two microphones as left and right.

    Each has a clock of its own: the right one is kept to the left one's by leaving out or repeating a single sample
    when it has drifted, which nobody hears.
    """

    channels = 2

    def __init__(self, left: Source, right: Source) -> None:
        if left.rate != right.rate:
            raise InputError(
                f"{left.name} and {right.name} run at {left.rate} and {right.rate} Hz and cannot be joined. "
                "Set both to 48000 Hz in the sound settings, or use one of them."
            )
        self.left, self.right = left, right
        self.rate = left.rate
        self.name = f"{left.name} + {right.name}"
        self._waiting = (bytearray(), bytearray())
        self._aligned = False

    @property
    def lost(self) -> Seconds:
        """Seconds that either of them lost."""
        return max(self.left.lost, self.right.lost)

    def read(self, patience: Seconds) -> bytes:
        """The frames that both have delivered."""
        for source, waiting in zip((self.left, self.right), self._waiting, strict=True):
            waiting += source.read(patience)
        a, b = self._waiting
        if not self._aligned:
            if not (a and b):
                return b""
            # Whoever started earlier waits for the other: both begin at the newest moment.
            keep = min(len(a), len(b))
            del a[:-keep], b[:-keep]
            self._aligned = True
        count = min(len(a), len(b))
        joined = interleave((bytes(a[:count]), bytes(b[:count])))
        del a[:count], b[:count]
        self._mend_drift()
        return joined

    def close(self) -> None:
        """Lets both go."""
        self.left.close()
        self.right.close()

    def _mend_drift(self) -> None:
        a, b = self._waiting
        slack = round((BLOCK + _SLACK) * self.rate) * 2
        if len(b) > slack:
            del b[:2]
        elif len(a) > slack and b:
            b[:0] = b[:2]


class Doubled:
    """One microphone on both channels: what is left of two goes on in the recording that they began."""

    channels = 2

    def __init__(self, source: Source) -> None:
        self._source = source
        self.rate, self.name = source.rate, source.name

    @property
    def lost(self) -> Seconds:
        """Seconds that it lost."""
        return self._source.lost

    def read(self, patience: Seconds) -> bytes:
        """Its next block, twice."""
        block = self._source.read(patience)
        return interleave((block, block))

    def close(self) -> None:
        """Lets it go."""
        self._source.close()


def interleave(channels: Sequence[bytes]) -> bytes:
    """Frames of several channels from one stream of int16 samples each, all of the same length."""
    import numpy as np

    return np.stack([np.frombuffer(channel, np.int16) for channel in channels], axis=1).tobytes()


def opened(microphones: Sequence[Microphone], channels: int = 1) -> Source:
    """One microphone with as many `channels` as it has, or two microphones as two channels.

    Raises `InputError` when one cannot be opened.
    """
    if len(microphones) == 1:
        return Single(microphones[0], channels)
    left = Single(microphones[0])
    try:
        return Pair(left, Single(microphones[1]))
    except InputError:
        left.close()
        raise
