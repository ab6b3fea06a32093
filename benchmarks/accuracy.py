"""Who spoke how much: ours beside its peers, on every recording with truth and in rooms made for it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import rooms
from benchmarks.child import Answer, run
from benchmarks.material import cast, data_folder
from benchmarks.peers import PEERS
from benchmarks.scoring import Score, louder_of, read_rttm, score

OURS, RAW, APART = "builtin", "builtin, not levelled", "channels"
SYSTEMS = (OURS, RAW, APART, *PEERS)
GOALS = "Goal: mean ≤ 0.8 points, 90th percentile ≤ 2, worst ≤ 4; bias within ±0.3; confusion ≤ 1 %."


@dataclass(frozen=True)
class Result:
    """One system on one recording."""

    system: str
    recording: Path
    group: str
    answer: Answer
    score: Score | None


def recordings() -> list[tuple[str, Path]]:
    """(group, recording) with RTTM beside: short clips, conversations, simulated and rooms."""
    found = []
    for folder in ("sim", "real"):
        for truth in sorted((data_folder() / "audio" / "dev" / folder).glob("*.rttm")):
            sound = next(p for p in sorted(truth.parent.glob(f"{truth.stem}.*")) if p.suffix in SOUNDS)
            people, last = len({row[0] for row in read_rttm(truth)}), max(end for _, _, end in read_rttm(truth))
            group = folder if people == 2 and last > 40 else "clip"
            found.append(("stereo" if "stereo" in sound.stem else group, sound))
    return found + [("room", path) for path in made_rooms()]


SOUNDS = {".flac", ".wav", ".ogg", ".opus", ".mp3", ".m4a", ".webm"}


def quick() -> bool:
    """Whether fewer and shorter recordings are wanted."""
    return "TALKRATIO_QUICK" in os.environ


def made_rooms() -> list[Path]:
    """The rooms of the benchmark, made when they are not there yet."""
    voices, rows = cast()
    count, minutes = (8, 4) if quick() else (24, 7)
    listed = rooms.scenes(list(voices.values()), len(rows), count=count, minutes=minutes)
    return rooms.written(listed, rooms.folder() / ("quick" if quick() else "full"))


def measure() -> list[Result]:
    """Every system on every recording, in alternating order; peers are told how many people there are, ours is not.

    As many recordings at a time as there are cores, each in one thread: what is counted is processor time.
    """
    asked = [(number, group, path) for number, (group, path) in enumerate(recordings())]
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        return [result for found in workers.map(lambda each: list(_measured(*each)), asked) for result in found]


def _measured(number: int, group: str, path: Path) -> Iterator[Result]:
    truth = read_rttm(path.with_suffix(".rttm"))
    louder = _louder(path, truth)
    people = len({name for name, _, _ in truth})
    systems = _systems(group, path)
    for system in systems if number % 2 else systems[::-1]:
        options = {"level": False} if system == RAW else {}
        answer = run(OURS if system == RAW else system, path, people=people, **options)
        judged = score(answer.turns, truth, louder=louder) if answer.turns else None
        print(group, path.name, system, judged and f"{judged.error:.2f}", answer.failed, flush=True)
        yield Result(system, path, group, answer, judged)


def _systems(group: str, path: Path) -> list[str]:
    """A quick run compares on the first four rooms and the real conversations alone."""
    if group == "stereo":
        return [APART]
    if quick() and (group in ("sim", "clip") or (group == "room" and path.stem > "room03")):
        return [OURS]
    return [OURS, RAW, *PEERS]


def _louder(path: Path, truth: Sequence[tuple[str, float, float]]) -> str | None:
    from talkratio.audio import Audio

    with Audio.open(path) as audio:
        return louder_of(np.concatenate(list(audio.mono())), 16_000, truth)


def section() -> str:
    """The figures as a section of the report on benchmarks."""
    results = measure()
    lines = ["## Who spoke how much", "", GOALS, "", *_table(results), "", *_cost(results), "", *_each(results)]
    return "\n".join([*lines, "", *_explained()])


GROUPS = {
    "room": "rooms, one person 2–4 times farther away",
    "sim": "simulated, mono",
    "real": "real, two people, over 40 s",
    "clip": "real clips of 30 s, or three people",
    "stereo": "one person per channel, −20 dB crosstalk",
}


COLUMNS = (
    "recordings",
    "system",
    "n",
    "share error, points: mean",
    "p90",
    "worst",
    "to the louder",
    "to the longer",
    "DER",
    "±250 ms",
    "miss",
    "false alarm",
    "confusion",
    "right number of people",
)


def _table(results: Sequence[Result]) -> list[str]:
    lines = [
        f"| {' | '.join(COLUMNS)} |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for group, title in GROUPS.items():
        for system in SYSTEMS:
            own = [r for r in results if r.group == group and r.system == system]
            if own:
                lines.append(f"| {title} | {system} | {_row([r.score for r in own if r.score], len(own))} |")
    return lines


def _row(scores: Sequence[Score], asked: int) -> str:
    if not scores:
        return f"0 of {asked} |" + " – |" * 10
    errors = [each.error for each in scores]
    number = f"{len(scores)}" if len(scores) == asked else f"{len(scores)} of {asked}"
    figures = [number, f"{np.mean(errors):.2f}", f"{np.quantile(errors, 0.9):.2f}", f"{max(errors):.2f}"]
    for name in ("toward_louder", "toward_longer"):
        known = [value for each in scores if (value := getattr(each, name)) is not None]
        figures.append(f"{np.mean(known):+.2f}" if known else "–")
    rates = ("der", "der_collar", "miss", "false_alarm", "confusion")
    figures += [f"{100 * np.mean([getattr(each, name) for each in scores]):.1f} %" for name in rates]
    right = sum(each.speakers == each.true_speakers for each in scores)
    return " | ".join([*figures, f"{right} of {asked}"])


def _cost(results: Sequence[Result]) -> list[str]:
    lines = ["| system | core-seconds per hour of sound, median | peak memory, MB, median |", "|---|---|---|"]
    for system in SYSTEMS:
        own = [r.answer for r in results if r.system == system and r.answer.duration > 120 and not r.answer.failed]
        if own:
            rate = np.median([a.seconds / a.duration * 3600 for a in own])
            lines.append(f"| {system} | {rate:.0f} | {np.median([a.peak for a in own]):.0f} |")
    return lines


def _each(results: Sequence[Result]) -> list[str]:
    systems = [OURS, *PEERS]
    lines = [f"| recording | true share | {' | '.join(systems)} |", "|---|---|" + "---|" * len(systems)]
    for path in dict.fromkeys(r.recording for r in results if r.group != "stereo"):
        own = {r.system: r.score for r in results if r.recording == path}
        known = next((s for s in own.values() if s), None)
        errors = [f"{s.error:.2f}" if (s := own.get(system)) else "–" for system in systems]
        lines.append(f"| {path.stem} | {100 * known.share if known else 0:.1f} % | {' | '.join(errors)} |")
    return ["Share error in points, recording by recording:", "", *lines]


def _explained() -> list[str]:
    return [
        "DER by pyannote.metrics, overlap scored, no collar, and with ±250 ms around each true boundary left out.",
        "The peers are told how many people there are and get the same speech detection; ours is told nothing.",
        "Core-seconds count all threads, from opening the file to the last turn, models loaded. Clips are short,",
        "so one turn moves their share by several points.",
    ]


def main() -> None:
    """Print the section."""
    print(section())


if __name__ == "__main__":
    main()
