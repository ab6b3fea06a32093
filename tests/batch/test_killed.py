"""Killed at any moment, the same command goes on, and the table is the same to the byte."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from talkratio.batch import places
from tests.batch.ground import place, run, table

RECORDINGS = 12
WORKERS = 2


def recordings(root: Path, log: Path) -> Path:
    """Recordings that each take a moment and write a line to `log` when they are begun."""
    return place(
        root,
        **{f"talk{i:02d}": f"log {log}\nsleep 0.15\nA 0-{i + 1}\nB {i + 1}-20\n" for i in range(RECORDINGS)},
        bad=f"log {log}\nbad x\n",
    )


def start(where: Path, out: Path) -> subprocess.Popen[bytes]:
    """The batch as a process of its own."""
    command = [sys.executable, "-m", "tests.batch.master", str(where), str(out), str(WORKERS)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)


def finish(process: subprocess.Popen[bytes]) -> int:
    """Waits for the end; what it wrote to stderr is read away."""
    process.communicate(timeout=240)
    return process.returncode


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_the_table_is_the_same_after_any_end(tmp_path: Path, how: signal.Signals) -> None:
    """Ended again and again at random moments, the batch gives the same table; a kill costs one file a worker."""
    log = tmp_path / "log"
    folder = recordings(tmp_path / "in", log)
    run(folder, tmp_path / "whole")
    expected = table(folder, tmp_path / "whole")
    undisturbed = len(log.read_text().splitlines())
    log.write_text("")
    chance = random.Random(7)
    kills = 0
    while kills < 3:
        process = start(folder, tmp_path / "out")
        try:
            process.wait(chance.uniform(0.8, 2.2))
        except subprocess.TimeoutExpired:
            process.send_signal(how)
            kills += 1
        finish(process)
        if process.returncode == 0:
            break
    assert finish(start(folder, tmp_path / "out")) == 0
    assert table(folder, tmp_path / "out") == expected
    assert len(log.read_text().splitlines()) <= undisturbed + kills * WORKERS
    assert not list((tmp_path / "out").glob(".tables-*"))


def test_workers_do_not_outlive_their_batch(tmp_path: Path) -> None:
    """When the batch is killed, its workers end by themselves, even in the middle of a recording."""
    process = start(place(tmp_path / "in", long="sleep 60\nA 0-1\n", other="sleep 60\nA 0-2\n"), tmp_path / "out")
    workers: list[psutil.Process] = []
    until = time.monotonic() + 120
    while len(workers) < WORKERS and time.monotonic() < until:
        workers = psutil.Process(process.pid).children()
        time.sleep(0.1)
    process.kill()
    finish(process)
    gone, alive = psutil.wait_procs(workers, timeout=60)
    assert (len(gone), alive) == (WORKERS, [])


def test_what_a_killed_worker_had_fetched_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recordings copied from elsewhere do not stay behind: the next worker tidies up."""
    monkeypatch.setattr(places.tempfile, "gettempdir", lambda: str(tmp_path))
    left = tmp_path / f"{places.FETCHED}{2**22 + 1}-abc"
    left.mkdir()
    (left / "talk.wav").write_text("A 0-1")
    places.sweep()
    assert not left.exists()
