"""Which two people a recording may hold: partings of its windows, made better by the judge, and held against others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain

import numpy as np

from talkratio.voices import judging, network
from talkratio.voices.features import Floats
from talkratio.voices.grouping import Labels, Parting, lasting, odd, oneness, partings, sided, taking_turns, windows
from talkratio.voices.hearing import Hearing
from talkratio.voices.judging import Profiles, Verdict

CLEARER, ALIKE, TURNS = 1.75, 0.4, 0.3
"""nats that a guess must tell more for each nat that the judge is less sure, for each unit of likeness of the two, and
for each unit less that they take turns"""
UNSURE = 0.18
"""nats of unsureness up to which nobody else is looked for"""
LEAST = 0.05
"""of the speech is somebody's who was only found by being odd: a cough or a slammed door is no person"""


@dataclass(frozen=True, slots=True, eq=False)
class Guess:
    """Profiles of two people, the windows nearest to each, the judge's verdict on them, how much they take turns."""

    profiles: Profiles
    parting: Parting
    verdict: Verdict
    turns: float

    @property
    def worth(self) -> float:
        """What the guess tells the judge, nats, less for how unsure it is and how alike the two sound, more for rhythm.

        Likeness alone is misled by whatever differs most, such as a loud minute; what is told alone by halves of the
        one who talks nearly all the time; sureness alone by a noise beside that one.
        """
        sure = self.verdict.told - CLEARER * self.verdict.unsure
        return round(sure - ALIKE * self.parting.alike + TURNS * self.turns, 4)

    @property
    def oneness(self) -> float:
        """High where the two sides are alike and come and go: one person."""
        return oneness(self.parting, self.turns)

    @property
    def here(self) -> float:
        """Cosine of how the two sound in this recording, whoever they are."""
        one, other = (profile[network.IDENTITY :] for profile in self.profiles)
        return float(one @ other)


def likeliest(hearing: Hearing, voices: Floats, at: Labels) -> tuple[Guess, float]:
    """The guess worth most; and how unsure the judge is of the clearest parting, with how much it is one person's.

    Partings of the windows (`voices`, which begin `at` those blocks) into the most unlike groups come first. Where they
    leave the judge unsure, a person who hardly speaks, or sounds much like the other, may hide in one of them: then
    each few windows that sound like no others are tried as that person, and all of these with turns that last.
    """
    rows = directions(voices)
    tried = partial(_guesses, hearing, rows, at)
    unlike = [means_of(voices, each.sides) for each in partings(rows)]
    parted = [(next(guesses), guesses) for guesses in map(tried, unlike)]
    alike = round(min(first.oneness + first.verdict.unsure for first, _ in parted), 4)
    first, better = max(parted, key=lambda each: each[0].worth)
    best = max((first, *better), key=_worth)
    if best.verdict.unsure < UNSURE:
        return best, alike
    hidden = list(_hidden(hearing, voices))
    turns = lasting(rows, [_sides_of(each) for each in (*unlike, *hidden) if len(each) == 2])
    others = chain.from_iterable(map(tried, (*hidden, *(means_of(voices, each.sides) for each in turns))))
    return max((best, *(guess for guess in others if guess.verdict.least >= LEAST)), key=_worth), alike


def reading(hearing: Hearing, profiles: Profiles, verdict: Verdict) -> Guess | None:
    """Two people of a recording and the judge's verdict on them, as a guess; `None` of any other number of people."""
    voices, at = windows(hearing)
    return _guess(directions(voices), at, profiles, verdict) if len(profiles) == 2 and len(voices) else None


def _guesses(hearing: Hearing, rows: Floats, at: Labels, profiles: Profiles) -> Iterator[Guess]:
    """The profiles, then what the judge makes of them."""
    return (_guess(rows, at, *each) for each in judging.rounds(hearing, profiles))


def _guess(rows: Floats, at: Labels, profiles: Profiles, verdict: Verdict) -> Guess:
    parting = sided(rows, _sides_of(profiles))
    return Guess(profiles, parting, verdict, taking_turns(parting.sides, at))


def _sides_of(profiles: Profiles) -> Floats:
    """Directions of length one."""
    return np.stack(profiles) / np.float32(np.sqrt(2))


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
