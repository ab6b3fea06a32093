"""Files written whole or not at all, readable by their owner alone."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from talkratio.errors import OutputError


def write(path: Path, content: str | bytes) -> None:
    """Puts `content` at `path`; a crash, a full disk or kill -9 at any moment leaves the old file or the new one.

    The file gets mode 0600; missing folders are made with mode 0700.

    Raises `OutputError` when it cannot be written; what stood there before is untouched.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        make_folder(path.parent)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as temporary:
            try:
                temporary.write(data)
                temporary.flush()
                os.fsync(temporary.fileno())
                Path(temporary.name).replace(path)
            except BaseException:
                with contextlib.suppress(OSError):
                    Path(temporary.name).unlink()
                raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"{path} cannot be written: {reason}. What stood there before is untouched. "
            "Make room or choose another folder."
        ) from error


def make_folder(path: Path) -> None:
    """The folder, made with mode 0700 where it was missing; an existing one keeps its mode. Raises `OSError`."""
    for missing in reversed([folder for folder in (path, *path.parents) if not folder.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
