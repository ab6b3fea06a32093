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
from talkratio.metrics.uncertainty import LEVELS, Calibration, spread

TABLE = Path(uncertainty.__file__).with_name("band.json")
TOGETHER = (0.0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
STEPS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
FLOORS = (0.1, 0.15, 0.2, 0.3, 0.4, 0.6)

Learned = dict[bool, Calibration]
"""of recordings with and without the engine's note that it may have the people wrong"""


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


def spreads(found: Sequence[Case], together: float, floor: float) -> np.ndarray:
    """The spread of the share of each case."""
    return np.maximum([_spread(case, Calibration(together, floor, ())) for case in found], 1e-9)


@cache
def _spread(case: Case, learned: Calibration) -> float:
    return next(iter(spread(case.conversation, case.doubts, learned).values()))


def width(scores: np.ndarray, level: float) -> float:
    """The conformal quantile: ⌈(n + 1) · level⌉-th smallest, or a fifth more than the largest when n is too small."""
    rank = math.ceil((len(scores) + 1) * level)
    ordered = np.sort(scores)
    return float(ordered[rank - 1]) if rank <= len(scores) else float(1.2 * ordered[-1])


def learned(found: Sequence[Case]) -> Learned:
    """The calibrations with the best weighted interval score (Bracher et al. 2021, PLoS Comput Biol 17:e1008618).

    Each level gives (1 − level) ÷ 2 of the width, and what an error reaches beyond an edge: narrowest alone would miss
    the few recordings that are far off. The two kinds of recordings have widths of their own and share the rest.
    """
    kinds = {kind: np.array([case.hard == kind for case in found]) for kind in sorted({case.hard for case in found})}
    errors = np.abs([case.error for case in found])

    def score(choice: tuple[float, float]) -> float:
        own, sums = spreads(found, *choice), np.zeros(len(errors))
        for level, kind in product(LEVELS, kinds.values()):
            halves = width((errors / own)[kind], level) * own[kind]
            sums[kind] += (1 - level) * halves + np.maximum(0.0, errors[kind] - halves)
        return float(sums.mean())

    best = min(product(TOGETHER, FLOORS), key=score)
    scores = errors / spreads(found, *best)
    return {
        name: Calibration(*best, tuple((level, round(width(scores[kind], level), 3)) for level in LEVELS))
        for name, kind in kinds.items()
    }


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
        calibration = learned([*found[:index], *found[index + 1 :]])[case.hard]
        own = float(spreads([case], calibration.together, calibration.floor)[0])
        for level in LEVELS:
            half = calibration.width(level) * own
            rows[level].append(Held(half, abs(case.error) <= half, case))
    return rows


def figures(rows: Sequence[Held]) -> tuple[float, float]:
    """In how many percent the band holds, and its mean half-width in points."""
    return 100 * float(np.mean([row.inside for row in rows])), 100 * float(np.mean([row.half for row in rows]))


def keep(calibrations: Learned, recordings: str, path: Path) -> None:
    """Writes the table that the package reads, with what it was learned from."""
    usual = calibrations[False]
    table = {
        "data": f"{recordings} (CC BY 4.0) with PriMock57 timing (CC BY 4.0)",
        "together": usual.together,
        "floor": usual.floor,
        **{("hard" if hard else "widths"): _written(each) for hard, each in calibrations.items()},
    }
    path.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _written(calibration: Calibration) -> dict[str, float]:
    return {str(level): value for level, value in calibration.widths}


def section() -> str:
    """Learns the table, writes it, and gives the figures as a section of the report on benchmarks."""
    given = recordings()
    found = cases(given)
    others = len(given) - len(found)
    keep(learned(found), f"{len(found)} recordings: rooms of LibriSpeech voices", TABLE)
    lines = [
        "## The band",
        "",
        f"On {len(found)} recordings of two people, leave-one-out; {others} more heard as one or three.",
        "Goal: the 90 % band holds in 86–94 %, half-width ≤ 2 points.",
        "",
        "| recordings | n | share error, points | band | holds in | mean half-width, points |",
        "|---|---|---|---|---|---|",
        *(line for level, rows in held(found).items() for line in _lines(level, rows)),
    ]
    told = f"A turn is the right person's when nobody else speaks more of it and they at least {LEAST:.0%}."
    return "\n".join([*lines, "", *confident(found), "", told])


def _lines(level: float, rows: Sequence[Held]) -> Iterator[str]:
    """All rows, the rooms as usual with the simulations, and those with and without the engine's note."""
    kinds = [("all", rows), ("rooms as usual, and simulations", [row for row in rows if row.case.usual])]
    for name, hard in (("clear voices", False), ("voices noted as hard to tell apart", True)):
        kinds.append((name, [row for row in rows if row.case.hard == hard]))
    for name, kind in kinds:
        inside, half = figures(kind)
        error = 100 * np.mean([abs(row.case.error) for row in kind])
        yield f"| {name} | {len(kind)} | {error:.2f} | {100 * level:.0f} % | {inside:.0f} % | {half:.2f} |"


if __name__ == "__main__":
    print(section())
