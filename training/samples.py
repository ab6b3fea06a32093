"""Conversations as the network is shown them: the people in drawn order, frequencies and levels altered each time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from talkratio.voices.features import Levels
from talkratio.voices.network import seen


@dataclass(frozen=True)
class Sample:
    """One conversation: what is seen, who speaks (frames, 2), whose voices, whether halves have words of their own."""

    seen: npt.NDArray[np.float32]
    truth: npt.NDArray[np.bool_]
    names: list[str]
    halves: bool


def sample(path: Path, rng: np.random.Generator) -> Sample:
    """A conversation from a file, the people in drawn order."""
    with np.load(path) as box:
        mel, speech, truth = box["mel"].astype(np.float32), box["speech"].astype(np.float32), box["truth"]
        names, halves = [str(name) for name in box["names"]], bool(box["halves"])
    if rng.random() < 0.5:
        truth, names = truth[:, ::-1].copy(), names[::-1]
    mel = warped(mel, rng.uniform(-1.2, 1.2)) if rng.random() < 0.5 else mel
    x = seen(mel, speech, Levels.of(mel[::2]))[: 2 * len(truth)]
    return Sample(altered(x, rng), truth, names, halves)


def warped(mel: npt.NDArray[np.float32], bands: float) -> npt.NDArray[np.float32]:
    """All frequencies moved by so many mel bands in the middle, by none at both ends: as if of other throats."""
    at = np.arange(mel.shape[1])
    moved = np.clip(at + bands * np.sin(np.pi * at / (mel.shape[1] - 1)), 0, mel.shape[1] - 1)
    low = np.minimum(moved.astype(int), mel.shape[1] - 2)
    part = (moved - low).astype(np.float32)
    return np.asarray(mel[:, low] * (1 - part) + mel[:, low + 1] * part, np.float32)


def altered(x: npt.NDArray[np.float32], rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Another height above the room, a little noise, and now and then some bands or the chance of speech masked."""
    x[:, :40] += np.float32(rng.uniform(-0.15, 0.15))
    x[:, :80] += rng.standard_normal((1, 80), np.float32) * np.float32(rng.uniform(0, 0.12))
    x[:, :80] += rng.standard_normal((len(x), 80), np.float32) * np.float32(rng.uniform(0, 0.08))
    for _ in range(rng.integers(0, 3)):
        first = rng.integers(0, 34)
        x[:, first : first + rng.integers(1, 7)] = 0
        x[:, 40 + first : 40 + first + rng.integers(1, 7)] = 0
    if rng.random() < 0.15:
        x[:, 80] = np.float32(0.5)
    return x
