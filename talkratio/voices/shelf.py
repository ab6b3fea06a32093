"""Rows of numbers kept on disk, so that memory does not grow with the length of a recording."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from types import TracebackType
from typing import IO, Self

import numpy as np

from talkratio.errors import OutputError
from talkratio.voices.features import Floats


def _nameless() -> IO[bytes]:
    return tempfile.TemporaryFile(prefix="talkratio-")


opened: Callable[[], IO[bytes]] = _nameless
"""where rows lie; a process whose promise it is that nothing reaches the disk puts `io.BytesIO` here"""


class Shelf:
    """Rows of `width` numbers, added at the end and read anywhere; half precision in a file that never has a name."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._count = 0
        self._store = opened()

    def __len__(self) -> int:
        return self._count

    def add(self, rows: Floats) -> None:
        """Puts rows of shape (count, width) at the end. Raises `OutputError` when the disk is full."""
        try:
            self._store.seek(2 * self._width * self._count)
            self._store.write(np.asarray(rows, np.float16).tobytes())
            self._store.flush()
        except OSError as error:
            raise OutputError(
                f"There is no room for what was heard in {tempfile.gettempdir()} ({error.strerror}). "
                "Free some space there, or name another folder in TMPDIR."
            ) from error
        self._count += len(rows)

    def read(self, start: int, end: int) -> Floats:
        """Rows from `start` to `end`; what lies outside is left out."""
        start, end = max(0, start), min(end, self._count)
        self._store.seek(2 * self._width * start)
        content = self._store.read(2 * self._width * max(0, end - start))
        return np.frombuffer(content, np.float16).reshape(-1, self._width).astype(np.float32)

    def close(self) -> None:
        """Frees the file."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
