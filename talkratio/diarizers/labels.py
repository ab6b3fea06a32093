"""Turns that exist already: RTTM, Praat TextGrid, captions with speakers, a table of turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from talkratio import formats
from talkratio.audio import Audio
from talkratio.conversation import Turn
from talkratio.diarizers import Diarization, Diarizer
from talkratio.engines import Progress
from talkratio.errors import FormatError
from talkratio.interval import Interval, Seconds

REQUIRES = ()
TOLERANCE: Seconds = 0.5
"""Labels may reach this far beyond the end of the recording, as rounding and codecs do; they are cut there."""

_SUFFIXES = (".rttm", ".TextGrid", ".textgrid", ".vtt")


def load(path: Path | Sequence[Path] | None = None) -> Diarizer:
    """The turns of one file, or of one file a person; without `path`, of the labels beside the recording."""

    def turns(audio: Audio, *, speakers: int | None = None, progress: Progress | None = None) -> Diarization:
        paths = _beside(audio) if path is None else [path] if isinstance(path, Path) else list(path)
        labels = formats.joined(paths)
        name = ", ".join(each.name for each in paths)
        if labels.clock == "order" or (labels.words and not labels.turns):
            raise FormatError(f"{name} does not say who speaks when. Give labels with speakers and times.")
        found = _inside(labels.turns, audio.duration, name)
        if progress is not None:
            progress("labels", 1.0)
        return Diarization(found, _notes(found, speakers), (), labels.clock)

    return turns


def beside(recording: Path) -> Path | None:
    """Labels that people made, of the recording's name and in its folder: RTTM, TextGrid, or WebVTT with speakers.

    WebVTT counts when it says that its clock is speech: the cues of a meeting program swallow pauses, so they give
    words and names, not times. What talkratio itself measured and wrote there is passed over.

    Raises `FormatError` when a file there is damaged.
    """
    for suffix in _SUFFIXES:
        path = recording.with_suffix(suffix)
        if path == recording or not path.is_file() or formats.measured(path):
            continue
        if suffix != ".vtt" or formats.read(path).clock == "speech":
            return path
    return None


def _beside(audio: Audio) -> list[Path]:
    path = beside(audio.path)
    if path is None:
        stem = audio.path.stem
        raise FormatError(f"There are no labels beside {audio.path.name}. Put {stem}.rttm or {stem}.TextGrid there.")
    return [path]


def _inside(turns: Sequence[Turn], duration: Seconds, name: str) -> tuple[Turn, ...]:
    last = max((turn.interval.end for turn in turns), default=0.0)
    if last > duration + TOLERANCE:
        raise FormatError(
            f"{name} labels speech until {last:.1f} s, but the recording ends at {duration:.1f} s. "
            "They belong to another recording, or it was cut: give the two that belong together."
        )
    return tuple(
        replace(turn, interval=Interval(turn.interval.start, min(turn.interval.end, duration)))
        for turn in sorted(turns, key=lambda turn: (turn.interval, turn.speaker))
        if turn.interval.start < duration
    )


def _notes(turns: Sequence[Turn], wanted: int | None) -> tuple[str, ...]:
    people = len({turn.speaker for turn in turns})
    if wanted is None or wanted == people:
        return ()
    return (f"The labels name {people} speakers where {wanted} were expected; the labels were followed.",)
