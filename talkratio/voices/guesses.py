"""Which two people a recording may hold: partings of its windows, made better by the judge, and held against others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from heapq import nlargest
from itertools import chain

import numpy as np

from talkratio.voices import judging, network
from talkratio.voices.features import Floats
from talkratio.voices.grouping import Labels, Parting, odd, oneness, partings, sided, windows
from talkratio.voices.hearing import Hearing
from talkratio.voices.judging import Profiles, Verdict

CLEARER, OTHERS = 1.5, 0.4
"""nats that a guess must tell more for each nat that the judge is less sure, and for each unit of oneness"""
UNSURE = 0.18
"""nats of unsureness up to which nobody else is looked for"""
TRIED = 3
"""guesses about somebody who hardly speaks that are made better"""
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


Begun = tuple[Guess, Iterator[Guess]]
"""a guess, and those that the judge will make of it"""


def likeliest(hearing: Hearing, voices: Floats, at: Labels) -> tuple[Guess, float]:
    """The guess worth most; and how unsure the judge is of the clearest parting, with how much it is one person's.

    Partings of the windows (`voices`, which begin `at` those blocks) into the most unlike groups come first. Where they
    leave the judge unsure, a person who hardly speaks may hide in one of them: then each few windows that sound like
    no others are tried as that person.
    """
    tried = partial(_guesses, hearing, directions(voices), at)
    parted = [_begun(tried(means_of(voices, each.sides))) for each in partings(directions(voices))]
    alike = round(min(first.oneness + first.verdict.unsure for first, _ in parted), 4)
    best = max(_all(max(parted, key=_first_worth)), key=_worth)
    if best.verdict.unsure < UNSURE:
        return best, alike
    hidden = (_begun(tried(profiles)) for profiles in _hidden(hearing, voices))
    promising = nlargest(TRIED, (each for each in hidden if _speaks(each[0])), key=_first_worth)
    better = (guess for each in promising for guess in _all(each) if _speaks(guess))
    return max((best, *better), key=_worth), alike


def _guesses(hearing: Hearing, rows: Floats, at: Labels, profiles: Profiles) -> Iterator[Guess]:
    """The profiles, then what the judge makes of them."""
    for better, verdict in judging.rounds(hearing, profiles):
        parting = sided(rows, np.stack(better) / np.float32(np.sqrt(2)))
        yield Guess(better, parting, verdict, oneness(parting, at))


def _begun(guesses: Iterator[Guess]) -> Begun:
    return next(guesses), guesses


def _all(begun: Begun) -> Iterator[Guess]:
    first, later = begun
    return chain([first], later)


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


def _first_worth(begun: Begun) -> float:
    return begun[0].worth


def _speaks(guess: Guess) -> bool:
    return guess.verdict.least >= LEAST
