"""Recordings that nobody ended: found at the next start, and made whole."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from talkratio import library, store
from talkratio.capture import state, wav
from talkratio.capture.recorder import PART, WHOLE
from talkratio.errors import TalkratioError
from talkratio.interval import Seconds
from talkratio.library import Kept

LOG = "capture.log"
"""what the recorder says when it cannot go on"""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A recording that nobody ended or heard yet, `seconds` of which are there; `why` tells what ended it early."""

    kept: Kept
    seconds: Seconds
    why: str = ""


def interrupted() -> tuple[Interrupted, ...]:
    """Recordings that nobody ended, newest first, to be offered at the next start."""
    found = []
    for kept in library.holding(PART):
        part = kept.folder / PART
        if not kept.busy("capture"):
            with contextlib.suppress(TalkratioError, OSError):
                rate, channels = wav.form(part)
                seconds = (part.stat().st_size - wav.HEADER) / (2 * channels * rate)
                if seconds > 0:
                    found.append(Interrupted(kept, seconds))
    return tuple(found)


def unheard() -> tuple[Interrupted, ...]:
    """Recordings that have ended, as by themselves on a full disk, and that nobody has had analysed yet."""
    from talkratio.jobs import OPTIONS  # brings the whole flow along, which a recorder does not need

    found = []
    for kept in library.holding(state.STATE):
        if kept.ready or (kept.folder / OPTIONS).exists() or kept.recording is None or kept.busy("capture"):
            continue
        if (now := state.standing(kept.folder)) is not None:
            found.append(Interrupted(kept, now.seconds, now.error))
    return tuple(found)


def recover(kept: Kept) -> Path | None:
    """Makes a recording that nobody ended whole; its path, or `None` when it holds nothing.

    Raises `AudioError` when its first bytes are damaged; the file is untouched.
    """
    part = kept.folder / PART
    if not part.is_file():
        return kept.recording
    seconds = wav.mend(part)
    tidy(kept)
    if not seconds:
        part.unlink()
        return None
    store.rename(part, kept.folder / WHOLE)
    return kept.folder / WHOLE


def tidy(kept: Kept) -> None:
    """Removes what a recorder needs only while it runs."""
    for name in (state.COMMANDS, LOG):
        with contextlib.suppress(OSError):
            (kept.folder / name).unlink()
