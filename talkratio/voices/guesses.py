"""Which two people a recording may hold: partings of its windows, made better by the judge, and held against others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from heapq import nlargest
from itertools import chain, islice

import numpy as np

from talkratio.voices import judging, network
from talkratio.voices.features import Floats
from talkratio.voices.grouping import Labels, Parting, odd, oneness, partings, sided, windows
from talkratio.voices.hearing import Hearing
from talkratio.voices.judging import Profiles, Verdict

CLEARER, OTHERS = 1.25, 0.4
"""nats that a guess must tell more for each nat that the judge is less sure, and for each unit of oneness"""
UNSURE = 0.18
"""nats of unsureness up to which nobody else is looked for"""
BEGUN, TRIED = 2, 3
"""times the judge hears each guess about somebody hidden, since a few windows alone make a poor profile; and how many
of them are then made better"""
LEAST = 0.05
"""of the speech is somebody's who was only found by being odd: a cough or a slammed door is no person"""


@dataclass(frozen=True, slots=True, eq=False)
class Guess:
    """Profiles of two people, the windows nearest to each, what the judge makes of them, and how much they are one."""

    profiles: Profiles
    parting: Parting
    verdict: Verdict
    oneness: float

    @property
    def worth(self) -> float:
        """What the guess tells the judge, nats, less for how unsure it is and how alike the two sound.

        Likeness alone is misled by whatever differs most, such as a loud minute; what is told alone by halves of the
        one who talks nearly all the time; sureness alone by a noise beside that one.
        """
        return round(self.verdict.told - CLEARER * self.verdict.unsure - OTHERS * self.oneness, 4)

    @property
    def here(self) -> float:
        """Cosine of how the two sound in this recording, whoever they are."""
        one, other = (profile[network.IDENTITY :] for profile in self.profiles)
        return float(one @ other)


Begun = tuple[list[Guess], Iterator[Guess]]
"""the first guesses, and those that the judge will make of them"""


def likeliest(hearing: Hearing, voices: Floats, at: Labels) -> tuple[Guess, float]:
    """The guess worth most; and how unsure the judge is of the clearest parting, with how much it is one person's.

    Partings of the windows (`voices`, which begin `at` those blocks) into the most unlike groups come first. Where they
    leave the judge unsure, a person who hardly speaks, or sounds much like the other, may hide in one of them: then
    each few windows that sound like no others are tried as that person.
    """
    tried = partial(_guesses, hearing, directions(voices), at)
    parted = [_begun(tried(means_of(voices, each.sides)), 1) for each in partings(directions(voices))]
    alike = round(min(first.oneness + first.verdict.unsure for (first,), _ in parted), 4)
    best = max(_all(max(parted, key=_begun_worth)), key=_worth)
    if best.verdict.unsure < UNSURE:
        return best, alike
    hidden = (_begun(tried(profiles), BEGUN) for profiles in _hidden(hearing, voices))
    promising = nlargest(TRIED, hidden, key=_begun_worth)
    better = (guess for each in promising for guess in _all(each) if guess.verdict.least >= LEAST)
    return max((best, *better), key=_worth), alike


def reading(hearing: Hearing, profiles: Profiles, verdict: Verdict) -> Guess | None:
    """Two people of a recording and the judge's verdict on them, as a guess; `None` of any other number of people."""
    voices, at = windows(hearing)
    return _guess(directions(voices), at, profiles, verdict) if len(profiles) == 2 and len(voices) else None


def _guesses(hearing: Hearing, rows: Floats, at: Labels, profiles: Profiles) -> Iterator[Guess]:
    """The profiles, then what the judge makes of them."""
    return (_guess(rows, at, *each) for each in judging.rounds(hearing, profiles))


def _guess(rows: Floats, at: Labels, profiles: Profiles, verdict: Verdict) -> Guess:
    parting = sided(rows, np.stack(profiles) / np.float32(np.sqrt(2)))
    return Guess(profiles, parting, verdict, oneness(parting, at))


def _begun(guesses: Iterator[Guess], count: int) -> Begun:
    return list(islice(guesses, count)), guesses


def _all(begun: Begun) -> Iterator[Guess]:
    first, later = begun
    return chain(first, later)


def _hidden(hearing: Hearing, voices: Floats) -> Iterator[Profiles]:
    """Of whoever may hardly speak, and of everybody else: among the windows, and among single blocks."""
    for among in (voices, windows(hearing, 1)[0]):
        for sides in odd(directions(among)):
            yield means_of(among, sides)


def directions(voices: Floats) -> Floats:
    """Rows of length one from the mean voices of windows."""
    return np.asarray(network.profile(voices) / np.sqrt(2), np.float32)


def means_of(voices: Floats, sides: Labels) -> list[Floats]:
    """A profile of each side that has a window."""
    return [network.profile(voices[sides == k].mean(axis=0)) for k in range(int(sides.max()) + 1) if (sides == k).any()]


def _worth(guess: Guess) -> float:
    return guess.worth


def _begun_worth(begun: Begun) -> float:
    return max(guess.worth for guess in begun[0])
