"""Who of two speaks, told anew by how each sounds in this recording."""

from __future__ import annotations

import numpy as np

from talkratio.voices.features import Floats
from talkratio.voices.hearing import Hearing
from talkratio.voices.timbre import Doubles, Taught, mixture_of, part_of, stretches

ALONE = 0.8
"""chance of speaking alone from which a frame teaches how its person sounds"""
FEWEST = 500
"""frames below which nobody's sound is learned: 10 s"""
NEAR, LITTLE = 25, 2.5
"""frames that a frame's answer is the mean of (half a second), and chances of speech that they add up to at least"""
TRUST = 0.75
"""of what the sound is worth by how well it tells frames that the judge is sure of, since these are the easy ones"""
STEPS = 20
MOST = 20.0
"""a nat of the mixtures never counts for more nats than this"""


def sharpened(hearing: Hearing, chances: Floats) -> Floats:
    """The chances of two people, shape (frames, 2), by how each sounds in this recording as well.

    Who speaks alone is told anew; whether somebody or both speak is not. As given where one hardly speaks, or where
    there are not two people.
    """
    if chances.shape[1] != 2:
        return chances
    alone = alone_in(chances)
    sure = np.asarray(alone > ALONE)
    if sure.sum(axis=0).min() < FEWEST:
        return chances
    mixture = mixture_of(hearing, np.asarray(sure.any(axis=1)))
    taught = Taught.by(mixture, ((sound, part_of(at), sure[at]) for at, sound in stretches(hearing)))
    likelier = np.concatenate([taught.likelier(sound, part_of(at)) for at, sound in stretches(hearing)])
    near = _near(likelier, chances.max(axis=1))
    return _told(chances, alone, TRUST * _worth(near[sure[:, 0]], -near[sure[:, 1]]) * near)


def alone_in(chances: Floats) -> Floats:
    """The chance that each of two speaks alone: both speak by as much as their chances exceed one."""
    return np.asarray(chances - np.maximum(chances.sum(axis=1, keepdims=True) - 1, 0))


def _near(likelier: Doubles, spoken: Floats) -> Doubles:
    """The mean of what is near, weighted by the chance that somebody speaks."""
    kernel = np.ones(NEAR)
    sums = np.convolve(likelier * spoken, kernel, "same"), np.convolve(spoken, kernel, "same")
    return np.asarray(sums[0] / np.maximum(sums[1], LITTLE))


def _worth(*right: Doubles) -> float:
    """What a nat of the mixtures is worth, by logistic regression on frames of which it is known who speaks.

    `right` holds for each person by how many nats their frames sound more like them; both people count alike.
    """
    nats = np.concatenate(right)
    weight = np.concatenate([np.full(len(each), 1 / len(each)) for each in right])
    worth = 0.5
    for _ in range(STEPS):
        wrong = 1 / (1 + np.exp(np.clip(worth * nats, -50, 50)))
        steepness = float((weight * wrong * (1 - wrong) * nats**2).sum()) + 1e-3
        worth = float(np.clip(worth + (weight * wrong * nats).sum() / steepness, 0, MOST))
    return worth


def _told(chances: Floats, alone: Floats, likelier: Doubles) -> Floats:
    """The chances with that of one of them speaking alone shared out anew."""
    either = alone.sum(axis=1)
    odds = np.log(alone[:, 0] + 1e-6) - np.log(alone[:, 1] + 1e-6) + likelier
    first = either / (1 + np.exp(np.clip(-odds, -50, 50)))
    return np.asarray(chances - alone + np.stack([first, either - first], axis=1), np.float32)
