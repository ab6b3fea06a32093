"""People of whom a few seconds are known: which of those found they are, or profiles begun with those seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, permutations

import numpy as np

from talkratio.conversation import labels
from talkratio.interval import Interval
from talkratio.voices import judging, network
from talkratio.voices.features import Floats
from talkratio.voices.grouping import FEWEST, windows
from talkratio.voices.hearing import Hearing
from talkratio.voices.judging import Profiles, Verdict

Known = Mapping[str, Sequence[Interval]]
"""moments of each person in which they alone speak"""

RIGHT = 0.5
"""more than this part of each person's known speech must be theirs, for the people found to stand"""
ROUNDS = 3
"""times windows are given to the nearest of known people anew; the known seconds weigh like `FEWEST` windows"""


def named(chances: Floats, known: Known, other: str | None = None) -> tuple[tuple[str, ...], bool]:
    """The names of the people found, in the order of the columns of `chances`, and whether the known moments fit them.

    They fit where more than `RIGHT` of each person's known speech is theirs. Who is not known is called by a
    letter, or `other` where they are the only one; no names where fewer people were found than are known.
    """
    found = range(chances.shape[1])
    if len(found) < len(known):
        return (), False
    parts = [_parts(chances, moments) for moments in known.values()]
    best = max(
        permutations(found, len(known)), key=lambda columns: sum(p[k] for p, k in zip(parts, columns, strict=True))
    )
    whose = dict(zip(best, known, strict=True))
    letters = (letter for letter in labels(len(found) + len(known) + 1) if letter not in (*known, other))
    rest = chain([other] if other and len(found) == len(known) + 1 else [], letters)
    names = tuple(whose.get(column) or next(rest) for column in found)
    return names, all(part[column] > RIGHT for part, column in zip(parts, best, strict=True))


def told(chances: Floats, names: Sequence[str], known: Known) -> Floats:
    """The chances, exchanged in each frame of a known moment in which somebody else is likelier than its person.

    Where its person speaks anyway, another's listening sound is still heard.
    """
    given = chances.copy()
    for name, moments in known.items():
        own = names.index(name)
        for start, end in map(_frames, moments):
            part, rows = given[start:end], np.arange(len(given[start:end]))
            likeliest = part.argmax(axis=1)
            part[rows, likeliest], part[:, own] = part[:, own].copy(), part.max(axis=1)
    return given


def anchored(hearing: Hearing, anchors: Profiles) -> Profiles:
    """Profiles of people of whom a few seconds are known, from those seconds alone or from all that is `around` them.

    Those of which the judge is least unsure. What is around a person who hardly speaks is mostly the other.
    """
    begun = [judging.rounds(hearing, each) for each in (around(hearing, anchors), anchors)]
    first, later = min(((next(each), each) for each in begun), key=lambda each: _unsure(each[0]))
    return min((first, *later), key=_unsure)[0]


def around(hearing: Hearing, anchors: Profiles) -> Profiles:
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


def _parts(chances: Floats, moments: Sequence[Interval]) -> Floats:
    """Of what is said in these moments, the part that is each person's; nothing where nobody speaks."""
    heard = np.concatenate([chances[start:end] for start, end in map(_frames, moments)])
    spoken = heard[heard.max(axis=1) > 0.5]
    return np.asarray((spoken / spoken.sum(axis=1, keepdims=True)).sum(axis=0) / max(1, len(spoken)), np.float32)


def _frames(moment: Interval) -> tuple[int, int]:
    return round(moment.start * network.PER_SECOND), round(moment.end * network.PER_SECOND)


def _unsure(judged: tuple[Profiles, Verdict]) -> float:
    return round(judged[1].unsure, 4)
