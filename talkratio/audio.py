"""Any file → samples, streamed; channels kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from talkratio.engines import Progress
from talkratio.interval import Interval, Seconds

RATE = 16_000
Samples = npt.NDArray[np.float32]


class Audio:
    """A decoded recording at 16 kHz, kept in an unlinked temporary file so that memory stays flat in its length.

    Use as a context manager. Samples are float32, −1..1, shape (channels, samples).
    """

    path: Path
    sha256: str
    duration: Seconds
    channels: int
    notes: tuple[str, ...]

    @classmethod
    def open(cls, path: Path, *, progress: Progress | None = None) -> Self:
        """Decodes the file. Raises `AudioError` saying what is wrong with it."""
        raise NotImplementedError

    def blocks(self, seconds: Seconds = 30.0, *, channel: int | None = None) -> Iterator[Samples]:
        """The recording in order, shape (channels, samples); one row when `channel` is given."""
        raise NotImplementedError

    def mono(self, seconds: Seconds = 30.0) -> Iterator[Samples]:
        """The mean of the channels in blocks of shape (samples,)."""
        raise NotImplementedError

    def read(self, interval: Interval) -> Samples:
        """One stretch, shape (channels, samples)."""
        raise NotImplementedError

    def close(self) -> None:
        """Frees the temporary file."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
