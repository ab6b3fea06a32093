"""What a batch survives: kills at random moments, every kind of bad recording, hosts that are lost."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
HOSTS = 4
SPREAD = 120
"""recordings spread over the hosts"""
EVERY = 12.0
"""seconds between two losses of a host's worker; once a minute in the field"""
SETTINGS = Settings(transcriber="none")


def counted(path: Path, **options: Any) -> Report:
    """The analysis, with a line in a log when it begins and when it ends; a command in a `.wav` of text is obeyed."""
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
    tables.write(out, lines.lines(results, out, names.pseudonyms(out, recordings), consent="benchmark"), "en")
    return {recording.name: result for recording, result in results}


def kills() -> list[str]:
    """Killed with SIGKILL at random moments and started again, against one that was left alone."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        where = cut(root / "in", KILLED, 12.0)
        log = root / "log"
        os.environ[LOG] = str(log)
        process = _start(where, root / "alone")
        began = time.monotonic()
        while not log.exists():
            time.sleep(0.05)
        starting = time.monotonic() - began
        process.wait()
        alone = log.read_text().split()
        log.unlink()
        chance, killed, starts, rounds = random.Random(1), 0, 0, 1
        while True:
            before = _size(log)
            process = _start(where, root / "out")
            starts += 1
            if chance.random() < AT_WORK:
                while process.poll() is None and _size(log) == before:
                    time.sleep(0.01)
                moment = chance.uniform(0.0, WORKING)
            else:
                moment = chance.uniform(0.0, starting)
            try:
                process.wait(moment if killed < KILLS else None)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed += 1
                continue
            if killed >= KILLS:
                break
            shutil.rmtree(root / "out")  # finished before all kills were used up: once more from the beginning
            rounds += 1
        noted = log.read_text().split()
        same = all((root / "out" / name).read_bytes() == (root / "alone" / name).read_bytes() for name in tables.FILES)
        lost = noted.count("begun") - noted.count("ended")
    return [
        f"{killed} × kill -9 of the batch at a random moment, over {KILLED} recordings of 12 s, 2 workers:",
        "",
        f"- the table is the same to the byte as undisturbed: {'yes' if same else 'NO'} ({starts} starts)",
        f"- analyses finished: {noted.count('ended')}, undisturbed {rounds * alone.count('ended')}",
        f"- analyses cut off in the middle: {lost}, {lost / max(killed, 1):.2f} a kill",
        "",
    ]


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
    good = [name for name, result in found.items() if name not in bad and result.status == "done"]
    told = {name: result.reason.replace(f"{root / 'in'}/", "") for name, result in found.items()}
    rows = [f"| {what} | {found[name].status} | {told[name] or 'has its numbers'} |" for name, what in bad.items()]
    return [
        f"{len(found)} recordings, {len(bad)} of a bad kind: {len(good)} of the {len(found) - len(bad)} others done.",
        "",
        "| bad kind | row | reason |",
        "|---|---|---|",
        *rows,
        "",
    ]


_SOUND = {".wav", ".mp3", ".m4a", ".mp4", ".flac"}


def hosts() -> list[str]:
    """Dask with each worker in a network namespace of its own; one after another is killed and comes back."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return ["Hosts that are lost: not measured here (needs root and `ip netns`).", ""]
    with tempfile.TemporaryDirectory() as folder, _network() as spaces:
        root = Path(folder)
        where = cut(root / "in", SPREAD, 30.0)
        os.environ[LOG] = str(root / "log")
        running = {space: _worker(space, root) for space in spaces[1:]}
        running[spaces[0]] = _scheduler(spaces[0])
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "benchmarks.batch_faults",
            str(where),
            str(root / "out"),
            _ADDRESS,
        ]
        began = time.monotonic()
        owner = _quiet([*_in(spaces[0]), *command])
        lost = 0
        try:
            while owner.poll() is None:
                time.sleep(0.2)
                if time.monotonic() - began > EVERY * (lost + 1):
                    space = spaces[1 + lost % HOSTS]
                    running[space].kill()
                    running[space].wait()
                    running[space] = _worker(space, root)
                    lost += 1
        finally:
            for process in running.values():
                process.kill()
                process.wait()
        took = time.monotonic() - began
        entries = batch.journal.entries(root / "out").values()
        table = (root / "out" / "recordings.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
        noted = (root / "log").read_text().split()
    done = sum(entry.result.status == "done" for entry in entries)
    return [
        f"Dask with {HOSTS} workers, each in a network namespace of its own, one killed every {EVERY:.0f} s:",
        "",
        f"- {lost} workers lost in {took:.0f} s; {done} of {SPREAD} recordings done",
        f"- {len(table)} rows, {len(table) - len({row.split(',')[0] for row in table})} of them twice",
        f"- analyses begun: {noted.count('begun')}",
        "",
    ]


_ADDRESS = "tcp://10.77.0.1:8786"


@contextmanager
def _network() -> Iterator[list[str]]:
    """Namespaces on one bridge: 10.77.0.1 for the scheduler, the following for the workers."""
    spaces = [f"talkratio{i}" for i in range(HOSTS + 1)]
    bridge = "talkratio-br"

    def ip(*words: str) -> None:
        subprocess.run(["ip", *words], check=True, capture_output=True)

    try:
        ip("link", "add", bridge, "type", "bridge")
        ip("link", "set", bridge, "up")
        for i, space in enumerate(spaces):
            ip("netns", "add", space)
            ip("link", "add", f"trv{i}", "type", "veth", "peer", "name", "eth0", "netns", space)
            ip("link", "set", f"trv{i}", "master", bridge, "up")
            ip("-n", space, "addr", "add", f"10.77.0.{i + 1}/24", "dev", "eth0")
            ip("-n", space, "link", "set", "eth0", "up")
            ip("-n", space, "link", "set", "lo", "up")
        yield spaces
    finally:
        for space in spaces:
            subprocess.run(["ip", "netns", "del", space], check=False, capture_output=True)
        subprocess.run(["ip", "link", "del", bridge], check=False, capture_output=True)


def _in(space: str) -> list[str]:
    return ["ip", "netns", "exec", space]


def _scheduler(space: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "10.77.0.1", "--port", "8786"]
    return _quiet([*_in(space), *command, "--no-dashboard"])


def _worker(space: str, root: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "distributed.cli.dask_worker", _ADDRESS, "--nthreads", "1", "--no-nanny"]
    return _quiet([*_in(space), *command, "--no-dashboard", "--local-directory", str(root / space)])


def _quiet(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _start(where: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.batch_faults", str(where), str(out)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _note(what: str) -> None:
    descriptor = os.open(os.environ[LOG], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{what}\n".encode())
    os.close(descriptor)


if __name__ == "__main__":
    found = whole(sys.argv[1], Path(sys.argv[2]), 2, *sys.argv[3:])
    print(json.dumps({name: result.status for name, result in found.items()}))
