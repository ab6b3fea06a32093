"""How the share error grows when one thing gets harder: curves over rooms that differ in that thing alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks import rooms
from benchmarks.accuracy import quick
from benchmarks.material import cast
from benchmarks.parallel import each
from benchmarks.scoring import Said, Score, louder_of, read_rttm, score
from talkratio.audio import Audio
from talkratio.diarizers.builtin import load
from talkratio.interval import Interval

CURVES: dict[str, tuple[str, tuple[object, ...]]] = {
    "second voice quieter by, dB": ("gap", (0.0, 6.0, 12.0, 15.0)),
    "signal to noise, dB": ("snr", (30.0, 20.0, 10.0, 5.0)),
    "reverberation time, s": ("rt60", (0.25, 0.4, 0.6, 0.8)),
    "share of the first person": ("share", (0.1, 0.3, 0.5, 0.7, 0.9)),
    "overlap, part of speech": ("overlap", (0.0, 0.05, 0.1, 0.15)),
    "minutes": ("minutes", (2.0, 10.0) if quick() else (2.0, 10.0, 30.0, 90.0)),
    "codec": ("codec", ("opus", "mp3", "telephone")),
    "two women, two men": ("sex", ("F", "M")),
}
COUNT = 2 if quick() else 6
MINUTES = 3.0 if quick() else 6.0
LONG = {30.0: 4, 90.0: 2}
"""of recordings so many minutes long so many are enough"""
ANCHOR = 5.0
"""seconds of each voice given in anchored mode"""
PIECE = 1.0
"""seconds that a known moment has at least, where there is one so long"""


def scenes(field: str, value: object) -> Iterator[rooms.Scene]:
    """The scenes of one point of a curve: the same ones at each point but for this field."""
    voices, rows = cast()
    listed = [voice for voice in voices.values() if field != "sex" or voice.sex == value]
    count = LONG.get(float(str(value)), COUNT) if field == "minutes" else COUNT
    for scene in rooms.scenes(listed, len(rows), count=count, seed=5, minutes=MINUTES):
        named = replace(scene, name=f"{scene.name}-{field}-{value}")
        yield named if field == "sex" else replace(named, **{field: value})  # type: ignore[arg-type]


def judged(scene: rooms.Scene) -> tuple[Score, Score]:
    """Ours without and with 5 s of each voice known, on a recording that is made and forgotten."""
    with tempfile.TemporaryDirectory() as folder:
        path = rooms.cast_and_written(scene, Path(folder))
        truth = read_rttm(path.with_suffix(".rttm"))
        with Audio.open(path) as audio:
            answers = [load()(audio), load(voices=anchors(truth))(audio)]
            louder = louder_of(np.concatenate(list(audio.mono())), 16_000, truth)
    said = [[(t.speaker, t.interval.start, t.interval.end) for t in answer.turns] for answer in answers]
    free, held = (score(rows, truth, louder=louder) for rows in said)
    return free, held


def anchors(truth: Sequence[Said]) -> tuple[tuple[str, Interval], ...]:
    """The first moments in which each person speaks alone, 5 s in all, in pieces of at least 1 s if there are any."""
    found = []
    for name in sorted({name for name, _, _ in truth}):
        others = [(start, end) for other, start, end in truth if other != name]
        alone = [
            Interval(start, end)
            for who, start, end in truth
            if who == name and all(e <= start or s >= end for s, e in others)
        ]
        left = ANCHOR
        for piece in [one for one in alone if one.duration >= PIECE] or alone:
            if left > 0.5:
                found.append((name, Interval(piece.start, min(piece.end, piece.start + left))))
                left -= found[-1][1].duration
    return tuple(found)


def section() -> str:
    """The figures as a section of the report on benchmarks."""
    points = {
        (title, value): list(scenes(field, value)) for title, (field, values) in CURVES.items() for value in values
    }
    results = each(judged, (scene for listed in points.values() for scene in listed))
    curves: dict[str, list[tuple[Score, Score]]] = {title: [] for title in CURVES}
    lines = [*EXPLAINED, "", *COLUMNS]
    for (title, value), listed in points.items():
        pairs = list(islice(results, len(listed)))
        curves[title] += pairs
        lines.append(f"| {title} | {value} | {_row(pairs)} |")
        print(lines[-1], flush=True)
    lines += ["", "Each curve as a whole:", "", *WHOLE]
    lines += [f"| {title} | {len(pairs)} | {_means(pairs)} |" for title, pairs in curves.items()]
    return "\n".join(lines)


EXPLAINED = (
    "## Under stress",
    "",
    "Ours on rooms that differ in one thing alone; `anchored` knows 5 s of each voice. Share error in points.",
    "Goal: ≤ 1.5 points where one voice is 12 dB quieter; anchored no worse than without on any curve.",
)
COLUMNS = (
    "| what | value | n | mean | worst | to the louder | confusion | people right | anchored, mean | worst |",
    "|---|---|---|---|---|---|---|---|---|---|",
)
WHOLE = ("| curve | n | mean | anchored, mean |", "|---|---|---|---|")


def _row(pairs: Sequence[tuple[Score, Score]]) -> str:
    free, held = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    louder = [one.toward_louder for one in free if one.toward_louder is not None]
    return " | ".join(
        (
            str(len(free)),
            f"{np.mean([one.error for one in free]):.2f}",
            f"{max(one.error for one in free):.2f}",
            f"{np.mean(louder):+.2f}" if louder else "–",
            f"{100 * np.mean([one.confusion for one in free]):.1f} %",
            f"{sum(one.speakers == 2 for one in free)} of {len(free)}",
            f"{np.mean([one.error for one in held]):.2f}",
            f"{max(one.error for one in held):.2f}",
        )
    )


def _means(pairs: Sequence[tuple[Score, Score]]) -> str:
    return " | ".join(f"{np.mean([pair[k].error for pair in pairs]):.2f}" for k in (0, 1))


def main() -> None:
    """Print the section."""
    print(section())


if __name__ == "__main__":
    main()
