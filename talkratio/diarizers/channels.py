"""One person per channel: the loudest channel speaks, what bleeds into the others does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from talkratio.audio import RATE, Audio
from talkratio.conversation import Turn
from talkratio.diarizers import Diarization, Diarizer
from talkratio.diarizers._crosstalk import People, crosstalk, own, people
from talkratio.diarizers._levels import STEP, Floats, Levels, Stretch, joined, measure, runs
from talkratio.diarizers._tracks import SURE, Track, gain, listened, track
from talkratio.engines import Progress, silent
from talkratio.interval import Interval, Seconds
from talkratio.voices import speech

REQUIRES = ("faster_whisper", "onnxruntime")

CROSSTALK = -30.0
"""decibels at which a voice in another person's channel is worth a note"""
LEAST_VOICE: Seconds = 0.5
"""Less voice than this on a channel is nobody."""
BRIDGE: Seconds = 0.3
"""A shorter pause inside a phrase counts as speech, as in hand-made labels."""

_CLICK: Seconds = 0.1
_SPOKEN_WITHIN: Seconds = 0.15
_MAYBE = 0.1  # chance of speech that proves a murmur
_BY_SOUND = "the voices are told apart by how they sound."


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether this engine suits a recording, and a sentence that says why."""

    applies: bool
    reason: str


def applies(audio: Audio) -> Fit:
    """Whether every person in the recording has a channel of their own. Looks at levels and listens to a minute."""
    if audio.channels == 1:
        return Fit(False, f"The recording has one channel, so {_BY_SOUND}")
    levels = measure(audio)
    found = people(levels)
    mute = [channel for channel in found.channels if not _voice(audio, levels, found, channel)]
    if len(found.channels) - len(mute) > 1:
        return Fit(True, "Each person has a channel of their own, so the channels tell who speaks.")
    if audio.channels > 2:
        return Fit(False, f"The channels do not hold one person each, so {_BY_SOUND}")
    causes = dict(found.without) | dict.fromkeys(mute, "nobody")
    channel, cause = next(iter(causes.items()))
    return Fit(False, f"{_told(cause, label(channel, 2))}, so {_BY_SOUND}")


def load() -> Diarizer:
    """Nothing to load; the speech model comes with faster-whisper."""

    def turns(audio: Audio, *, speakers: int | None = None, progress: Progress | None = None) -> Diarization:
        report = progress or silent
        levels = measure(audio, progress=report)
        found = people(levels)
        tracks: list[Track] = []
        for channel in found.channels:
            tracks.append(track(audio, levels, found, channel))
            report("channels", 0.5 + 0.3 * len(tracks) / len(found.channels))
        spoken = [
            Turn(Interval(start * STEP, min(end * STEP, audio.duration)), label(each.sound.channel, audio.channels))
            for each in listened(tracks)
            for start, end in _spoken(each)
        ]
        report("channels", 1.0)
        return Diarization(tuple(sorted(spoken)), tuple(_notes(levels, found, spoken, speakers)), ())

    return turns


def label(channel: int, channels: int) -> str:
    """What the person on a channel is called: left and right where there are two, else channel 1, 2, 3 and so on."""
    return ("left", "right")[channel] if channels == 2 else f"channel {channel + 1}"


def _spoken(heard: Track) -> list[Stretch]:
    """First and last frames of the stretches in which the channel's own person speaks."""
    nearest = heard.own.nearest
    chances = np.where(nearest, heard.chances, np.float32(0))
    sounds = [sound for sound in joined(runs(heard.active(nearest)), _SPOKEN_WITHIN) if _lasts(sound) > _CLICK]
    return [kept for phrase in joined(sounds, BRIDGE) for kept in _speech_in(phrase, chances)]


def _speech_in(phrase: Stretch, chances: Floats) -> Iterator[Stretch]:
    """The phrase when it is speech; of a long noise only the speech inside. A short murmur needs little proof."""
    start, end = phrase
    heard = chances[start:end]
    if _lasts(phrase) > 2 and heard.mean() < 0.25:
        inside = [(start + first, start + last) for first, last in runs(heard > SURE)]
        yield from (part for part in joined(inside, BRIDGE) if _lasts(part) > 0.2)
    elif heard.max() > SURE or (heard.max() > _MAYBE and _lasts(phrase) > 0.25):
        yield phrase


def _voice(audio: Audio, levels: Levels, found: People, channel: int) -> bool:
    """Whether the speech model hears a voice in the longest stretches that are the channel's own."""
    nearest = own(levels, found, channel).nearest
    raised = gain(levels.whole(channel)[nearest])
    heard = 0.0
    for start, end in sorted(joined(runs(nearest), BRIDGE), key=lambda run: run[0] - run[1])[:12]:
        samples = audio.read(Interval(start * STEP, min(end, start + 375) * STEP))[channel] - levels.zero[channel]
        heard += float((speech.chances([samples * raised], level=False) > SURE).sum()) * speech.WINDOW / RATE
    return heard >= LEAST_VOICE


def _lasts(stretch: Stretch) -> Seconds:
    return (stretch[1] - stretch[0]) * STEP


def _notes(levels: Levels, found: People, turns: Sequence[Turn], wanted: int | None) -> Iterator[str]:
    speaking = {turn.speaker for turn in turns}
    for channel, cause in found.without:
        yield f"{_told(cause, label(channel, levels.channels))}."
    for channel in found.channels:
        if (name := label(channel, levels.channels)) not in speaking:
            yield f"{_told('nobody', name)}."
    if levels.channels == 1:
        yield "The recording has one channel, so everybody in it counts as one person."
    heard = crosstalk(levels, found)
    if heard is not None and heard > CROSSTALK:
        yield f"The people are heard in each other's channels, {-heard:.0f} dB softer; that was not counted as theirs."
    if wanted is not None and wanted != len(speaking):
        yield f"The channels hold {len(speaking)} people where {wanted} were expected; the channels were followed."


def _told(cause: str, name: str) -> str:
    where = f"the {name} channel" if name in ("left", "right") else name
    return {
        "silent": f"{where.capitalize()} is silent",
        "same": "The channels hold the same sound",
        "shared": "The channels hear the same people",
        "nobody": f"Nobody speaks in {where}",
    }[cause]
