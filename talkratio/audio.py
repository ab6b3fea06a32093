"""Any file → samples, streamed; channels kept."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Self

import numpy as np
import numpy.typing as npt

from talkratio.decoding import RATE as RATE
from talkratio.decoding import Decoder
from talkratio.engines import Progress, silent
from talkratio.errors import AudioError, OutputError
from talkratio.interval import Interval, Seconds

Samples = npt.NDArray[np.float32]
_FULL_SCALE = 32_768
_OPPOSED = -0.5  # correlation below which one channel is the other upside down


class Audio:
    """A decoded recording at 16 kHz, kept in an unlinked temporary file so that memory stays flat in its length.

    Use as a context manager. Samples are float32, −1..1, shape (channels, samples). The temporary file never has a
    name, holds int16 and takes 115 MB an hour and channel in the folder that `TMPDIR` names. `notes` are sentences
    about the state of the recording; `sha256` is of the bytes of the given file.
    """

    path: Path
    sha256: str
    duration: Seconds
    channels: int
    notes: tuple[str, ...]

    def __init__(
        self, path: Path, sha256: str, channels: int, notes: tuple[str, ...], store: BinaryIO, *, opposed: bool = False
    ) -> None:
        self.path = path
        self.sha256 = sha256
        self.channels = channels
        self.notes = notes
        self._store = store
        self._opposed = opposed
        self._length = store.seek(0, os.SEEK_END) // (2 * channels)
        self.duration = self._length / RATE

    @classmethod
    def open(cls, path: Path, *, progress: Progress | None = None) -> Self:
        """Decodes the file: wav, flac, mp3, m4a, aac, ogg, opus, webm, mp4 and what else FFmpeg's readers know.

        At most 6 hours and 8 channels. Raises `AudioError` saying what is wrong with the file, and `OutputError`
        when there is no room for the decoded sound.
        """
        progress = progress or silent
        shown = _printable(path)
        with _opened(path, shown) as file:
            store: BinaryIO | None = None
            try:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
                file.seek(0)
                store = _temporary()
                channels, notes, opposed = _decode(file, shown, store, progress)
                audio = cls(path, sha256, channels, notes, store, opposed=opposed)
            except OSError as error:
                _close(store)
                raise AudioError(
                    f"{shown} could not be read to its end ({error.strerror}). Copy it to this computer and try again."
                ) from error
            except BaseException:
                _close(store)
                raise
        progress("audio", 1.0)
        return audio

    def blocks(self, seconds: Seconds = 30.0, *, channel: int | None = None) -> Iterator[Samples]:
        """The recording in order, shape (channels, samples); one row when `channel` is given."""
        length = max(1, round(seconds * RATE))
        for start in range(0, self._length, length):
            block = self._at(start, min(start + length, self._length))
            yield _floats(block if channel is None else block[:, channel : channel + 1])

    def mono(self, seconds: Seconds = 30.0) -> Iterator[Samples]:
        """The mean of the channels in blocks of shape (samples,).

        Where one of two channels is the other upside down, as from a balanced line, it is turned first: the mean of
        the two would be silent.
        """
        for block in self.blocks(seconds):
            if self._opposed:
                np.negative(block[1], out=block[1])
            yield block.mean(axis=0, dtype=np.float32)

    def read(self, interval: Interval) -> Samples:
        """One stretch, shape (channels, samples); what lies outside the recording is left out."""
        start, end = (min(round(moment * RATE), self._length) for moment in (interval.start, interval.end))
        return _floats(self._at(start, end))

    def close(self) -> None:
        """Frees the temporary file."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _at(self, start: int, end: int) -> npt.NDArray[np.int16]:
        # Every read states where, so that two readers may walk the recording side by side.
        width = 2 * self.channels
        self._store.seek(start * width)
        content = self._store.read((end - start) * width)
        return np.frombuffer(content, np.int16).reshape(-1, self.channels)


def _decode(file: BinaryIO, shown: str, store: BinaryIO, progress: Progress) -> tuple[int, tuple[str, ...], bool]:
    """Channels, notes, and whether one of two channels is the other upside down."""
    size = os.fstat(file.fileno()).st_size
    decoder, products, sums, count = Decoder(file, shown), np.zeros((2, 2)), np.zeros(2), 0
    for block in decoder.blocks():
        samples = np.clip(np.rint(block.T * _FULL_SCALE), -_FULL_SCALE, _FULL_SCALE - 1).astype(np.int16)
        if len(block) == 2:
            products += block @ block.T
            sums, count = sums + block.sum(axis=1, dtype=np.float64), count + block.shape[1]
        try:
            store.write(samples.tobytes())
        except OSError as error:
            raise _no_room(error) from error
        progress("audio", min(0.99, file.tell() / size))
    return decoder.channels, decoder.notes, _upside_down(products - np.outer(sums, sums) / max(1, count))


def _upside_down(products: npt.NDArray[np.float64]) -> bool:
    """Whether one of two channels is the other with its sign changed, from their products around their means."""
    return bool(products[0, 1] < _OPPOSED * np.sqrt(np.prod(np.maximum(0, products.diagonal()))))


def _opened(path: Path, shown: str) -> BufferedReader:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise AudioError(f"{shown} is a folder. Give the recording inside it.")
        if not stat.S_ISREG(mode):
            raise AudioError(f"{shown} is not an ordinary file. Give a recording saved on this computer.")
        if not path.stat().st_size:
            raise AudioError(f"{shown} is empty (0 bytes). Copy it from the recorder again.")
        return path.open("rb")
    except PermissionError as error:
        raise AudioError(
            f"{shown} may not be read by you. Change its permissions, or copy it to a folder of yours."
        ) from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise AudioError(f"{shown} does not exist. Check the name and the folder.") from error
    except OSError as error:
        raise AudioError(f"{shown} cannot be opened ({error.strerror}). Check the name and the disk.") from error


def _temporary() -> BinaryIO:
    try:
        return tempfile.TemporaryFile(prefix="talkratio-")
    except OSError as error:
        raise _no_room(error) from error


def _no_room(error: OSError) -> OutputError:
    return OutputError(
        f"There is no room for the decoded sound in {tempfile.gettempdir()} ({error.strerror}). "
        "Free some space there, or name another folder in TMPDIR."
    )


def _close(store: BinaryIO | None) -> None:
    if store is not None:
        store.close()


def _floats(block: npt.NDArray[np.int16]) -> Samples:
    return np.ascontiguousarray(block.T, dtype=np.float32) / np.float32(_FULL_SCALE)


def _printable(path: Path) -> str:
    """A file name fit for one line on any screen."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in str(path))
