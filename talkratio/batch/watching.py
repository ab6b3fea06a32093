"""Keeps a folder analysed: looks again and again, and tells when recordings came, went or changed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from talkratio.batch.finding import find
from talkratio.batch.recordings import Recording
from talkratio.errors import InputError
from talkratio.interval import Seconds


def watch(where: str, out: Path, *, every: Seconds = 5.0) -> Iterator[tuple[Recording, ...]]:
    """The recordings whenever they differ from the last time; one that is being written is left as it was before.

    A recording counts as written when two looks, `every` seconds apart, find it unchanged. Ends never by itself.
    """
    before: dict[str, Recording] = {}
    told: tuple[Recording, ...] = ()
    while True:
        now = {recording.name: recording for recording in _look(where, out)}
        known = {recording.name: recording for recording in told}
        settled = {name: one if before.get(name) == one else known.get(name) for name, one in now.items()}
        ready = tuple(recording for recording in settled.values() if recording is not None)
        if ready != told:
            told = ready
            yield ready
        before = now
        time.sleep(every)


def _look(where: str, out: Path) -> tuple[Recording, ...]:
    try:
        return find(where, out=out)
    except InputError:
        return ()  # empty today; tomorrow somebody puts a recording there
