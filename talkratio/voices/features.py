"""What the engine hears: log-mel frames of a stream, and what they are levelled by.

A frame is 32 ms long, one starts every 10 ms; 40 mel bands from 60 to 7,600 Hz (HTK scale), natural logarithm of power.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

RATE = 16_000
HOP = 160
WINDOW = 512
BANDS = 40
FRAMES_PER_SECOND = RATE // HOP
CHUNK = 3_000
"""frames computed at a time, whatever blocks the samples come in: the result must not depend on the blocks"""

CEPSTRA = 19
"""numbers that a frame's shape of spectrum is put into, its loudness left out"""

QUIETEST = 1e-9
"""power below which a band is silent; a 16-bit recording's rounding noise lies above it"""
LOUDEST_TO_FLOOR = 11.5
"""natural logarithm of the largest range (50 dB) looked at: below it lies digital silence, not the room"""
LEVEL_FRAMES = 61
"""frames over which the running level is taken: 0.6 s, about two syllables on each side"""


def filterbank() -> Floats:
    """Triangular mel filters, shape (WINDOW // 2 + 1, BANDS)."""
    edges = np.linspace(_mel(60.0), _mel(7_600.0), BANDS + 2)
    hertz = 700.0 * (10.0 ** (edges / 2595.0) - 1.0)
    bins = np.fft.rfftfreq(WINDOW, 1 / RATE)[:, None]
    rising = (bins - hertz[:-2]) / (hertz[1:-1] - hertz[:-2])
    falling = (hertz[2:] - bins) / (hertz[2:] - hertz[1:-1])
    return np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)


def _mel(hertz: float) -> float:
    return float(2595.0 * np.log10(1.0 + hertz / 700.0))


_BANK = filterbank()
_TAPER = np.hanning(WINDOW + 1)[:-1].astype(np.float32) / np.float32(np.sqrt(WINDOW * 0.375))


def log_mel(samples: Floats) -> Floats:
    """Frames of whole windows in `samples`; shape (frames, BANDS)."""
    windows = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    spectrum = np.fft.rfft(windows * _TAPER, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    logarithm: Floats = np.log(power.astype(np.float32) @ _BANK + np.float32(QUIETEST * WINDOW))
    return logarithm


def _cosines() -> Floats:
    """Type II, each of length one, shape (BANDS, CEPSTRA); the first, which is the loudness, left out."""
    at = np.outer(np.arange(BANDS) + 0.5, np.arange(1, CEPSTRA + 1))
    return np.asarray(np.sqrt(2 / BANDS) * np.cos(np.pi / BANDS * at), np.float32)


_COSINES = _cosines()


def cepstra(mel: Floats) -> Floats:
    """The shape of the spectrum of two frames each, shape (frames // 2, CEPSTRA): a cosine transform of their mean."""
    return np.asarray(mel.reshape(-1, 2, BANDS).mean(axis=1) @ _COSINES)


def frames(blocks: Iterable[Floats]) -> Iterator[Floats]:
    """Log-mel frames of a recording, at most `CHUNK` at a time, one for every whole or begun 10 ms.

    The stream is padded with silence so that frame i is centred on sample i * HOP + HOP / 2.
    """
    lead = (WINDOW - HOP) // 2
    waiting, kept = [np.zeros(lead, np.float32)], lead
    total = 0
    needed = (CHUNK - 1) * HOP + WINDOW
    for block in blocks:
        waiting.append(np.asarray(block, np.float32))
        kept += len(block)
        total += len(block)
        while kept >= needed:
            joined = np.concatenate(waiting)
            yield log_mel(joined[:needed])
            waiting = [joined[CHUNK * HOP :]]
            kept = len(waiting[0])
    last = -(-total // HOP) - (total + lead - kept) // HOP
    if last > 0:
        joined = np.concatenate([*waiting, np.zeros(WINDOW, np.float32)])
        yield log_mel(joined[: (last - 1) * HOP + WINDOW])


@dataclass(frozen=True, slots=True)
class Levels:
    """What one recording is levelled by, all natural logarithms of power.

    `floor`: per band, the level that 10 % of the frames stay under (the room). `colour`: per band, the mean of the
    levelled frames that stand out of the room, so microphone and codec drop out. Shape (BANDS,) each.
    """

    floor: Floats
    colour: Floats

    @classmethod
    def of(cls, mel: Floats) -> Levels:
        """Measured on frames of shape (frames, BANDS), which may be thinned out."""
        low, high = np.percentile(mel, (10, 95), axis=0).astype(np.float32)
        floor = np.maximum(low, high - np.float32(LOUDEST_TO_FLOOR))
        above = np.clip(mel - floor, 0.0, None).mean(axis=1)
        standing = above >= np.percentile(above, 60)
        loudness = _loudness(mel[standing])[:, None]
        return cls(floor, (mel[standing] - loudness).mean(axis=0))


def _loudness(mel: Floats) -> Floats:
    result: Floats = np.log(np.exp(mel).mean(axis=1) + np.float32(1e-12))
    return result


MARGIN = LEVEL_FRAMES // 2


def levelled(mel: Floats, levels: Levels) -> Floats:
    """Two views of each frame, shape (frames, 2 * BANDS): height above the room, and shape at a common level.

    The running level looks `MARGIN` frames to both sides; at the ends of `mel` it sees less.
    """
    above = np.clip((mel - levels.floor) / 4.0, -0.5, 3.0)
    power = np.exp(mel).mean(axis=1, dtype=np.float64)
    running = _running_mean(power)
    quietest = float(np.exp(levels.floor).mean()) * 2.0
    level = np.log(np.maximum(running, quietest))[:, None].astype(np.float32)
    shape = np.clip((mel - level - levels.colour) / 3.0, -3.0, 3.0)
    return np.concatenate([above, shape], axis=1).astype(np.float32)


def _running_mean(power: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    sums = np.concatenate([[0.0], np.cumsum(power)])
    at = np.arange(len(power))
    start, end = np.maximum(at - MARGIN, 0), np.minimum(at + MARGIN + 1, len(power))
    result: npt.NDArray[np.float64] = (sums[end] - sums[start]) / (end - start)
    return result
