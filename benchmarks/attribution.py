"""Words to people: how many go to the wrong one, by ours and by the largest overlap that others use, in one run.

Words and turns are those of real consultations (PriMock57, hand-marked) and of the simulated recordings of the
development set, filled with the words of those consultations. A word's time is its share of its utterance; words of
two people who speak at once are written one after the other, as transcribers do. Then the diarizer's edges are moved
(normally distributed) and some words come late, pushing those after them. The constants of the model were fitted on
every second consultation; the figures are of the others.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.material import data_folder
from talkratio import attribution, engines
from talkratio.audio import Audio
from talkratio.conversation import Conversation, Turn, Word
from talkratio.interval import Interval

JITTERS = (0.05, 0.1, 0.25)  # seconds, standard deviation of every edge
DELAYED = (0.05, 0.1, 0.2)  # share of the words
LATE = (0.2, 1.0)  # seconds
LEAST = 0.02  # seconds between the starts of two words
SOUNDS = (".ogg", ".mp3", ".m4a", ".webm", ".wav")
GOAL = 0.75  # of the errors of the largest overlap

Said = tuple[str, float, float, tuple[str, ...]]
"""Who said what from when to when."""


@dataclass(frozen=True)
class Written:
    """A conversation as a diarizer and a transcriber hand it over, and who truly said each word."""

    conversation: Conversation
    truth: tuple[str, ...]


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


def consultations(data: Path) -> list[list[Said]]:
    """The hand-marked utterances of every consultation with their words."""
    found = []
    for doctor in sorted((data / "text" / "dev" / "primock_textgrid").glob("*_doctor.TextGrid")):
        patient = doctor.with_name(doctor.name.replace("_doctor", "_patient"))
        rows = [("A", *row) for row in _marked(doctor)] + [("B", *row) for row in _marked(patient)]
        found.append(sorted(rows, key=lambda row: row[1]))
    return found


def simulated(data: Path, talks: Sequence[Sequence[Said]]) -> list[list[Said]]:
    """The turns and listening sounds of the simulated recordings, filled with utterances at three words a second."""
    found = []
    for number, path in enumerate(_simulated(data)):
        said = {name: [row[3] for row in talks[number] if row[0] == name] for name in "AB"}
        rows: list[Said] = []
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            _, role, start, end = line.split(",")
            who = "A" if role == "manager" else "B"
            texts = _filled(said[who], max(1, round(3 * (float(end) - float(start)))))
            rows.append((who, float(start), float(end), texts))
        found.append(sorted(rows, key=lambda row: row[1]))
    return found


def _filled(queue: list[tuple[str, ...]], wanted: int) -> tuple[str, ...]:
    """Whole utterances with about so many words, taken round and round."""
    texts: list[str] = []
    while len(texts) < wanted:
        best = min(range(min(40, len(queue))), key=lambda at: abs(len(queue[at]) - wanted + len(texts)))
        queue.append(queue.pop(best))
        texts += queue[-1]
    return tuple(texts)


def written(said: Sequence[Said], jitter: float, delayed: float, rng: random.Random) -> Written:
    """What diarizer and transcriber make of it."""
    spoken: list[tuple[float, float, str, str]] = []
    turns: list[Turn] = []
    for who, start, end, texts in said:
        letters = sum(len(text) + 1 for text in texts)
        at = start
        for text in texts:
            length = (len(text) + 1) / letters * (end - start)
            spoken.append((at, at + length, text, who))
            at += length
        edges = max(0.0, start + rng.gauss(0, jitter)), end + rng.gauss(0, jitter)
        if edges[1] - edges[0] > LEAST:
            turns.append(Turn(Interval(*edges), who))
    spoken.sort()
    words: list[Word] = []
    late = [rng.uniform(*LATE) if rng.random() < delayed else 0.0 for _ in spoken]
    starts = [start + shift for (start, *_), shift in zip(spoken, late, strict=True)]
    for number in range(1, len(starts)):
        starts[number] = max(starts[number], starts[number - 1] + LEAST)
    for number, (start, end, text, _) in enumerate(spoken):
        following = starts[number + 1] if number + 1 < len(starts) else float("inf")
        stop = max(starts[number] + LEAST / 2, min(end + starts[number] - start, following))
        words.append(Word(Interval(starts[number], stop), text))
    duration = max(words[-1].interval.end, *(turn.interval.end for turn in turns)) + 1
    conversation = Conversation(duration, tuple(turns), tuple(words), "en")
    return Written(conversation, tuple(who for *_, who in spoken))


def unpunctuated(said: Sequence[Said]) -> list[Said]:
    """The same in small letters without punctuation, as some models write."""
    return [
        (who, start, end, tuple(re.sub(r"[.,?!]", "", text).lower() or text for text in texts))
        for who, start, end, texts in said
    ]


def worn(said: Sequence[Said], lost: float = 0.3) -> list[Said]:
    """The same with so large a share of the ends of sentences lost, each with the capital letter after it."""
    rng = random.Random(5)
    found: list[Said] = []
    for who, start, end, texts in said:
        kept: list[str] = []
        small = False
        for text in texts:
            word = text.lower() if small and text != "I" else text
            small = text.endswith((".", "?", "!")) and rng.random() < lost
            kept.append(word.rstrip(".?!") or word if small else word)
        found.append((who, start, end, tuple(kept)))
    return found


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
    sounds = [path.with_name(path.name.removesuffix(".turns.csv")) for path in _simulated(data)]
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


def _simulated(data: Path) -> list[Path]:
    return sorted((data / "audio" / "dev" / "sim").glob("*.turns.csv"))


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


def _marked(path: Path) -> list[tuple[float, float, tuple[str, ...]]]:
    found = re.findall(r'xmin = ([\d.]+)\s+xmax = ([\d.]+)\s+text = "((?:[^"]|"")*)"', path.read_text(encoding="utf-8"))
    rows = [(float(start), float(end), tuple(re.sub(r"<[^>]*>", "", text).split())) for start, end, text in found]
    return [row for row in rows if row[2]]


def _wrong(answer: Sequence[str], truth: Sequence[str]) -> int:
    return sum(one != other for one, other in zip(answer, truth, strict=True))


def _common(one: Interval, other: Interval) -> float:
    return max(0.0, min(one.end, other.end) - max(one.start, other.start))


def _distance(one: Interval, other: Interval) -> float:
    return max(one.start - other.end, other.start - one.end)


if __name__ == "__main__":
    main()
