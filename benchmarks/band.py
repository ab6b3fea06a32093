"""Learns how wide the band around a share must be, and how often it then holds: writes talkratio/metrics/band.json.

    python -m benchmarks.band

On rooms of held-out voices that no other figure comes from, and on the simulated conversations. How often the band
holds is measured leave-one-out: each recording against a band learned from all others.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path

import numpy as np

from benchmarks import rooms
from benchmarks.material import data_folder, held_out_voices, measured_timings
from benchmarks.scoring import matched, read_rttm, shares
from talkratio.audio import Audio
from talkratio.conversation import Conversation, Doubt, Turn
from talkratio.diarizers.builtin import load
from talkratio.metrics import uncertainty
from talkratio.metrics.uncertainty import LEVELS, Calibration, spread

COUNT, SEED = 48, 7
TABLE = Path(uncertainty.__file__).with_name("band.json")
TOGETHER = (0.0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
LEAST = 0.2
STEPS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
FLOORS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3)


@dataclass(frozen=True)
class Case:
    """One recording: what ours answered, and by how much (0..1) the share of its first speaker is wrong."""

    name: str
    conversation: Conversation
    doubts: tuple[Doubt, ...]
    error: float
    turns: tuple[tuple[float, bool], ...]
    """for each turn its confidence, and whether no other person speaks more of it"""


def cases() -> list[Case]:
    """Every recording with two people that ours heard as two."""
    found = [_case(path) for path in (*_rooms(), *_simulated())]
    return [case for case in found if case is not None]


def _rooms() -> list[Path]:
    data = data_folder()
    voices, rows = held_out_voices(data), measured_timings(data)
    named = {voice.name: voice for voice in voices}
    folder = rooms.folder() / "calibration"
    listed = rooms.scenes(voices, len(rows), count=COUNT, seed=SEED)
    for scene in listed:
        if not (folder / f"{scene.name}.flac").exists():
            rooms.write(rooms.make(scene, named, rows), folder)
    return [folder / f"{scene.name}.flac" for scene in listed]


def _simulated() -> list[Path]:
    folder = data_folder() / "audio" / "dev" / "sim"
    named = {path.stem: path for path in folder.iterdir() if path.suffix in {".ogg", ".mp3", ".m4a", ".webm"}}
    return [path for name, path in sorted(named.items()) if "stereo" not in name]


def _case(path: Path) -> Case | None:
    with Audio.open(path) as audio:
        answer, duration = load()(audio), audio.duration
    said = [(turn.speaker, turn.interval.start, turn.interval.end) for turn in answer.turns]
    truth = read_rttm(path.with_suffix(".rttm"))
    if len({name for name, _, _ in said}) != 2:
        return None
    mapping, heard, true = matched(said, truth), shares(said), shares(truth)
    speaker = sorted(heard)[0]
    error = heard[speaker] - true[mapping[speaker]]
    print(path.stem, f"{100 * error:+.2f}", flush=True)
    right = tuple(_turns(answer.turns, mapping, truth))
    return Case(path.stem, Conversation(duration, answer.turns), answer.doubts or (), error, right)


def _turns(
    turns: Sequence[Turn], mapping: dict[str, str], truth: Sequence[tuple[str, float, float]]
) -> Iterator[tuple[float, bool]]:
    for turn in turns:
        spoken = dict.fromkeys(mapping.values(), 0.0)
        for name, start, end in truth:
            spoken[name] += max(0.0, min(end, turn.interval.end) - max(start, turn.interval.start))
        own = spoken.pop(mapping[turn.speaker])
        least = LEAST * turn.interval.duration
        yield turn.confidence or 0.0, own >= max([*spoken.values(), least])


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


def ratios(found: Sequence[Case], together: float, floor: float) -> tuple[np.ndarray, np.ndarray]:
    """For each case the spread of its share, and its error in spreads."""
    asked = Calibration(together, floor, ())
    spreads = np.array([next(iter(spread(c.conversation, c.doubts, asked).values())) for c in found])
    return spreads, np.abs([c.error for c in found]) / np.maximum(spreads, 1e-9)


def width(scores: np.ndarray, level: float) -> float:
    """The conformal quantile: ⌈(n + 1) · level⌉-th smallest, or a fifth more than the largest when n is too small."""
    rank = math.ceil((len(scores) + 1) * level)
    ordered = np.sort(scores)
    return float(ordered[rank - 1]) if rank <= len(scores) else float(1.2 * ordered[-1])


def learned(found: Sequence[Case]) -> Calibration:
    """The calibration whose 90 % band is narrowest on average."""

    def breadth(choice: tuple[float, float]) -> float:
        spreads, scores = ratios(found, *choice)
        return width(scores, 0.9) * float(spreads.mean())

    together, floor = min(product(TOGETHER, FLOORS), key=breadth)
    _, scores = ratios(found, together, floor)
    return Calibration(together, floor, tuple((level, round(width(scores, level), 3)) for level in LEVELS))


def held(found: Sequence[Case]) -> dict[float, tuple[float, float]]:
    """Per level, how often the band of the others holds (0..1), and its mean half-width (0..1)."""
    inside: dict[float, list[bool]] = {level: [] for level in LEVELS}
    widths: dict[float, list[float]] = {level: [] for level in LEVELS}
    for index, case in enumerate(found):
        calibration = learned([*found[:index], *found[index + 1 :]])
        own = next(iter(spread(case.conversation, case.doubts, calibration).values()))
        for level in LEVELS:
            half = calibration.width(level) * own
            inside[level].append(abs(case.error) <= half)
            widths[level].append(half)
    return {level: (float(np.mean(inside[level])), float(np.mean(widths[level]))) for level in LEVELS}


def keep(calibration: Calibration, recordings: str, path: Path) -> None:
    """Writes the table that the package reads, with what it was learned from."""
    table = {
        "data": f"{recordings} (CC BY 4.0) with PriMock57 timing (CC BY 4.0)",
        "together": calibration.together,
        "floor": calibration.floor,
        "widths": {str(level): value for level, value in calibration.widths},
    }
    path.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def section() -> str:
    """Learns the table, writes it, and gives the figures as a section of the report on benchmarks."""
    found = cases()
    calibration = learned(found)
    keep(calibration, f"{len(found)} recordings: rooms of LibriSpeech voices", TABLE)
    lines = [
        "## The band",
        "",
        f"On {len(found)} recordings, leave-one-out. Goal: the 90 % band holds in 86–94 %, half-width ≤ 2 points.",
        "",
        "| band | holds in | mean half-width, points |",
        "|---|---|---|",
    ]
    for level, (inside, half) in held(found).items():
        lines.append(f"| {100 * level:.0f} % | {100 * inside:.0f} % | {100 * half:.2f} |")
    errors = np.abs([case.error for case in found])
    lines += ["", f"Mean share error of these recordings: {100 * errors.mean():.2f} points."]
    told = f"A turn is the right person's when nobody else speaks more of it and they at least {LEAST:.0%}."
    return "\n".join([*lines, "", *confident(found), "", told])


if __name__ == "__main__":
    print(section())
