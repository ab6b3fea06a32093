"""Which microphones there are, which one to use, and what to do when there is none.

PortAudio (through sounddevice) finds them. Where PulseAudio or PipeWire runs, it sees them as one; they are then
listed by `pactl`, which also knows the computer's own sound, as needed to record an online meeting.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any

from talkratio.errors import EngineMissing, InputError

RATE = 48_000
_OWN_SOUND = re.compile(
    r"monitor of|\.monitor$|blackhole|loopback|soundflower|stereo ?mix|cable output|vb-audio|voicemeeter|what u hear",
    re.IGNORECASE,
)
_HOSTS_WINDOWS = ("Windows WASAPI",)
_LOOKING = threading.Lock()
"""PortAudio does not bear two threads that look at once, as two pages do"""


@dataclass(frozen=True, slots=True)
class Microphone:
    """Something that can be recorded. `key` names it across starts.

    `own_sound` is what the computer plays itself; `default` is the system's own choice among those of its kind.
    """

    key: str
    name: str
    channels: int
    own_sound: bool = False
    default: bool = False


def microphones() -> tuple[Microphone, ...]:
    """Everything that can be recorded here, microphones first, among them the system's own choice.

    Raises `EngineMissing` without PortAudio.
    """
    with _LOOKING:
        found = _of_pulse() or _of_portaudio()
    return tuple(sorted(found, key=lambda one: (one.own_sound, not one.default)))


def choose(wanted: str | None = None) -> Microphone:
    """The microphone called `wanted` (a key, or part of a name), else the system's own choice.

    Raises `InputError` saying what to do when there is none, or none of that name.
    """
    found = microphones()
    if not found or (wanted is None and found[0].own_sound):
        raise InputError(NONE)
    if wanted is None:
        return found[0]
    exact = [one for one in found if wanted in (one.key, one.name)]
    match = exact or [one for one in found if wanted.casefold() in one.name.casefold()]
    if not match:
        names = "; ".join(one.name for one in found)
        raise InputError(f"There is no microphone called {wanted!r} here. Connect it, or choose one of: {names}.")
    return match[0]


def own_sound() -> Microphone | None:
    """What the computer plays, where the system lets it be recorded; `None` where a driver is needed first."""
    found = [one for one in microphones() if one.own_sound]
    return found[0] if found else None


def portaudio() -> Any:
    """The module sounddevice, loaded. Raises `EngineMissing` when PortAudio is not installed."""
    try:
        import sounddevice
    except OSError as error:
        raise EngineMissing(
            "Recording needs PortAudio, which is not installed here. On Debian or Ubuntu run: "
            "sudo apt install libportaudio2 libasound2-plugins. On Fedora: sudo dnf install portaudio. "
            "Any recorder will do meanwhile: talkratio reads its file."
        ) from error
    return sounddevice


def renew() -> None:
    """Makes PortAudio look again at what is connected; it looks only once by itself. No stream may be open."""
    module = portaudio()
    with contextlib.suppress(Exception):
        module._terminate()
    with contextlib.suppress(Exception):
        module._initialize()


def address(microphone: Microphone) -> int | str:
    """What PortAudio opens for it; sets the name that PulseAudio's plugin for ALSA reads when it opens a stream.

    Raises `InputError` when it is no longer there.
    """
    if microphone.key.startswith("pulse:"):
        os.environ["PULSE_SOURCE"] = microphone.key.removeprefix("pulse:")
        names = [str(one["name"]) for one in portaudio().query_devices() if one["max_input_channels"] > 0]
        if names:
            return "pulse" if "pulse" in names else "default"
    for index, one in _inputs():
        if microphone.key == _key(one):
            return index
    raise InputError(
        f"{microphone.name} is no longer there: it is not connected, or another program holds it. Connect it, close "
        "that program (a meeting, a recorder), or choose another microphone."
    )


def converting(device: int | str) -> dict[str, Any]:
    """What PortAudio is asked besides: Windows brings rate and channels to those wanted only when it is told to."""
    module = portaudio()
    if sys.platform == "win32":
        host = module.query_hostapis(module.query_devices(device)["hostapi"])
        if host["name"] in _HOSTS_WINDOWS:
            return {"extra_settings": module.WasapiSettings(auto_convert=True)}
    return {}


NONE = (
    "No microphone was found. Connect one, switch on the one of this computer in its sound settings, or close the "
    "program that holds it (a meeting, a recorder); in a container or on a server there is none. A recording made "
    "elsewhere, on a telephone for example, works too."
)


def _inputs() -> list[tuple[int, dict[str, Any]]]:
    module = portaudio()
    hosts = [str(host["name"]) for host in module.query_hostapis()]
    found = [
        (index, {**one, "host": hosts[one["hostapi"]]})
        for index, one in enumerate(module.query_devices())
        if one["max_input_channels"] > 0
    ]
    if sys.platform == "win32":
        preferred = [item for item in found if item[1]["host"] in _HOSTS_WINDOWS]
        return preferred or found
    return found


def _of_portaudio() -> list[Microphone]:
    renew()
    module = portaudio()
    first = module.default.device[0]
    return [
        Microphone(
            _key(one),
            str(one["name"]),
            int(one["max_input_channels"]),
            bool(_OWN_SOUND.search(str(one["name"]))),
            index == first,
        )
        for index, one in _inputs()
    ]


def _key(one: dict[str, Any]) -> str:
    return f"{one['host']}:{one['name']}"


def _of_pulse() -> list[Microphone]:
    """What PulseAudio or PipeWire offers, when ALSA's plugin for it is there as well; else nothing."""
    if sys.platform != "linux" or shutil.which("pactl") is None:
        return []
    if not any(one["name"] in ("pulse", "default") for _, one in _inputs()):
        return []
    try:
        sources = json.loads(_pactl("-f", "json", "list", "sources"))
        first = _pactl("get-default-source").strip(), f"{_pactl('get-default-sink').strip()}.monitor"
    except (OSError, subprocess.SubprocessError, ValueError):
        return []
    return [_pulse(source, first) for source in sources]


def _pulse(source: dict[str, Any], first: tuple[str, str]) -> Microphone:
    """A source; `first` are the names of the system's own microphone and of what its own loudspeaker plays."""
    name, shown = str(source["name"]), str(source.get("description") or source["name"])
    count = str(source.get("sample_specification", "1ch"))
    match = re.search(r"(\d+)ch", count)
    own = bool(_OWN_SOUND.search(name) or _OWN_SOUND.search(shown) or source.get("monitor_source"))
    return Microphone(f"pulse:{name}", shown, int(match.group(1)) if match else 1, own, name == first[own])


def _pactl(*arguments: str) -> str:
    plain = {**os.environ, "LC_ALL": "C.UTF-8"}  # pactl says the numbers of channels in the system's language
    done = subprocess.run(["pactl", *arguments], capture_output=True, env=plain, timeout=5, check=True)
    return done.stdout.decode(errors="replace")
