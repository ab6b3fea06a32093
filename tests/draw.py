"""Conversations drawn by hand or made by chance, and what was found in them, short enough to compare by eye."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from talkratio.conversation import Clock, Conversation, Turn, Word
from talkratio.interval import Interval, union


def draw(picture: str, *, step: float = 1.0, language: str | None = None, clock: Clock = "speech") -> Conversation:
    """A conversation from one line a speaker: `A ####..##`, each sign `step` seconds, `.` is silence.

    Letters are speech too, and a word lasts as long as it is written: `A hvad_synes_du?..#` says three words, and
    then something without words. Where any word is drawn the conversation has words. The longest line is its length.
    """
    found: list[Turn] = []
    words: list[Word] = []
    longest = 0
    for line in filter(None, map(str.strip, picture.splitlines())):
        speaker, track = line.split(maxsplit=1)
        longest = max(longest, len(track))
        found += [Turn(Interval(m.start() * step, m.end() * step), speaker) for m in re.finditer(r"[^.]+", track)]
        words += [
            Word(Interval(m.start() * step, m.end() * step), m.group(), None, speaker)
            for m in re.finditer(r"[^.#\s_]+", track)
        ]
    return Conversation(longest * step, tuple(found), tuple(words) if words else None, language, clock)


def turns(conversation: Conversation) -> list[tuple[str, float, float]]:
    """Speaker, start and end, to the millisecond."""
    return [(t.speaker, round(t.interval.start, 3), round(t.interval.end, 3)) for t in conversation.turns]


def said(conversation: Conversation) -> list[tuple[str | None, str]]:
    """Who said which words, runs of one speaker joined."""
    runs: list[tuple[str | None, str]] = []
    for word in conversation.words or ():
        if runs and runs[-1][0] == word.speaker:
            runs[-1] = (word.speaker, f"{runs[-1][1]} {word.text}")
        else:
            runs.append((word.speaker, word.text))
    return runs


NAMES = st.sampled_from(["Anna Jensen", "Bo", "Søren & Co", "A < B", "SPEAKER_00"])
TEXTS = st.sampled_from(["Hej,", "det", "er", "<godt>", "AT&T", "ikke?", "3", "år.", "&amp;", "Å!"])


@st.composite
def conversations(draw: st.DrawFn, *, worded: bool = True) -> Conversation:
    """Up to three people whose turns, on whole milliseconds, may overlap those of others; words lie inside turns."""
    found: list[Turn] = []
    words: list[Word] = []
    for name in draw(st.lists(NAMES, unique=True, max_size=3)):
        edges = draw(st.lists(st.integers(0, 60_000), min_size=2, max_size=8, unique=True).map(sorted))
        intervals = union(Interval(a / 1000, b / 1000) for a, b in zip(edges[::2], edges[1::2], strict=False))
        for interval in intervals:
            found.append(Turn(interval, name))
            texts = draw(st.lists(TEXTS, max_size=30 if worded else 0))
            step = interval.duration / max(1, len(texts))
            words += [
                Word(Interval(interval.start + i * step, interval.start + (i + 1) * step), text, None, name)
                for i, text in enumerate(texts)
            ]
    return Conversation(60.0, tuple(found), tuple(words) if worded else None)
