from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from talkratio import library, pipeline, report
from talkratio.edits import Remove
from talkratio.library import Kept, sealing
from talkratio.report import Provenance
from tests.copies.hidden import NAME, WORD
from tests.draw import draw


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TALKRATIO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sealing, "ROUNDS", 1000)
    return tmp_path / "home"


@pytest.fixture
def kept() -> Kept:
    """A conversation with sound, words and a correction."""
    made, path = library.new(f"MUS med {NAME}", ".wav")
    soundfile.write(path, np.sin(np.arange(16_000 * 3) / 20).astype(np.float32) * 0.3, 16_000)
    spoken = draw(f"Leder ###...............##\n{NAME} ....{WORD}.....", language="da")
    known = Provenance("x.wav", None, "0", "2026-01-01T10:00:00+01:00", "labels", None)
    made.write(library.ORIGINAL, report.dumps(pipeline.compose(spoken, known, "Leder")))
    last = spoken.turns[-1]
    made.keep_edits((Remove(last.speaker, last.interval),))
    return made
