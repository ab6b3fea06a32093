"""A minute of two people on two channels, drawn from the sample conversation."""

from __future__ import annotations

import numpy as np
import pytest

from talkratio.audio import RATE, Audio
from talkratio.formats import rttm
from tests.channels.sound import SAMPLE, TRUTH, Sound


@pytest.fixture(scope="module")
def two() -> Sound:
    """A minute of two people on two channels, shape (2, samples); each channel silent where its person is."""
    with Audio.open(SAMPLE) as audio:
        sound = next(audio.blocks(60.0))
    dry = np.zeros_like(sound)
    for turn in rttm.read(TRUTH).turns:
        start, end = (int(moment * RATE) for moment in (turn.interval.start, turn.interval.end))
        row = int(turn.speaker == "Priya")
        dry[row, start:end] = sound[row, start:end]
    return dry
