"""On a cluster the same batch gives the same table, and a lost worker loses no recording."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from talkratio import batch, cluster
from talkratio.batch.recordings import Settings
from talkratio.errors import EngineError
from tests.batch.ground import FAKE, LIMITS, place, run, table

pytest.importorskip("distributed", reason="Dask distributed is not installed (extra: cluster)")


@contextmanager
def dask(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and workers as processes of their own, their logs in `folder`."""
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (folder / f"{name}.log").open("wb") as log:
            command = [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:], "--no-dashboard"]
            process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        started.append(process)
        return process

    file = folder / "scheduler.json"
    try:
        start("scheduler", "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        until = time.monotonic() + 120
        while not file.exists() and time.monotonic() < until:
            time.sleep(0.1)
        hands = [
            start(f"worker{i}", "dask_worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny",
                  "--local-directory", str(folder))
            for i in range(workers)
        ]  # fmt: skip
        import json

        yield json.loads(file.read_text())["address"], hands
    finally:
        for process in started:
            process.kill()
            process.wait()


PROGRAM = """
import sys
from pathlib import Path
from talkratio import batch, cluster
from talkratio.batch.recordings import Settings
from tests.batch.ground import FAKE, LIMITS
where, out, address = sys.argv[1:]
def perform(tasks, told):
    return cluster.perform(tasks, LIMITS, told, address=address, analysis=FAKE)
batch.run(batch.find(where), Path(out), Settings(), perform, consent="test")
"""


def test_a_cluster_gives_the_same_table_while_workers_die(tmp_path: Path) -> None:
    """One of two workers is killed in the middle: every recording has its row once, as on one machine."""
    talks = {f"Mette{i}": f"sleep 0.4\nA 0-{i + 1}\nB {i + 1}-20\n" for i in range(8)}
    folder = place(tmp_path / "in", **talks, broken="broken x\n", bad="bad x\n")
    run(folder, tmp_path / "here")
    with dask(tmp_path, workers=2) as (address, hands):
        command = [sys.executable, "-W", "ignore", "-c", PROGRAM, str(folder), str(tmp_path / "there"), address]
        owner = subprocess.Popen(command, stderr=subprocess.PIPE)
        until = time.monotonic() + 120
        while not list((tmp_path / "there").glob("reports/*")) and time.monotonic() < until:
            time.sleep(0.05)
        below = psutil.Process(hands[0].pid).children()
        os.kill(hands[0].pid, signal.SIGKILL)
        _, told = owner.communicate(timeout=240)
        assert owner.returncode == 0, told.decode()
        gone, alive = psutil.wait_procs(below, timeout=60)
    assert (len(gone), alive) == (1, [])
    assert table(folder, tmp_path / "there") == table(folder, tmp_path / "here")
    logs = "".join(path.read_text() for path in tmp_path.glob("*.log"))
    assert "Mette" not in logs
    assert "words that were said" not in logs


def test_a_scheduler_that_does_not_answer_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong address stops the batch with a word on what to do; nothing is in the journal."""
    monkeypatch.setattr(cluster, "PATIENCE", 0.3)
    folder = place(tmp_path / "in", a="A 0-1\n")
    with pytest.raises(EngineError, match="No scheduler answers"):
        batch.run(
            batch.find(str(folder)),
            tmp_path / "out",
            Settings(),
            lambda tasks, told: cluster.perform(tasks, LIMITS, told, address="tcp://127.0.0.1:9", analysis=FAKE),
            consent="test",
        )
