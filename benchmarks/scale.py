"""How 10,000 hours would run: a simulation of the batch with the seconds that its stages take here.

`python -m benchmarks.scale` measures the stages on this computer and plays the batch for several sizes of cluster:
longest first, a shared store of limited speed, one graphics card for several workers, machines that are lost.
Speech recognition cannot be measured without a speech model, so its speed is a published one, named in `TRANSCRIBE`.
"""

from __future__ import annotations

import heapq
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.batch import cut
from talkratio import batch
from talkratio.batch import workers
from talkratio.batch.recordings import Limits, Settings

HOURS = 10_000.0
SAMPLED = 6
"""recordings of five minutes whose stages are measured"""
MEGABYTES_AN_HOUR = 29.0
"""of a recording, as 64 kbit/s m4a has it"""
HANDING_OUT = 0.01
"""seconds the owner needs for each recording: journal, report, next task"""
TRANSCRIBE: Mapping[str, float] = {
    "none": 0.0,
    "core": 3600 * 0.065 * 8,  # faster-whisper small int8, batch 8: RTF 0.065 on 8 threads of an i7-12700K
    "card": 3600 / 46,  # faster-whisper large-v2 fp16, batch 8: 46 × real time on an RTX 3070 Ti
}
"""Seconds for an hour of sound, of one core or one card, from the README of faster-whisper."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """`store` in MB/s for all together; a machine is lost `losses` times an hour and back after `absence` s."""

    machines: int
    cores: int
    card: bool = False
    store: float = 1000.0
    losses: float = 0.0
    absence: float = 120.0
    words: str = "none"

    @property
    def hands(self) -> int:
        """Workers: one a core."""
        return self.machines * self.cores


@dataclass(frozen=True, slots=True)
class Run:
    """What a simulated batch took, in hours; `busy` is the share of all cores' time that was work, 0..1."""

    hours: float
    core_hours: float
    card_hours: float
    busy: float
    card_busy: float
    redone: int


def measured() -> dict[str, float]:
    """Seconds of one core for an hour of sound, by stage, with the built-in engine on this computer."""
    with tempfile.TemporaryDirectory() as folder:
        where, out = cut(Path(folder) / "in", SAMPLED, 300.0), Path(folder) / "out"
        results = batch.run(
            batch.find(str(where)),
            out,
            Settings(transcriber="none"),
            lambda tasks, told: workers.perform(tasks, Limits(1, 1), told),
            consent="benchmark",
        )
    stages: dict[str, float] = {}
    for _, result in results[1:]:  # the first one also loads the engine
        for stage, seconds in result.stages.items():
            stages[stage] = stages.get(stage, 0.0) + seconds * 3600 / 300 / (SAMPLED - 1)
    return stages


def lengths(hours: float, seed: int = 1) -> list[float]:
    """Recordings of about an hour each, between 20 minutes and 3 hours, the longest first."""
    chance = np.random.default_rng(seed)
    drawn = np.clip(chance.lognormal(0.0, 0.4, int(hours * 1.5)), 1 / 3, 3.0)
    kept = drawn[: int(np.searchsorted(np.cumsum(drawn), hours)) + 1]
    return sorted((float(length) for length in kept), reverse=True)


def simulate(recordings: Sequence[float], cluster: Cluster, core_seconds: float, seed: int = 1) -> Run:
    """Plays the batch; `core_seconds` is what an hour of sound takes a core, without the words."""
    play = _Play(recordings, cluster, core_seconds, np.random.default_rng(seed))
    last = play.whole()
    hours = last / 3600
    return Run(
        hours,
        hours * cluster.hands,
        hours * cluster.machines if cluster.card else 0.0,
        play.worked["core"] / last / cluster.hands,
        play.worked["card"] / last / cluster.machines,
        play.redone,
    )


_STEPS = ("owner", "store", "core", "card")
"""of each recording, in order: handed out, fetched, listened to, written down"""


class _Play:
    """Workers that take recordings, longest first, and wait for what they share; times in seconds."""

    def __init__(
        self, recordings: Sequence[float], cluster: Cluster, core_seconds: float, chance: np.random.Generator
    ) -> None:
        self._cluster = cluster
        self._core_seconds = core_seconds
        self._waiting = list(reversed(recordings))
        self._free = {"owner": 0.0, "store": 0.0, **{f"card{i}": 0.0 for i in range(cluster.machines)}}
        self._losses = [_losses(chance, cluster) for _ in range(cluster.machines)]
        self._begun = [0.0] * cluster.hands
        self._events: list[tuple[float, int, int, int, float]] = [(0.0, i, i, -1, 0.0) for i in range(cluster.hands)]
        self.worked = {"core": 0.0, "card": 0.0}
        self.redone = 0

    def whole(self) -> float:
        """Plays to the end, and says when that was."""
        last, order = 0.0, self._cluster.hands
        while self._events:
            now, _, hand, step, length = heapq.heappop(self._events)
            order += 1
            gone = _lost(self._losses[hand % self._cluster.machines], self._begun[hand], now)
            if step >= 0 and gone is not None:
                self._waiting.append(length)
                self.redone += 1
                heapq.heappush(self._events, (max(now, gone + self._cluster.absence), order, hand, -1, 0.0))
                self._begun[hand] = float("inf")
                continue
            if step in (-1, len(_STEPS)):
                last = max(last, now) if step >= 0 else last
                if not self._waiting:
                    continue
                length, step, self._begun[hand] = self._waiting.pop(), 0, now
            heapq.heappush(self._events, (self._ends(now, hand, step, length), order, hand, step + 1, length))
        return last

    def _ends(self, now: float, hand: int, step: int, length: float) -> float:
        """When a step of a recording that begins now is done, after those who wait for the same."""
        what, cluster = _STEPS[step], self._cluster
        words = length * TRANSCRIBE[cluster.words]
        took = {
            "owner": HANDING_OUT,
            "store": length * MEGABYTES_AN_HOUR / cluster.store,
            "core": length * self._core_seconds + (0.0 if cluster.card else words),
            "card": words if cluster.card else 0.0,
        }[what]
        place = f"card{hand % cluster.machines}" if what == "card" else what
        begins = max(now, self._free.get(place, now))
        if place in self._free:
            self._free[place] = begins + took
        if what in self.worked:
            self.worked[what] += took
        return begins + took


def _losses(chance: np.random.Generator, cluster: Cluster) -> np.ndarray:
    """The moments at which a machine is lost, for a month."""
    count = int(cluster.losses * 24 * 31)
    return np.cumsum(chance.exponential(3600 / cluster.losses, count)) if count else np.empty(0)


def _lost(moments: np.ndarray, began: float, now: float) -> float | None:
    """When the machine went away under a task; `None` when it did not."""
    following = int(np.searchsorted(moments, began, side="right"))
    return float(moments[following]) if following < len(moments) and moments[following] <= now else None


CASES: Mapping[str, Cluster] = {
    "one laptop, 2 cores, no words": Cluster(1, 2),
    "one server, 32 cores, no words": Cluster(1, 32),
    "10 × 16 cores, no words": Cluster(10, 16),
    "10 × 16 cores, no words, store of 20 MB/s": Cluster(10, 16, store=20.0),
    "10 × 16 cores, words on the cores": Cluster(10, 16, words="core"),
    "4 cards × 4 cores, words on the cards": Cluster(4, 4, card=True, words="card"),
    "20 cards × 4 cores, words on the cards": Cluster(20, 4, card=True, words="card"),
    "the same, each lost every 2 hours": Cluster(20, 4, card=True, words="card", losses=0.5),
}


def section() -> str:
    """The figures as a part of docs/scale.md."""
    stages = measured()
    core = sum(stages.values())
    recordings = lengths(HOURS)
    rows = []
    for name, cluster in CASES.items():
        run = simulate(recordings, cluster, core)
        rows.append(
            f"| {name} | {run.hours:,.1f} | {run.core_hours / HOURS:.4f} | {run.card_hours / HOURS:.4f} "
            f"| {100 * run.busy:.0f} % | {100 * run.card_busy:.0f} % | {run.redone} |"
        )
    told = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in stages.items())
    return "\n".join(
        [
            f"Seconds of one core for an hour of sound, measured: {told}; together {core:.1f}.",
            "",
            f"{len(recordings):,} recordings, {HOURS:,.0f} hours:",
            "",
            "| cluster | hours | core-hours an hour of sound | card-hours | cores busy | cards busy | redone |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def main() -> None:
    """Prints the figures."""
    sys.stdout.write(section())


if __name__ == "__main__":
    main()
