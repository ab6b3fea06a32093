"""Who speaks in every frame, given the profiles of the people, and better profiles from the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from talkratio.voices import network
from talkratio.voices.features import Floats
from talkratio.voices.hearing import STRETCH, Hearing

SURE = 0.6
"""a frame takes part in a person's profile when they speak alone in it by at least this chance"""
SAMPLED = 20
"""stretches, taken evenly, from which profiles are taken anew and compared: 10 minutes"""
FEWEST = 25.0
"""frames below which a person keeps the profile they had"""

Tick = Callable[[float], None]
Profiles = Sequence[Floats]


def rounds(hearing: Hearing, profiles: Profiles) -> Iterator[tuple[Profiles, Verdict]]:
    """The profiles, then those taken anew from what the judge made of them; and its verdict on each.

    The second are not always better: where people sound alike, what the judge got wrong draws the profiles along.
    """
    starts = _sampled(hearing)
    chances = speaking(hearing, profiles, _unheard, starts)
    yield profiles, verdict_of(chances)
    better = refined(hearing, profiles, chances, starts)
    yield better, verdict_of(speaking(hearing, better, _unheard, starts))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge makes of some profiles, in nats, over the frames with speech in a sample of the recording.

    `unsure`: mean of Σ −p ln p − (1 − p) ln (1 − p) over the people's chances, low with real people's profiles.
    `told`: mutual information of moment and person, high when either speaks now and then and it is clear when.
    `least`: part of the speech, 0..1, of who speaks least.
    """

    unsure: float
    told: float
    least: float


def verdict_of(chances: Floats) -> Verdict:
    """What such chances, shape (frames, people), say of the people; nothing where nobody speaks."""
    spoken = np.clip(chances[chances.max(axis=1, initial=0.0) > 0.5].astype(np.float64), 0.001, 0.999)
    if not len(spoken):
        return Verdict(0.0, 0.0, 0.0)
    who = spoken / spoken.sum(axis=1, keepdims=True)
    each = _entropy(spoken) + _entropy(1 - spoken)
    part = who.mean(axis=0)
    return Verdict(float(each.mean()), float(_entropy(part) - _entropy(who).mean()), float(part.min()))


def _sampled(hearing: Hearing) -> list[int]:
    starts = range(0, len(hearing), STRETCH)
    return [starts[i] for i in np.unique(np.linspace(0, len(starts) - 1, SAMPLED).round().astype(int))]


def _entropy(chances: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(-(chances * np.log(chances)).sum(axis=-1))


def speaking(hearing: Hearing, profiles: Profiles, tick: Tick, starts: Sequence[int] | None = None) -> Floats:
    """The chance that each person speaks in each frame of 20 ms, shape (frames, people).

    Only in the stretches that begin at `starts`, where given.

    The judge knows two people at a time. Among three, somebody speaks when they do beside each of the others.
    """
    starts = range(0, len(hearing), STRETCH) if starts is None else starts
    if len(profiles) == 1:
        return _pair(hearing, (profiles[0], np.zeros_like(profiles[0])), starts, tick)[:, :1]
    frames = sum(min(STRETCH, len(hearing) - start) for start in starts)
    chances = np.ones((frames, len(profiles)), np.float32)
    pairs = list(combinations(range(len(profiles)), 2))
    for done, (i, j) in enumerate(pairs):
        answer = _pair(hearing, (profiles[i], profiles[j]), starts, _part(tick, done, len(pairs)))
        chances[:, [i, j]] = np.minimum(chances[:, [i, j]], answer)
    return chances


def _pair(hearing: Hearing, pair: tuple[Floats, Floats], starts: Sequence[int], tick: Tick) -> Floats:
    """Shape (frames, 2)."""
    answers = []
    for start in starts:
        end = min(start + STRETCH, len(hearing))
        first = max(0, start - network.JUDGE_REACH)
        voice, content, chance = hearing.read(first, end + network.JUDGE_REACH)
        states = network.judge(voice, content, *pair)[start - first : end - first]
        possible = chance[start - first : end - first, None] > 0
        answers.append((states[:, 1:3] + states[:, 3:]) * possible)
        tick(end / len(hearing))
    return np.concatenate(answers)


def refined(hearing: Hearing, profiles: Profiles, chances: Floats, starts: Sequence[int]) -> list[Floats]:
    """Profiles from the frames in which each speaks alone, in the stretches of `chances`, which begin at `starts`."""
    sums = np.zeros((len(profiles), network.VOICE), np.float64)
    counts, done = np.zeros(len(profiles)), 0
    for start in starts:
        voice, _, _ = hearing.read(start, start + STRETCH)
        part = chances[done : done + len(voice)]
        done += len(voice)
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


def _unheard(part: float) -> None:
    """Nobody waits for it."""


def _part(tick: Tick, done: int, steps: int) -> Tick:
    return lambda part: tick((done + part) / steps)
