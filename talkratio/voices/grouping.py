"""Windows of a recording, parted in two by how they sound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
STARTS = 5
"""directions along which the windows are first parted"""
RHYTHM = 0.25
"""cosine that taking turns in full is worth when sides are told to be one person's or two people's"""
CHANGE, LASTING = 0.1, 0.6
"""cosine that a change of side has to win: people speak for longer than a window; and where little else
tells them apart, for much longer"""
SMALLEST = 0.03
"""of the windows, so many make a group of their own in linkage"""
ODD, BESIDE = 6, 8
"""windows tried as those of somebody who hardly speaks, and how many go with each"""
SAME = 0.98
"""of the windows on the same sides make two partings one"""

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


def partings(rows: Floats) -> list[Parting]:
    """Ways in which the rows may be two people's, no two of them nearly the same.

    Means find two who both talk; linkage finds one who hardly does, since means would rather part the other.
    """
    found: list[Parting] = []
    for first in (*_by_means(rows), linked(rows)):
        new = steadied(rows, first.sides)
        if _new(new, found):
            found.append(new)
    return found or [parted(rows)]


def lasting(rows: Floats, starts: Iterable[Floats]) -> list[Parting]:
    """From each two directions to begin with, shape (2, VOICE), sides that change as seldom as people do.

    Where two sound so alike that single windows tell little, long turns still do. No two are nearly the same.
    """
    found: list[Parting] = []
    for start in starts:
        new = steadied(rows, sided(rows, start).sides, LASTING)
        if _new(new, found):
            found.append(new)
    return found


def _new(parting: Parting, found: Sequence[Parting]) -> bool:
    return bool(parting.sides.min() < parting.sides.max()) and all(_unlike(parting.sides, old.sides) for old in found)


def _unlike(one: Labels, other: Labels) -> bool:
    same = float((one == other).mean())
    return max(same, 1 - same) < SAME


def windows(hearing: Hearing, length: int = LENGTH) -> tuple[Floats, Labels]:
    """Mean voices of the windows with enough speech, shape (windows, VOICE), at most `MOST`; and their first blocks."""
    length = min(length, len(hearing.weights))
    if length == 0:
        return hearing.voices, np.zeros(0, int)
    view = np.lib.stride_tricks.sliding_window_view
    weights = view(hearing.weights, length).sum(axis=1)
    at = np.flatnonzero(weights >= SPOKEN * BLOCK * length)
    at = at[np.linspace(0, len(at) - 1, min(len(at), MOST)).round().astype(int)]
    sums = np.stack([hearing.voices[at + step] for step in range(length)]).sum(axis=0)
    return np.asarray(sums / weights[at, None], np.float32), at


def taking_turns(sides: Labels, at: Labels) -> float:
    """How much oftener than by chance a window is on the side of the next one it shares no sound with, at most 1.

    People speak for a while, so two people's sides last; two halves of one person come and go. (Cohen's kappa.)
    """
    place = {int(block): k for k, block in enumerate(at)}
    pairs = [
        (k, place[block + step]) for block, k in place.items() for step in (LENGTH, LENGTH + 1) if block + step in place
    ]
    part = np.bincount(sides, minlength=2) / len(sides)
    chance = float((part**2).sum())
    if not pairs or chance == 1:
        return 0.0
    same = float(np.mean([sides[i] == sides[j] for i, j in pairs]))
    return round((same - chance) / (1 - chance), 6)


def odd(rows: Floats) -> list[Labels]:
    """Sides of which one is a few windows: `ODD` that sound like no others, each with those nearest to it.

    The first is the least like the mean, each next the least like all before it (Gonzalez 1985, Theor. Comput. Sci.
    38:293).
    """
    if len(rows) < 2 * BESIDE:
        return []
    found, nearest = [], rows @ network.unit(rows.sum(axis=0))
    for _ in range(ODD):
        near = rows @ rows[int(nearest.argmin())]
        sides = np.zeros(len(rows), int)
        sides[np.argsort(-near, kind="stable")[:BESIDE]] = 1
        found.append(sides)
        nearest = np.maximum(nearest, near)
    return found


def steadied(rows: Floats, sides: Labels, change: float = CHANGE) -> Parting:
    """Parted anew, each change of side made dearer by `change` (Viterbi), until nothing changes."""
    for _ in range(10):
        before, sides = sides, _cheapest(rows @ _means(rows, sides).T, change)
        if (before == sides).all() or sides.min() == sides.max():
            break
    return _parting(rows, before)


def _cheapest(near: Floats, change: float) -> Labels:
    came, best = np.zeros(near.shape, int), near[0].astype(np.float64)
    for k in range(1, len(near)):
        stays = best >= best[::-1] - change
        came[k] = np.where(stays, (0, 1), (1, 0))
        best = np.where(stays, best, best[::-1] - change) + near[k]
    sides = np.zeros(len(near), int)
    sides[-1] = best.argmax()
    for k in range(len(near) - 1, 0, -1):
        sides[k - 1] = came[k, sides[k]]
    return sides


def oneness(two: Parting, turns: float) -> float:
    """High where the two sides are alike and come and go: one person. `turns` is how much they take turns."""
    return two.alike - RHYTHM * turns


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
    return sided(rows, network.unit(np.stack([rows[part].sum(axis=0) for part in pair])))


def sided(rows: Floats, means: Floats) -> Parting:
    """Each row on the side of the nearer of two directions, shape (2, VOICE)."""
    return _parting(rows, (rows @ means.T).argmax(axis=1), means)


def parted(rows: Floats) -> Parting:
    """The best of several partings in two by nearest mean direction (spherical 2-means), rows of length one."""
    return _nearest(_by_means(rows))


def _nearest(partings: list[Parting]) -> Parting:
    return max(partings, key=lambda parting: parting.near)


def _by_means(rows: Floats) -> list[Parting]:
    """Each begins along one of the directions in which the rows differ most; nothing is drawn by lot."""
    directions = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)[0].T[:STARTS]
    return [_settled(rows, (each > 0).astype(int)) for each in directions]


def _settled(rows: Floats, sides: Labels) -> Parting:
    for _ in range(30):
        means = _means(rows, sides)
        before, sides = sides, (rows @ means.T).argmax(axis=1)
        if (before == sides).all():
            break
    return _parting(rows, sides, means)


def _means(rows: Floats, sides: Labels) -> Floats:
    return network.unit(np.stack([rows[sides == k].sum(axis=0) for k in (0, 1)]))


def _parting(rows: Floats, sides: Labels, means: Floats | None = None) -> Parting:
    means = _means(rows, sides) if means is None else means
    return Parting(sides, means, round(float((rows @ means.T).max(axis=1).mean()), 6))
