"""Recording for real, from a virtual microphone."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from benchmarks.virtual import Pulse
from talkratio import capture, library
from talkratio.errors import InputError
from talkratio.library import Kept

RATE = 48_000


def until(true: Callable[[], object]) -> None:
    """Waits for something that must come; the test's own time limit ends it otherwise."""
    while not true():
        time.sleep(0.02)


@pytest.fixture(scope="module")
def tone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A minute of noise."""
    path = tmp_path_factory.mktemp("sound") / "noise.wav"
    noise = np.random.default_rng(0).normal(0, 0.1, 60 * RATE).clip(-0.9, 0.9)
    soundfile.write(path, noise.astype(np.float32), RATE, subtype="PCM_16")
    return path


@pytest.fixture
def playing(pulse: Pulse, tone: Path) -> Iterator[Pulse]:
    """Both microphones hear the noise."""
    players = [pulse.play(tone, name) for name in ("left", "right")]
    yield pulse
    for player in players:
        player.kill()
        player.wait()


def seconds(kept: Kept) -> float:
    now = capture.standing(kept)
    return now.seconds if now else 0.0


def test_what_is_played_is_what_is_recorded(playing: Pulse, tone: Path, kept: Kept) -> None:
    """A second from the middle of the recording is found in the source, sample for sample."""
    capture.start(kept, capture.choose(["left"]))
    until(lambda: seconds(kept) > 2)
    path = capture.stop(kept)
    assert path == kept.recording
    heard, rate = soundfile.read(path, dtype="int16")
    source, _ = soundfile.read(tone, dtype="int16")
    assert rate == RATE
    piece = heard[RATE : RATE + 200].astype(float)
    at = int(np.argmax(np.correlate(source.astype(float), piece, "valid")))
    assert np.array_equal(source[at : at + RATE // 2], heard[RATE : RATE + RATE // 2])


def test_kill_at_random_moments_loses_less_than_two_seconds(playing: Pulse) -> None:
    """Kill -9 leaves a recording that is offered at the next start, missing two seconds at most."""
    chance = random.Random(3)
    for _ in range(4):
        kept, _ = library.new("MUS")
        standing = capture.start(kept, capture.choose(["left"]))
        began = time.monotonic() - standing.seconds
        time.sleep(chance.uniform(0, 1.2))
        os.kill(standing.pid or 0, signal.SIGKILL)
        lived = time.monotonic() - began
        until(lambda kept=kept: not capture.running(kept))
        now = capture.standing(kept)
        assert now is not None
        assert now.status == "failed"
        assert kept.recording is None
        (found,) = (one for one in capture.interrupted() if one.kept == kept)
        path = capture.recover(kept)
        assert path is not None
        assert found.seconds == pytest.approx(soundfile.info(path).duration)
        assert lived - found.seconds < 2
    assert capture.interrupted() == ()


def test_pause_marks_and_forgetting(playing: Pulse, kept: Kept) -> None:
    """Each is done by the recorder and can be read afterwards."""
    capture.start(kept, capture.choose(["left"]))
    until(lambda: seconds(kept) > 1)
    capture.mark(kept, "Trivsel", "phase")
    capture.pause(kept)
    until(lambda: (now := capture.standing(kept)) and now.status == "paused")
    before = seconds(kept)
    capture.resume(kept)
    until(lambda: seconds(kept) > before + 0.5)
    capture.forget(kept, 0.3)
    until(lambda: len(capture.marks(kept)) == 3)
    assert [mark.kind for mark in capture.marks(kept)] == ["phase", "pause", "forgotten"]
    assert capture.marks(kept)[0].label == "Trivsel"
    assert capture.stop(kept) is not None
    assert sorted(path.name for path in kept.folder.iterdir()) == [
        "about.json",
        "capture.json",
        "marks.json",
        "recording.wav",
    ]


def test_two_microphones_are_two_channels(pulse: Pulse, tone: Path, kept: Kept) -> None:
    """Only the one that hears something has sound on its channel."""
    player = pulse.play(tone, "right")
    try:
        capture.start(kept, capture.choose(["left", "right"]))
        until(lambda: seconds(kept) > 1.5)
        path = capture.stop(kept)
    finally:
        player.kill()
        player.wait()
    heard, _ = soundfile.read(path)
    assert heard.shape[1] == 2
    assert np.abs(heard[:, 0]).max() == 0
    assert np.abs(heard[:, 1]).max() > 0.05


def test_a_microphone_torn_out_is_waited_for(pulse: Pulse, tone: Path, kept: Kept) -> None:
    """The sound server dies and comes back: the recording goes on, and the gap is noted."""
    capture.start(kept, capture.choose(["left"]))
    until(lambda: seconds(kept) > 0.5)
    pulse.stop()
    until(lambda: (now := capture.standing(kept)) and now.status == "searching")
    now = capture.standing(kept)
    assert now is not None
    assert "gap" in now.warnings
    before = now.seconds
    pulse.start()
    until(lambda: seconds(kept) > before + 0.5)
    assert capture.stop(kept) is not None
    assert [mark.kind for mark in capture.marks(kept)] == ["gap"]


def test_a_no_leaves_no_trace(playing: Pulse, kept: Kept, home: Path) -> None:
    """Neither folder nor ledger tells that there was a conversation."""
    capture.start(kept, capture.choose(["left"]))
    capture.discard(kept)
    assert not kept.folder.exists()
    assert library.deleted() == ()
    assert kept.name not in "".join(str(path) for path in home.rglob("*"))


def test_time_in_a_phase_is_counted_over_all_its_stretches() -> None:
    """Back in an earlier phase its time goes on; before the first phase nothing runs."""
    found = tuple(
        capture.Mark(at, kind, label)
        for at, kind, label in (
            (10.0, "phase", "year"),
            (12.0, "mark", ""),
            (30.0, "phase", "goals"),
            (40.0, "phase", "year"),
        )
    )
    assert capture.phases(found, 45.0) == ("year", {"year": 25.0, "goals": 10.0})
    assert capture.phases((), 45.0) == ("", {})


def test_a_recorder_that_is_launched_slowly_is_waited_for(
    playing: Pulse, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The patience is for the microphone alone; a recorder that never comes is ended and begins nothing later."""
    assert capture.start(kept, capture.choose(["left"]), patience=8.0).seconds > 0
    capture.stop(kept)
    late, _ = library.new("MUS")
    monkeypatch.setattr(capture, "LAUNCHED_WITHIN", 0.0)
    with pytest.raises(InputError, match="No sound came"):
        capture.start(late, capture.choose(["left"]))
    assert capture._started[-1].wait() != 0
    assert not capture.running(late)
    assert capture.standing(late) is None
