"""The process that records: `python -m talkratio.capture FOLDER OPTIONS`."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from talkratio import store
from talkratio.capture.awake import awake
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
    try:
        recorder = Recorder(kept.folder, microphones, int(options.get("channels", 1)), tape=tape)
    except OSError as error:
        print(store.refused(kept.folder, error), file=sys.stderr)
        return OutputError.exit_code
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: recorder.stop())
    try:
        with awake():
            recorder.run()
        if held:
            recorder.end("measuring")
            measure(kept, held[0], options.get("manager"))
        else:
            _note_forgotten(kept, recorder)
        recorder.end()
    except (TalkratioError, OSError) as error:
        told = error if isinstance(error, TalkratioError) else store.refused(kept.folder, error)
        recorder.board.say(Standing("failed", error=str(told)))
        return told.exit_code
    return 0


def _note_forgotten(kept: Kept, recorder: Recorder) -> None:
    """The ledger tells what was taken out while recording."""
    gone = sum(mark.lost for mark in recorder.marks if mark.kind == "forgotten")
    if gone:
        with contextlib.suppress(OutputError):
            kept.note("recording", "forgotten", round(gone * recorder.spool.tape.rate) * recorder.spool.tape.width)


if __name__ == "__main__":
    os.umask(0o077)
    conversation = Kept(Path(sys.argv[1]))
    with conversation.alone("capture", patience=2):
        sys.exit(record(conversation, json.loads(sys.argv[2])))
