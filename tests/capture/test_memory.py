from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

from benchmarks.virtual import Pulse
from talkratio import capture, consent, library, retention
from talkratio.audio import RATE, Audio
from talkratio.capture import checkin, state
from talkratio.capture.memory import Ram, measure
from talkratio.capture.state import Mark
from talkratio.consent import Yes
from talkratio.errors import InputError
from talkratio.voices import shelf

SAMPLE = Path(__file__).parents[2] / "samples" / "mus-da.ogg"


def test_in_memory_the_sound_is_the_one_on_disk() -> None:
    """Resampled to 16 kHz, both channels kept, as long as what was given."""
    tone = (np.sin(np.arange(48_000) * 2 * np.pi * 440 / 48_000) * 9000).astype(np.int16)
    ram = Ram(rate=48_000, channels=2)
    for start in range(0, 48_000, 4800):
        ram.write(np.stack([tone, np.zeros_like(tone)], axis=1)[start : start + 4800].tobytes())
    assert ram.duration == pytest.approx(1.0, abs=0.01)
    with ram.audio(Path()) as audio:
        (block,) = audio.blocks(2.0)
    assert np.abs(block[0]).max() == pytest.approx(9000 / 32_768, abs=0.01)
    assert np.abs(block[1]).max() == 0
    assert ram.forget(0.4) == pytest.approx(0.4)
    assert ram.duration == pytest.approx(0.6, abs=0.01)


def test_some_twenty_numbers_remain_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a whole conversation no name, no consent with names, no sound; on no system a file is made in between."""

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file")

    kept, _ = library.new("MUS med Sofie")
    consent.give(kept, [Yes("Leder", "ticked"), Yes("Sofie", "ticked")], retention.policy(), "da", memory=True)
    ram = Ram(rate=RATE, channels=1)
    with Audio.open(SAMPLE) as audio:
        for block in audio.mono():
            ram.write((block * 32_767).astype(np.int16).tobytes())
    monkeypatch.setattr(shelf, "opened", shelf.opened)
    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    measure(kept, ram, None)
    assert sorted(path.name for path in kept.folder.iterdir()) == [library.ABOUT, library.NUMBERS]
    assert kept.about.title == ""
    numbers = kept.numbers()
    assert numbers is not None
    assert numbers.share is not None
    assert 0.1 < numbers.share < 0.9
    assert numbers.questions is None
    assert library.deleted() == ()


def test_a_check_in_without_a_voice_costs_no_numbers() -> None:
    """What is in memory alone cannot be measured again, so it is measured without the check-in."""
    kept, _ = library.new("MUS")
    ram = Ram(rate=RATE, channels=1)
    ram.write(np.zeros(RATE * 6, np.int16).tobytes())
    names = ((0.0, "Mette"), (3.0, "Bo"), (6.0, ""))
    state.keep_marks(kept.folder, tuple(Mark(at, checkin.KIND, name) for at, name in names))
    with Audio.open(SAMPLE) as audio:
        for block in audio.mono():
            ram.write((block * 32_767).astype(np.int16).tobytes())
    measure(kept, ram, "Mette")
    numbers = kept.numbers()
    assert numbers is not None
    assert numbers.share is not None


def test_an_empty_recording_says_so() -> None:
    """There is nothing to measure."""
    kept, _ = library.new("MUS")
    with pytest.raises(InputError, match="Nothing was recorded"):
        measure(kept, Ram(rate=RATE, channels=1), None)


def test_while_it_records_no_sound_is_on_disk(pulse: Pulse, home: Path) -> None:
    """Recorded for real, with a check-in: the folder never holds a recording, and numbers are all that is left."""
    player = pulse.play(_loud(home.parent), "left")
    kept, _ = library.new("MUS")
    capture.start(kept, capture.choose(["left"]), memory=True, manager="Mette")
    seen: set[str] = set()
    try:
        for name in ("Mette", "Bo"):
            checkin.begin(kept, name)
            until = time.monotonic() + 1.5
            while time.monotonic() < until:
                seen |= {path.name for path in kept.folder.iterdir()}
                time.sleep(0.1)
        checkin.end(kept)
        time.sleep(0.3)
        assert capture.stop(kept) is None
        while capture.running(kept):
            time.sleep(0.1)
    finally:
        player.kill()
        player.wait()
    assert not [name for name in seen if "recording" in name]
    left = {path.name for path in kept.folder.iterdir()}
    assert left == {library.ABOUT, library.NUMBERS}, capture.standing(kept)


def _loud(folder: Path) -> Path:
    """The sample as a file that can be played."""
    import soundfile

    path = folder / "sample.wav"
    with Audio.open(SAMPLE) as audio:
        soundfile.write(path, np.concatenate(list(audio.mono())), RATE)
    return path
