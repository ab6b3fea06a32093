"""Whose voice is on a channel, by how it sounds: for channels on which levels and the speech model do not tell.

The network of `talkratio.voices` learned to leave out breath, typing, music and a second voice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talkratio.audio import RATE, Audio
from talkratio.diarizers._levels import HOP, Floats, Stretch, joined
from talkratio.interval import Interval
from talkratio.voices import features, network

Mask = npt.NDArray[np.bool_]

PIECE, SAMPLED = 625, 18
"""frames listened to at a time (10 s), and how many such pieces, taken evenly, a voice is learned from: 3 minutes"""
FEWEST = 60
"""frames (1 s) of somebody's speech without which their voice is not known"""
OTHERS = 625
"""frames (10 s) of the others' speech without which what bleeds in from them is not known by its sound"""

_MARGIN = 25  # frames of the network (half a second) listened to before and after a piece
_SAMPLES = RATE // network.PER_SECOND  # in a frame of the network
_AUDIBLE, _LIKELY, _CLEARLY = 0.4, 0.5, 0.8  # chances


@dataclass(frozen=True, slots=True)
class Sound:
    """A channel as the speech model heard it: turned up by `gain` around `zero`; `chances` are per window of that."""

    audio: Audio
    channel: int
    gain: float
    zero: float
    chances: Floats

    def mel(self, first: int, last: int) -> Floats:
        """Log-mel frames, two for each frame of the network from `first` to before `last`."""
        samples = self.audio.read(Interval(first * _SAMPLES / RATE, last * _SAMPLES / RATE))[self.channel]
        found = np.concatenate(list(features.frames([turned_up(samples, self.gain, self.zero)])))
        return found[: len(found) // 2 * 2]


def turned_up(samples: Floats, gain: float, zero: float) -> Floats:
    """The samples made louder around `zero`, at most full scale."""
    louder: Floats = np.clip((samples - np.float32(zero)) * np.float32(gain), -1, 1)
    return louder


@dataclass(frozen=True, slots=True)
class Voice:
    """What tells a channel's own person from all else that is heard on it.

    `sampled` and `mine`, for every frame: whether it was listened to while learning, and the own voice was in it.
    """

    sound: Sound
    levels: features.Levels
    profiles: Sequence[Floats]
    sampled: Mask
    mine: Mask

    def heard(self, stretches: Iterable[Stretch]) -> Mask:
        """For every frame, whether the own voice is in it; only in these stretches, and where it was listened to."""
        mine = self.mine.copy()
        for start, end in _pieces(stretches):
            if not self.sampled[start:end].all():
                first, last = _around(start, end)
                heard = _Heard.of(self.sound, self.levels, first, self.sound.mel(first, last))
                mine[start:end] = heard.mine(self.profiles, start, end)
        return mine


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the ear makes of a piece that begins at frame `first` of the network; one row for each of its frames."""

    first: int
    voice: Floats
    content: Floats
    chance: Floats

    @classmethod
    def of(cls, sound: Sound, levels: features.Levels, first: int, mel: Floats) -> _Heard:
        return cls(first, *network.ear(network.seen(mel, sound.chances, levels, 2 * first)))

    def mine(self, profiles: Sequence[Floats], start: int, end: int) -> Mask:
        """Whether the first of two people speaks, or anybody where the second is not heard; of frames of 16 ms."""
        at = ((np.arange(start, end) + 0.5) * HOP / _SAMPLES).astype(int) - self.first
        return np.asarray(self._spoken(profiles)[np.minimum(at, len(self.chance) - 1)] > _LIKELY)

    def _spoken(self, profiles: Sequence[Floats]) -> Floats:
        if len(profiles) < 2:
            return self.chance
        chances = network.judge(self.voice, self.content, *profiles)
        return np.asarray(chances[:, 1] + chances[:, 3])

    def at(self, mask: Mask) -> Mask:
        """A mask of frames of 16 ms, for the frames of the network."""
        middles = (self.first + np.arange(len(self.chance)) + 0.5) * _SAMPLES / HOP
        return np.asarray(mask[np.minimum(middles.astype(int), len(mask) - 1)], np.bool_)


def learned(sound: Sound, own: Mask, others: Mask) -> Voice | None:
    """The voice of who surely speaks in the `own` frames, beside what is heard while `others` surely do.

    From a sample of the recording; `None` where the person is hardly heard in it.
    """
    pieces = list(_sample(len(own)))
    if sum(int(own[start:end].sum()) for start, end in pieces) < FEWEST:
        return None
    mels = [sound.mel(*_around(*piece)) for piece in pieces]
    levels = features.Levels.of(np.concatenate(mels))
    heard = [_Heard.of(sound, levels, _around(*piece)[0], mel) for piece, mel in zip(pieces, mels, strict=True)]
    profiles = _profiles(heard, own, others)
    sampled, mine = np.zeros(len(own), np.bool_), np.zeros(len(own), np.bool_)
    for (start, end), each in zip(pieces, heard, strict=True):
        sampled[start:end], mine[start:end] = True, each.mine(profiles, start, end)
    return Voice(sound, levels, profiles, sampled, mine)


def near(mask: Mask, frames: int) -> Mask:
    """Whether the mask is true within so many frames."""
    return np.asarray(np.convolve(mask, np.ones(2 * frames + 1))[frames : frames + len(mask)] > 0.5, np.bool_)


def _profiles(heard: Sequence[_Heard], own: Mask, others: Mask) -> Sequence[Floats]:
    """Of the own person and of all else, taken anew from the moments of which the judge is sure.

    Of the own person alone where the others are not heard on the channel: then any voice is theirs.
    """
    voice, weight = (np.concatenate([getattr(each, part) for each in heard]) for part in ("voice", "chance"))
    first, second = (np.concatenate([each.at(mask) for each in heard]) for mask in (own & ~others, others & ~own))
    if second.sum() * _SAMPLES < OTHERS * HOP or weight[second].mean() < _AUDIBLE:
        return [_profile(voice, weight * first)]
    profiles = [_profile(voice, weight * who) for who in (first, second)]
    chances = np.concatenate([network.judge(each.voice, each.content, *profiles) for each in heard])
    first, second = first & (chances[:, 1] > _CLEARLY), second & (chances[:, 2] > _CLEARLY)
    if min(first.sum(), second.sum()) * _SAMPLES < FEWEST * HOP:
        return profiles
    return [_profile(voice, weight * who) for who in (first, second)]


def _profile(voice: Floats, weight: Floats) -> Floats:
    return network.profile(weight @ voice / max(np.float32(1e-3), weight.sum()))


def _sample(frames: int) -> Iterator[Stretch]:
    starts = range(0, frames, PIECE)
    for k in np.unique(np.linspace(0, len(starts) - 1, SAMPLED).round().astype(int)):
        yield starts[k], min(starts[k] + PIECE, frames)


def _pieces(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """The stretches, those close to each other as one, none longer than `PIECE`."""
    for start, end in joined(stretches, 2 * _MARGIN / network.PER_SECOND):
        yield from ((at, min(at + PIECE, end)) for at in range(start, end, PIECE))


def _around(start: int, end: int) -> Stretch:
    """Frames of the network from a margin before a piece to a margin behind it."""
    return max(0, start * HOP // _SAMPLES - _MARGIN), -(-end * HOP // _SAMPLES) + _MARGIN
