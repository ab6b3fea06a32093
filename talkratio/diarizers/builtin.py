"""Two voices in one microphone, told apart on this computer in seconds; nothing to install or download."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from talkratio.audio import Audio
from talkratio.conversation import Turn, labels
from talkratio.diarizers import Diarization, Diarizer
from talkratio.engines import Progress, silent
from talkratio.errors import InputError
from talkratio.interval import Interval
from talkratio.voices import judging, network
from talkratio.voices.features import Floats
from talkratio.voices.grouping import grouped
from talkratio.voices.hearing import Hearing, hear
from talkratio.voices.turns import doubts, turns

REQUIRES = ()

Anchors = Sequence[tuple[str, Interval]]


def load(voices: Anchors = ()) -> Diarizer:
    """`voices` are known moments of each person, (label, interval), in which that person alone speaks."""

    def diarize(audio: Audio, *, speakers: int | None = None, progress: Progress | None = None) -> Diarization:
        progress = progress or silent
        with hear(audio, progress) as heard:
            answer = _answer(heard, audio, tuple(voices), speakers, progress)
        progress("voices", 1.0)
        return answer

    return diarize


def _answer(heard: Hearing, audio: Audio, anchors: Anchors, speakers: int | None, progress: Progress) -> Diarization:
    profiles, names = _anchored(heard, audio, anchors) if anchors else (grouped(heard, speakers or 2), ())
    if not profiles:
        return Diarization((), doubts=())
    chances = judging.settled(heard, profiles, lambda part: progress("voices", 0.7 + 0.3 * part))
    return _labelled(chances, names or tuple(labels(len(profiles))), audio, given=bool(names))


def _labelled(chances: Floats, names: Sequence[str], audio: Audio, *, given: bool) -> Diarization:
    """Turns under the given names, or under A, B … in the order in which the people first speak."""
    found = turns(chances, names, audio.duration)
    if not given:
        first = list(dict.fromkeys(turn.speaker for turn in found))
        first += [name for name in names if name not in first]
        names = [sorted(names)[first.index(name)] for name in names]
        found = turns(chances, names, audio.duration)
    return Diarization(found, _notes(found), doubts(chances, names, audio.duration))


def _notes(found: Sequence[Turn]) -> tuple[str, ...]:
    people = {turn.speaker for turn in found}
    return ("Only one voice was heard.",) if len(people) == 1 else ()


def _anchored(heard: Hearing, audio: Audio, anchors: Anchors) -> tuple[list[Floats], tuple[str, ...]]:
    names = tuple(dict.fromkeys(name for name, _ in anchors))
    for name, interval in anchors:
        if interval.end > audio.duration:
            raise InputError(
                f"The known moment of {name} ends at {interval.end:.1f} s, but {audio.path.name} is "
                f"{audio.duration:.1f} s long. Give a moment inside the recording."
            )
    means = [heard.mean([interval for label, interval in anchors if label == name]) for name in names]
    return [network.profile(np.asarray(mean)) for mean in means], names
