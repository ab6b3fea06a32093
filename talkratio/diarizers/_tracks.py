"""One channel, frame by frame: where its own person may be speaking, and what a second hearing takes away or adds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from talkratio.audio import Audio
from talkratio.diarizers._crosstalk import Mask, Own, People, own
from talkratio.diarizers._lags import smoothed
from talkratio.diarizers._levels import HOP, Floats, Levels, runs
from talkratio.diarizers._voices import Sound, Voice, learned, near, turned_up
from talkratio.voices import speech

SURE = 0.5
"""chance above which it is speech for certain"""

_SPEECH = 0.4
_RANGE = 32.0  # decibels between loud speech and its softest edges
_LOUDNESS = 0.06  # at which the speech model hears best
_STRANGE = 0.03  # part of a channel's speech that may sound like nobody or like somebody else
_AROUND, _CLOSE = 9, 4  # frames (0.15 s, 0.06 s) within which the own voice must be heard to be known, to be counted
_HALF_SECOND = 31  # frames
_NOISE_PERCENT = 90


@dataclass(frozen=True, slots=True)
class Track:
    """What is known of a channel: `level`, `own` and `chances` for every frame, `sound` for listening again.

    Edges of speech no louder than `noise` (decibels) do not count by their level.
    """

    level: Floats
    own: Own
    chances: Floats
    sound: Sound
    noise: float = -np.inf

    def active(self, nearest: Mask) -> Mask:
        """Where somebody may be speaking, of the frames in which the own person is `nearest`."""
        if not (sure := nearest & (self.chances > SURE)).any():
            return np.zeros_like(sure)
        edge = max(float(np.percentile(self.level[sure], 95)) - _RANGE, self.noise)
        return np.asarray(nearest & ((self.level > edge) | (self.chances > _SPEECH)))


def track(audio: Audio, levels: Levels, found: People, channel: int) -> Track:
    """Measures a channel and asks the speech model, once for the whole of it."""
    level, heard = levels.whole(channel), own(levels, found, channel)
    raised = gain(level[heard.nearest])
    zero = float(levels.zero[channel])
    windows = speech.chances(_one(audio, channel, raised, zero), level=False)
    chances = _per_frame(windows, levels.frames)
    certain = heard.alone & (chances > SURE)
    heard = Own(heard.nearest | certain, heard.more | certain, heard.alone)
    return Track(level, heard, chances, Sound(audio, channel, raised, zero, windows))


def listened(tracks: Sequence[Track]) -> list[Track]:
    """The tracks as they are, unless one holds sounds besides a voice and bleed: then by how the voices sound.

    A sample tells. Clean recordings keep the edges that levels give them, and cost no second hearing.
    """
    if len(tracks) < 2:
        return list(tracks)
    sure = _surely(tracks)
    voices = [learned(each.sound, mine, sure.sum(axis=0) > mine) for each, mine in zip(tracks, sure, strict=True)]
    strange = [_strange(*each) for each in zip(tracks, voices, sure, strict=True)]
    if not any(strange):
        return list(tracks)
    return [_again(*each) for each in zip(tracks, voices, strange, strict=True)]


def _surely(tracks: Sequence[Track]) -> Mask:
    """Where each channel's own person speaks for certain, shape (tracks, frames).

    There a channel is also loud beside the others: bleed that an automatic gain turned up is less so.
    """
    levels = np.stack([smoothed(each.level, _HALF_SECOND) for each in tracks])
    sure = np.stack([each.own.nearest & (each.chances > SURE) for each in tracks])
    spoken = sure.any(axis=0)
    for k, mine in enumerate(sure):
        lead = levels[k] - np.delete(levels, k, axis=0).max(axis=0)
        mine &= lead > _middle(lead[spoken])
    return sure


def _middle(values: Floats) -> float:
    """Between the means of the high ones and of the low ones."""
    if not len(values):
        return 0.0
    low, high = (float(each) for each in np.percentile(values, (5, 95)))
    for _ in range(10):
        above = values > (low + high) / 2
        if above.all() or not above.any():
            break
        low, high = float(values[~above].mean()), float(values[above].mean())
    return (low + high) / 2


def _strange(heard: Track, voice: Voice | None, sure: Mask) -> bool:
    """Whether much of what would count as speech does not sound like the own voice, in the sample.

    Where as much of what is the own voice for sure does not, the two voices are too alike to be told apart.
    """
    if voice is None:
        return False
    active = heard.active(heard.own.nearest) & voice.sampled
    denied = active & ~near(voice.mine, _AROUND)
    doubted = int((denied & ~sure).sum())
    return doubted > _STRANGE * int(active.sum()) and doubted > int((denied & sure).sum())


def _again(heard: Track, voice: Voice | None, strange: bool) -> Track:
    """With the own voice where it was taken for a copy of another channel; a strange channel without all else."""
    if voice is None:
        return heard
    nearest, noise = heard.own.nearest, heard.noise
    active = heard.active(heard.own.more)
    mine = voice.heard(runs(active if strange else active & ~nearest))
    voiced = heard.own.more & near(mine, _CLOSE)
    if strange:
        left = heard.level[active & nearest & ~voiced]
        noise = float(np.percentile(left, _NOISE_PERCENT)) if len(left) else noise
        nearest = voiced
    return replace(heard, own=replace(heard.own, nearest=nearest | voiced), noise=noise)


def gain(decibels: Floats) -> float:
    """What brings the louder half of these frames to the loudness at which the speech model hears best."""
    if not len(decibels):
        return 1.0
    power = np.power(10, decibels[decibels >= np.median(decibels)] / 10).mean()
    return float(min(100.0, _LOUDNESS / np.sqrt(2 * power)))


def _one(audio: Audio, channel: int, gain: float, zero: float) -> Iterator[Floats]:
    for block in audio.blocks(channel=channel):
        yield turned_up(block[0], gain, zero)


def _per_frame(chances: Floats, frames: int) -> Floats:
    ratio = speech.WINDOW / HOP
    middles = (np.arange(len(chances)) + 0.5) * ratio - 0.5
    return np.asarray(np.interp(np.arange(frames), middles, chances), np.float32)
