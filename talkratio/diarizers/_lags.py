"""How late one channel is heard in another: by wire at once, over a call tenths of a second; and clocks drift."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from talkratio.diarizers._levels import STEP, Floats

Frames = npt.NDArray[np.int32]

EARLIEST, LATEST = round(-0.3 / STEP), round(0.6 / STEP)
"""frames by which a voice may come sooner or later in the other channel"""
SLOW = 64
"""frames (1 s): what changes more slowly is how loud somebody speaks, not what"""

_BLOCK = 7500  # frames (2 min) after which the lag is taken anew, since clocks drift
_SURE = 0.08  # correlation that chance does not give
_DEEPEST = 12.0  # decibels that one frame may stand out by


def heard_at(into: Floats, source: Floats, softer: float) -> Frames:
    """For every frame of one channel, the frame of another that is heard in it.

    Both are decibels of shape (frames,). `softer` is how many decibels `into` must lie below `source` for the sound to
    come from there: otherwise what the source hears would be found, not what it says. Where nothing is heard, the
    lag of the whole recording holds, or none.
    """
    longest = len(into) - 1
    lags = np.arange(max(EARLIEST, -longest), min(LATEST, longest) + 1)
    edges = np.linspace(0, len(into), max(1, round(len(into) / _BLOCK)) + 1).astype(int)
    x, y = quick(into), quick(source)
    found = np.stack([_products(x, y, into, source, softer, int(lag), edges) for lag in lags], axis=1)
    whole = _lag(lags, found.sum(axis=0), 0)
    around = np.pad(found, ((1, 1), (0, 0), (0, 0)))
    each = [_lag(lags, around[block : block + 3].sum(axis=0), whole) for block in range(len(found))]
    frames = np.arange(len(into))
    lag = np.interp(frames, (edges[:-1] + edges[1:]) / 2, each)
    return np.clip(np.rint(frames - lag), 0, max(0, len(into) - 1)).astype(np.int32)


def quick(decibels: Floats) -> Floats:
    """What changes within a second: decibels of shape (frames, …) less their running mean, bounded."""
    return np.asarray(np.clip(decibels - smoothed(decibels, SLOW), -_DEEPEST, _DEEPEST), np.float32)


def smoothed(values: Floats, width: int) -> Floats:
    """The running mean over so many frames of values of shape (frames, …), over fewer at the ends."""
    sums = np.concatenate([np.zeros_like(values[:1], np.float64), np.cumsum(values, axis=0, dtype=np.float64)])
    at = np.arange(len(values))
    first, last = np.maximum(at - width // 2, 0), np.minimum(at + (width + 1) // 2, len(values))
    count = (last - first).reshape(-1, *[1] * (values.ndim - 1))
    return np.asarray((sums[last] - sums[first]) / count, np.float32)


def _products(
    x: Floats, y: Floats, into: Floats, source: Floats, softer: float, lag: int, edges: npt.NDArray[np.int_]
) -> Floats:
    """Sums over each block of x·y, x² and y² where the sound may come from the source; shape (blocks, 3)."""
    first, last = max(0, lag), len(x) + min(0, lag)
    x, y, into, source = x[first:last], y[first - lag : last - lag], into[first:last], source[first - lag : last - lag]
    from_there = into - source < -softer
    x, y = x * from_there, y * from_there
    blocks = [slice(*block) for block in pairwise(np.clip(edges - first, 0, len(x)))]
    return np.asarray([[(one[k] * two[k]).sum() for one, two in ((x, y), (x, x), (y, y))] for k in blocks], np.float32)


def _lag(lags: npt.NDArray[np.int_], products: Floats, otherwise: int) -> int:
    """The lag at which the two are most alike, from products of shape (lags, 3)."""
    alike = products[:, 0] / np.sqrt(products[:, 1] * products[:, 2] + 1.0)
    best = int(alike.argmax())
    return int(lags[best]) if alike[best] > _SURE else otherwise
