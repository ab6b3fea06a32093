"""How far an answer is from the truth, in points of share and in seconds of speech.

An answer and a truth are both turns: (speaker, start, end) in seconds. Labels of the answer are matched to those of
the truth by the most common time.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

Said = tuple[str, float, float]
"""Speaker, start and end in seconds."""
STEP = 0.01


@dataclass(frozen=True)
class Score:
    """One answer on one recording.

    Points are percentage points of talk share. `toward_louder` and `toward_longer` are what the louder or longer
    speaker was given too much; `None` where the truth has no such speaker. Rates are fractions of the true speech.
    """

    speakers: int
    true_speakers: int
    error: float
    """largest absolute share error over the people, points"""
    toward_longer: float | None
    toward_louder: float | None
    der: float
    der_collar: float
    """DER with ±250 ms around each true boundary left out"""
    miss: float
    false_alarm: float
    confusion: float
    missed: tuple[tuple[str, float], ...]
    """for each person the fraction of their true speech in which the answer does not have them"""
    share: float
    """true share of the person who comes first in the alphabet, 0..1"""
    heard: float


def score(answer: Sequence[Said], truth: Sequence[Said], *, louder: str | None = None) -> Score:
    """Scores one answer; `louder` is the label of the louder person in the truth, when there is one."""
    names = sorted({name for name, _, _ in truth})
    mapping = matched(answer, truth)
    renamed = [(mapping.get(name, f"?{name}"), start, end) for name, start, end in answer]
    wanted, found = shares(truth), shares(renamed)
    errors = {name: 100 * (found.get(name, 0.0) - wanted[name]) for name in names}
    longer = max(names, key=lambda name: wanted[name])
    parts = der(answer, truth)
    return Score(
        speakers=len({name for name, _, _ in answer}),
        true_speakers=len(names),
        error=max(abs(error) for error in errors.values()),
        toward_longer=errors[longer] if len(names) > 1 else None,
        toward_louder=errors[louder] if louder is not None else None,
        der=parts["der"],
        der_collar=der(answer, truth, collar=0.5)["der"],
        miss=parts["miss"],
        false_alarm=parts["false alarm"],
        confusion=parts["confusion"],
        missed=tuple((name, _missed(renamed, truth, name)) for name in names),
        share=wanted[names[0]],
        heard=found.get(names[0], 0.0),
    )


def shares(said: Sequence[Said]) -> dict[str, float]:
    """Talk share of each speaker, 0..1: own speech ÷ everyone's speech, overlap counted to both."""
    times: dict[str, float] = {}
    for name in {name for name, _, _ in said}:
        at = 0.0
        for _, start, end in sorted((item for item in said if item[0] == name), key=lambda item: item[1]):
            times[name] = times.get(name, 0.0) + max(0.0, end - max(start, at))
            at = max(at, end)
    everyone = sum(times.values())
    return {name: time / everyone for name, time in times.items()}


def matched(answer: Sequence[Said], truth: Sequence[Said]) -> dict[str, str]:
    """The answer's label → the truth's, one to one, so that the common time is largest."""
    left, right = sorted({name for name, _, _ in answer}), sorted({name for name, _, _ in truth})
    if not left or not right:
        return {}
    length = max(end for _, _, end in (*answer, *truth))
    ours, theirs = _grid(answer, left, length), _grid(truth, right, length)
    rows, columns = linear_sum_assignment(-(ours.astype(float) @ theirs.astype(float).T))
    return {left[row]: right[column] for row, column in zip(rows, columns, strict=True)}


def der(answer: Sequence[Said], truth: Sequence[Said], *, collar: float = 0.0) -> dict[str, float]:
    """Diarization error rate and its parts by pyannote.metrics, overlap scored; fractions of the true speech.

    `collar` is the whole width in seconds left out around a boundary: 0.5 is the ±250 ms of other tools.
    """
    from pyannote.core import Annotation, Segment, Timeline  # slow to import
    from pyannote.metrics.diarization import DiarizationErrorRate

    def annotation(said: Sequence[Said]) -> object:
        made = Annotation(uri="recording")
        for track, (name, start, end) in enumerate(said):
            made[Segment(start, end), track] = name
        return made.support()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = Timeline([Segment(0, max(end for _, _, end in (*answer, *truth)) + 0.1)])
        parts = DiarizationErrorRate(collar=collar)(annotation(truth), annotation(answer), uem=whole, detailed=True)
    time = parts["total"] or 1.0
    return {
        "der": parts["diarization error rate"],
        "miss": parts["missed detection"] / time,
        "false alarm": parts["false alarm"] / time,
        "confusion": parts["confusion"] / time,
    }


def read_rttm(path: Path) -> list[Said]:
    """The turns of a file."""
    rows = (line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("SPEAKER"))
    return [(row[7], float(row[3]), float(row[3]) + float(row[4])) for row in rows]


def louder_of(samples: np.ndarray, rate: int, truth: Sequence[Said], *, least: float = 1.0) -> str | None:
    """Who of two is louder by at least so many dB, from the median level of each while alone; `None` if neither."""
    names = sorted({name for name, _, _ in truth})
    if len(names) != 2:
        return None
    grid = _grid(truth, names, len(samples) / rate)
    hop = int(STEP * rate)
    frames = len(samples) // hop
    power = (samples[: frames * hop].reshape(frames, hop).astype(float) ** 2).mean(axis=1)
    frames = min(frames, grid.shape[1])
    alone = [grid[k, :frames] & ~grid[1 - k, :frames] for k in (0, 1)]
    levels = [10 * np.log10(np.median(power[:frames][own]) + 1e-12) if own.any() else -99.0 for own in alone]
    if abs(levels[0] - levels[1]) < least:
        return None
    return names[int(np.argmax(levels))]


def _grid(said: Sequence[Said], names: Sequence[str], length: float) -> np.ndarray:
    grid = np.zeros((len(names), int(length / STEP) + 1), bool)
    for name, start, end in said:
        if name in names:
            grid[names.index(name), round(start / STEP) : round(end / STEP)] = True
    return grid


def _missed(answer: Sequence[Said], truth: Sequence[Said], name: str) -> float:
    length = max(end for _, _, end in (*answer, *truth))
    ours, theirs = _grid(answer, [name], length)[0], _grid(truth, [name], length)[0]
    return float((theirs & ~ours).sum() / max(1, theirs.sum()))
