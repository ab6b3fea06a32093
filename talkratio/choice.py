"""Which engine listens and which one writes, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from talkratio import weights
from talkratio.audio import Audio
from talkratio.diarizers import channels
from talkratio.diarizers import labels as label_files
from talkratio.errors import InputError
from talkratio.interval import Interval
from talkratio.spelling import spellings
from talkratio.transcribers import captions as caption_files

Voice = tuple[str, Interval]
"""A label and a stretch in which that person alone is known to speak."""

NOBODY = "none"
"""as a transcriber: the words are not written down"""
MISSING = (
    "The words were not written down: no speech model is on this computer. Shares and turns are complete; "
    "for questions, see the models with: talkratio models list"
)

UNUSED = "The known moments of the voices were not used: the file with the turns already says who speaks."


@dataclass(frozen=True, slots=True)
class Choice:
    """An engine's name, what it is loaded with, and what a person should know."""

    name: str
    options: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    model: str | None = None


def diarizer(audio: Audio, name: str, labels: str | Path | None, voices: Sequence[Voice]) -> Choice:
    """The diarizer called `name`; `auto` takes labels beside the recording, then channels, then the built-in engine."""
    beside = Path(labels) if labels else label_files.beside(audio.path) if name in ("auto", "labels") else None
    if name == "labels" or (name == "auto" and beside is not None):
        notes = (f"Turns were read from {beside.name}.",) if beside else ()
        return Choice("labels", {"path": beside}, (*notes, *(UNUSED,) * bool(voices)))
    if name == "auto" and audio.channels > 1 and not voices:
        fit = channels.applies(audio)
        return Choice("channels" if fit.applies else "builtin", {}, (fit.reason,))
    names = spellings(label for label, _ in voices)
    anchored = {"voices": tuple((names[label], moment) for label, moment in voices)} if voices else {}
    if name not in ("auto", "builtin") and voices:
        raise InputError(f"Known moments of the voices are for the engine 'builtin', not for {name!r}. Leave one out.")
    return Choice("builtin" if name == "auto" else name, anchored)


def transcriber(
    audio: Audio,
    name: str,
    captions: str | Path | None,
    model: str | None,
    language: str | None,
    hotwords: str | None,
    checkpoints: Path | None = None,
) -> Choice:
    """The transcriber called `name`; `auto` takes captions, then the best speech model here; `none` writes nothing."""
    if name == NOBODY:
        return Choice(NOBODY)
    beside = Path(captions) if captions else caption_files.beside(audio.path) if name in ("auto", "captions") else None
    if name == "captions" or (name == "auto" and beside is not None and model is None):
        return Choice("captions", {"path": beside}, (f"Words were read from {beside.name}.",) if beside else ())
    wanted = model or weights.best("whisper", language)
    if wanted is None and name == "auto":
        return Choice(NOBODY, notes=(MISSING,))
    given = {"hotwords": hotwords, "checkpoints": checkpoints, "language": language}
    own = {name: value for name, value in given.items() if value}
    return Choice("faster_whisper" if name == "auto" else name, {"model": wanted, **own}, model=wanted)
