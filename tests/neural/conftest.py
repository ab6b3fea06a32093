from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from talkratio.audio import Audio
from tests.neural.hearing import RATE


@pytest.fixture
def recording(tmp_path: Path) -> Iterator[Audio]:
    """Three minutes of quiet noise: what it says is up to the model."""
    path = tmp_path / "talk.wav"
    noise = np.random.default_rng(0).normal(0, 0.02, 180 * RATE)
    soundfile.write(path, noise, RATE, subtype="PCM_16")
    with Audio.open(path) as audio:
        yield audio
