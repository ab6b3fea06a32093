"""Any file → samples: every depth, rate and container gives the same sound."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from talkratio.audio import RATE, Audio
from talkratio.interval import Interval
from tests.audio.sound import check, encoded, strength, tones


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
def test_wav_of_every_depth(subtype: str, tmp_path: Path) -> None:
    """8 to 32 bits and floats give the same sound."""
    path = tmp_path / "a.wav"
    soundfile.write(path, tones(), 48_000, subtype=subtype)
    check(path)


@pytest.mark.parametrize("name", ["a.flac", "a.mp3", "a.ogg"])
def test_what_recorders_write(name: str, tmp_path: Path) -> None:
    """Files as libsndfile writes them."""
    soundfile.write(tmp_path / name, tones(), 48_000)
    check(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("a.m4a", "aac"),
        ("a.aac", "aac"),
        ("a.mp4", "aac"),
        ("a.opus", "libopus"),
        ("a.webm", "libopus"),
        ("a.m4a", "alac"),
    ],
)
def test_what_phones_and_browsers_write(name: str, codec: str, tmp_path: Path) -> None:
    """Files as FFmpeg writes them."""
    check(encoded(tmp_path / name, tones(), codec))


def test_sound_of_a_film(tmp_path: Path) -> None:
    """A picture beside the sound is left out."""
    check(encoded(tmp_path / "a.mp4", tones(), "aac", picture=True))


def test_a_channel_upside_down_does_not_silence_the_mean(tmp_path: Path) -> None:
    """Two channels that are each other's opposite are heard as one of them, and kept as they are."""
    sound = tones()[:, :1]
    soundfile.write(tmp_path / "a.wav", np.hstack([sound, -sound]), 48_000)
    with Audio.open(tmp_path / "a.wav") as audio:
        both, mean = audio.read(Interval(0.2, 1.3)), np.concatenate(list(audio.mono()))
    assert strength(mean[3200:20800], 400) == pytest.approx(0.3, abs=0.02)
    assert np.abs(both.sum(axis=0)).max() < 1e-3


@pytest.mark.parametrize(
    ("turned", "zeros"),
    [(1, (0.3, -0.3)), (-1, (0.3, 0.3)), (-1, (0.0, 0.5))],
    ids=["alike, apart by zero", "upside down, alike by zero", "upside down, one off zero"],
)
def test_where_channels_lie_off_zero_says_nothing_of_which_is_upside_down(
    turned: int, zeros: tuple[float, float], tmp_path: Path
) -> None:
    """A bad sound card adds a constant louder than the voices; the mean keeps them."""
    sound = tones()[:, :1] * 0.5
    soundfile.write(tmp_path / "a.wav", np.hstack([sound + zeros[0], turned * sound + zeros[1]]), 48_000, "FLOAT")
    with Audio.open(tmp_path / "a.wav") as audio:
        mean = np.concatenate(list(audio.mono()))
    assert strength(mean[3200:20800], 400) == pytest.approx(0.15, abs=0.01)


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100])
def test_every_rate_keeps_the_clock(rate: int, tmp_path: Path) -> None:
    """Resampling to 16 kHz changes neither length nor loudness."""
    path = tmp_path / "a.wav"
    soundfile.write(path, tones(rate=rate), rate)
    check(path)


def test_blocks_tile_the_recording_and_mono_is_the_mean(tmp_path: Path) -> None:
    """All ways of reading give the same samples, two readers side by side as well."""
    path = tmp_path / "a.wav"
    soundfile.write(path, tones(rate=RATE), RATE)
    with Audio.open(path) as audio:
        whole = audio.read(Interval(0, 100))
        assert whole.shape == (2, round(audio.duration * RATE))
        assert np.array_equal(np.concatenate(list(audio.blocks(0.7)), axis=1), whole)
        pairs = list(zip(audio.blocks(0.7, channel=0), audio.blocks(0.7, channel=1), strict=True))
        assert np.array_equal(np.concatenate([right for _, right in pairs], axis=1)[0], whole[1])
        assert np.allclose(np.concatenate(list(audio.mono(0.7))), whole.mean(axis=0))
        assert audio.read(Interval(50, 60)).shape == (2, 0)


def test_progress_ends_at_one(tmp_path: Path) -> None:
    """Progress never falls and ends at 1."""
    soundfile.write(tmp_path / "a.wav", tones(), 48_000)
    steps: list[float] = []
    Audio.open(tmp_path / "a.wav", progress=lambda stage, done: steps.append(done)).close()
    assert steps == sorted(steps)
    assert steps[-1] == 1
