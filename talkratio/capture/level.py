"""How loud it is, and what is wrong with the sound while there is still time to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from talkratio.interval import Seconds

Warning = Literal["dead", "silence", "faint", "clipping"]  # noqa: A001 (what it is; nobody uses the built-in here)
"""`dead`: nothing but zeros, so muted or not permitted · `silence`: a live microphone that hears nobody ·
`faint`: the voices reach it very quietly · `clipping`: it is overdriven"""

DEAD_AFTER: Seconds = 3.0
SILENT_AFTER: Seconds = 20.0
SILENT_BELOW = -65.0
FAINT_AFTER: Seconds = 20.0
FAINT_BELOW = -48.0
"""dBFS of the loudest tenth of the last minute; talk at a metre gives −35 to −20 in an ordinary laptop"""
CLIPPED_AT = 32_700
CLIPPED_SHARE = 0.001
FLOOR = -96.0
"""dBFS shown for no sound at all: the smallest step of 16 bits"""

_MEMORY: Seconds = 60.0


@dataclass(frozen=True, slots=True)
class Level:
    """Root mean square around zero, and peak, of the last moment in dBFS, by channel, −96..0."""

    loud: tuple[float, ...]
    peak: tuple[float, ...]


class Meter:
    """Listens to blocks of int16 frames; memory stays flat."""

    def __init__(self, rate: int, channels: int) -> None:
        self.rate, self.channels = rate, channels
        self.level = Level((FLOOR,) * channels, (FLOOR,) * channels)
        self._zeros = [0.0] * channels
        self._quiet = [0.0] * channels
        self._recent: list[list[tuple[Seconds, float, float]]] = [[] for _ in range(channels)]

    def hear(self, block: bytes) -> None:
        """Takes the next block, any whole number of frames."""
        frames = np.frombuffer(block, np.int16).reshape(-1, self.channels)
        if not len(frames):
            return
        seconds = len(frames) / self.rate
        magnitude = np.abs(frames.astype(np.float32))
        loud = _decibels(np.std(frames, axis=0, dtype=np.float32))  # around their mean: a constant is no sound
        peak = magnitude.max(axis=0)
        clipped = np.mean(magnitude >= CLIPPED_AT, axis=0)
        self.level = Level(tuple(loud), tuple(_decibels(peak)))
        for channel in range(self.channels):
            self._zeros[channel] = 0.0 if peak[channel] else self._zeros[channel] + seconds
            self._quiet[channel] = 0.0 if loud[channel] > SILENT_BELOW else self._quiet[channel] + seconds
            recent = self._recent[channel]
            recent.append((seconds, loud[channel], float(clipped[channel])))
            while self._span(channel) > _MEMORY:
                recent.pop(0)

    def warnings(self) -> tuple[tuple[int, Warning], ...]:
        """What is wrong now, as (channel, warning); nothing that has passed."""
        found: list[tuple[int, Warning]] = []
        for channel in range(self.channels):
            if self._zeros[channel] >= DEAD_AFTER:
                found.append((channel, "dead"))
            elif self._quiet[channel] >= SILENT_AFTER:
                found.append((channel, "silence"))
            elif self._span(channel) >= FAINT_AFTER and self.loudest(channel) < FAINT_BELOW:
                found.append((channel, "faint"))
            if self._clipped(channel) > CLIPPED_SHARE:
                found.append((channel, "clipping"))
        return tuple(found)

    def loudest(self, channel: int) -> float:
        """Level in dBFS of the loudest tenth of the last minute: how loud people are when they speak."""
        loud = sorted((item[1] for item in self._recent[channel]), reverse=True)
        return loud[len(loud) // 10] if loud else FLOOR

    def _span(self, channel: int) -> Seconds:
        return sum(item[0] for item in self._recent[channel])

    def _clipped(self, channel: int) -> float:
        """Share of overdriven samples in the last five seconds."""
        last = self._recent[channel][-50:]
        return sum(item[2] for item in last) / len(last) if last else 0.0


def _decibels(magnitude: np.ndarray[tuple[int], np.dtype[np.float32]]) -> list[float]:
    return [round(max(FLOOR, float(value)), 1) for value in 20 * np.log10(np.maximum(magnitude, 1e-3) / 32_768)]
