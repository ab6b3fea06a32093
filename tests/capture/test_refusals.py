"""Which microphones are taken, and what is said where no recording can begin."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from benchmarks.virtual import Pulse
from talkratio import capture, library
from talkratio.capture import devices
from talkratio.capture.refusals import why
from talkratio.capture.state import Board
from talkratio.errors import EngineMissing, InputError, OutputError
from talkratio.library import Kept


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
