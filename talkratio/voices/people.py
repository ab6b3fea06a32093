"""How many people there are, and what each sounds like: the profiles to begin with."""

from __future__ import annotations

import numpy as np

from talkratio.voices import judging, network
from talkratio.voices.features import Floats
from talkratio.voices.grouping import FEWEST, SPOKEN, Labels, Parting, oneness, parted, taking_turns, windows
from talkratio.voices.guesses import Guess, directions, likeliest, means_of
from talkratio.voices.hearing import BLOCK, Hearing
from talkratio.voices.judging import Profiles

ONE_VOICE, ONE_PLACE = 1.05, 0.7
"""one person's are all partings whose oneness and unsureness add up to more, where the two of the best guess sound as
much alike here (distance, level); measured on one and two people, see models/voices.md"""
THIRD_VOICE = 0.58
"""one side of two holds two people when the oneness of its halves is below this"""
LOST = 0.12
"""nats that the judge may be less sure with three people than with two: with three real ones it hardly is"""


def grouped(hearing: Hearing, people: int | None = None) -> Profiles:
    """A profile for each person, at most three; none when there is no speech. `people` says how many there are.

    Windows are told apart by who it sounds like and by how it sounds here (distance, level), which in one recording
    is as telling.
    """
    voices, at = windows(hearing)
    if not len(voices):
        return _of_a_word(hearing)
    if people == 1 or len(voices) < 2:
        return means_of(voices, np.zeros(len(voices), int))
    two, alike = likeliest(hearing, voices, at)
    if people is None and alike > ONE_VOICE and two.here > ONE_PLACE:
        return means_of(voices, np.zeros(len(voices), int))
    if people != 2 and len(voices) >= 4 * FEWEST:
        return _three(hearing, voices, at, two, sure=people == 3) or two.profiles
    return two.profiles


def _of_a_word(hearing: Hearing) -> list[Floats]:
    """One profile where half a second is speech, but no window is."""
    if hearing.weights.max(initial=0.0) < SPOKEN * BLOCK:
        return []
    return [network.profile(np.asarray(hearing.voices.sum(axis=0) / hearing.weights.sum(), np.float32))]


def _three(hearing: Hearing, voices: Floats, at: Labels, two: Guess, *, sure: bool) -> Profiles | None:
    """Profiles of three where one side of two holds two people, and the judge hears more from three than it loses."""
    sides = _third(directions(voices), two.parting.sides, at, sure=sure)
    if sides.max() < 2:
        return None
    *_, (profiles, verdict) = judging.rounds(hearing, means_of(voices, sides))
    more, lost = verdict.told - two.verdict.told, verdict.unsure - two.verdict.unsure
    return profiles if sure or lost < min(more, LOST) else None


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
    return bool(enough and oneness(half, taking_turns(half.sides, at)) < THIRD_VOICE)
