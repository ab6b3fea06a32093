"""Memory only: the sound never touches the disk, nothing is written down, some twenty numbers remain."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from talkratio.audio import RATE, Audio
from talkratio.capture import checkin, state
from talkratio.conversation import Conversation
from talkratio.diarizers import Diarization
from talkratio.errors import InputError
from talkratio.interval import Interval, Seconds
from talkratio.library import Kept
from talkratio.library.numbers import numbers


class Ram:
    """A recording in memory, in the place of `Wav`: 16 kHz, 115 MB an hour and channel, gone with the process."""

    def __init__(self, *, rate: int, channels: int) -> None:
        import av

        self.rate, self.channels, self.width = rate, channels, 2 * channels
        self.written = 0
        self._layout = "mono" if channels == 1 else "stereo"
        self._resampler = av.AudioResampler(format="s16", layout=self._layout, rate=RATE)
        self._sound = bytearray()

    @property
    def duration(self) -> Seconds:
        """Seconds so far."""
        return len(self._sound) / self.width / RATE

    def write(self, block: bytes) -> None:
        """Adds whole frames."""
        import av

        self.written = len(block)
        if block:
            frame = av.AudioFrame.from_ndarray(np.frombuffer(block, np.int16)[None], format="s16", layout=self._layout)
            frame.sample_rate = self.rate
            for part in self._resampler.resample(frame):
                self._sound += part.to_ndarray().tobytes()

    def sync(self) -> None:
        """Nothing: there is no disk."""

    def forget(self, seconds: Seconds) -> Seconds:
        """Takes the last `seconds` out; returns how many those were."""
        gone = min(len(self._sound), round(seconds * RATE) * self.width)
        del self._sound[len(self._sound) - gone :]
        return gone / self.width / RATE

    def audio(self, folder: Path) -> Audio:
        """The recording as engines take it."""
        return Audio(folder / "memory", "", self.channels, (), io.BytesIO(self._sound))

    def close(self) -> None:
        """Nothing: it goes with the process."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def measure(kept: Kept, ram: Ram, manager: str | None) -> None:
    """Leaves the numbers of the conversation in its folder, and nothing else.

    Raises `InputError` when nobody spoke, and what engines raise; then the folder keeps nothing either.
    """
    from talkratio import pipeline, retention
    from talkratio.report import Provenance
    from talkratio.voices import shelf

    shelf.opened = io.BytesIO  # what the engine puts aside, from which speech could be made again, stays in memory too
    voices = checkin.stretches(state.marks(kept.folder))
    with ram.audio(kept.folder) as audio:
        if not audio.duration:
            raise InputError("Nothing was recorded. Start again, and look at the level while somebody speaks.")
        try:
            name, found = _heard(audio, voices if len(voices) > 1 else ())
        except InputError:  # the check-in does not fit, and this sound is heard once or never
            name, found = _heard(audio, ())
    spoken = Conversation(ram.duration, found.turns, None, None, found.clock)
    known = Provenance("", None, "", kept.created, name, None)
    named = manager if manager in spoken.speakers else None
    report = pipeline.compose(spoken, known, named, doubts=found.doubts)
    kept.keep_numbers(numbers(report))
    retention.reduce_to_numbers(kept, None)


def _heard(audio: Audio, voices: Sequence[tuple[str, Interval]]) -> tuple[str, Diarization]:
    """The engine's name and what it heard."""
    from talkratio import choice, engines

    ear = choice.diarizer(audio, "auto", None, voices)
    options: dict[str, Any] = dict(ear.options)
    return ear.name, engines.load("diarizers", ear.name, **options)(audio, progress=engines.silent)
