"""What the engine measures frame by frame, and which pieces it listens to again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkratio.audio import RATE
from talkratio.diarizers import channels
from talkratio.diarizers._levels import bleed, measure, runs
from talkratio.diarizers._voices import PIECE, _pieces, near
from tests.channels.sound import noise, opened


@pytest.mark.parametrize("samples", [1, 100, 256, 257, 5000, 30 * RATE, 30 * RATE + 1])
def test_levels_have_a_frame_for_every_begun_hop(samples: int, tmp_path: Path) -> None:
    """However long the recording, nothing is left out and nothing depends on blocks."""
    sound = noise((2, samples), 0.1)
    with opened(sound, tmp_path) as audio:
        levels = measure(audio)
        assert levels.frames == -(-samples // 256)
        assert np.isfinite(levels.decibels).all()
        channels.load()(audio)


def test_levels_rise_where_the_sound_does(tmp_path: Path) -> None:
    """A tone begins at 1 s; 20 dB more is 20 dB more."""
    time = np.arange(2 * RATE) / RATE
    tone = np.sin(2 * np.pi * 700 * time) * (time >= 1)
    with opened(np.stack([0.5 * tone, 0.05 * tone]).astype(np.float32), tmp_path) as audio:
        levels = measure(audio)
    left, right = levels.whole(0), levels.whole(1)
    assert runs(left > -40)[0][0] * 256 / RATE == pytest.approx(1.0, abs=0.033)
    assert float((left - right)[-20]) == pytest.approx(20, abs=0.3)
    assert bleed(right, left) == pytest.approx(-20, abs=0.3)


@given(
    st.lists(st.integers(1, 3000), min_size=2, max_size=30).map(lambda steps: np.cumsum(steps).tolist()),
)
def test_pieces_hold_every_stretch_and_are_short(edges: list[int]) -> None:
    """Whatever is to be heard again lies in pieces of bounded length, in order."""
    stretches = list(zip(edges[::2], edges[1::2], strict=False))
    pieces = list(_pieces(stretches))
    wanted, covered = np.zeros(edges[-1], np.bool_), np.zeros(edges[-1], np.bool_)
    for start, end in stretches:
        wanted[start:end] = True
    for start, end in pieces:
        assert 0 < end - start <= PIECE
        assert not covered[start:end].any()
        covered[start:end] = True
    assert pieces == sorted(pieces)
    assert covered[wanted].all()


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(1, 50))
def test_near_is_a_widened_mask(mask: list[bool], frames: int) -> None:
    """True exactly within so many frames of a frame that is."""
    places = np.flatnonzero(mask)
    wanted = [bool((np.abs(places - at) <= frames).any()) for at in range(len(mask))]
    assert near(np.array(mask), frames).tolist() == wanted
