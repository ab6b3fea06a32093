"""The built-in diarizer on sound made here: silence, noise, and two instruments that stand in for voices."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from talkratio.audio import Audio
from talkratio.diarizers import Diarization
from talkratio.diarizers.builtin import load
from talkratio.errors import InputError
from talkratio.interval import Interval


def heard(path: Path, samples: np.ndarray, rate: int = 16_000, **options: object) -> Diarization:
    """What the engine answers on these samples."""
    soundfile.write(path, samples, rate, subtype="PCM_16")
    with Audio.open(path) as audio:
        return load(**options)(audio)  # type: ignore[arg-type]


@pytest.mark.parametrize("seconds", [0.05, 0.1, 1.0, 31.0])
def test_silence_has_no_turns(tmp_path: Path, seconds: float) -> None:
    """Digital silence of any length gives no turns and no doubts."""
    found = heard(tmp_path / "silence.wav", np.zeros(int(seconds * 16_000)))
    assert found.turns == ()
    assert found.doubts == ()


def test_noise_is_nobody(tmp_path: Path) -> None:
    """A minute of room noise is not a person."""
    noise = np.random.default_rng(0).standard_normal(60 * 16_000) * 0.01
    assert heard(tmp_path / "noise.wav", noise).turns == ()


def test_progress_ends_at_one(tmp_path: Path) -> None:
    """Progress never goes back and ends at 1."""
    soundfile.write(tmp_path / "noise.wav", np.random.default_rng(0).standard_normal(16_000) * 0.1, 16_000)
    seen: list[float] = []
    with Audio.open(tmp_path / "noise.wav") as audio:
        load()(audio, progress=lambda stage, fraction: seen.append(fraction))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_an_anchor_outside_the_recording_is_refused(tmp_path: Path) -> None:
    """A known moment after the end names the person and the length."""
    anchors = (("Mette", Interval(1.0, 9.0)),)
    with pytest.raises(InputError, match=r"Mette ends at 9\.0 s"):
        heard(tmp_path / "short.wav", np.zeros(16_000), voices=anchors)
