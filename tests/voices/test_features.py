"""Frames, levels and the shelf: the same whatever the pieces, and nothing lost."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkratio.errors import OutputError
from talkratio.voices.features import BANDS, HOP, Levels, frames, levelled
from talkratio.voices.shelf import Shelf


def noise(seconds: float, seed: int = 0) -> np.ndarray:
    """White noise at a low level."""
    return (np.random.default_rng(seed).standard_normal(int(seconds * 16_000)) * 0.05).astype(np.float32)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(1, 40_000), min_size=1, max_size=6))
def test_frames_do_not_depend_on_the_blocks(sizes: list[int]) -> None:
    """However a recording is cut, the frames are the same to the last bit."""
    sound = noise(3.0)
    edges = np.minimum(np.cumsum([0, *sizes]), len(sound))
    blocks = [sound[a:b] for a, b in itertools.pairwise(edges)] + [sound[edges[-1] :]]
    whole, cut = (np.concatenate(list(frames(given))) for given in ([sound], blocks))
    assert np.array_equal(whole, cut)


@pytest.mark.parametrize("samples", [1, 159, 160, 161, 500, 480_001])
def test_every_begun_hop_is_a_frame(samples: int) -> None:
    """One frame for every whole or begun 10 ms."""
    found = np.concatenate(list(frames([np.zeros(samples, np.float32)])))
    assert found.shape == (-(-samples // HOP), BANDS)


def test_a_quieter_recording_looks_the_same() -> None:
    """Levels take out how loud the recording is: 20 dB less changes nearly nothing of what is seen."""
    sound = noise(4.0) * 8 * np.repeat([0.1, 1.0, 0.1, 1.0], 16_000).astype(np.float32)
    seen = []
    for scale in (1.0, 0.1):
        mel = np.concatenate(list(frames([sound * np.float32(scale)])))
        seen.append(levelled(mel, Levels.of(mel)))
    assert np.quantile(np.abs(seen[0] - seen[1]), 0.95) < 0.02


def test_the_shelf_gives_back_rows() -> None:
    """Rows come back in half precision from anywhere, and nothing from outside."""
    rows = np.arange(24, dtype=np.float32).reshape(8, 3)
    with Shelf(3) as shelf:
        shelf.add(rows[:5])
        assert np.array_equal(shelf.read(3, 99), rows[3:5])
        shelf.add(rows[5:])
        assert np.array_equal(shelf.read(-4, 99), rows)
        assert len(shelf) == 8


def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full, the error names the folder and what to do."""

    class Full:
        def seek(self, at: int) -> None: ...

        def write(self, content: bytes) -> None:
            raise OSError(28, "No space left on device")

    with Shelf(3) as shelf, monkeypatch.context() as patched:
        patched.setattr(shelf, "_store", Full())
        with pytest.raises(OutputError, match="Free some space"):
            shelf.add(np.zeros((1, 3), np.float32))
