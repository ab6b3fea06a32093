"""What holds for listening in every conversation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from talkratio import questions
from talkratio.conversation import Conversation, Turn, Word
from talkratio.interval import Interval
from talkratio.listening import Listening, listen
from talkratio.metrics import measure
from tests.draw import conversations


@given(conversations())
def test_every_question_has_an_outcome_inside_the_recording(conversation: Conversation) -> None:
    """Whatever is drawn: one outcome a question, waits are not negative, answers lie in the recording."""
    found = questions.find(conversation)
    listening = listen(conversation, measure(conversation), found)
    assert listening.outcomes is not None
    assert [outcome.question for outcome in listening.outcomes] == list(range(len(found)))
    for outcome in listening.outcomes:
        assert (outcome.wait or 0) >= 0
        assert 1 <= outcome.place <= outcome.run
        assert outcome.answer is None or outcome.answer.end <= conversation.duration + 1e-6
        assert (outcome.by is None) is (not outcome.answered)
    for listener in listening.listeners:
        assert listener.asking is not None
        assert listener.asking.count == sum(question.speaker == listener.speaker for question in found)


def replying_as_the_next_begins() -> Conversation:
    """A reply that begins at the moment at which the asker's next question does, in times that are sums of others."""
    texts = ("Hej,", "Hej,", "ikke?", *("Hej,",) * 21, "er", "Hej,")
    words = tuple(
        Word(Interval(0.049 + 0.026 * at / 26, 0.049 + 0.026 * (at + 1) / 26), text, speaker="Bo")
        for at, text in enumerate(texts)
    )
    return Conversation(60.0, (Turn(Interval(0.049, 0.075), "Bo"), Turn(Interval(0.052, 0.076), "Anna Jensen")), words)


@example(replying_as_the_next_begins(), 36)
@given(conversations(), st.integers(0, 90_000))
def test_silence_before_the_conversation_changes_no_outcome(conversation: Conversation, milliseconds: int) -> None:
    """Everything happens later, and nothing differently."""
    by = milliseconds / 1000
    later = replace(
        conversation,
        duration=conversation.duration + by,
        turns=tuple(replace(turn, interval=turn.interval.shift(by)) for turn in conversation.turns),
        words=tuple(replace(word, interval=word.interval.shift(by)) for word in conversation.words or ()),
    )
    found = questions.find(conversation)
    moved = tuple(replace(question, interval=question.interval.shift(by)) for question in found)
    before = listen(conversation, measure(conversation), found).outcomes or ()
    after = listen(later, measure(later), moved).outcomes or ()
    for then, now in zip(before, after, strict=True):
        for what in ("answered", "by", "words", "place", "run", "follow_up"):
            assert getattr(now, what) == getattr(then, what), what
        assert (now.wait or 0) == pytest.approx(then.wait or 0, abs=1e-5)
        assert (now.seconds or 0) == pytest.approx(then.seconds or 0, abs=1e-5)


@given(conversations())
def test_listening_survives_a_file(conversation: Conversation) -> None:
    """Written as JSON and read again it is the same."""
    adapter = TypeAdapter(Listening)
    listening = listen(conversation, measure(conversation), questions.find(conversation))
    assert adapter.validate_json(adapter.dump_json(listening)) == listening
