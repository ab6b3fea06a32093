"""The check-in: each person says their name and yes.

It gives consent in both voices, a test of the microphone, and moments in which each voice is known to be alone. It is
part of the recording and goes with it; nothing is kept of a voice afterwards.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np

from talkratio import capture, consent
from talkratio.capture import wav
from talkratio.capture.level import CLIPPED_AT, CLIPPED_SHARE, FLOOR
from talkratio.capture.recorder import PART
from talkratio.capture.state import Mark
from talkratio.consent import Yes
from talkratio.errors import AudioError
from talkratio.interval import Interval, Seconds
from talkratio.library import Kept

KIND = "checkin"
PATIENCE: Seconds = 10.0
"""time for one person, after which the next is asked"""
SHORTEST: Seconds = 0.8
"""less than this is no name and no yes"""
_ABOVE_ROOM = 8.0
"""dB by which a voice must rise above the room to count as heard"""
_FAINT = -45.0
_WEAKER = 12.0
"""dB below the other voice from which one is called faint, though it is loud enough by itself"""
_SIDE = 6.0
"""dB between two channels from which a person counts as sitting at one of them"""
_FRAME: Seconds = 0.05

Verdict = Literal["good", "faint", "nothing", "clipping"]


@dataclass(frozen=True, slots=True)
class Heard:
    """How one person came through: `loud` is the level of the loudest fifth in dBFS; `speech` what was said there."""

    name: str
    verdict: Verdict
    loud: float
    speech: Interval | None


def begin(kept: Kept, name: str) -> None:
    """From now on `name` speaks alone, until the next one begins or `end`."""
    capture.mark(kept, name, KIND)


def end(kept: Kept) -> None:
    """The check-in is over."""
    capture.mark(kept, "", KIND)


def stretches(marks: tuple[Mark, ...]) -> tuple[tuple[str, Interval], ...]:
    """Who had the floor when, one stretch a person: the last one, since a second try replaces the first."""
    turns = [mark for mark in marks if mark.kind == KIND]
    found = {
        one.label: Interval(one.at, after.at)
        for one, after in pairwise(turns)
        if one.label and after.at - one.at >= SHORTEST
    }
    return tuple(found.items())


def speaking(marks: tuple[Mark, ...]) -> str:
    """Whose turn it is to say name and yes; empty before the check-in and after it."""
    turns = [mark.label for mark in marks if mark.kind == KIND]
    return turns[-1] if turns else ""


def check(kept: Kept) -> tuple[Heard, ...]:
    """How each person was heard; works while the recording goes on, and says nothing where it is in memory alone.

    Raises `AudioError` when it cannot be read.
    """
    path = kept.recording or kept.folder / PART
    if not path.is_file():
        return ()
    levels = [(name, interval, _levels(path, interval)) for name, interval in stretches(capture.marks(kept))]
    loudest = max((loud for _, _, (frames, _) in levels if (loud := _loud(frames)) > FLOOR), default=FLOOR)
    return tuple(_judged(name, interval, frames, clipped, loudest) for name, interval, (frames, clipped) in levels)


def agree(kept: Kept, heard: tuple[Heard, ...]) -> None:
    """Notes on the receipt whose yes is heard in the recording, and where; one forgotten since has no moment any more.

    Raises `OutputError`.
    """
    given = consent.read(kept)
    if given is None:
        return
    moments = {one.name: one.speech for one in heard if one.verdict != "nothing"}
    people = tuple(
        Yes(one.name, "spoken", moments.get(one.name)) if one.how == "spoken" or moments.get(one.name) else one
        for one in given.people
    )
    if people != given.people:
        consent.note(kept, given, people)


def voices(kept: Kept) -> tuple[tuple[str, Interval], ...]:
    """Known moments of each voice for telling them apart, pauses at the edges left out; empty unless two are heard."""
    try:
        found = check(kept)
    except AudioError:
        return ()
    known = tuple((one.name, one.speech) for one in found if one.speech is not None and one.verdict != "nothing")
    return known if len(known) > 1 else ()


def known(kept: Kept) -> dict[str, Any]:
    """What the check-in tells an analysis, ready for `talkratio.analyze`: `voices`, and who is the `manager`.

    Where each of the two came loudest on a channel of their own, the channels tell them apart better than their
    voices do, and the manager is `left` or `right`. Empty where too little is known. Raises `AudioError`.
    """
    given = consent.read(kept)
    manager = given.people[0].name if given is not None else None
    sides = dict(_sides(kept))
    if len(set(sides.values())) == 2 and manager in sides and _by_channel(kept):
        return {"manager": sides[manager]}
    found = voices(kept)
    return {"voices": found, "manager": manager if manager in dict(found) else None} if found else {}


def _by_channel(kept: Kept) -> bool:
    """Whether the engine for channels finds the two on a channel each as well, all through the recording."""
    from talkratio.audio import Audio  # opens the sound libraries
    from talkratio.diarizers import channels

    if kept.recording is None:
        return False
    with Audio.open(kept.recording) as audio:
        return channels.applies(audio).applies


def _sides(kept: Kept) -> Iterator[tuple[str, str]]:
    """Each person whose check-in was clearly louder on one of two channels, with that channel: left or right."""
    path = kept.recording
    if path is None:
        return
    for name, interval in stretches(capture.marks(kept)):
        with contextlib.suppress(AudioError):
            samples, _ = _samples(path, interval)
            if samples.shape[1] == 2 and len(samples):
                left, right = 20 * np.log10(
                    np.maximum(np.sqrt(np.mean(np.square(_around_zero(samples)), axis=0)), 1e-3)
                )
                if abs(left - right) >= _SIDE:
                    yield name, "left" if left > right else "right"


def _judged(
    name: str, interval: Interval, frames: np.ndarray[tuple[int], np.dtype[np.float64]], clipped: float, loudest: float
) -> Heard:
    loud = _loud(frames)
    room = float(np.percentile(frames, 10)) if len(frames) else FLOOR
    spoken = np.flatnonzero(frames > max(room + _ABOVE_ROOM, loud - 25))
    if not len(spoken) or loud <= FLOOR or len(spoken) * _FRAME < SHORTEST / 2:
        return Heard(name, "nothing", loud, None)
    start, end = (interval.start + index * _FRAME for index in (int(spoken[0]), int(spoken[-1]) + 1))
    speech = Interval(start, min(end, interval.end))
    if clipped > CLIPPED_SHARE:
        return Heard(name, "clipping", loud, speech)
    return Heard(name, "faint" if loud < _FAINT or loud < loudest - _WEAKER else "good", loud, speech)


def _levels(path: Path, interval: Interval) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], float]:
    """Level in dBFS of each 50 ms, the louder channel counted, and the share of overdriven samples."""
    samples, rate = _samples(path, interval)
    frame, around = round(_FRAME * rate), _around_zero(samples)
    whole = around[: len(around) - len(around) % frame].reshape(-1, frame, around.shape[1])
    power = np.sqrt(np.mean(np.square(whole), axis=1)).max(axis=1) if len(whole) else np.zeros(0)
    clipped = float(np.mean(np.abs(samples) >= CLIPPED_AT)) if len(samples) else 0.0
    return np.maximum(FLOOR, 20 * np.log10(np.maximum(power, 1e-3) / 32_768)), clipped


def _samples(path: Path, interval: Interval) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], int]:
    """A stretch, frames × channels, and how many frames a second. Raises `AudioError`."""
    try:
        rate, channels = wav.form(path)
        with path.open("rb") as file:
            file.seek(wav.HEADER + round(interval.start * rate) * channels * 2)
            content = file.read(round(interval.duration * rate) * channels * 2)
    except OSError as error:
        raise AudioError(f"{path} cannot be read ({error.strerror}). Record again.") from error
    content = content[: len(content) - len(content) % (2 * channels)]
    return np.frombuffer(content, np.int16).reshape(-1, channels).astype(np.float64), rate


def _around_zero(samples: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The samples without what a bad sound card adds to all of them, which is no voice and no room."""
    return samples - samples.mean(axis=0) if len(samples) else samples


def _loud(frames: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    return round(float(np.percentile(frames, 80)), 1) if len(frames) else FLOOR
