"""A batch over hosts of its own: Dask workers in network namespaces, lost one after another."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.batch import LOG, ROOT, cut
from talkratio.batch import journal

HOSTS = 4
SPREAD = 120
"""recordings spread over the hosts"""
EVERY = 12.0
"""seconds between two losses of a host's worker; once a minute in the field"""
_ADDRESS = "tcp://10.77.0.1:8786"


def hosts() -> list[str]:
    """Dask with each worker in a network namespace of its own; one after another is killed and comes back."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return ["Hosts that are lost: not measured here (needs root and `ip netns`).", ""]
    with tempfile.TemporaryDirectory() as folder, _network() as spaces:
        root = Path(folder)
        where = cut(root / "in", SPREAD, 30.0)
        os.environ[LOG] = str(root / "log")
        lost, took = _run(where, root, spaces)
        entries = journal.entries(root / "out").values()
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


def _run(where: Path, root: Path, spaces: list[str]) -> tuple[int, float]:
    """The batch over all hosts, whose workers are killed in turn and come back; workers lost, and seconds."""
    running = {space: _worker(space, root) for space in spaces[1:]}
    running[spaces[0]] = _scheduler(spaces[0])
    command = [sys.executable, "-m", "benchmarks.batch_faults", str(where), str(root / "out"), _ADDRESS]
    began, lost = time.monotonic(), 0
    owner = _quiet([*_in(spaces[0]), *command])
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
    return lost, time.monotonic() - began


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
