from __future__ import annotations

from collections.abc import Collection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkratio.conversation import Conversation, Doubt
from talkratio.dashboard.answers import answer
from talkratio.edits import corrected, settled
from talkratio.interval import Interval, intersect, subtract, total
from tests.draw import draw, said

PICTURE = """
A ########......####....
B ......######......####
"""
HEARD = Interval(5.0, 9.0)


def spoken(conversation: Conversation, speaker: str) -> tuple[Interval, ...]:
    return tuple(turn.interval for turn in conversation.turns_of(speaker))


@pytest.mark.parametrize("speakers", [{"A"}, {"B"}, {"A", "B"}, set()], ids=["A", "B", "both", "nobody"])
def test_after_an_answer_exactly_those_speak_there(speakers: Collection[str]) -> None:
    """Inside the stretch exactly the people named speak, outside it nothing has changed, and the doubt is settled."""
    before = draw(PICTURE)
    edits = answer(before, HEARD, speakers)
    after = corrected(before, edits)
    for speaker in ("A", "B"):
        inside = total(intersect(spoken(after, speaker), [HEARD]))
        assert inside == pytest.approx(HEARD.duration if speaker in speakers else 0.0)
        assert subtract(spoken(after, speaker), [HEARD]) == subtract(spoken(before, speaker), [HEARD])
    assert settled((Doubt(HEARD, (("A", 0.5),)),), edits) == ()


def test_words_go_along_to_the_one_who_said_them() -> None:
    """Speech given to the other takes its words along; speech of nobody loses them."""
    before = draw("A hvad_synes_du?......\nB ...............mm_ja")
    stretch = Interval(5.0, 14.0)
    assert said(corrected(before, answer(before, stretch, {"B"}))) == [("A", "hvad"), ("B", "synes du? mm ja")]
    assert said(corrected(before, answer(before, stretch, set()))) == [("A", "hvad"), ("B", "mm ja")]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 12), st.sampled_from("AB")), max_size=8),
    st.tuples(st.integers(0, 50), st.integers(1, 9)),
    st.sets(st.sampled_from("AB")),
)
def test_an_answer_holds_whoever_speaks(
    turns: list[tuple[int, int, str]], heard: tuple[int, int], speakers: set[str]
) -> None:
    """For any turns, overlapping or not, the answer can be carried out and makes what was heard true."""
    lines = {name: ["."] * 65 for name in "AB"}
    for start, length, name in turns:
        lines[name][start : start + length] = "#" * length
    before = draw("\n".join(f"{name} {''.join(line)}" for name, line in lines.items()))
    stretch = Interval(float(heard[0]), float(sum(heard)))
    after = corrected(before, answer(before, stretch, speakers))
    for name in "AB":
        covered = total(intersect(spoken(after, name), [stretch]))
        assert covered == pytest.approx(stretch.duration if name in speakers else 0.0)
