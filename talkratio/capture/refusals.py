"""What to do about a microphone that PortAudio would not open, from what it says on each system."""

from __future__ import annotations

_IN_USE = ("unavailable", "busy", "in use", str(0x8889000A - 2**32))
_DENIED = ("permission", "denied", "unauthorized", "access", str(0x80070005 - 2**32))
"""the numbers are AUDCLNT_E_DEVICE_IN_USE and E_ACCESSDENIED of Windows, as PortAudio gives them"""
_ALSA = "illegal combination"
"""what PortAudio makes of every refusal of ALSA's but that of a busy device"""


def why(name: str, said: str) -> str:
    """A sentence for whoever wanted to record from `name`; `said` is PortAudio's error."""
    low = said.casefold().replace("_", " ")
    if any(word in low for word in _IN_USE):
        return f"{name} is in use by another program. Close it (a meeting, a recorder) and start again."
    if any(word in low for word in _DENIED):
        return (
            f"{name} may not be used by this program. Allow it: on a Mac in Privacy & Security > Microphone for the "
            "terminal, on Windows in Privacy > Microphone for desktop apps, on Linux by joining the group 'audio'."
        )
    if _ALSA in low:
        return (
            f"{name} is refused by the system. Close what else may hold it, join the group 'audio' if you are not in "
            "it, or choose another microphone."
        )
    return f"{name} could not be opened ({said}). Unplug it and plug it in again, or choose another microphone."
