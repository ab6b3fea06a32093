"""How many people there are, and what each sounds like: the profiles to begin with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talkratio.voices import network
from talkratio.voices.features import Floats
from talkratio.voices.hearing import BLOCK, Hearing

LENGTH = 3
"""blocks of half a second in a window: shorter ones do not tell who it is"""
SPOKEN = 0.6
"""of a window must be speech"""
MOST = 480
"""windows compared with each other; of a longer recording they are taken evenly"""
FEWEST = 12
"""windows that a group of its own has at least"""
STARTS = 3
"""directions along which the windows are first parted"""
LITTLE, ENOUGH = 16, 40
"""windows (8 and 20 s of speech) between which two is believed: in so short a time voices of one room sound alike;
less is no conversation"""
ONE_VOICE = 0.86
"""cosine of two profiles above which they are one person's; measured on one and two people, see models/voices.md"""
APART, CLEARLY = 0.63, 0.1
"""linkage is believed when its two groups are less alike than this, and by so much less than the two means'"""
HARDLY = 0.125
"""of the windows, so many at most are of one who hardly talks; of more, means find them"""
SMALLEST = 0.03
"""of the windows, so many make a group of their own in linkage"""
THIRD_VOICE = 0.68
"""cosine of two profiles below which one side of two holds two people"""

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Parting:
    """Rows parted in two: 0 or 1 for each, the two mean directions, and how near the rows lie to them on average."""

    sides: Labels
    means: Floats
    near: float

    @property
    def alike(self) -> float:
        """Cosine of the two means."""
        return float(self.means[0] @ self.means[1])


def grouped(hearing: Hearing, people: int | None = None) -> list[Floats]:
    """A profile for each person, at most three; none when there is no speech. `people` says how many there are.

    Windows are told apart by who it sounds like and by how it sounds here (distance, level), which in one recording
    is as telling.
    """
    voices = windows(hearing)
    if not len(voices):
        return _of_a_word(hearing)
    rows = (network.profile(voices) / np.sqrt(2)).astype(np.float32)
    if people == 1 or len(rows) < 2:
        return _profiles(voices, np.zeros(len(rows), int))
    first = _two(rows)
    if people is None and not LITTLE <= len(rows) < ENOUGH and first.alike > ONE_VOICE:
        return _profiles(voices, np.zeros(len(rows), int))
    sides = first.sides
    if people != 2 and len(rows) >= 4 * FEWEST:
        sides = _third(rows, sides, sure=people == 3)
    return _profiles(voices, sides)


def _of_a_word(hearing: Hearing) -> list[Floats]:
    """One profile where half a second is speech, but no window is."""
    if hearing.weights.max(initial=0.0) < SPOKEN * BLOCK:
        return []
    return [network.profile(np.asarray(hearing.voices.sum(axis=0) / hearing.weights.sum(), np.float32))]


def windows(hearing: Hearing) -> Floats:
    """Mean voices of the windows with enough speech, shape (windows, VOICE); at most `MOST`."""
    length = min(LENGTH, len(hearing.weights))
    if length == 0:
        return hearing.voices
    view = np.lib.stride_tricks.sliding_window_view
    weights = view(hearing.weights, length).sum(axis=1)
    at = np.flatnonzero(weights >= SPOKEN * BLOCK * length)
    at = at[np.linspace(0, len(at) - 1, min(len(at), MOST)).round().astype(int)]
    sums = np.stack([hearing.voices[at + step] for step in range(length)]).sum(axis=0)
    return np.asarray(sums / weights[at, None], np.float32)


def _two(rows: Floats) -> Parting:
    """By means where both people talk; by linkage where one hardly does, since means would rather part the other."""
    by_means, by_linkage = parted(rows), linked(rows)
    clear = by_linkage.alike < min(APART, by_means.alike - CLEARLY)
    hardly = np.bincount(by_linkage.sides, minlength=2).min() <= HARDLY * len(rows)
    return by_linkage if clear and hardly else by_means


def linked(rows: Floats) -> Parting:
    """The two groups that average linkage on cosine joins last, of those that are more than a few odd rows."""
    count = len(rows)
    least = min(max(FEWEST, round(SMALLEST * count)), count // 2)
    near = rows.astype(np.float64) @ rows.T
    np.fill_diagonal(near, -np.inf)
    members = {k: [k] for k in range(count)}
    pair = [[0], list(range(1, count))]
    while len(members) > 1:
        i, j = divmod(int(near.argmax()), count)
        a, b = members[i], members.pop(j)
        if min(len(a), len(b)) >= least:
            pair = [a, b]
        near[i] = (len(a) * near[i] + len(b) * near[j]) / (len(a) + len(b))
        near[:, i], near[i, i] = near[i], -np.inf
        near[j], near[:, j] = -np.inf, -np.inf
        members[i] = a + b
    means = network.unit(np.stack([rows[part].sum(axis=0) for part in pair]))
    return Parting((rows @ means.T).argmax(axis=1), means, round(float((rows @ means.T).max(axis=1).mean()), 6))


def parted(rows: Floats) -> Parting:
    """The best of several partings in two by nearest mean direction (spherical 2-means), rows of length one.

    Each begins along one of the directions in which the rows differ most; nothing is drawn by lot.
    """
    directions = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)[0].T[:STARTS]
    return max((_settled(rows, (each > 0).astype(int)) for each in directions), key=lambda parting: parting.near)


def _settled(rows: Floats, sides: Labels) -> Parting:
    for _ in range(30):
        means = network.unit(np.stack([(rows * (sides == k)[:, None]).sum(axis=0) for k in (0, 1)]))
        before, sides = sides, (rows @ means.T).argmax(axis=1)
        if (before == sides).all():
            break
    return Parting(sides, means, round(float((rows @ means.T).max(axis=1).mean()), 6))


def _third(rows: Floats, sides: Labels, *, sure: bool) -> Labels:
    """Three sides where one of two holds two people: the one whose halves are least alike.

    Where both sides fall apart about equally, the sound scatters and nobody else is there.
    """
    halves = {k: parted(rows[sides == k]) for k in (0, 1) if (sides == k).sum() >= FEWEST}
    if not halves:
        return sides
    side, inner = min(halves.items(), key=lambda item: item[1].alike)
    scattered = any(0 < half.alike - inner.alike < CLEARLY for half in halves.values())
    few = min(np.bincount(inner.sides, minlength=2)) < FEWEST
    if not sure and (inner.alike > THIRD_VOICE or few or scattered):
        return sides
    found = sides.copy()
    found[np.flatnonzero(sides == side)[inner.sides == 1]] = 2
    return found


def _profiles(voices: Floats, sides: Labels) -> list[Floats]:
    return [network.profile(voices[sides == k].mean(axis=0)) for k in range(int(sides.max()) + 1) if (sides == k).any()]
