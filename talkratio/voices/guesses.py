"""Which two people a recording may hold: partings of its windows, made better by the judge, and held against others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nlargest

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
BLOCKS = (3, 1)
"""lengths of the windows, in blocks, among which somebody who hardly speaks is looked for"""
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


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """A recording in which two people are looked for: its windows, their directions, and where they begin."""

    hearing: Hearing
    rows: Floats
    at: Labels

    def likeliest(self, voices: Floats) -> tuple[Guess, float]:
        """The guess worth most; and how unsure the judge is of the clearest parting, with how much it is one person's.

        Partings into the most unlike groups come first. Where they leave the judge unsure, a person who hardly speaks
        may hide in one of them: then each few windows that sound like no others are tried as that person.
        """
        firsts = [self._first(means_of(voices, each.sides)) for each in partings(self.rows)]
        alike = round(min(each.oneness + each.verdict.unsure for each in firsts), 4)
        best = max(self._better(max(firsts, key=_worth)), key=_worth)
        if best.verdict.unsure < UNSURE:
            return best, alike
        hidden = nlargest(TRIED, filter(_speaks, self._hidden()), key=_worth)
        better = (later for each in hidden for later in self._better(each) if _speaks(later))
        return max((best, *better), key=_worth), alike

    def _first(self, profiles: Profiles) -> Guess:
        return next(self._guesses(profiles))

    def _better(self, guess: Guess) -> Iterator[Guess]:
        return self._guesses(guess.profiles)

    def _guesses(self, profiles: Profiles) -> Iterator[Guess]:
        for better, verdict in judging.rounds(self.hearing, profiles):
            parting = sided(self.rows, np.stack(better) / np.float32(np.sqrt(2)))
            yield Guess(better, parting, verdict, oneness(parting, self.at))

    def _hidden(self) -> Iterator[Guess]:
        for length in BLOCKS:
            voices, _ = windows(self.hearing, length)
            for sides in odd(directions(voices)):
                yield self._first(means_of(voices, sides))


def directions(voices: Floats) -> Floats:
    """Rows of length one from the mean voices of windows."""
    return np.asarray(network.profile(voices) / np.sqrt(2), np.float32)


def means_of(voices: Floats, sides: Labels) -> list[Floats]:
    """A profile of each side that has a window."""
    return [network.profile(voices[sides == k].mean(axis=0)) for k in range(int(sides.max()) + 1) if (sides == k).any()]


def _worth(guess: Guess) -> float:
    return guess.worth


def _speaks(guess: Guess) -> bool:
    return guess.verdict.least >= LEAST
