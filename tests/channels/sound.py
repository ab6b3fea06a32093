"""Two people on two channels: what is done to their sound, and what the engine makes of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from talkratio.audio import RATE, Audio
from talkratio.conversation import Turn
from talkratio.diarizers import Diarization, channels
from talkratio.formats import rttm

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "mus-en-stereo.ogg"
TRUTH = ROOT / "samples" / "truth" / "mus-en-stereo.rttm"
DATA = Path(os.environ.get("TALKRATIO_DATA", ROOT.parent / "shared"))
Sound = npt.NDArray[np.float32]


def noise(shape: tuple[int, ...], level: float = 0.0005) -> Sound:
    return np.random.default_rng(7).normal(0, level, shape).astype(np.float32)


def leaking(sound: Sound, decibels: float) -> Sound:
    """Each channel with the other in it, so many decibels softer and 2 ms later."""
    late = np.pad(sound[::-1], ((0, 0), (32, 0)))[:, : sound.shape[1]]
    return np.asarray(sound + 10 ** (decibels / 20) * late + noise(sound.shape), np.float32)


def heard(sound: Sound, folder: Path, **options: Any) -> Diarization:
    with opened(sound, folder) as audio:
        return channels.load()(audio, **options)


def opened(sound: Sound, folder: Path) -> Audio:
    path = folder / "a.wav"
    soundfile.write(path, np.clip(sound.T, -1, 1), RATE)
    return Audio.open(path)


def share(turns: tuple[Turn, ...], *speakers: str) -> float:
    return sum(t.interval.duration for t in turns if t.speaker in speakers) / sum(t.interval.duration for t in turns)


def truth(two: Sound) -> float:
    """David's share of the minute, from the labels."""
    turns = tuple(t for t in rttm.read(TRUTH).turns if t.interval.end < 60)
    return share(turns, "David")


def recordings() -> Path:
    if not (DATA / "audio" / "dev").is_dir():
        pytest.skip("no recordings at TALKRATIO_DATA")
    return DATA / "audio" / "dev"
