"""Learns how wide the band around a share must be, and how often it then holds: writes talkratio/metrics/band.json.

    python -m benchmarks.band

How often the band holds is measured leave-one-out: each recording against a band learned from all others.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from pathlib import Path

import numpy as np

from benchmarks.cases import LEAST, Case, cases, recordings
from talkratio.metrics import uncertainty
from talkratio.metrics.uncertainty import LEVELS, Calibration, spread, unsureness

TABLE = Path(uncertainty.__file__).with_name("band.json")
TOGETHER = (0.0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
STEPS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
FLOORS = (0.1, 0.15, 0.2, 0.3, 0.4)
STEEP = (0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0)
UNSURE = (0.0, 0.1, 0.17, math.inf)
"""limits between recordings whose voices are easy, less easy and hard to tell apart"""


def confident(found: Sequence[Case]) -> list[str]:
    """How often turns of a confidence are the right person's: a table, one row for each of `STEPS`."""
    turns = np.array([each for case in found for each in case.turns])
    lines = ["| confidence of a turn | turns | mean | right person |", "|---|---|---|---|"]
    for low, high in pairwise(STEPS):
        own = turns[(turns[:, 0] >= low) & (turns[:, 0] < high)]
        if len(own):
            confidence, right = own.mean(axis=0)
            lines.append(f"| {low:.2f}–{min(high, 1.0):.2f} | {len(own)} | {confidence:.2f} | {right:.2f} |")
    return lines


def spreads(found: Sequence[Case], together: float, floor: float, steep: float) -> np.ndarray:
    """The spread of the share of each case."""
    return np.maximum([_spread(case, Calibration(together, floor, steep, ())) for case in found], 1e-9)


@cache
def _spread(case: Case, learned: Calibration) -> float:
    return next(iter(spread(case.conversation, case.doubts, learned).values()))


@cache
def unsure(case: Case) -> float:
    """How hard the people of a case are to tell apart, nats."""
    return unsureness(case.conversation, case.doubts)


def width(scores: np.ndarray, level: float) -> float:
    """The conformal quantile: ⌈(n + 1) · level⌉-th smallest, or a fifth more than the largest when n is too small."""
    rank = math.ceil((len(scores) + 1) * level)
    ordered = np.sort(scores)
    return float(ordered[rank - 1]) if rank <= len(scores) else float(1.2 * ordered[-1])


def learned(found: Sequence[Case]) -> Calibration:
    """The calibration whose 90 % band has the best mean interval score (Gneiting & Raftery 2007, JASA 102:359).

    That is the width, and twenty times what an error reaches beyond an edge: narrowest alone would miss the few
    recordings that are far off.
    """
    errors = np.abs([case.error for case in found])

    def score(choice: tuple[float, float, float]) -> float:
        own = spreads(found, *choice)
        halves = width(errors / own, 0.9) * own
        return float(np.mean(2 * halves + 20 * np.maximum(0.0, errors - halves)))

    best = min(product(TOGETHER, FLOORS, STEEP), key=score)
    scores = errors / spreads(found, *best)
    return Calibration(*best, tuple((level, round(width(scores, level), 3)) for level in LEVELS))


@dataclass(frozen=True)
class Held:
    """How one recording does with the band of the others: its half-width (0..1), and whether it holds."""

    half: float
    inside: bool
    case: Case


def held(found: Sequence[Case]) -> dict[float, list[Held]]:
    """Per level, how each recording does with a band learned from all others."""
    rows: dict[float, list[Held]] = {level: [] for level in LEVELS}
    for index, case in enumerate(found):
        calibration = learned([*found[:index], *found[index + 1 :]])
        own = float(spreads([case], calibration.together, calibration.floor, calibration.steep)[0])
        for level in LEVELS:
            half = calibration.width(level) * own
            rows[level].append(Held(half, abs(case.error) <= half, case))
    return rows


def figures(rows: Sequence[Held]) -> tuple[float, float]:
    """In how many percent the band holds, and its mean half-width in points."""
    return 100 * float(np.mean([row.inside for row in rows])), 100 * float(np.mean([row.half for row in rows]))


def keep(calibration: Calibration, recordings: str, path: Path) -> None:
    """Writes the table that the package reads, with what it was learned from."""
    table = {
        "data": f"{recordings} (CC BY 4.0) with PriMock57 timing (CC BY 4.0)",
        "together": calibration.together,
        "floor": calibration.floor,
        "steep": calibration.steep,
        "widths": {str(level): value for level, value in calibration.widths},
    }
    path.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def section() -> str:
    """Learns the table, writes it, and gives the figures as a section of the report on benchmarks."""
    given = recordings()
    found = cases(given)
    others = len(given) - len(found)
    calibration = learned(found)
    keep(calibration, f"{len(found)} recordings: rooms of LibriSpeech voices", TABLE)
    lines = [
        "## The band",
        "",
        f"On {len(found)} recordings of two people, leave-one-out; {others} more heard as one or three.",
        "Goal: the 90 % band holds in 86–94 %, half-width ≤ 2 points.",
        "",
        "| recordings | n | band | holds in | mean half-width, points |",
        "|---|---|---|---|---|",
        *(line for level, rows in held(found).items() for line in _lines(level, rows)),
    ]
    errors = np.abs([case.error for case in found])
    lines += ["", f"Mean share error of these recordings: {100 * errors.mean():.2f} points."]
    told = f"A turn is the right person's when nobody else speaks more of it and they at least {LEAST:.0%}."
    return "\n".join([*lines, "", *confident(found), "", told])


def _lines(level: float, rows: Sequence[Held]) -> Iterator[str]:
    """All rows, the rooms as usual with the simulations, and each step of unsureness."""
    kinds = [("all", rows), ("rooms as usual, and simulations", [row for row in rows if row.case.usual])]
    for name, (low, high) in zip(("easy", "less easy", "hard"), pairwise(UNSURE), strict=True):
        kinds.append((f"voices {name} to tell apart", [row for row in rows if low <= unsure(row.case) < high]))
    for name, kind in kinds:
        inside, half = figures(kind)
        yield f"| {name} | {len(kind)} | {100 * level:.0f} % | {inside:.0f} % | {half:.2f} |"


if __name__ == "__main__":
    print(section())
