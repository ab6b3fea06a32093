"""How many people there are, and what each sounds like: the profiles to begin with."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from talkratio.voices import network
from talkratio.voices.features import Floats
from talkratio.voices.hearing import Hearing

LENGTH = 3
"""blocks of half a second in a window: shorter ones do not tell who it is"""
SPOKEN = 45.0
"""of 75 frames, so many must be speech"""
MOST = 480
"""windows compared with each other; of a longer recording they are taken evenly"""
FEWEST = 0.03
"""of all windows, so many make a group"""


def windows(hearing: Hearing) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Mean voices of the windows with enough speech, shape (windows, VOICE), and their first blocks."""
    length = min(LENGTH, len(hearing.weights))
    view = np.lib.stride_tricks.sliding_window_view
    weights = view(hearing.weights, length).sum(axis=1)
    sums = view(hearing.voices, length, axis=0).sum(axis=2)
    at = np.flatnonzero(weights >= min(SPOKEN, 0.6 * 25 * length))
    return (sums[at] / weights[at, None]).astype(np.float32), at


def grouped(hearing: Hearing, people: int = 2) -> list[Floats]:
    """Profiles of the two most different groups of windows that are not just a few odd ones; fewer when there are none.

    Two windows of one voice may differ more than two voices do, so nothing here says that there are two people.
    """
    voices, _ = windows(hearing)
    if not len(voices):
        return []
    taken = voices[np.linspace(0, len(voices) - 1, min(len(voices), MOST)).round().astype(int)]
    sides = halves(taken) if people > 1 else [np.arange(len(taken))]
    return [network.profile(taken[side].mean(axis=0)) for side in sides]


def halves(voices: Floats) -> list[npt.NDArray[np.int64]]:
    """Rows of the two groups that average linkage (on cosine) joins last, each of at least `FEWEST` of all rows."""
    rows = network.unit(voices[:, : network.IDENTITY]).astype(np.float64)
    count = len(rows)
    least = max(2, round(FEWEST * count))
    near = rows @ rows.T
    np.fill_diagonal(near, -np.inf)
    members = {k: [k] for k in range(count)}
    sides = [list(range(count))]
    while len(members) > 1:
        i, j = divmod(int(near.argmax()), count)
        a, b = members[i], members.pop(j)
        if min(len(a), len(b)) >= least:
            sides = [a, b]
        merged = (len(a) * near[i] + len(b) * near[j]) / (len(a) + len(b))
        near[i], near[:, i] = merged, merged
        near[i, i], near[j], near[:, j] = -np.inf, -np.inf, -np.inf
        members[i] = a + b
    return [np.array(sorted(side)) for side in sides]
