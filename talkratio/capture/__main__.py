"""The process that records: `python -m talkratio.capture FOLDER OPTIONS`."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from talkratio.capture.devices import Microphone
from talkratio.capture.memory import Ram, measure
from talkratio.capture.recorder import Recorder
from talkratio.capture.state import Standing
from talkratio.errors import OutputError, TalkratioError
from talkratio.library import Kept


def record(kept: Kept, options: dict[str, Any]) -> int:
    """Records with what `talkratio.capture.start` asked for; returns the exit code."""
    microphones = [Microphone(**one) for one in options["microphones"]]
    held: list[Ram] = []

    def memory(**form: int) -> Ram:
        held.append(Ram(**form))
        return held[-1]

    tape = memory if options.get("memory") else None
    recorder = Recorder(kept.folder, microphones, int(options.get("channels", 1)), tape=tape)
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: recorder.stop())
    try:
        recorder.run()
        if held:
            recorder.end("measuring")
            measure(kept, held[0], options.get("manager"))
        recorder.end()
    except (TalkratioError, OSError) as error:
        recorder.board.say(Standing("failed", error=str(error)))
        return error.exit_code if isinstance(error, TalkratioError) else OutputError.exit_code
    return 0


if __name__ == "__main__":
    os.umask(0o077)
    conversation = Kept(Path(sys.argv[1]))
    with conversation.alone("capture", patience=2):
        sys.exit(record(conversation, json.loads(sys.argv[2])))
