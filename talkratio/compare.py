"""Several diarizers on one recording: where and by how much they differ.

That two of them agree does not prove them right (they miss the same quiet voice); where they differ is worth a listen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from talkratio import engines, weights
from talkratio.attribution import matched
from talkratio.audio import Audio
from talkratio.conversation import Turn
from talkratio.diarizers import Diarization, channels
from talkratio.diarizers import labels as label_files
from talkratio.engines import Progress, silent
from talkratio.errors import InputError
from talkratio.interval import Interval, Seconds, total, union

SHORTEST: Seconds = 0.25
"""differences shorter than this are those of edges, and are counted but not listed"""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one engine heard, its speakers called as those of the first engine; shares are of talk time, 0..1."""

    engine: str
    turns: tuple[Turn, ...]
    shares: tuple[tuple[str, float], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch in which the engines do not hear the same people; `speakers` in the order of the engines."""

    interval: Interval
    speakers: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answers of all engines, the share (0..1) of the time in which all agree, and where not, longest first."""

    duration: Seconds
    heard: tuple[Heard, ...]
    agreement: float
    differences: tuple[Difference, ...]


def able(audio: Audio) -> tuple[str, ...]:
    """The engines that can run on this recording with what is on this computer: `builtin` first."""
    found = ["builtin"]
    if audio.channels > 1 and channels.applies(audio).applies:
        found.append("channels")
    if label_files.beside(audio.path) is not None:
        found.append("labels")
    installed = {engine.name for engine in engines.listed("diarizers") if not engine.missing}
    if "pyannote" in installed and weights.best("pyannote") is not None:
        found.append("pyannote")
    return tuple(found)


def compare(
    path: Path, names: Sequence[str] = (), *, speakers: int | None = None, progress: Progress = silent
) -> Comparison:
    """Runs the engines called `names`, by default all that are `able`, on one recording.

    Raises `InputError` when there are fewer than two, and what the engines raise.
    """
    with Audio.open(path, progress=progress) as audio:
        chosen = tuple(dict.fromkeys(names)) or able(audio)
        if len(chosen) < 2:
            raise InputError(
                f"Only one engine ({', '.join(chosen)}) can hear {path.name} here, and comparing needs two. "
                "See: talkratio engines"
            )
        answers = []
        for name in chosen:
            found: Diarization = engines.load("diarizers", name)(audio, speakers=speakers, progress=progress)
            answers.append((name, found))
        return _compared(audio.duration, answers)


def _compared(duration: Seconds, answers: Sequence[tuple[str, Diarization]]) -> Comparison:
    first = _tracks(answers[0][1].turns)
    heard = tuple(_heard(name, found, first) for name, found in answers)
    stretches = _stretches(duration, [_tracks(one.turns) for one in heard])
    differing = [one for one in stretches if len(set(one.speakers)) > 1]
    apart = sum(one.interval.duration for one in differing)
    listed = sorted(
        (one for one in differing if one.interval.duration >= SHORTEST), key=lambda one: -one.interval.duration
    )
    return Comparison(duration, heard, 1 - apart / duration, tuple(listed))


def _heard(name: str, found: Diarization, first: dict[str, tuple[Interval, ...]]) -> Heard:
    own = _tracks(found.turns)
    names = matched(own, first)
    spare = (f"{label} ({name})" for label in own if label not in names)
    names |= dict(zip([label for label in own if label not in names], spare, strict=True))
    turns = tuple(replace(turn, speaker=names[turn.speaker]) for turn in found.turns)
    times = {speaker: total(track) for speaker, track in _tracks(turns).items()}
    whole = sum(times.values())
    shares = tuple((speaker, time / whole) for speaker, time in sorted(times.items()))
    return Heard(name, turns, shares, found.notes)


def _tracks(turns: Sequence[Turn]) -> dict[str, tuple[Interval, ...]]:
    speakers = dict.fromkeys(turn.speaker for turn in turns)
    return {name: union(turn.interval for turn in turns if turn.speaker == name) for name in speakers}


def _stretches(duration: Seconds, answers: Sequence[dict[str, tuple[Interval, ...]]]) -> list[Difference]:
    """The recording cut wherever any engine hears a change; the stretches tile it."""
    changes: list[tuple[Seconds, int, str, bool]] = []
    for number, tracks in enumerate(answers):
        for name, track in tracks.items():
            for interval in track:
                changes += [(interval.start, number, name, True), (min(interval.end, duration), number, name, False)]
    now: list[set[str]] = [set() for _ in answers]
    found: list[Difference] = []
    at = 0.0
    for moment, number, name, begins in [*sorted(changes), (duration, 0, "", False)]:
        if moment > at:
            speakers = tuple(tuple(sorted(names)) for names in now)
            if found and found[-1].speakers == speakers:
                found[-1] = Difference(Interval(found[-1].interval.start, moment), speakers)
            else:
                found.append(Difference(Interval(at, moment), speakers))
            at = moment
        if begins:
            now[number].add(name)
        else:
            now[number].discard(name)
    return found
