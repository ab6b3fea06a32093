"""Recording for real, from a virtual microphone."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest
import soundfile

from benchmarks.virtual import Pulse
from talkratio import capture, library
from talkratio.capture import devices
from talkratio.capture.refusals import why
from talkratio.capture.state import Board
from talkratio.errors import EngineMissing, InputError, OutputError
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


@pytest.fixture
def kept() -> Iterator[Kept]:
    made, _ = library.new("MUS")
    yield made
    if capture.running(made):
        capture.stop(made)


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


def test_the_choice_is_remembered_while_it_is_there(pulse: Pulse, home: Path) -> None:
    """The next recording uses the same microphone; one that is gone is not insisted on."""
    assert [one.name for one in capture.choose()] == ["left"]
    capture.choose(["right"])
    assert [one.name for one in capture.choose()] == ["right"]
    (home / "microphones.json").write_text('["pulse:unplugged"]')
    assert [one.name for one in capture.choose()] == ["left"]
    with pytest.raises(InputError, match="choose one of: left"):
        capture.choose(["unplugged"])


def test_the_computers_own_sound_is_found(pulse: Pulse) -> None:
    """An online meeting is recorded as microphone and own sound, one channel each."""
    mine, theirs = capture.choose(online=True)
    assert (mine.own_sound, theirs.own_sound) == (False, True)


def test_a_no_leaves_no_trace(playing: Pulse, kept: Kept, home: Path) -> None:
    """Neither folder nor ledger tells that there was a conversation."""
    capture.start(kept, capture.choose(["left"]))
    capture.discard(kept)
    assert not kept.folder.exists()
    assert library.deleted() == ()
    assert kept.name not in "".join(str(path) for path in home.rglob("*"))


def test_without_any_microphone_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No device is no crash."""
    monkeypatch.setattr(devices, "microphones", lambda: ())
    with pytest.raises(InputError, match="Connect one"):
        capture.choose()


def test_without_portaudio_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The missing library is named with the command that brings it."""

    class Absent:
        def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
            if name == "sounddevice":
                raise OSError("PortAudio library not found")
            return None

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Absent(), *sys.meta_path])
    with pytest.raises(EngineMissing, match="apt install libportaudio2"):
        devices.portaudio()


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("Error opening RawInputStream: Device unavailable [PaErrorCode -9985]", "in use by another"),
        ("Unanticipated host error [PaErrorCode -9999]: 'AUDCLNT_E_DEVICE_IN_USE'", "in use by another"),
        ("Unanticipated host error: 'Undefined error' [Windows WASAPI error -2004287478]", "in use by another"),
        ("Illegal combination of I/O devices [PaErrorCode -9993]", "group 'audio'"),
        ("Permission denied", "Privacy"),
        ("Unanticipated host error: 'Undefined error' [Windows WASAPI error -2147024891]", "Privacy"),
        ("odd", "Unplug it"),
    ],
)
def test_a_microphone_that_cannot_be_opened_says_what_to_do(said: str, advice: str) -> None:
    """Busy, forbidden and broken ask for different things."""
    assert advice in why("Headset", said)


def test_a_microphone_that_is_gone_at_the_start_is_told(pulse: Pulse, kept: Kept) -> None:
    """The recorder's own reason reaches whoever started it, and nothing is left behind."""
    gone = devices.Microphone("ALSA:none", "Gone", 1)
    with pytest.raises(InputError, match="Gone"):
        capture.start(kept, [gone])
    assert kept.recording is None
    assert capture.interrupted() == ()


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


def test_without_any_room_it_says_so_at_once(pulse: Pulse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one block is left: the recording is refused in words, and nothing that was there is lost."""
    small = tmp_path / "small"
    small.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(small)], capture_output=True)
    if done.returncode:
        pytest.skip("a small disk cannot be mounted here: " + done.stderr.decode().strip())
    try:
        monkeypatch.setenv("TALKRATIO_HOME", str(small / "home"))
        full, _ = library.new("MUS")
        with (small / "filler").open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(bytes(4096)):
                pass
        with pytest.raises(OutputError, match="no room on the disk"):
            capture.start(full, capture.choose(["left"]))
        assert full.about.title == "MUS"
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


def test_two_windows_do_not_record_at_once(kept: Kept, home: Path) -> None:
    """The second is told, and leaves no trace; one that is only being measured is in nobody's way."""
    other, _ = library.new("other")
    microphone = devices.Microphone("ALSA:none", "Gone", 1)
    with other.alone("capture"):
        with pytest.raises(InputError, match="End it first"):
            capture.start(kept, [microphone])
        board = Board(other.folder)
        board.say(capture.Standing("measuring", 60.0))
        board.close()
        with pytest.raises(InputError, match="Gone"):
            capture.start(kept, [microphone])


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
