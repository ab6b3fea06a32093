"""How it is said: guesses, doubts, clocks, languages, and where there is nothing to tell of."""

from __future__ import annotations

import re
from dataclasses import replace
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkratio.conversation import Clock, Conversation, Doubt, Roles
from talkratio.feedback import Item, basis_in_words, feedback, in_words
from talkratio.feedback.good import (
    GOOD,
)
from talkratio.feedback.notice import NOTICE
from talkratio.interval import Interval
from talkratio.questions import Question
from talkratio.report import Report
from talkratio.texts import LANGUAGES
from talkratio.texts import catalogue as texts
from tests.draw import conversations, draw
from tests.feedback.told import asks, keys, report, talk

JUDGING = re.compile(
    r"\b(dårlig|forkert|fejl|karakter|score|point|bad|wrong|poor|fail\w*|grade|must|skal du)\b", re.IGNORECASE
)


def test_a_guess_is_said_to_be_one() -> None:
    """Each fact about the manager rests on it."""
    guessed = replace(report(talk(30, 70)), roles=Roles("A", "B", guessed=True, reason="first"))
    assert all("guess" in fact.rests_on for fact in feedback(guessed).facts)
    assert not any("guess" in fact.rests_on for fact in feedback(report(talk(30, 70))).facts)


@pytest.mark.parametrize(("start", "told"), [(10.6, True), (2.0, False)])
def test_what_a_doubt_could_overturn_says_so(start: float, told: bool) -> None:
    """An interruption whose beginning the engine was not sure of asks to be heard."""
    conversation = draw(f"A {'.....................####..' * 3}\nB {'######################.....' * 3}", step=0.5)
    doubt = Doubt(Interval(start, start + 0.4), (("A", 0.6), ("B", 0.9)))
    fact = next(item for item in feedback(report(conversation, doubts=(doubt,))).facts if item.key == "interruptions")
    assert ("doubt" in fact.rests_on) is told


def test_swapping_roles_speaks_to_the_other() -> None:
    """The same conversation from the other chair."""
    told = report(talk(30, 70))
    assert [keys(told)[0][0], keys(told.swapped())[0][0]] == ["share_within", "share_above"]


@pytest.mark.parametrize(
    ("told", "first", "experiment"),
    [
        (report(Conversation(60.0, ()), None, None), "no_voice", "try_microphone"),
        (report(draw("A ####"), "A", None), "one_voice", "try_microphone"),
        (report(draw("A ja_nej", clock="order"), "A", None), "one_name", "try_names"),
        (report(draw("A ja_nej", clock="captions"), "A", None), "one_name", "try_names"),
        (report(Conversation(0.0, (), (), clock="order"), None, None), "no_names", "try_names"),
        (report(talk(30, 70), None, None), "most", "try_say_who"),
        (report(talk(30, 70), "A", None), "most", "try_say_who"),
    ],
)
def test_where_there_is_no_conversation_to_tell_of(told: Report, first: str, experiment: str) -> None:
    """No voice, one voice, no names, no roles: facts about the recording, and what to do about it."""
    facts, tried = keys(told)
    assert (facts[0], tried, len(facts)) == (first, experiment, 3)


def test_without_roles_the_larger_share_is_told_of_nobody() -> None:
    """Whosever it is."""
    first = feedback(report(talk(30, 70), None, None)).facts[0]
    assert in_words(first, "en") == "Whoever talked most had 70% of the talk time."


@pytest.mark.parametrize(("taken_up", "key"), [(0, "no_follow_ups"), (1, ""), (3, "")])
def test_questions_that_use_no_word_of_the_other(taken_up: int, key: str) -> None:
    """Nine open questions, well waited for, in a conversation within the target."""
    words = ["hvad_nu?"] * (9 - taken_up) + ["hvad_er_ordet?"] * taken_up
    told = asks(*[(word, "open") for word in words], wait=35, answer=60)
    facts, tried = keys(told)
    assert facts[0] in {"share_within", "share_below"}
    assert (key in facts) is bool(key)
    assert tried == ("try_follow" if key else "try_say_back")


def test_a_transcript_without_times_claims_words_and_plays_nothing() -> None:
    """The share is of the words, nothing rests on sound, and there is no moment to hear."""
    told = report(draw("A hvad_synes_du?\nB ................det_var_godt_og_nyt", clock="order", language="da"))
    advice = feedback(told)
    assert "ordene" in in_words(advice.facts[0], "da")
    for item in (*advice.facts, advice.experiment):
        assert item.moments == ()
        assert "speech" not in item.rests_on


@pytest.mark.parametrize(("words", "told"), [(59, False), (60, True)])
def test_without_times_a_long_answer_is_one_of_many_words(words: int, told: bool) -> None:
    """Sixty words, and the sentence tells how many."""
    asked = Question("A", Interval(0.0, 8.0), "hvad nu?", "open", "drawn")
    picture = f"A hvad_nu?\nB {'.' * 8}{'_'.join(['ord'] * words)}"
    said = [in_words(fact, "da") for fact in feedback(report(draw(picture, clock="order"), asked=(asked,))).facts]
    assert any("60 ord" in sentence for sentence in said) is told


def test_the_length_is_told_in_words_where_there_are_no_times() -> None:
    """Minutes and changes of the floor, or turns and words."""
    timed, untimed = (
        feedback(report(draw("A ja_nej....\nB ......ja_nej_ja", clock=clock), None, None)).facts[1]
        for clock in ("captions", "order")  # type: ignore[arg-type]
    )
    assert (
        in_words(timed, "en") == "The conversation lasted 15 seconds, and the floor changed hands 4.0 times a minute."
    )
    assert in_words(untimed, "en") == "Together you took 2 turns and said 5 words."


def test_a_transcript_with_times_names_them() -> None:
    """Cue times are not the sound."""
    advice = feedback(report(draw("A ja_nej....\nB ......ja_nej_ja", clock="captions")))
    assert "captions" in advice.facts[0].rests_on
    assert "udskriften" in basis_in_words(advice.facts[0], "da")


def placed(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    """A sentence that exists in one language exists in the other."""
    danish, english = texts("feedback", "da"), texts("feedback", "en")
    assert danish.keys() == english.keys()
    for key in danish:
        assert placed(danish[key]) == placed(english[key]), key


def test_no_sentence_judges() -> None:
    """No score, no verdict on a person, no orders."""
    for language in LANGUAGES:
        for key, sentence in texts("feedback", language).items():
            assert not JUDGING.search(sentence), (key, sentence)


def test_every_experiment_has_its_sentence_and_rests_on_something() -> None:
    """The table is complete in both languages."""
    for _, key, basis in NOTICE:
        assert basis
        for language in LANGUAGES:
            assert in_words(Item(key), language)
            assert basis_in_words(Item(key, rests_on=basis), language)
    assert GOOD[-1] is not None


@given(conversations(), st.sampled_from(["speech", "captions", "order"]), st.booleans())
def test_whatever_is_said_three_facts_come_out(conversation: Conversation, clock: Clock, known: bool) -> None:
    """Always three facts, one good, one experiment, and every sentence complete in both languages."""
    people = [*conversation.speakers, None, None]
    told = report(replace(conversation, clock=clock), *(people[:2] if known else (None, None)))
    advice = feedback(told)
    assert len(advice.facts) == 3
    assert any(fact.good for fact in advice.facts)
    assert len({fact.key for fact in advice.facts}) == 3
    for item in (*advice.facts, advice.experiment):
        assert item.rests_on
        for language in LANGUAGES:
            assert "{" not in in_words(item, language) + basis_in_words(item, language)
    for moment in (moment for item in advice.facts for moment in item.moments):
        assert moment.end <= conversation.duration + 1e-6
