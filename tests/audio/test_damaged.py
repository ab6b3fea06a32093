"""Files that are cut off, damaged, silent or overdriven are read as far as they go, and a note says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from talkratio.audio import RATE, Audio
from talkratio.interval import Interval
from tests.audio.sound import encoded, tones


def test_a_cut_off_mp3_is_read_to_where_it_goes(tmp_path: Path) -> None:
    """What is there is analysed, and a note says what is missing."""
    path = encoded(tmp_path / "a.mp3", tones(20.0), "libmp3lame")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with Audio.open(path) as audio:
        assert audio.duration == pytest.approx(10, abs=1)
        assert "cut off" in " ".join(audio.notes)


def test_a_cut_off_wav_is_read_to_where_it_goes(tmp_path: Path) -> None:
    """A recorder that lost power leaves a header that promises more."""
    path = tmp_path / "a.wav"
    soundfile.write(path, tones(20.0, RATE), RATE)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with Audio.open(path) as audio:
        assert audio.duration == pytest.approx(10, abs=0.1)


def test_a_damaged_middle_is_survived(tmp_path: Path) -> None:
    """Noise in the middle of an mp3 costs that piece, not the recording; samples stay in range."""
    path = encoded(tmp_path / "a.mp3", tones(20.0), "libmp3lame")
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3000] = np.random.default_rng(1).bytes(3000)
    path.write_bytes(content)
    with Audio.open(path) as audio:
        assert audio.duration == pytest.approx(20, abs=1)
        assert max(float(np.abs(block).max()) for block in audio.blocks()) <= 1


def test_silence_is_a_recording(tmp_path: Path) -> None:
    """Nobody speaking is an answer, not an error."""
    soundfile.write(tmp_path / "a.wav", np.zeros((RATE, 1)), RATE)
    with Audio.open(tmp_path / "a.wav") as audio:
        assert audio.duration == 1
        assert not audio.read(Interval(0, 1)).any()


def test_samples_that_are_no_numbers_and_overdriven_ones(tmp_path: Path) -> None:
    """Both are mended and told."""
    sound = 3 * tones(rate=RATE)
    sound[100:110] = np.nan
    sound[200:210] = np.inf
    soundfile.write(tmp_path / "a.wav", sound, RATE, subtype="FLOAT")
    with Audio.open(tmp_path / "a.wav") as audio:
        whole = audio.read(Interval(0, 3))
        assert np.isfinite(whole).all()
        assert np.abs(whole).max() <= 1
        notes = " ".join(audio.notes)
    soundfile.write(tmp_path / "b.wav", np.clip(20 * sound[300:], -1, 1), RATE)
    with Audio.open(tmp_path / "b.wav") as audio:
        assert "overdriven" in " ".join(audio.notes)
    assert "not numbers" in notes
