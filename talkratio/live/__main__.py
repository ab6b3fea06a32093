"""The process that follows a recording: `python -m talkratio.live FOLDER NAME`, the manager's name."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path

from talkratio.errors import OutputError, TalkratioError
from talkratio.library import Kept
from talkratio.live import STATE, follow


def main(folder: Path, manager: str) -> None:
    """Writes the share beside the recording once a second, and takes it away at the end."""
    kept = Kept(folder)
    os.umask(0o077)
    if hasattr(os, "nice"):
        os.nice(5)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with contextlib.suppress(TalkratioError), kept.alone("live", patience=1):
        try:
            for now in follow(kept, manager):
                with contextlib.suppress(OutputError):
                    kept.write(STATE, json.dumps(asdict(now)))
        finally:
            with contextlib.suppress(OSError):
                (folder / STATE).unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
