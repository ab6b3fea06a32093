"""Which devices are found on each system, from lists as PortAudio and PulseAudio give them."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from talkratio import capture
from talkratio.capture import devices
from talkratio.errors import InputError

MICROPHONES = ("Built-in Microphone", "Headset (Jabra Evolve2)", "Mikrofon (Realtek(R) Audio)", "MacBook Pro-mikrofon")


class PortAudio:
    """As `sounddevice`: devices of one host, the first of them the system's own choice."""

    def __init__(self, host: str, *names: str) -> None:
        self.default = SimpleNamespace(device=(0, 0))
        self._host = host
        self._devices = [{"name": name, "hostapi": 0, "max_input_channels": 2} for name in names]

    def query_hostapis(self, index: int | None = None) -> Any:
        return [{"name": self._host}] if index is None else {"name": self._host}

    def query_devices(self, index: int | None = None, _kind: str = "") -> Any:
        return self._devices if index is None else self._devices[index]

    @staticmethod
    def WasapiSettings(*, auto_convert: bool) -> tuple[str, bool]:  # noqa: N802 (its own name)
        return ("wasapi", auto_convert)


def on(monkeypatch: pytest.MonkeyPatch, system: str, module: PortAudio) -> None:
    monkeypatch.setattr(devices, "sys", SimpleNamespace(platform=system))
    monkeypatch.setattr(devices, "portaudio", lambda: module)
    monkeypatch.setattr(devices, "renew", lambda: None)


@pytest.mark.parametrize(
    ("system", "host", "name"),
    [
        ("darwin", "Core Audio", "BlackHole 2ch"),
        ("darwin", "Core Audio", "BlackHole 16ch"),
        ("darwin", "Core Audio", "Loopback Audio"),
        ("darwin", "Core Audio", "Soundflower (2ch)"),
        ("win32", "Windows WASAPI", "Stereo Mix (Realtek(R) Audio)"),
        ("win32", "Windows WASAPI", "Stereomix (Realtek(R) Audio)"),
        ("win32", "Windows WASAPI", "CABLE Output (VB-Audio Virtual Cable)"),
        ("win32", "Windows WASAPI", "Voicemeeter Out B1 (VB-Audio Voicemeeter VAIO)"),
        ("win32", "Windows WASAPI", "What U Hear (Sound Blaster)"),
        ("linux", "ALSA", "Loopback: PCM (hw:2,1)"),
        ("linux", "JACK Audio Connection Kit", "Monitor of Built-in Audio"),
    ],
)
def test_the_computers_own_sound_is_known_by_its_name(
    monkeypatch: pytest.MonkeyPatch, system: str, host: str, name: str
) -> None:
    """It is offered for an online meeting, and never taken for a microphone, even where it is the system's choice."""
    on(monkeypatch, system, PortAudio(host, name, *MICROPHONES))
    own = devices.own_sound()
    assert own is not None
    assert own.name == name
    assert devices.choose().name == MICROPHONES[0]
    assert [one.name for one in devices.microphones() if not one.own_sound] == list(MICROPHONES)
    assert [one.name for one in capture.choose(online=True)] == [MICROPHONES[0], name]


@pytest.mark.parametrize("system", ["darwin", "win32", "linux"])
def test_without_it_an_online_meeting_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    """Microphones alone: nothing is taken for what the computer plays."""
    on(monkeypatch, system, PortAudio("any", *MICROPHONES))
    assert devices.own_sound() is None
    with pytest.raises(InputError, match="BlackHole on a Mac, Stereo Mix on Windows"):
        capture.choose(online=True)


def test_of_the_hosts_of_windows_the_newest_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each device is listed once, and Windows is told to convert rate and channels; an older host is not."""
    on(monkeypatch, "win32", PortAudio("Windows WASAPI", *MICROPHONES))
    assert len(devices.microphones()) == len(MICROPHONES)
    assert devices.converting(0) == {"extra_settings": ("wasapi", True)}
    on(monkeypatch, "win32", PortAudio("MME", *MICROPHONES))
    assert len(devices.microphones()) == len(MICROPHONES)
    assert devices.converting(0) == {}
    on(monkeypatch, "linux", PortAudio("ALSA", *MICROPHONES))
    assert devices.converting(0) == {}


def source(name: str, shown: str, sink: str = "") -> dict[str, Any]:
    return {
        "name": name,
        "description": shown,
        "monitor_source": sink,
        "sample_specification": "s16le 2ch 48000Hz",
    }


def test_of_several_loudspeakers_the_one_in_use_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The meeting plays in the headset, not in the screen that is listed before it; a translated name does no harm."""
    told = {
        "list": json.dumps(
            [
                source("alsa_output.hdmi.monitor", "Overvågning af skærm", "alsa_output.hdmi"),
                source("alsa_output.headset.monitor", "Overvågning af headset", "alsa_output.headset"),
                source("alsa_input.webcam", "Webcam"),
                source("alsa_input.headset", "Headset"),
            ]
        ),
        "get-default-source": "alsa_input.headset\n",
        "get-default-sink": "alsa_output.headset\n",
    }
    on(monkeypatch, "linux", PortAudio("ALSA", "pulse"))
    monkeypatch.setattr(devices.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(
        devices, "_pactl", lambda *arguments: told[arguments[-2] if len(arguments) > 1 else arguments[0]]
    )
    assert [one.name for one in devices.microphones()] == [
        "Headset",
        "Webcam",
        "Overvågning af headset",
        "Overvågning af skærm",
    ]
    assert [one.key for one in capture.choose(online=True)] == [
        "pulse:alsa_input.headset",
        "pulse:alsa_output.headset.monitor",
    ]
