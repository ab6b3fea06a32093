"""Questions in a conversation: whose, when, in which words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkratio.conversation import Conversation, Turn, Word
from talkratio.interval import Interval
from talkratio.questions import find


def spoken(*turns: str, language: str | None = "en") -> Conversation:
    """A conversation from lines "A: some words", one second a word, in turn."""
    words: list[Word] = []
    said: list[Turn] = []
    clock = 0.0
    for line in turns:
        speaker, _, text = line.partition(": ")
        start = clock
        for word in text.split():
            words.append(Word(Interval(clock, clock + 0.4), word, None, speaker))
            clock += 0.5
        said.append(Turn(Interval(start, clock), speaker))
    return Conversation(clock, tuple(said), tuple(words), language)


def test_a_question_spans_its_clause_and_no_more() -> None:
    """Time and words go from the first word of the question to the last."""
    (question,) = find(spoken("A: okay that sounds hard. What did you do then?", "B: i waited"))
    assert question.text == "What did you do then?"
    assert question.interval == Interval(2.0, 4.4)
    assert (question.speaker, question.kind) == ("A", "open")


def test_words_without_punctuation_and_case_give_the_same_questions() -> None:
    """A transcriber that prints no marks costs no question."""
    marked = find(spoken("A: Okay. Do you like it? And how do you work together?", "B: Well, I do."))
    bare = find(spoken("A: okay do you like it and how do you work together", "B: well i do"))
    assert [question.kind for question in marked] == [question.kind for question in bare] == ["closed", "open"]


def test_a_backchannel_does_not_cut_a_question_in_two() -> None:
    """Another's small word inside a question leaves it whole."""
    words = [
        Word(Interval(0.0, 0.3), "what", None, "A"),
        Word(Interval(0.4, 0.6), "do", None, "A"),
        Word(Interval(0.5, 0.7), "mm", None, "B"),
        Word(Interval(0.8, 1.0), "you", None, "A"),
        Word(Interval(1.1, 1.4), "want", None, "A"),
    ]
    turns = (Turn(Interval(0.0, 1.5), "A"), Turn(Interval(0.5, 0.7), "B"))
    (question,) = find(Conversation(2.0, turns, tuple(words), "en"))
    assert question.text == "what do you want"


@pytest.mark.parametrize("words", [None, ()])
def test_without_words_nothing_is_asked(words: tuple[Word, ...] | None) -> None:
    """No transcript, or an empty one, has no questions."""
    assert find(Conversation(10.0, (Turn(Interval(1.0, 2.0), "A"),), words)) == ()


def test_the_language_is_heard_when_nobody_says_it() -> None:
    """Danish is told by its small words."""
    (question,) = find(spoken("A: og hvad synes du selv om det", language=None))
    assert question.kind == "open"


def test_questions_come_in_order_of_time() -> None:
    """Two people's questions are sorted together."""
    found = find(spoken("A: how was it", "B: good i think it went well", "A: do you want more", "B: what do you think"))
    assert [question.speaker for question in found] == ["A", "A", "B"]
    assert list(found) == sorted(found, key=lambda question: question.interval)


def test_an_ikk_inside_a_story_is_uncertain() -> None:
    """A teller's "ikk" wants a nod; one that ends the turn wants an answer."""
    story, asked = find(
        spoken("A: det er svært at nå ikk og så bliver jeg træt", "B: du er glad for det nye team ikk", language="da")
    )
    assert (story.kind, story.certain) == ("tag", False)
    assert (asked.kind, asked.certain) == ("tag", True)


SAID = ("er", "du", "glad?", "hvad", "I", "ikk", "-", "…", "so", "what", "did", "you", "do?", "okay.")


@given(
    said=st.lists(st.tuples(st.sampled_from(SAID), st.sampled_from(["A", "B", None])), max_size=30),
    language=st.sampled_from(["da", "en", None, "sv"]),
)
@settings(max_examples=150, deadline=None)
def test_questions_are_made_of_one_persons_words(said: list[tuple[str, str | None]], language: str | None) -> None:
    """Whatever is said, every question is in order, inside the recording, and in its speaker's own words."""
    words = tuple(Word(Interval(at, at + 0.5), text, None, speaker) for at, (text, speaker) in enumerate(said))
    found = find(Conversation(len(said) + 1.0, (), words, language))
    assert list(found) == sorted(found, key=lambda question: (question.interval, question.speaker or ""))
    for question in found:
        own = [word.text for word in words if word.speaker == question.speaker]
        asked = question.text.split()
        assert any(own[start : start + len(asked)] == asked for start in range(len(own)))
