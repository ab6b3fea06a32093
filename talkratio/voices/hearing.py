"""A recording as the network hears it: everything that later steps need, without the sound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from talkratio.audio import Audio
from talkratio.engines import Progress
from talkratio.interval import Interval, Seconds
from talkratio.voices import network, speech
from talkratio.voices.features import BANDS, CEPSTRA, FRAMES_PER_SECOND, HOP, Floats, Levels, cepstra, frames
from talkratio.voices.shelf import Shelf

STRETCH = 1_500
"""frames of 20 ms answered at a time: fixed, so that the answers do not depend on the length of the recording"""
BLOCK = 25
"""frames of 20 ms that are summed up for telling voices apart: half a second"""
TENTH = 1_600
"""samples of a tenth of a second"""
LOUD = 0.03
"""root mean square (full scale is 1) that the louder moments have at least: −30 dB, as in training"""
TRIFLE = 0.01
"""part of a recording's power up to which it may lie off zero: an untouched recording is heard to the bit as it is"""
STRICT, WIDE = (0.25, 23), (0.1, 40)
"""chance that Silero's model must reach within so many of its windows (0.75 s, 1.3 s) to either side: where it is sure
that nobody speaks, nobody does, since the network never heard a room without people"""
SURE, PROVEN = 0.5, 32
"""so many windows (1 s) of speech, each at least so likely, prove that there are people; `WIDE` holds from then on, for
a bad line hides a voice from Silero for seconds"""
LEVELS_FROM = 24_000
"""frames of 10 ms that the levels of a recording are taken from"""

_HEARD = network.VOICE + network.CONTENT


@dataclass(frozen=True, slots=True)
class Hearing:
    """Voice, content and sound of every frame of 20 ms, on disk, and sums over blocks of half a second.

    `voices`: per block the voice of its frames weighted by the chance of speech, shape (blocks, VOICE);
    `weights`: per block the sum of those chances, 0..BLOCK. Use as a context manager.
    """

    frames: Shelf
    voices: Floats
    weights: Floats

    def __len__(self) -> int:
        return len(self.frames)

    def read(self, start: int, end: int) -> tuple[Floats, Floats, Floats]:
        """Voice, content and chance of speech (0 where nobody can be speaking) from one frame to another."""
        rows = self.frames.read(start, end)
        return rows[:, : network.VOICE], rows[:, network.VOICE : _HEARD], rows[:, -1]

    def sound(self, start: int, end: int) -> Floats:
        """The shape of the spectrum from one frame to another, shape (frames, CEPSTRA)."""
        return self.frames.read(start, end)[:, _HEARD:-1]

    def mean(self, intervals: list[Interval]) -> Floats:
        """The mean voice in some stretches, weighted by the chance of speech, shape (VOICE,)."""
        total, weight = np.zeros(network.VOICE, np.float32), 1e-3
        for interval in intervals:
            start, end = (round(moment * network.PER_SECOND) for moment in (interval.start, interval.end))
            voice, _, chance = self.read(start, max(end, start + 1))
            total += chance @ voice
            weight += float(chance.sum())
        return np.asarray(total / np.float32(weight), np.float32)

    def spoken(self, interval: Interval) -> Seconds:
        """How long somebody speaks in a stretch, by the chance of speech."""
        start, end = (round(moment * network.PER_SECOND) for moment in (interval.start, interval.end))
        return float(self.read(start, end)[2].sum()) / network.PER_SECOND

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.frames.close()


def hear(audio: Audio, progress: Progress, *, level: bool = True) -> Hearing:
    """Listens to the mean of the channels; `progress` goes to 0.7. Close what it returns."""
    sound = _raised(audio)
    spoken = speech.chances(sound(), level=level)
    progress("voices", 0.25)
    with Shelf(BANDS) as mel:
        levels = _levels(sound(), audio.duration, mel)
        progress("voices", 0.35)
        return _heard(mel, spoken, levels, progress)


def _raised(audio: Audio) -> Callable[[], Iterator[Floats]]:
    """The mean of the channels around zero, as often as it is asked for.

    The louder moments of a soft recording are brought to `LOUD`, by at most 40 dB; loud ones stay as they are.
    """
    zero = offset(audio.mono())
    raised = gain([power(block - zero) for block in audio.mono()])
    return lambda: ((block - zero) * raised for block in audio.mono())


def offset(blocks: Iterable[Floats]) -> Floats:
    """How far a whole recording lies off zero, from its blocks of shape (…, samples), in shape (…)."""
    zero = Zero()
    for block in blocks:
        zero.learn(block)
    return zero.off


class Zero:
    """How far sound lies off zero, as its blocks come, of shape (…, samples).

    A bad sound card adds a constant as loud as the voices; it is not heard, but gains and clipping go by it.
    """

    def __init__(self) -> None:
        self._count, self._sums, self._squares = 0, np.zeros(()), np.zeros(())

    def learn(self, block: Floats) -> None:
        """Takes in the next block."""
        self._count += block.shape[-1]
        self._sums = self._sums + block.sum(axis=-1, dtype=np.float64)
        self._squares = self._squares + np.square(block, dtype=np.float64).sum(axis=-1)

    @property
    def off(self) -> Floats:
        """What to take away from the samples, shape (…); 0 where that is a `TRIFLE`."""
        count = max(1, self._count)
        mean = self._sums / count
        return np.asarray(np.where(mean**2 > TRIFLE * self._squares / count, mean, 0), np.float32)


def power(block: Floats) -> Floats:
    """The mean square of each whole tenth of a second."""
    tenths: Floats = (block[: len(block) // TENTH * TENTH].reshape(-1, TENTH) ** 2).mean(axis=1)
    return tenths


def gain(powers: Sequence[Floats]) -> np.float32:
    """What a recording of such `power` is raised by."""
    if not sum(map(len, powers)):
        return np.float32(1)
    level = float(np.sqrt(np.percentile(np.concatenate(powers), 95)))
    return np.float32(np.clip(LOUD / max(level, 1e-9), 1.0, 100.0))


def _levels(sound: Iterator[Floats], duration: Seconds, mel: Shelf) -> Levels:
    """Fills the shelf with log-mel frames and measures what the recording is levelled by."""
    step = max(2, round(duration * FRAMES_PER_SECOND) // LEVELS_FROM)
    thin = []
    for chunk in frames(sound):
        thin.append(chunk[-len(mel) % step :: step].copy())  # a view would keep the whole chunk
        mel.add(chunk)
    if len(mel) % 2:
        mel.add(mel.read(len(mel) - 1, len(mel)))
    return Levels.of(np.concatenate(thin))


def surely(spoken: Floats) -> int:
    """In how many windows somebody speaks for sure."""
    return int((spoken >= SURE).sum())


def possible(spoken: Floats, count: int, sure: int) -> npt.NDArray[np.bool_]:
    """Whether anybody can be speaking, for each frame of 20 ms, when in `sure` windows somebody does for sure."""
    if not len(spoken):
        return np.zeros(count, bool)
    hint, near = WIDE if sure >= PROVEN else STRICT
    around = np.lib.stride_tricks.sliding_window_view(np.pad(spoken, near), 2 * near + 1).max(axis=1)
    centre = (2 * np.arange(count) + 1) * HOP // speech.WINDOW
    return np.asarray(around[np.minimum(centre, len(spoken) - 1)] >= hint)


def _heard(mel: Shelf, spoken: Floats, levels: Levels, progress: Progress) -> Hearing:
    count = len(mel) // 2
    kept, anybody = Shelf(_HEARD + CEPSTRA + 1), possible(spoken, count, surely(spoken))
    voices, weights = [], []
    for start in range(0, count, STRETCH):
        end = min(start + STRETCH, count)
        first, last = max(0, start - network.EAR_REACH), min(end + network.EAR_REACH, count)
        given = network.seen(mel.read(2 * first, 2 * last), spoken, levels, 2 * first)
        voice, content, chance = (part[start - first : end - first] for part in network.ear(given))
        chance = np.where(anybody[start:end], chance, np.float32(0))
        shape = cepstra(mel.read(2 * start, 2 * end))
        kept.add(np.concatenate([voice, content, shape, chance[:, None]], axis=1))
        summed = blocks(voice, chance)
        voices.append(summed[0])
        weights.append(summed[1])
        progress("voices", 0.35 + 0.35 * end / count)
    return Hearing(kept, np.concatenate(voices), np.concatenate(weights))


def blocks(voice: Floats, chance: Floats) -> tuple[Floats, Floats]:
    """What a `Hearing` holds of some frames: `voices` and `weights`, the last begun block included."""
    sums = np.arange(0, len(chance), BLOCK)
    return np.add.reduceat(voice * chance[:, None], sums, axis=0), np.add.reduceat(chance, sums)
