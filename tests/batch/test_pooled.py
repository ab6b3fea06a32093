"""Many conversations as one: seconds and counts are added, then divided once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from talkratio import questions, tables, trends
from talkratio.conversation import Conversation
from talkratio.listening.asking import CLOSED, OPEN
from talkratio.metrics import measure
from talkratio.pipeline import compose
from talkratio.questions import QuestionKind
from talkratio.report import Provenance, Report
from talkratio.trends import Trend
from tests.draw import conversations, draw

KNOWN = Provenance("mus.wav", None, "0", "2026-01-01T10:00:00+01:00", "labels", None)
SILENCE = 30.0
"""seconds between two conversations laid end to end"""


def report(conversation: Conversation) -> Report:
    """The first who speaks is the manager."""
    return compose(conversation, KNOWN, "first" if conversation.speakers else None)


def written(reports: Iterable[Report], folder: Path) -> tuple[Trend, Trend] | None:
    """What the table of a batch says of their one manager and of everyone, read back."""
    lines = [tables.Line(f"R{i}", "done", "", "M1", None, None, one) for i, one in enumerate(reports)]
    tables.write(folder, lines, "en")
    found = trends.read(folder)
    return (found[0], found[1]) if found else None


@settings(max_examples=40)
@given(found=st.lists(conversations(), min_size=1, max_size=3))
def test_many_are_what_one_long_conversation_would_be(
    found: list[Conversation], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Laid end to end with silence between them, conversations give the manager's figures of the table."""
    named = []
    for conversation in found:
        starts = [turn.interval.start for turn in conversation.turns]
        assume(len(starts) == len(set(starts)))
        assume(len(conversation.speakers) != 1)  # end to end with others it would have somebody to share with
        cast = dict(zip(conversation.speakers, "ABC", strict=False))
        named.append(replace(conversation.renamed(cast), language="en"))
    reports = [report(conversation) for conversation in named]
    told, own = written(reports, tmp_path_factory.mktemp("pooled")), measure(end_to_end(named)).of("A")
    assert (told is None) is (own is None)
    if told is None or own is None:
        return
    manager, everyone = told
    spoken = [one for one in reports if one.conversation.speakers]
    assert manager.conversations == len(spoken)
    assert manager.talk_share == pytest.approx(own.talk_share, abs=1e-4)
    waits = [wait for one in reports if (part := one.metrics.of("A")) for wait in part.waits]  # none over the silence
    assert manager.wait == (pytest.approx(median(waits), abs=2e-3) if waits else None)
    minutes = sum(one.metrics.duration or 0.0 for one in spoken) / 60
    assert manager.questions_per_10_minutes == pytest.approx(10 * asked(spoken) / minutes, abs=1e-4)
    judged = asked(spoken, OPEN | CLOSED)
    assert manager.share_open == (pytest.approx(asked(spoken, OPEN) / judged, abs=1e-4) if judged else None)
    assert (everyone.talk_share, everyone.wait) == (manager.talk_share, manager.wait)


def test_a_long_conversation_weighs_as_much_as_it_lasts(tmp_path: Path) -> None:
    """The mean of the single shares, 50 %, is nobody's figure; the single shares stand beside it as spread."""
    talks = [draw(f"A {'#' * mine}\nB {'.' * mine}{'#' * theirs}") for mine, theirs in ((10, 90), (900, 100))]
    told = written(map(report, talks), tmp_path)
    assert told is not None
    assert (told[0].talk_share, told[0].low, told[0].high) == (round(910 / 1100, 4), 0.1, 0.9)


def test_one_voice_alone_moves_no_figure(tmp_path: Path) -> None:
    """There is nobody in it to share with, so it is not among the manager's conversations."""
    talks = [draw("A ##..\nB ..##"), draw("A ja_nej....")]
    told = written(map(report, talks), tmp_path)
    assert told is not None
    assert (told[0].conversations, told[0].talk_share) == (1, 0.5)
    assert written([report(talks[1])], tmp_path) is None


def test_questions_are_counted_over_conversations_with_words(tmp_path: Path) -> None:
    """A recording without a transcript is in neither the count nor its minutes."""
    asks = draw("A hvad_synes_du?\nB ................det_er_godt", language="da")
    told = written([report(asks), report(draw(f"A {'#' * 100}\nB {'.' * 100}{'#' * 100}"))], tmp_path)
    assert told is not None
    assert told[0].conversations == 2
    assert (told[0].questions_per_10_minutes, told[0].share_open) == (round(600 / 27, 4), 1.0)
    assert [question.kind for question in questions.find(asks)] == ["open"]


def asked(reports: Iterable[Report], kinds: Iterable[QuestionKind] | None = None) -> int:
    """How many questions of the manager there are."""
    wanted = None if kinds is None else frozenset(kinds)
    return sum(
        question.speaker == one.roles.manager and (wanted is None or question.kind in wanted)
        for one in reports
        for question in one.questions or ()
    )


def end_to_end(found: list[Conversation]) -> Conversation:
    """One conversation of many, with silence after each."""
    turns, words, at = [], [], 0.0
    for conversation in found:
        turns += [replace(turn, interval=turn.interval.shift(at)) for turn in conversation.turns]
        words += [replace(word, interval=word.interval.shift(at)) for word in conversation.words or ()]
        at += conversation.duration + SILENCE
    return Conversation(at, tuple(turns), tuple(words), "en")
