"""Which microphones to use, and which were used last time."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path

from talkratio import library, store
from talkratio.capture import devices
from talkratio.capture.devices import Microphone
from talkratio.errors import InputError, OutputError


def choose(wanted: Sequence[str] = (), *, online: bool = False) -> tuple[Microphone, ...]:
    """The microphones to record from, and remembers them: those `wanted`, else those of last time, else the system's.

    `online` adds what the computer plays as a second channel. Raises `InputError` and `EngineMissing` saying what to
    do.
    """
    if wanted:
        found = tuple(devices.choose(name) for name in wanted)
        with contextlib.suppress(OutputError):
            store.write(_remembered(), json.dumps([one.key for one in found]))
    else:
        found = remembered() or (devices.choose(),)
    if len(found) > 2:
        raise InputError("At most two microphones can be recorded side by side. Choose one or two.")
    if online:
        own = devices.own_sound()
        if own is None:
            raise InputError(
                "This computer does not let its own sound be recorded yet. docs/recording.md says what to install: "
                "BlackHole on a Mac, Stereo Mix on Windows. Or use the transcript that the meeting itself makes."
            )
        found = (found[0], own)
    return found


def remembered(here: Sequence[Microphone] | None = None) -> tuple[Microphone, ...]:
    """The microphones of last time, when all of them are `here` (looked for without it); otherwise none."""
    try:
        keys = json.loads(_remembered().read_text(encoding="utf-8"))
        found = {one.key: one for one in (devices.microphones() if here is None else here)}
        return tuple(found[key] for key in keys)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _remembered() -> Path:
    return library.home() / "microphones.json"
