"""Many recordings: what two workers gain, what the batch itself costs, and the table of 10,000 reports.

`python -m benchmarks batch` writes the figures; kills and poison are in `batch_faults`, lost hosts in `batch_hosts`.
The recordings are cut from the simulated conversations at `TALKRATIO_DATA`, each a different stretch.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from benchmarks.material import data_folder
from talkratio import batch, pipeline, report, tables
from talkratio.audio import RATE, Audio
from talkratio.batch import lines, names, workers
from talkratio.batch.recordings import Limits, Recording, Result, Settings
from talkratio.conversation import Conversation, Turn, Word
from talkratio.interval import Interval
from talkratio.report import Provenance, Report

ROOT = Path(__file__).resolve().parents[1]
RECORDINGS = 40
SECONDS = 400.0
REPORTS = 10_000
LOG = "TALKRATIO_BENCHMARK_LOG"


def cut(folder: Path, count: int, seconds: float) -> Path:
    """`count` recordings of so many seconds, each another stretch of a simulated conversation."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = sorted((data_folder() / "audio" / "dev" / "sim").glob("dev_sim_*.*"))
    sources = [path for path in sources if path.suffix in (".ogg", ".mp3", ".m4a")]
    each = -(-count // len(sources))
    done = 0
    for source in sources:
        with Audio.open(source) as audio:
            for start in np.linspace(0, audio.duration - seconds, each):
                if done < count:
                    sound = audio.read(Interval(float(start), float(start) + seconds)).mean(axis=0)
                    soundfile.write(folder / f"talk{done:03d}.wav", sound, RATE, subtype="PCM_16")
                    done += 1
    return folder


@dataclass(frozen=True, slots=True)
class Cost:
    """What a batch took: seconds on the clock, and of a processor by process; `analyses` are parts of the latter.

    The clock is what counts, but on a computer that others use as well only processor time can be compared.
    """

    clock: float
    analyses_clock: float
    analyses: float
    busiest: float
    """of the worker that worked most, its starting included"""
    everybody: float
    """of all workers and the owner"""


def timed(path: Path, **options: Any) -> Report:
    """The analysis, with a line in a log: process, its processor seconds so far, and those of this recording."""
    began = time.process_time()
    found = pipeline.analyze(path, **options)
    now = time.process_time()
    with Path(os.environ[LOG]).open("a", encoding="utf-8") as log:
        log.write(f"{os.getpid()} {now} {now - began}\n")
    return found


def batched(where: Path, out: Path, limits: Limits) -> Cost:
    """A whole batch, finding and tables included."""
    out.mkdir()
    os.environ[LOG] = str(out / "log")
    began, own = time.perf_counter(), time.process_time()
    recordings = batch.find(str(where))
    results = batch.run(
        recordings,
        out,
        Settings(transcriber="none"),
        lambda tasks, told: workers.perform(tasks, limits, told, analysis="benchmarks.batch:timed"),
        consent="benchmark",
    )
    tables.write(out, lines.lines(results, out, names.pseudonyms(out, recordings), language="en"), "en")
    clock, own = time.perf_counter() - began, time.process_time() - own
    assert all(result.status == "done" for _, result in results)
    told = [line.split() for line in (out / "log").read_text(encoding="utf-8").splitlines()]
    each: dict[str, float] = {}
    for process, seconds, _ in told:
        each[process] = max(each.get(process, 0.0), float(seconds))
    return Cost(
        clock=clock,
        analyses_clock=sum(result.seconds for _, result in results),
        analyses=sum(float(seconds) for _, _, seconds in told),
        busiest=max(each.values()),
        everybody=sum(each.values()) + own,
    )


def speed() -> list[str]:
    """One worker against two, in turn, and the batch against the sum of its analyses."""
    cases = {"1 × 1": Limits(1, 1), "2 × 1": Limits(2, 1), "1 × 2": Limits(1, 2)}
    costs = {}
    with tempfile.TemporaryDirectory() as folder:
        where = cut(Path(folder) / "in", RECORDINGS, SECONDS)
        for name, limits in cases.items():
            costs[name] = batched(where, Path(folder) / f"out{name[0]}{name[-1]}", limits)
    one = costs["1 × 1"]
    rows = [
        f"| {name} | {cost.clock:.1f} | {one.clock / cost.clock:.2f} × | {cost.busiest:.1f} "
        f"| {one.busiest / cost.busiest:.2f} × |"
        for name, cost in costs.items()
    ]
    return [
        f"{RECORDINGS} recordings of {SECONDS:.0f} s, `builtin`, no words.",
        f"Load of the computer meanwhile: {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores.",
        "",
        "| workers × threads | seconds | against 1 × 1 | processor seconds of the busiest worker | against 1 × 1 |",
        "|---|---|---|---|---|",
        *rows,
        "",
        "What the batch takes over the sum of its analyses (1 × 1; finding, starting, journal, tables):",
        f"{_over(one.clock, one.analyses_clock)} on the clock, {_over(one.everybody, one.analyses)} of processor time.",
        "",
    ]


def _over(whole: float, part: float) -> str:
    return f"{100 * (whole / part - 1):.1f} %"


def short_report(index: int) -> Report:
    """A conversation of two minutes with words, made by chance."""
    chance = np.random.default_rng(index)
    edges = np.cumsum(chance.uniform(1.0, 6.0, 41))
    who = ["Mette", "Jonas"]
    turns = [Turn(Interval(float(a), float(b) - 0.3), who[i % 2]) for i, (a, b) in enumerate(pairwise(edges))]
    words = [Word(Interval(turn.interval.start, turn.interval.end), "ord?", None, turn.speaker) for turn in turns]
    spoken = Conversation(float(edges[-1]), tuple(turns), tuple(words), "da")
    known = Provenance(f"talk{index}.wav", f"{index:064x}", "0", "2026-01-01T00:00:00+00:00", "labels", "captions")
    return pipeline.compose(spoken, known, "Mette")


def write_reports(out: Path, count: int) -> None:
    """Reports as a batch leaves them."""
    for index in range(count):
        path = batch.report_path(out, f"talk{index:05d}.wav")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(report.dumps(short_report(index)), encoding="utf-8")


def tabulate(out: Path, count: int) -> None:
    """The table of so many reports; prints seconds and peak memory as JSON."""
    managers = max(1, count // 20)
    known = [
        Recording(
            f"talk{i:05d}.wav",
            f"/in/talk{i:05d}.wav",
            whose=f"Manager {i % managers}",
            date=f"2026-01-{i % 28 + 1:02d}",
        )
        for i in range(count)
    ]
    began = time.perf_counter()
    called = names.pseudonyms(out, known)
    found = tuple((recording, Result("done")) for recording in known)
    tables.write(out, lines.lines(found, out, called, language="en"), "en")
    took = time.perf_counter() - began
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(json.dumps({"seconds": took, "work": time.process_time(), "peak": int(peak.split()[1]) / 1024}))


def table() -> list[str]:
    """Time and memory of the table against the number of reports."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        write_reports(out, REPORTS)
        size = sum(path.stat().st_size for path in (out / "reports").iterdir()) / REPORTS / 1000
        for count in (REPORTS // 10, REPORTS):
            found = json.loads(_own("tabulate", str(out), str(count)))
            rows.append(f"| {count:,} | {found['seconds']:.1f} | {found['work']:.1f} | {found['peak']:.0f} |")
    return [
        f"Reports of {size:.0f} kB (40 turns with words) into CSV, Parquet, XLSX and HTML, in a process of its own:",
        "",
        "| reports | seconds | of processor time, imports included | peak MB |",
        "|---|---|---|---|",
        *rows,
        "",
    ]


def _own(what: str, *arguments: str) -> str:
    """A function of this file in a process of its own; what it printed last."""
    code = f"import sys; from benchmarks.batch import *; {what}(Path(sys.argv[1]), int(sys.argv[2]))"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()[-1]


def section(parts: Sequence[str] = ("speed", "table", "kills", "poison", "hosts")) -> str:
    """The figures as a part of benchmarks/README.md."""
    from benchmarks import batch_faults, batch_hosts

    made = {
        "speed": speed,
        "table": table,
        "kills": batch_faults.kills,
        "poison": batch_faults.poison,
        "hosts": batch_hosts.hosts,
    }
    return "\n".join(["## Many recordings", "", *(line for part in parts for line in made[part]())]) + "\n"


def main() -> None:
    """Prints the figures; names of parts as arguments give those alone."""
    print(section(sys.argv[1:] or ("speed", "table", "kills", "poison", "hosts")))


if __name__ == "__main__":
    main()
