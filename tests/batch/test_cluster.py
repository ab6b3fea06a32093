"""On a cluster the same batch gives the same table, a lost worker loses no recording, and stopping stops everybody."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil
import pytest

from talkratio import batch, cluster
from talkratio.batch import journal
from talkratio.batch.recordings import Limits, Settings
from talkratio.errors import EngineError
from tests.batch.ground import FAKE, LIMITS, place, run, table

pytest.importorskip("distributed", reason="Dask distributed is not installed (extra: cluster)")

from tests.batch.hosts import dask, owner, wait


def test_a_cluster_gives_the_same_table_while_workers_die(tmp_path: Path) -> None:
    """One of two workers is killed in the middle: every recording has its row once, as on one machine."""
    talks = {f"Mette{i}": f"sleep 0.4\nA 0-{i + 1}\nB {i + 1}-20\n" for i in range(8)}
    folder = place(tmp_path / "in", **talks, broken="broken x\n", bad="bad x\n")
    run(folder, tmp_path / "here")
    with dask(tmp_path, [{}, {}]) as (address, hands):
        process = owner(folder, tmp_path / "there", address)
        wait(lambda: list((tmp_path / "there").glob("reports/*")))
        below = psutil.Process(hands[0].pid).children()
        os.kill(hands[0].pid, signal.SIGKILL)
        _, told = process.communicate(timeout=240)
        assert process.returncode == 0, told.decode()
        gone, alive = psutil.wait_procs(below, timeout=60)
        wait(lambda: not psutil.Process(hands[1].pid).children())
        assert psutil.Process(hands[1].pid).children() == []  # nothing keeps memory between two batches
    assert (len(gone), alive) == (1, [])
    assert table(folder, tmp_path / "there") == table(folder, tmp_path / "here")
    logs = "".join(path.read_text() for path in tmp_path.glob("*.log"))
    assert "Mette" not in logs
    assert "words that were said" not in logs


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_stopping_stops_the_workers(tmp_path: Path, how: signal.Signals) -> None:
    """Stopped by Ctrl-C or killed, workers drop what they do; the same command then does the rest and nothing twice."""
    log, gate = tmp_path / "log", tmp_path / "gate"
    folder = place(
        tmp_path / "in",
        long=f"log {log}\nclosed {gate}\nA 0-1\n" + "A 1-2\n" * 50,
        short=f"log {log}\nA 0-2\n",
    )
    with dask(tmp_path, [{}]) as (address, hands):
        process = owner(folder, tmp_path / "out", address)
        wait(lambda: log.exists() and psutil.Process(hands[0].pid).children())
        below = psutil.Process(hands[0].pid).children()
        assert len(below) == 1
        process.send_signal(how)
        process.communicate(timeout=150)
        assert process.returncode != 0
        gone, alive = psutil.wait_procs(below, timeout=60)
        assert (len(gone), alive) == (1, [])
        assert journal.entries(tmp_path / "out") == {}
        assert hands[0].poll() is None
        gate.touch()
        process = owner(folder, tmp_path / "out", address)
        _, told = process.communicate(timeout=240)
        assert process.returncode == 0, told.decode()
    assert {name: entry.result.status for name, entry in journal.entries(tmp_path / "out").items()} == {
        "long.wav": "done",
        "short.wav": "done",
    }
    assert len(log.read_text().splitlines()) == 3


def test_a_cluster_of_this_computer_alone(tmp_path: Path) -> None:
    """`local` needs no scheduler, lets nobody else in, and leaves no process behind."""
    folder = place(tmp_path / "in", a="A 0-1\nB 1-9\n", b="A 0-2\nB 2-9\n", crash="crash x\n")
    limits = Limits(workers=2, patience=30.0)
    before = psutil.Process().children()
    listening: set[str] = set()

    def ended(*_: object) -> None:
        listening.update(one.laddr.ip for one in psutil.Process().net_connections() if one.status == "LISTEN")

    found = batch.run(
        batch.find(str(folder)),
        tmp_path / "out",
        Settings(),
        lambda tasks, told: cluster.perform(tasks, limits, told, address=cluster.LOCAL, analysis=FAKE),
        consent="test",
        ended=ended,
    )
    assert [result.status for _, result in found] == ["done", "done", "failed"]
    assert listening <= {"127.0.0.1"}
    assert psutil.Process().children() == before


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
