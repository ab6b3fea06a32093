"""Words and turns as a transcriber and a diarizer hand them over, damaged, and who truly said each word.

They are those of real consultations (PriMock57, hand-marked) and of the simulated recordings of the development set,
filled with the words of those consultations. A word's time is its share of its utterance; words of two people who speak
at once are written one after the other, as transcribers do. Then the diarizer's edges are moved (normally distributed)
and some words come late, pushing those after them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from talkratio.conversation import Conversation, Turn, Word
from talkratio.interval import Interval

LEAST = 0.02  # seconds between the starts of two words
LATE = (0.2, 1.0)  # seconds

Said = tuple[str, float, float, tuple[str, ...]]
"""Who said what from when to when."""


@dataclass(frozen=True)
class Written:
    """A conversation as a diarizer and a transcriber hand it over, and who truly said each word."""

    conversation: Conversation
    truth: tuple[str, ...]


def consultations(data: Path) -> list[list[Said]]:
    """The hand-marked utterances of every consultation with their words."""
    found = []
    for doctor in sorted((data / "text" / "dev" / "primock_textgrid").glob("*_doctor.TextGrid")):
        patient = doctor.with_name(doctor.name.replace("_doctor", "_patient"))
        rows = [("A", *row) for row in _marked(doctor)] + [("B", *row) for row in _marked(patient)]
        found.append(sorted(rows, key=lambda row: row[1]))
    return found


def _marked(path: Path) -> list[tuple[float, float, tuple[str, ...]]]:
    found = re.findall(r'xmin = ([\d.]+)\s+xmax = ([\d.]+)\s+text = "((?:[^"]|"")*)"', path.read_text(encoding="utf-8"))
    rows = [(float(start), float(end), tuple(re.sub(r"<[^>]*>", "", text).split())) for start, end, text in found]
    return [row for row in rows if row[2]]


def simulated(data: Path, talks: Sequence[Sequence[Said]]) -> list[list[Said]]:
    """The turns and listening sounds of the simulated recordings, filled with utterances at three words a second."""
    found = []
    for number, path in enumerate(simulations(data)):
        said = {name: [row[3] for row in talks[number] if row[0] == name] for name in "AB"}
        rows: list[Said] = []
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            _, role, start, end = line.split(",")
            who = "A" if role == "manager" else "B"
            texts = _filled(said[who], max(1, round(3 * (float(end) - float(start)))))
            rows.append((who, float(start), float(end), texts))
        found.append(sorted(rows, key=lambda row: row[1]))
    return found


def simulations(data: Path) -> list[Path]:
    """Who speaks when in each simulated recording, one file each, in the order of `simulated`."""
    return sorted((data / "audio" / "dev" / "sim").glob("*.turns.csv"))


def _filled(queue: list[tuple[str, ...]], wanted: int) -> tuple[str, ...]:
    """Whole utterances with about so many words, taken round and round."""
    texts: list[str] = []
    while len(texts) < wanted:
        best = min(range(min(40, len(queue))), key=lambda at: abs(len(queue[at]) - wanted + len(texts)))
        queue.append(queue.pop(best))
        texts += queue[-1]
    return tuple(texts)


def written(said: Sequence[Said], jitter: float, delayed: float, rng: random.Random) -> Written:
    """What diarizer and transcriber make of it; `jitter` in seconds, `delayed` a share of the words."""
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
