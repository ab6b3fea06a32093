"""How many people there are, and what each sounds like: the profiles to begin with."""

from __future__ import annotations

import numpy as np

from talkratio.voices import judging, network
from talkratio.voices.features import Floats
from talkratio.voices.grouping import FEWEST, SPOKEN, Labels, Parting, oneness, parted, partings, windows
from talkratio.voices.hearing import BLOCK, Hearing

LITTLE, ENOUGH = 16, 40
"""windows (8 and 20 s of speech) between which two is believed: in so short a time voices of one room sound alike;
less is no conversation"""
ONE_VOICE = 1.1
"""oneness of two sides and how unsure the judge is of them, added: above this they are one person's; measured on one
and two people, see models/voices.md"""
CLEAR = 1.5
"""nats that a parting must tell more for each unit that its sides are more alike and the judge less sure"""
THIRD_VOICE = 0.58
"""one side of two holds two people when the oneness of its halves is below this"""
ROUNDS = 3
"""times windows are given to the nearest of known people anew; the known seconds weigh like `FEWEST` windows"""


def grouped(hearing: Hearing, people: int | None = None) -> list[Floats]:
    """A profile for each person, at most three; none when there is no speech. `people` says how many there are.

    Windows are told apart by who it sounds like and by how it sounds here (distance, level), which in one recording
    is as telling.
    """
    voices, at = windows(hearing)
    if not len(voices):
        return _of_a_word(hearing)
    if people == 1 or len(voices) < 2:
        return _profiles(voices, np.zeros(len(voices), int))
    rows = (network.profile(voices) / np.sqrt(2)).astype(np.float32)
    two, alike = _likeliest(hearing, voices, at, partings(rows))
    if people is None and not LITTLE <= len(rows) < ENOUGH and alike > ONE_VOICE:
        return _profiles(voices, np.zeros(len(rows), int))
    sides = two.sides
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


def anchored(hearing: Hearing, anchors: list[Floats]) -> list[Floats]:
    """Profiles of people of whom a few seconds are known: of those seconds alone, or of all that is `around` them.

    Those of which the judge is less unsure. What is around a person who hardly speaks is mostly the other.
    """
    return min((around(hearing, anchors), anchors), key=lambda each: round(judging.verdict(hearing, each).unsure, 4))


def _likeliest(hearing: Hearing, voices: Floats, at: Labels, found: list[Parting]) -> tuple[Parting, float]:
    """The parting that tells the judge most for how alike its sides are; and how much the least alike is one person's.

    Likeness alone is misled by whatever differs most, such as a loud minute; what is told alone by halves of the one
    who talks nearly all the time.
    """
    verdicts = [judging.verdict(hearing, _profiles(voices, each.sides)) for each in found]
    alike = [oneness(each, at) + each_told.unsure for each, each_told in zip(found, verdicts, strict=True)]
    worth = [round(verdict.told - CLEAR * one, 4) for verdict, one in zip(verdicts, alike, strict=True)]
    return found[int(np.argmax(worth))], round(min(alike), 4)


def _of_a_word(hearing: Hearing) -> list[Floats]:
    """One profile where half a second is speech, but no window is."""
    if hearing.weights.max(initial=0.0) < SPOKEN * BLOCK:
        return []
    return [network.profile(np.asarray(hearing.voices.sum(axis=0) / hearing.weights.sum(), np.float32))]


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
    return bool(enough and oneness(half, at) < THIRD_VOICE)


def _profiles(voices: Floats, sides: Labels) -> list[Floats]:
    return [network.profile(voices[sides == k].mean(axis=0)) for k in range(int(sides.max()) + 1) if (sides == k).any()]
