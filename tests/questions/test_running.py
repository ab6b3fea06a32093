"""Running words without any marks: questions are cut out of what stands around them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from talkratio.conversation import Conversation, Word
from talkratio.interval import Interval
from talkratio.questions import find

GOAL = 0.85


def turns(language: str) -> list[tuple[str, list[str]]]:
    """What is said in each turn, and the kinds of what it asks."""
    content = tomllib.loads((Path(__file__).parent / f"running_{language}.toml").read_text(encoding="utf-8"))
    return [(turn["said"], turn["asks"]) for turn in content["turn"]]


@pytest.mark.parametrize("language", ["da", "en"])
def test_questions_are_found_inside_running_words(language: str) -> None:
    """Turn after turn of two people, as a transcriber of bare words prints them."""
    words: list[Word] = []
    edges = [0]
    for index, (said, _) in enumerate(turns(language)):
        words += [
            Word(Interval(len(words) + place, len(words) + place + 1), text, None, "AB"[index % 2])
            for place, text in enumerate(said.split())
        ]
        edges.append(len(words))
    found = find(Conversation(len(words) + 1.0, (), tuple(words), language, "order"))
    wrong = [
        (said, asks, kinds)
        for (said, asks), start, end in zip(turns(language), edges, edges[1:], strict=False)
        if (kinds := [str(question.kind) for question in found if start <= question.interval.start < end]) != asks
    ]
    assert len(wrong) <= (1 - GOAL) * len(turns(language)), wrong
