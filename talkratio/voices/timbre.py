"""How two people sound in this recording, learned from it and forgotten with it.

A mixture of Gaussians of all speech is drawn towards the frames of each person (Reynolds, Quatieri and Dunn 2000,
doi:10.1006/dspr.1999.0361). What a frame sounds like is told by the other parts of the recording alone: its own would
agree with whatever the judge made of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from talkratio.voices.hearing import STRETCH, Hearing

Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

GAUSSIANS, ITERATIONS = 32, 12
LEARNED = 8_000
"""frames at most that the mixture of all speech is learned from, taken evenly"""
NARROWEST = 0.05
"""of the variance of all speech that a Gaussian has at least"""
RELEVANCE = 16.0
"""frames of a person for each Gaussian that draw means, and weights, half of the way"""
PARTS, BLOCK = 4, 500
"""every fourth ten seconds are a part, told by the three others"""


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Gaussians with a variance of their own in each direction: shapes (k, d), (k, d) and (k,)."""

    means: Doubles
    variances: Doubles
    weights: Doubles

    @classmethod
    def learned(cls, x: Doubles) -> Self:
        """By expectation and maximization from frames of shape (n, d), begun from frames taken evenly."""
        spread = x.var(axis=0) + 1e-6
        starts = x[np.linspace(0, len(x) - 1, GAUSSIANS).round().astype(int)]
        mixture = cls(starts, np.tile(spread, (GAUSSIANS, 1)), np.full(GAUSSIANS, 1 / GAUSSIANS))
        for _ in range(ITERATIONS):
            parts = mixture.parts(x)
            counts = parts.sum(axis=0) + 1e-6
            means = parts.T @ x / counts[:, None]
            variances = np.maximum(parts.T @ (x * x) / counts[:, None] - means**2, NARROWEST * spread)
            mixture = cls(means, variances, counts / counts.sum())
        return mixture

    def parts(self, x: Doubles) -> Doubles:
        """How much of each frame each Gaussian has, shape (n, k)."""
        each = self._each(x)
        raised = np.exp(each - each.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    def likelihood(self, x: Doubles) -> Doubles:
        """The log likelihood of each frame, shape (n,)."""
        each = self._each(x)
        most = each.max(axis=1)
        return np.asarray(most + np.log(np.exp(each - most[:, None]).sum(axis=1)))

    def _each(self, x: Doubles) -> Doubles:
        near = (x * x) @ (1 / self.variances).T - 2 * x @ (self.means / self.variances).T
        far = (self.means**2 / self.variances + np.log(2 * np.pi * self.variances)).sum(axis=1)
        return np.asarray(np.log(self.weights) - 0.5 * (near + far))


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """What the other parts teach each part of two people.

    Beside the mixture of all, means of shape (PARTS, 2, k, d) and weights of shape (PARTS, 2, k).
    """

    mixture: Mixture
    means: Doubles
    weights: Doubles

    @classmethod
    def by(cls, mixture: Mixture, frames: Iterable[tuple[Doubles, npt.NDArray[np.int_], Flags]]) -> Self:
        """From stretches of frames: their sound, the part each is in, and whether each person speaks alone."""
        counts = np.zeros((PARTS, 2, GAUSSIANS))
        sums = np.zeros((PARTS, 2, *mixture.means.shape))
        for sound, part, alone in frames:
            parts = mixture.parts(sound)
            for p, k in np.ndindex(PARTS, 2):
                own = alone[:, k] & (part == p)
                counts[p, k] += parts[own].sum(axis=0)
                sums[p, k] += parts[own].T @ sound[own]
        counts, sums = counts.sum(axis=0) - counts, sums.sum(axis=0) - sums
        means = (sums + RELEVANCE * mixture.means) / (counts + RELEVANCE)[..., None]
        weights = counts + RELEVANCE * GAUSSIANS * mixture.weights
        return cls(mixture, means, weights / weights.sum(axis=-1, keepdims=True))

    def likelier(self, sound: Doubles, part: npt.NDArray[np.int_]) -> Doubles:
        """By how many nats each frame sounds more like the first than like the second, shape (n,)."""
        found = np.zeros(len(sound))
        for p in np.unique(part):
            own = part == p
            one, other = (Mixture(self.means[p, k], self.mixture.variances, self.weights[p, k]) for k in (0, 1))
            found[own] = one.likelihood(sound[own]) - other.likelihood(sound[own])
        return found


def part_of(frames: npt.NDArray[np.int_]) -> npt.NDArray[np.int_]:
    """The part that each frame is in."""
    return np.asarray(frames // BLOCK % PARTS)


def mixture_of(hearing: Hearing, spoken: Flags) -> Mixture:
    """A mixture of some frames of a recording, `LEARNED` of them at most."""
    at = np.flatnonzero(spoken)
    taken = np.zeros(len(spoken), bool)
    taken[at[:: -(-len(at) // LEARNED)]] = True
    return Mixture.learned(np.concatenate([sound[taken[frames]] for frames, sound in stretches(hearing)]))


def stretches(hearing: Hearing) -> Iterable[tuple[npt.NDArray[np.int_], Doubles]]:
    """The frames of a recording and their sound, one stretch at a time."""
    for start in range(0, len(hearing), STRETCH):
        frames = np.arange(start, min(start + STRETCH, len(hearing)))
        yield frames, hearing.sound(start, start + STRETCH).astype(np.float64)
