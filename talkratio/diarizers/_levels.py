"""How loud each channel is, and how much of one channel is heard in another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from talkratio.audio import RATE, Audio
from talkratio.engines import Progress, silent
from talkratio.interval import Seconds
from talkratio.voices.hearing import Zero

Floats = npt.NDArray[np.float32]
Stretch = tuple[int, int]
"""The first frame, and the one after the last."""

HOP = 256
STEP: Seconds = HOP / RATE
"""one frame; 16 ms"""
BANDS = 4
_EDGES = (6, 16, 32, 64, 110)
"""bins of a 512-point spectrum: 0.2–0.5, –1, –2 and –3.4 kHz, so that telephone sound fills them all"""
_SILENCE = 1e-10
_FLOOR_BLOCK = 1250
"""frames over which a noise floor is taken: 20 s"""
_FLOOR_PERCENT = 8
_LOUD_RANGE = 20.0
"""decibels below its loudest frames in which a channel counts as loud"""
_SYLLABLE = 12
"""frames that speech stays loud; 0.2 s"""


@dataclass(frozen=True, slots=True)
class Levels:
    """Decibels re full scale of every channel, shape (channels, frames, BANDS), float16 to keep hours small.

    `zero` is where the samples of each channel have their middle, shape (channels,).
    """

    decibels: npt.NDArray[np.float16]
    zero: Floats

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.decibels.shape[0])

    @property
    def frames(self) -> int:
        """Number of frames, the last begun one included."""
        return int(self.decibels.shape[1])

    def power(self, channel: int, start: int = 0, end: int | None = None) -> Floats:
        """Power in each band, shape (frames, BANDS)."""
        return np.power(np.float32(10), self.decibels[channel, start:end].astype(np.float32) / 10)

    def whole(self, channel: int) -> Floats:
        """Decibels of all bands together, shape (frames,)."""
        return np.asarray(10 * np.log10(self.power(channel).sum(axis=1) + _SILENCE), np.float32)

    def floor(self, channel: int) -> tuple[Floats, Floats]:
        """The noise: frames, and the power in each band at them, shape (blocks,) and (blocks, BANDS)."""
        count = max(1, round(self.frames / _FLOOR_BLOCK))
        edges = np.linspace(0, self.frames, count + 1).astype(int)
        rows = [
            np.percentile(self.decibels[channel, start:end].astype(np.float32), _FLOOR_PERCENT, axis=0)
            for start, end in pairwise(edges)
        ]
        middles = np.asarray((edges[:-1] + edges[1:]) / 2, np.float32)
        return middles, np.power(np.float32(10), np.asarray(rows, np.float32) / 10)


def measure(audio: Audio, *, progress: Progress = silent) -> Levels:
    """Levels of the whole recording, in one pass and smoothed over three frames."""
    count = -(-round(audio.duration * RATE) // HOP)
    found = np.empty((audio.channels, count, BANDS), np.float16)
    # The middle of a window lies on the middle of its frame.
    held, done, zero = np.zeros((audio.channels, HOP + HOP // 2), np.float32), 0, Zero()
    for block in chain(_seen(audio, zero), [np.zeros((audio.channels, 4 * HOP), np.float32)]):
        held = np.concatenate([held, block], axis=1)
        if held.shape[1] < 4 * HOP:
            continue
        power = np.stack([_powers(row) for row in held])
        smooth = (power[:, :-2] + power[:, 1:-1] + power[:, 2:])[:, : count - done] / 3
        found[:, done : done + smooth.shape[1]] = 10 * np.log10(smooth + _SILENCE)
        done += smooth.shape[1]
        held = held[:, smooth.shape[1] * HOP :]
        progress("channels", done / max(1, count) / 2)
    return Levels(found, zero.off)


def _seen(audio: Audio, zero: Zero) -> Iterator[Floats]:
    for block in audio.blocks():
        zero.learn(block)
        yield block


def bleed(into: Floats, source: Floats) -> float:
    """Decibels at which a channel hears what another one says, relative to that other channel.

    Both are decibels of shape (frames,). It is the lowest common difference between them where the source is loud:
    then nobody speaks into the first. Noise counts as bleed, so a quiet channel gives a low number.
    """
    difference = (into - source)[_lasting(source > np.percentile(source, 95) - _LOUD_RANGE)]
    lowest = float(np.percentile(difference, 1))
    for _ in range(5):
        lowest = float(np.median(difference[difference < lowest + 6]))
    return lowest


def _lasting(loud: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Without the short ones: a knock on a microphone is loud there and not heard in any other."""
    kept = np.zeros_like(loud)
    for start, end in runs(loud):
        kept[start:end] = end - start >= _SYLLABLE
    return kept if kept.any() else loud


def runs(mask: npt.NDArray[np.bool_]) -> list[Stretch]:
    """First frame, and the one after the last, of each stretch that is true.

    >>> runs(np.array([False, True, True, False, True]))
    [(1, 3), (4, 5)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def joined(stretches: Iterable[Stretch], gap: Seconds) -> list[Stretch]:
    """The stretches, in order, those less than `gap` apart as one."""
    found: list[Stretch] = []
    for start, end in stretches:
        if found and (start - found[-1][1]) * STEP < gap:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _powers(samples: Floats) -> Floats:
    window = np.hanning(2 * HOP).astype(np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(samples, 2 * HOP)[::HOP]
    parts = list(_chunks(windows * window))
    return np.concatenate(parts)


def _chunks(windows: Floats) -> Iterator[Floats]:
    for start in range(0, len(windows), 1000):
        spectrum = np.fft.rfft(windows[start : start + 1000])
        power = (spectrum.real**2 + spectrum.imag**2) / (2 * HOP * 192)
        bands = [power[:, low:high].sum(axis=1) for low, high in pairwise(_EDGES)]
        yield np.stack(bands, axis=1).astype(np.float32)
