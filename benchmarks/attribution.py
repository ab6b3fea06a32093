"""Words to people: how many go to the wrong one, by ours and by the largest overlap that others use, in one run.

What both are given comes from `benchmarks/words.py`, where the diarizer's edges are moved and some words come late.
The constants of the model were fitted on every second consultation; the figures are of the others.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.material import data_folder
from benchmarks.words import Said, Written, consultations, simulated, simulations, unpunctuated, worn, written
from talkratio import attribution, engines
from talkratio.audio import Audio
from talkratio.conversation import Conversation, Turn
from talkratio.interval import Interval

JITTERS = (0.05, 0.1, 0.25)  # seconds, standard deviation of every edge
DELAYED = (0.05, 0.1, 0.2)  # share of the words
SOUNDS = (".ogg", ".mp3", ".m4a", ".webm", ".wav")
GOAL = 0.75  # of the errors of the largest overlap


@dataclass(frozen=True)
class Row:
    """Words given to the wrong person ÷ all words, for one kind of damage."""

    material: str
    writing: str
    jitter: float
    delayed: float
    words: int
    plain: float
    ours: float


WAYS: dict[str, Callable[[Sequence[Said]], Sequence[Said]]] = {
    "punctuated": list,
    "a third of the full stops lost": worn,
    "no punctuation": unpunctuated,
}


def plain(conversation: Conversation) -> list[str]:
    """The largest overlap, and the nearest turn where there is none."""
    tracks = {name: [turn.interval for turn in conversation.turns_of(name)] for name in sorted(conversation.speakers)}
    found = []
    for word in conversation.words or ():
        common = {name: sum(_common(part, word.interval) for part in track) for name, track in tracks.items()}
        best = max(common, key=lambda name: common[name])
        if not common[best]:
            best = min(tracks, key=lambda name: min(_distance(part, word.interval) for part in tracks[name]))
        found.append(best)
    return found


def measure(data: Path) -> list[Row]:
    """Every kind of material, writing and damage."""
    held_out = consultations(data)[1::2]
    materials = {"consultations": held_out, "simulated": simulated(data, consultations(data)[::2])}
    rows = []
    for material, talks in materials.items():
        for writing, way in WAYS.items():
            for jitter in JITTERS:
                for delayed in DELAYED:
                    rng = random.Random(7)
                    given = [written(way(talk), jitter, delayed, rng) for talk in talks]
                    rows.append(_row(material, writing, jitter, delayed, given))
    return rows


def heard(data: Path) -> list[Row]:
    """The same with the turns that the built-in engine hears in the simulated recordings; only words are damaged."""
    talks = simulated(data, consultations(data)[::2])
    sounds = [path.with_name(path.name.removesuffix(".turns.csv")) for path in simulations(data)]
    diarize = engines.load("diarizers", "builtin")
    answers = []
    for talk, stem in zip(talks, sounds, strict=True):
        with Audio.open(next(path for path in stem.parent.glob(f"{stem.name}.*") if path.suffix in SOUNDS)) as audio:
            turns = diarize(audio, speakers=2).turns
        ours = {name: [turn.interval for turn in turns if turn.speaker == name] for name in "AB"}
        theirs = {name: [Interval(start, end) for who, start, end, _ in talk if who == name] for name in "AB"}
        names = attribution.matched(ours, theirs)
        answers.append(tuple(replace(turn, speaker=names.get(turn.speaker, turn.speaker)) for turn in turns))
    rows = []
    for writing, way in WAYS.items():
        for delayed in DELAYED:
            rng = random.Random(7)
            given = [written(way(talk), 0.0, delayed, rng) for talk in talks]
            given = [
                replace(one, conversation=replace(one.conversation, turns=_inside(turns, one.conversation.duration)))
                for one, turns in zip(given, answers, strict=True)
            ]
            rows.append(_row("simulated, heard by the built-in engine", writing, 0.0, delayed, given))
    return rows


def _inside(turns: Sequence[Turn], duration: float) -> tuple[Turn, ...]:
    return tuple(turn for turn in turns if turn.interval.end <= duration)


def _row(material: str, writing: str, jitter: float, delayed: float, given: Sequence[Written]) -> Row:
    words = sum(len(one.truth) for one in given)
    theirs = sum(_wrong(plain(one.conversation), one.truth) for one in given)
    ours = sum(
        _wrong([word.speaker or "" for word in attribution.attribute(one.conversation).words or ()], one.truth)
        for one in given
    )
    return Row(material, writing, jitter, delayed, words, theirs / words, ours / words)


def ratio(rows: Sequence[Row], **only: str) -> float:
    """Our errors ÷ those of the largest overlap, over the rows with these values."""
    chosen = [row for row in rows if all(getattr(row, key) == value for key, value in only.items())]
    return sum(row.ours * row.words for row in chosen) / sum(row.plain * row.words for row in chosen)


def section() -> str:
    """The figures as a section of the report on benchmarks."""
    rows = measure(data_folder())
    damages = [f"±{1000 * jitter:.0f} ms, {100 * delayed:.0f} %" for jitter in JITTERS for delayed in DELAYED]
    lines = [
        "## Words to people",
        "",
        "Words given to the wrong person, percent: the largest overlap / ours. Edges of turns moved by a standard",
        "deviation of so many milliseconds, and so large a share of the words 0.2–1.0 s late.",
        "",
        f"| material | writing | {' | '.join(damages)} | ratio |",
        "|---|---|" + "---|" * (len(damages) + 1),
    ]
    for material, writing in dict.fromkeys((row.material, row.writing) for row in rows):
        own = [row for row in rows if (row.material, row.writing) == (material, writing)]
        figures = " | ".join(f"{100 * row.plain:.1f} / {100 * row.ours:.1f}" for row in own)
        lines.append(f"| {material} | {writing} | {figures} | {ratio(own):.2f} |")
    lines += [
        "",
        "With the turns that the built-in engine hears in the simulated recordings, words late as said:",
        "",
        f"| writing | {' | '.join(f'{100 * delayed:.0f} %' for delayed in DELAYED)} | ratio |",
        "|---|" + "---|" * (len(DELAYED) + 1),
    ]
    listened = heard(data_folder())
    for writing in WAYS:
        own = [row for row in listened if row.writing == writing]
        figures = " | ".join(f"{100 * row.plain:.1f} / {100 * row.ours:.1f}" for row in own)
        lines.append(f"| {writing} | {figures} | {ratio(own):.2f} |")
    total = (
        f"All together our errors are {ratio(rows):.2f} of those of the largest overlap (goal {GOAL}). Without "
        "punctuation only time and listening sounds are left to go by, and less is gained."
    )
    return "\n".join([*lines, "", total])


def main() -> None:
    """Prints the section."""
    print(section())


def _wrong(answer: Sequence[str], truth: Sequence[str]) -> int:
    return sum(one != other for one, other in zip(answer, truth, strict=True))


def _common(one: Interval, other: Interval) -> float:
    return max(0.0, min(one.end, other.end) - max(one.start, other.start))


def _distance(one: Interval, other: Interval) -> float:
    return max(one.start - other.end, other.start - one.end)


if __name__ == "__main__":
    main()
