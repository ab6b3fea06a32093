"""What a batch survives: kills at random moments, and every kind of bad recording."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.batch import LOG, ROOT, cut
from benchmarks.batch_poison import BAD, poisoned
from talkratio import batch, pipeline, tables
from talkratio.batch import lines, names, workers
from talkratio.batch.recordings import Limits, Result, Settings
from talkratio.report import Report

KILLS = 50
KILLED = 150
"""recordings of the batch that is killed"""
AT_WORK = 0.8
"""of the kills come while workers are analysing, the others while they start"""
WORKING = 1.5
"""seconds of work within which a kill comes"""
SETTINGS = Settings(transcriber="none")


def counted(path: Path, **options: Any) -> Report:
    """The analysis, with a line in a log when it begins and when it ends; a command in a `.wav` of text is obeyed.

    A line holds what happened, the process, and the moment in seconds.
    """
    _note("begun")
    told = path.read_bytes() if path.is_file() and path.stat().st_size < 20 else b""
    if told == b"crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if told == b"hang":
        time.sleep(3600)
    found = pipeline.analyze(path, **options)
    _note("ended")
    return found


def whole(where: str, out: Path, count: int, address: str | None = None) -> dict[str, Result]:
    """A batch with its tables; what became of each recording."""
    limits = Limits(count, 1, patience=20.0)
    analysis = "benchmarks.batch_faults:counted"

    def perform(tasks, told):  # type: ignore[no-untyped-def]
        if address is None:
            return workers.perform(tasks, limits, told, analysis=analysis)
        from talkratio import cluster

        return cluster.perform(tasks, limits, told, address=address, analysis=analysis)

    recordings = batch.find(where)
    results = batch.run(recordings, out, SETTINGS, perform, consent="benchmark")
    tables.write(out, lines.lines(results, out, names.pseudonyms(out, recordings), language="en"), "en")
    return {recording.name: result for recording, result in results}


def kills() -> list[str]:
    """Killed with SIGKILL at random moments and started again, against one that was left alone."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        where = cut(root / "in", KILLED, 12.0)
        log = root / "log"
        os.environ[LOG] = str(log)
        process, began = _start(where, root / "alone"), time.monotonic()
        _until_more(log, 0, process)
        starting = time.monotonic() - began
        process.wait()
        alone = _worked(log)
        log.unlink()
        starts, rounds = _killed(where, root / "out", log, starting)
        work = _worked(log)
        same = all((root / "out" / name).read_bytes() == (root / "alone" / name).read_bytes() for name in tables.FILES)
    one, undisturbed = work.finished / work.done, rounds * alone.done
    return [
        f"{KILLS} × kill -9 of the batch at a random moment, over {KILLED} recordings of 12 s, 2 workers:",
        "",
        f"- the table is the same to the byte as undisturbed: {'yes' if same else 'NO'} ({starts} starts)",
        f"- analyses finished: {work.done}, undisturbed {undisturbed}",
        f"- analyses cut off in the middle: {work.cut}, {work.cut / KILLS:.2f} a kill",
        f"- done of those when they were cut off: {work.lost / one / KILLS:.2f} analyses a kill",
        f"- work in all: {(work.finished + work.lost) / (undisturbed * one):.3f} × that of {undisturbed} analyses",
        f"- the same with one analysis more a kill would be: {1 + KILLS / undisturbed:.3f} ×",
        "",
    ]


def _killed(where: Path, out: Path, log: Path, starting: float) -> tuple[int, int]:
    """Kills and starts until all kills are used up and the batch is finished; starts, and batches begun anew."""
    chance, killed, starts, rounds = random.Random(1), 0, 0, 1
    while True:
        before = _size(log)
        process = _start(where, out)
        starts += 1
        moment = chance.uniform(0.0, starting)
        if chance.random() < AT_WORK:
            _until_more(log, before, process)
            moment = chance.uniform(0.0, WORKING)
        try:
            process.wait(moment if killed < KILLS else None)
        except subprocess.TimeoutExpired:
            process.kill()
            _note("killed", log)
            process.wait()
            killed += 1
            continue
        if killed >= KILLS:
            return starts, rounds
        shutil.rmtree(out)  # finished before all kills were used up: once more from the beginning
        rounds += 1


@dataclass(frozen=True, slots=True)
class _Work:
    """What a log tells: analyses that ended and their seconds, those cut off by a kill and the seconds before it."""

    done: int
    finished: float
    cut: int
    lost: float


def _worked(log: Path) -> _Work:
    under_way: dict[str, float] = {}
    done, finished, cut, lost = 0, 0.0, 0, 0.0
    for what, process, moment in (line.split() for line in log.read_text().splitlines()):
        if what == "begun":
            under_way[process] = float(moment)
        elif what == "ended":
            done, finished = done + 1, finished + float(moment) - under_way.pop(process, float(moment))
        else:
            cut += len(under_way)
            lost += sum(max(0.0, float(moment) - began) for began in under_way.values())
            under_way.clear()
    return _Work(done, finished, cut, lost)


def _until_more(log: Path, size: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None and _size(log) == size:
        time.sleep(0.01)


def poison() -> list[str]:
    """One recording of every bad kind among good ones."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        os.environ[LOG] = str(root / "log")
        bad = BAD
        poisoned(root / "in")
        cut(root / "in", 100 - len(bad), 12.0)
        listed = sorted({path.name for path in (root / "in").glob("*.*") if path.suffix in _SOUND} | set(bad))
        (root / "in" / "list.txt").write_text("\n".join(listed), encoding="utf-8")
        found = whole(str(root / "in" / "list.txt"), root / "out", 2)
        with (root / "out" / "recordings.csv").open(encoding="utf-8-sig") as table:
            noted = {row["recording"]: row["notes"] for row in csv.DictReader(table)}
    good = [name for name, result in found.items() if name not in bad and result.status == "done"]
    told = {name: result.reason.replace(f"{root / 'in'}/", "") for name, result in found.items()}
    called = {name: f"R{index}" for index, name in enumerate(sorted(found), 1)}
    rows = [f"| {what} | {found[name].status} | {told[name] or noted[called[name]]} |" for name, what in bad.items()]
    return [
        f"{len(found)} recordings, {len(bad)} of a bad kind: {len(good)} of the {len(found) - len(bad)} others done.",
        "",
        "| bad kind | row | reason |",
        "|---|---|---|",
        *rows,
        "",
    ]


_SOUND = {".wav", ".mp3", ".m4a", ".mp4", ".flac"}


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _start(where: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.batch_faults", str(where), str(out)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _note(what: str, log: Path | None = None) -> None:
    descriptor = os.open(log or os.environ[LOG], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{what} {os.getpid()} {time.time():.3f}\n".encode())
    os.close(descriptor)


if __name__ == "__main__":
    found = whole(sys.argv[1], Path(sys.argv[2]), 2, *sys.argv[3:])
    print(json.dumps({name: result.status for name, result in found.items()}))
