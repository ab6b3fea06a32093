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
STARTS = 5
"""directions along which the windows are first parted"""
LITTLE, ENOUGH = 16, 40
"""windows (8 and 20 s of speech) between which two is believed: in so short a time voices of one room sound alike;
less is no conversation"""
ONE_VOICE, RHYTHM = 0.815, 0.25
"""two sides are one person's when their cosine, less `RHYTHM` times how much they take turns, is above `ONE_VOICE`;
measured on one and two people, see models/voices.md"""
ROUNDS = 3
"""times windows are given to the nearest of known people anew; the known seconds weigh like `FEWEST` windows"""
CHANGE = 0.1
"""cosine that a change of side has to win: people speak for longer than a window"""
SMALLEST = 0.03
"""of the windows, so many make a group of their own in linkage"""
THIRD_VOICE = 0.58
"""one side of two holds two people when the same figure of its halves is below this"""

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
    voices, at = windows(hearing)
    if not len(voices):
        return _of_a_word(hearing)
    rows = (network.profile(voices) / np.sqrt(2)).astype(np.float32)
    if people == 1 or len(rows) < 2:
        return _profiles(voices, np.zeros(len(rows), int))
    means = _by_means(rows)
    if people is None and not LITTLE <= len(rows) < ENOUGH and _oneness(_nearest(means), at) > ONE_VOICE:
        return _profiles(voices, np.zeros(len(rows), int))
    sides = _two(rows, at, means)
    if people != 2 and len(rows) >= 4 * FEWEST:
        sides = _third(rows, sides, at, sure=people == 3)
    return _profiles(voices, sides)


def around(hearing: Hearing, anchors: list[Floats]) -> list[Floats]:
    """Better profiles of people of whom a few seconds are known: from all windows that are nearest to theirs.

    A person with fewer than `FEWEST` windows keeps the profile of the known seconds, and so does everybody where
    there are few windows in all.
    """
    voices, _ = windows(hearing)
    if len(voices) < 4 * FEWEST:
        return anchors
    rows, known = network.profile(voices), np.stack(anchors)
    means = known
    for _ in range(ROUNDS):
        sides = (rows @ means.T).argmax(axis=1)
        sums = np.stack([rows[sides == k].sum(axis=0) for k in range(len(known))])
        means = network.profile(sums + FEWEST * known)
    counts = np.bincount(sides, minlength=len(known))
    return [
        network.profile(voices[sides == k].mean(axis=0)) if counts[k] >= FEWEST else known[k] for k in range(len(known))
    ]


def _of_a_word(hearing: Hearing) -> list[Floats]:
    """One profile where half a second is speech, but no window is."""
    if hearing.weights.max(initial=0.0) < SPOKEN * BLOCK:
        return []
    return [network.profile(np.asarray(hearing.voices.sum(axis=0) / hearing.weights.sum(), np.float32))]


def windows(hearing: Hearing) -> tuple[Floats, Labels]:
    """Mean voices of the windows with enough speech, shape (windows, VOICE), at most `MOST`; and their first blocks."""
    length = min(LENGTH, len(hearing.weights))
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


def steadied(rows: Floats, sides: Labels) -> Parting:
    """Parted anew, each change of side made dearer by `CHANGE` (Viterbi), until nothing changes."""
    for _ in range(10):
        before, sides = sides, _cheapest(rows @ _means(rows, sides).T)
        if (before == sides).all() or sides.min() == sides.max():
            break
    return _parting(rows, before)


def _cheapest(near: Floats) -> Labels:
    came, best = np.zeros(near.shape, int), near[0].astype(np.float64)
    for k in range(1, len(near)):
        stays = best >= best[::-1] - CHANGE
        came[k] = np.where(stays, (0, 1), (1, 0))
        best = np.where(stays, best, best[::-1] - CHANGE) + near[k]
    sides = np.zeros(len(near), int)
    sides[-1] = best.argmax()
    for k in range(len(near) - 1, 0, -1):
        sides[k - 1] = came[k, sides[k]]
    return sides


def _oneness(two: Parting, at: Labels) -> float:
    """High where the two sides are alike and come and go: one person."""
    return two.alike - RHYTHM * taking_turns(two.sides, at)


def _two(rows: Floats, at: Labels, means: list[Parting]) -> Labels:
    """The sides that, once steadied, are least one person's; of few windows those of the nearest means.

    Means find two who both talk; linkage finds one who hardly does, since means would rather part the other.
    """
    if len(rows) < 4 * FEWEST:
        return steadied(rows, _nearest(means).sides).sides
    steady = [steadied(rows, first.sides) for first in (*means, linked(rows))]
    return min(steady, key=lambda parting: round(_oneness(parting, at), 6)).sides


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


def _third(rows: Floats, sides: Labels, at: Labels, *, sure: bool) -> Labels:
    """Three sides where one of two holds two people: the one whose halves are least alike, and take turns."""
    halves = {k: parted(rows[sides == k]) for k in (0, 1) if (sides == k).sum() >= FEWEST}
    held = {k: half for k, half in halves.items() if sure or _two_people(half, at[sides == k])}
    if not held:
        return sides
    side, inner = min(held.items(), key=lambda item: item[1].alike)
    found = sides.copy()
    found[np.flatnonzero(sides == side)[inner.sides == 1]] = 2
    return found


def _two_people(half: Parting, at: Labels) -> bool:
    enough = min(np.bincount(half.sides, minlength=2)) >= FEWEST
    return bool(enough and _oneness(half, at) < THIRD_VOICE)


def _profiles(voices: Floats, sides: Labels) -> list[Floats]:
    return [network.profile(voices[sides == k].mean(axis=0)) for k in range(int(sides.max()) + 1) if (sides == k).any()]
