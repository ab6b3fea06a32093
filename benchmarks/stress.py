"""How the share error grows when one thing gets harder: curves over rooms that differ in that thing alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks import rooms
from benchmarks.accuracy import quick, write_room
from benchmarks.material import Voice, data_folder, held_out_voices, measured_timings
from benchmarks.scoring import Score, louder_of, read_rttm, score
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
ANCHOR = 5.0
"""seconds of each voice given in anchored mode"""


def scenes(field: str, value: object, voices: list[Voice], rows: int) -> Iterator[rooms.Scene]:
    """The scenes of one point of a curve: the same ones at each point but for this field."""
    count, minutes = (2, 3.0) if quick() else (6, 6.0)
    listed = [v for v in voices if v.sex == value] if field == "sex" else voices
    for scene in rooms.scenes(listed, rows, count=count, seed=5, minutes=minutes):
        name = f"{scene.name}-{field}-{value}"
        if field in ("codec", "sex"):
            yield replace(scene, name=name)
        else:
            yield rooms.with_name(scene, name, **{field: value})


def judged(path: Path) -> tuple[Score, Score | None]:
    """Ours without and with 5 s of each voice known, on one recording."""
    truth = read_rttm(path.with_suffix(".rttm"))
    with Audio.open(path) as audio:
        free = load()(audio)
        known = anchors(truth)
        held = load(voices=known)(audio) if len({name for name, _ in known}) == 2 else None
        louder = louder_of(np.concatenate(list(audio.mono())), 16_000, truth)
    answers = [[(t.speaker, t.interval.start, t.interval.end) for t in each.turns] for each in (free, held) if each]
    scores = [score(answer, truth, louder=louder) for answer in answers]
    return scores[0], scores[1] if held else None


def anchors(truth: list[tuple[str, float, float]]) -> tuple[tuple[str, Interval], ...]:
    """The first moments in which each person speaks alone, 5 s in all, in pieces of at least 1 s."""
    found = []
    for name in sorted({name for name, _, _ in truth}):
        left = ANCHOR
        for who, start, end in truth:
            alone = all(other == name or e <= start or s >= end for other, s, e in truth)
            if who == name and alone and end - start >= 1 and left > 0.5:
                found.append((name, Interval(start, min(end, start + left))))
                left -= found[-1][1].duration
    return tuple(found)


def section() -> str:
    """The figures as a section of the report on benchmarks."""
    data = data_folder()
    voices, rows = held_out_voices(data), measured_timings(data)
    named = {voice.name: voice for voice in voices}
    lines = [
        "## Under stress",
        "",
        "Ours on rooms that differ in one thing alone; `anchored` knows 5 s of each voice. Share error in points.",
        "",
        "| what | value | n | mean | worst | to the louder | confusion | people right | anchored, mean |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for title, (field, values) in CURVES.items():
        for value in values:
            with tempfile.TemporaryDirectory() as folder:
                codec = str(value) if field == "codec" else None
                made = (rooms.make(scene, named, rows) for scene in scenes(field, value, voices, len(rows)))
                pairs = [judged(write_room(room, Path(folder), codec)) for room in made]
            lines.append(f"| {title} | {value} | {_row(pairs)} |")
            print(lines[-1], flush=True)
    return "\n".join(lines)


def _row(pairs: list[tuple[Score, Score | None]]) -> str:
    free, held = [pair[0] for pair in pairs], [pair[1] for pair in pairs if pair[1]]
    louder = [each.toward_louder for each in free if each.toward_louder is not None]
    return " | ".join(
        (
            str(len(free)),
            f"{np.mean([each.error for each in free]):.2f}",
            f"{max(each.error for each in free):.2f}",
            f"{np.mean(louder):+.2f}" if louder else "–",
            f"{100 * np.mean([each.confusion for each in free]):.1f} %",
            f"{sum(each.speakers == 2 for each in free)} of {len(free)}",
            f"{np.mean([each.error for each in held]):.2f}" if held else "–",
        )
    )


def main() -> None:
    """Print the section."""
    print(section())


if __name__ == "__main__":
    main()
