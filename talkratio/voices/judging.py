"""Who speaks in every frame, given the profiles of the people, and better profiles from the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np

from talkratio.voices import network
from talkratio.voices.features import Floats
from talkratio.voices.hearing import STRETCH, Hearing

SURE = 0.6
"""a frame takes part in a person's profile when they speak alone in it by at least this chance"""
ROUNDS = 2
"""times the profiles are taken anew from what the judge made of the last ones"""
FEWEST = 25.0
"""frames below which a person keeps the profile they had"""

Tick = Callable[[float], None]


def settled(hearing: Hearing, profiles: Sequence[Floats], tick: Tick) -> Floats:
    """Chances as `speaking` gives them, after the profiles were taken anew `ROUNDS` times."""
    steps = ROUNDS + 1
    for step in range(ROUNDS):
        profiles = refined(hearing, profiles, speaking(hearing, profiles, _part(tick, step, steps)))
    return speaking(hearing, profiles, _part(tick, ROUNDS, steps))


def speaking(hearing: Hearing, profiles: Sequence[Floats], tick: Tick) -> Floats:
    """The chance that each person speaks in each frame of 20 ms, shape (frames, people).

    The judge knows two people at a time. Among three, somebody speaks when they do beside each of the others.
    """
    if len(profiles) == 1:
        return _pair(hearing, profiles[0], np.zeros_like(profiles[0]), tick)[:, :1]
    chances = np.ones((len(hearing), len(profiles)), np.float32)
    pairs = list(combinations(range(len(profiles)), 2))
    for done, (i, j) in enumerate(pairs):
        answer = _pair(hearing, profiles[i], profiles[j], _part(tick, done, len(pairs)))
        chances[:, [i, j]] = np.minimum(chances[:, [i, j]], answer)
    return chances


def _pair(hearing: Hearing, a: Floats, b: Floats, tick: Tick) -> Floats:
    """Shape (frames, 2)."""
    answers = []
    for start in range(0, len(hearing), STRETCH):
        end = min(start + STRETCH, len(hearing))
        first = max(0, start - network.JUDGE_REACH)
        voice, content, chance = hearing.read(first, end + network.JUDGE_REACH)
        states = network.judge(voice, content, a, b)[start - first : end - first]
        possible = chance[start - first : end - first, None] > 0
        answers.append((states[:, 1:3] + states[:, 3:]) * possible)
        tick(end / len(hearing))
    return np.concatenate(answers)


def refined(hearing: Hearing, profiles: Sequence[Floats], chances: Floats) -> list[Floats]:
    """Profiles from the frames in which each person speaks alone."""
    sums = np.zeros((len(profiles), network.VOICE), np.float64)
    counts = np.zeros(len(profiles))
    for start in range(0, len(hearing), STRETCH):
        voice, _, _ = hearing.read(start, start + STRETCH)
        part = chances[start : start + STRETCH]
        for k in range(len(profiles)):
            others = np.delete(part, k, axis=1).max(axis=1, initial=0.0)
            alone = part[:, k] * (1 - others)
            weight = np.where(alone > SURE, alone, 0.0)
            sums[k] += weight @ voice
            counts[k] += weight.sum()
    return [
        network.profile((sums[k] / counts[k]).astype(np.float32)) if counts[k] > FEWEST else profiles[k]
        for k in range(len(profiles))
    ]


def _part(tick: Tick, done: int, steps: int) -> Tick:
    return lambda part: tick((done + part) / steps)
