"""The share of the first of two people, from sound that arrives bit by bit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from talkratio.audio import RATE
from talkratio.interval import Interval, Seconds
from talkratio.voices import hearing, judging, network, speech
from talkratio.voices.features import FRAMES_PER_SECOND, HOP, Floats, Levels, frames
from talkratio.voices.hearing import STRETCH, Hearing
from talkratio.voices.judging import Profiles
from talkratio.voices.known import anchored
from talkratio.voices.shelf import Shelf

AGAIN: Seconds = 60.0
AGAIN_GROWS = 1.2
"""when everything so far is judged again with what was learned of the two voices: after a minute more, and a fifth"""
FEWEST: Seconds = 10.0
"""speech below which there is no share"""
_AROUND: Seconds = 20.0
"""sound kept in memory: what the chance of speech is taken from"""


class Running:
    """The share of the first of two people, from sound that arrives bit by bit. Use as a context manager.

    `hear` takes mono samples at 16 kHz; `know` is told where each of the two speaks alone.
    """

    def __init__(self) -> None:
        self._sound = np.zeros(0, np.float32)
        self._first = 0
        self._thin: list[Floats] = []
        self._levels: Levels | None = None
        self._powers: list[Floats] = []
        self._gain = np.float32(1)
        self._zero = hearing.Zero()
        self._sure = 0
        self._shelf = Shelf(network.VOICE + network.CONTENT + 1)
        self._hearing = Hearing(self._shelf, np.zeros((0, network.VOICE), np.float32), np.zeros(0, np.float32))
        self._tail: Floats = np.zeros((0, network.VOICE + network.CONTENT + 1), np.float32)
        self._given: Profiles = []
        self._profiles: Profiles = []
        self._chances: Floats = np.zeros((0, 2), np.float32)
        self._settled = 0
        self._judged_all: Seconds = 0.0

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        self._shelf.close()

    @property
    def duration(self) -> Seconds:
        """Seconds heard."""
        return (self._first + len(self._sound)) / RATE

    @property
    def answered(self) -> Seconds:
        """Seconds for which it is known who speaks."""
        return len(self._chances) / network.PER_SECOND

    def hear(self, samples: Floats) -> None:
        """The next samples, any number up to ten seconds."""
        self._sound = np.concatenate([self._sound, samples])
        self._zero.learn(samples)
        self._powers.append(hearing.power(samples - self._zero.off))
        surplus = len(self._sound) - round(_AROUND * RATE)
        if surplus > 0:
            surplus -= surplus % RATE  # whole seconds, so that frames keep their places
            self._sound, self._first = self._sound[surplus:], self._first + surplus
        self._listen(len(samples) // speech.WINDOW)
        if self._profiles:
            self._judge()

    def know(self, anchors: Sequence[Interval]) -> None:
        """Where the first and the second person each speak alone; from now on there is a share."""
        self._given = [network.profile(self._hearing.mean([interval])) for interval in anchors]
        self._profiles = self._given
        self._settled, self._judged_all = 0, 0.0
        self._judge()

    def share(self, window: Seconds | None = None) -> float | None:
        """The first person's share (0..1) of the last `window` seconds or of everything, overlap counted to both."""
        count = len(self._chances) if window is None else round(window * network.PER_SECOND)
        spoken = self._chances[-count:].sum(axis=0, dtype=np.float64) / network.PER_SECOND if count else np.zeros(2)
        return float(spoken[0] / spoken.sum()) if spoken.sum() >= FEWEST else None

    def _listen(self, fresh: int) -> None:
        """What is far enough from the end goes to the shelf for good, the rest is heard again next time.

        `fresh` windows of the speech model have just arrived.
        """
        sound = self._sound - self._zero.off
        mel = np.concatenate(list(frames([sound])))
        mel = mel[: len(mel) - len(mel) % 2]
        self._level(mel)
        spoken = speech.chances([sound * self._gain])
        self._sure += hearing.surely(spoken[len(spoken) - fresh :])
        base = self._first // (2 * HOP)
        last = base + len(mel) // 2
        first = max(base, len(self._shelf) - network.EAR_REACH)
        if self._levels is None or last <= len(self._shelf):
            return
        offset = 2 * (first - base)
        voice, content, chance = network.ear(network.seen(mel[offset:], spoken, self._levels, offset))
        anybody = hearing.possible(spoken, last - base, self._sure)[first - base :]
        chance = np.where(anybody, chance, np.float32(0))
        rows = np.concatenate([voice, content, chance[:, None]], axis=1)[len(self._shelf) - first :]
        sure = max(0, last - network.EAR_REACH - len(self._shelf))
        self._shelf.add(rows[:sure])
        self._tail = rows[sure:]

    def _level(self, mel: Floats) -> None:
        """Ten frames a second of everything so far say how loud the room is and how the microphone colours."""
        seconds = len(mel) // FRAMES_PER_SECOND
        due = int(self.duration) - len(self._thin)
        for second in range(seconds - min(due, seconds), seconds):
            self._thin.append(mel[second * FRAMES_PER_SECOND : (second + 1) * FRAMES_PER_SECOND : 10])
        if self._thin and (self._levels is None or len(self._thin) % 5 == 0 or len(self._thin) < 30):
            self._levels = Levels.of(np.concatenate(self._thin))
            self._gain = hearing.gain(self._powers)

    def _judge(self) -> None:
        if self.duration >= max(self._judged_all + AGAIN, self._judged_all * AGAIN_GROWS):
            self._judge_all()
        first = max(0, self._settled - network.JUDGE_REACH)
        voice, content, chance = self._hearing.read(first, len(self._shelf))
        rows = np.concatenate([np.concatenate([voice, content, chance[:, None]], axis=1), self._tail])
        if not len(rows):
            return
        states = network.judge(
            np.ascontiguousarray(rows[:, : network.VOICE]),
            np.ascontiguousarray(rows[:, network.VOICE : -1]),
            self._profiles[0],
            self._profiles[1],
        )
        answers = ((states[:, 1:3] + states[:, 3:]) * (rows[:, -1:] > 0))[self._settled - first :]
        self._chances = np.concatenate([self._chances[: self._settled], answers])
        self._settled = max(self._settled, len(self._shelf) - network.JUDGE_REACH)

    def _judge_all(self) -> None:
        """Profiles from everything in which one speaks alone, and everything judged by them."""
        self._judged_all = self.duration
        if not len(self._shelf):
            return
        self._profiles = anchored(self._summed(), self._given)
        self._chances = judging.speaking(self._hearing, self._profiles, _silent)
        self._settled = max(0, len(self._shelf) - network.JUDGE_REACH)

    def _summed(self) -> Hearing:
        """What was heard so far, with the sums that windows are made of."""
        stretches = (self._hearing.read(start, start + STRETCH) for start in range(0, len(self._shelf), STRETCH))
        found = [hearing.blocks(voice, chance) for voice, _, chance in stretches]
        return Hearing(self._shelf, *(np.concatenate(sums) for sums in zip(*found, strict=True)))


def _silent(part: float) -> None:
    """Shows no progress."""
