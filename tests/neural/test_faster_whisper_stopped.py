"""Stopped and killed in the middle, and going on where it was."""

from __future__ import annotations

import importlib
import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from talkratio.audio import Audio
from talkratio.errors import Cancelled, OutputError
from talkratio.transcribers import _attended as attended
from talkratio.transcribers._checkpoints import Checkpoint
from tests.neural.hearing import SAID, load, speaking


def test_stopping_is_at_once(whisper: Path, recording: Audio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch that takes long does not keep anybody waiting."""
    transcribe = load(whisper, tmp_path)
    slow = importlib.import_module("talkratio.transcribers.faster_whisper")
    hear = slow.hear

    let_go, heard = threading.Event(), []

    def sleepy(*arguments: Any) -> Any:
        let_go.wait(30)
        heard.append(True)
        return hear(*arguments)

    monkeypatch.setattr(slow, "hear", sleepy)
    calls = 0

    def stop(stage: str, fraction: float) -> None:
        nonlocal calls
        calls += 1
        if calls > 2:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        transcribe(recording, turns=speaking((1.0, 90.0)), language="da", progress=stop)
    assert not heard, "it waited for the batch"
    let_go.set()
    for thread in attended._left:
        thread.join()


LEFT = """
import time, talkratio
from talkratio.transcribers._attended import attended
from talkratio.errors import Cancelled
def stop():
    raise Cancelled("stopped")
try:
    attended(lambda: time.sleep(60), stop)
except Cancelled:
    print("stopped")
"""


def test_what_is_left_behind_does_not_hold_the_process() -> None:
    """The process of a stopped work ends at once, with the code of a stop, though a thread still works."""
    done = subprocess.run([sys.executable, "-c", LEFT], capture_output=True, text=True, timeout=30, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("stopped\n", "", Cancelled.exit_code)


def test_a_stopped_run_goes_on(whisper: Path, recording: Audio, tmp_path: Path) -> None:
    """What was finished is not heard again, and nothing of it is left when all is done."""
    folder = tmp_path / "checkpoints"
    turns = speaking((1.0, 170.0))
    transcribe = load(whisper, tmp_path, batch=1)

    def stop(stage: str, fraction: float) -> None:
        if fraction > 0.4:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        transcribe(recording, turns=turns, language="da", progress=stop)
    (kept,) = folder.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    first: list[float] = []
    found = transcribe(recording, turns=turns, language="da", progress=lambda _, fraction: first.append(fraction))
    assert first[0] > 0.4
    assert list(folder.iterdir()) == []
    assert found == transcribe(recording, turns=turns, language="da")


def test_another_question_does_not_take_up_the_answer(whisper: Path, recording: Audio, tmp_path: Path) -> None:
    """A checkpoint is for one recording, model, language, hotwords and speech alone."""

    def stop(stage: str, fraction: float) -> None:
        if fraction > 0.1:
            raise Cancelled("stopped")

    transcribe = load(whisper, tmp_path, batch=1)
    with pytest.raises(Cancelled):
        transcribe(recording, turns=speaking((1.0, 170.0)), language="da", progress=stop)
    for turns, language in ((speaking((1.0, 160.0)), "da"), (speaking((1.0, 170.0)), "en")):
        first: list[float] = []
        transcribe(recording, turns=turns, language=language, progress=lambda _, f, first=first: first.append(f))
        assert first[0] == 0.0


KILLED = """
import os, sys, talkratio
from pathlib import Path
from talkratio import engines
from talkratio.audio import Audio
from talkratio.conversation import Turn
from talkratio.interval import Interval
model, folder, path = map(Path, sys.argv[1:4])
transcribe = engines.load("transcribers", "faster_whisper", model=model, checkpoints=folder, batch=1)
def tell(stage, fraction):
    print(fraction, flush=True)
    if fraction > 0.4 and len(sys.argv) > 4:
        os.kill(os.getpid(), 9)
with Audio.open(path) as audio:
    found = transcribe(audio, turns=(Turn(Interval(1, 170), "A"),), language="da", progress=tell)
print(len(found.words))
"""


def test_kill_9_loses_nothing_that_was_finished(whisper: Path, recording: Audio, tmp_path: Path) -> None:
    """A run that is killed in the middle is taken up by the next one."""
    arguments = [sys.executable, "-c", KILLED, str(whisper), str(tmp_path / "checkpoints"), str(recording.path)]
    killed = subprocess.run([*arguments, "die"], capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    (kept,) = (tmp_path / "checkpoints").iterdir()
    with kept.open("ab") as stream:  # as if the crash had cut a line off
        stream.write(b'[3, {"words": [[1.0, 2.')
    again = subprocess.run(arguments, capture_output=True, text=True, check=True)
    fractions = [float(line) for line in again.stdout.splitlines()[:-1]]
    assert fractions[0] > 0.4
    assert int(again.stdout.splitlines()[-1]) == 7 * len(SAID)
    assert not list((tmp_path / "checkpoints").iterdir())


def test_old_checkpoints_are_forgotten(tmp_path: Path) -> None:
    """What nobody took up for a week goes; what is not a checkpoint stays."""
    old, other = tmp_path / f"{'0' * 64}.jsonl", tmp_path / "notes.jsonl"
    for path in (old, other):
        path.write_text("[]", encoding="utf-8")
        os.utime(path, (1, 1))
    Checkpoint(tmp_path, "1" * 64)
    assert not old.exists()
    assert other.exists()


def test_a_checkpoint_that_cannot_be_kept(tmp_path: Path) -> None:
    """A folder that is a file is told, before anything is heard."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be kept"):
        Checkpoint(tmp_path / "file", "0" * 64)
