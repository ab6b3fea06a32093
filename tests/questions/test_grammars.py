"""The grammars: every verdict can be told to people, and no text breaks them."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkratio.questions import QuestionKind, classify, clauses
from talkratio.questions.judging import GRAMMARS, MARKED, PATTERN
from talkratio.texts import LANGUAGES, catalogue

REASONS = {rule.verdict.reason for grammar in GRAMMARS.values() for rule in grammar.rules if rule.verdict.kind}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_and_kind_is_in_words(language: str) -> None:
    """Faces find a sentence for whatever a rule answers, and none is left over."""
    sentences = catalogue("questions", language)
    assert {f"reason_{reason}" for reason in REASONS | {MARKED.reason, PATTERN.reason}} <= sentences.keys()
    assert {f"kind_{kind}" for kind in get_args(QuestionKind)} <= sentences.keys()
    told = {key.removeprefix("reason_") for key in sentences if key.startswith("reason_")}
    assert told == REASONS | {MARKED.reason, PATTERN.reason, "person"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_one_kind(language: str) -> None:
    """The same reason never stands for two kinds."""
    kinds: dict[str, set[str | None]] = {}
    for rule in GRAMMARS[language].rules:
        kinds.setdefault(rule.verdict.reason, set()).add(rule.verdict.kind)
    assert not {reason for reason, found in kinds.items() if len(found) > 1}


SAID = st.lists(
    st.sampled_from(
        [
            "er",
            "du",
            "hvad",
            "I",
            "i",
            "glad",
            "ikke,",
            "vel?",
            "og",
            "så.",
            "do",
            "you",
            "what",
            "is",
            "n't",
            "it",
            "don't,",
            "or",
            "—",
            "…",
            "'n'",
            "ok",
        ]
    )
)


@given(words=SAID, language=st.sampled_from(LANGUAGES))
@settings(max_examples=200, deadline=None)
def test_clauses_keep_order_and_stay_within_the_words(words: list[str], language: str) -> None:
    """Whatever is said, clauses follow one another without overlap."""
    found = clauses(words, language)
    edges = [edge for clause in found for edge in (clause.first, clause.last)]
    assert edges == sorted(edges)
    assert all(0 <= edge < len(words) for edge in edges)


@given(text=st.text(max_size=60), language=st.sampled_from(LANGUAGES))
@settings(max_examples=200, deadline=None)
def test_any_text_gets_an_answer(text: str, language: str) -> None:
    """No text raises, and a word with a question mark behind it asks."""
    classify(text, language)
    assert classify(f"{text} noget?", language) is not None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hvad ville der ske, hvis du sagde nej?", "open"),
        ("Hvordan er det at sige nej", "open"),
        ("Kan du sige ja?", "closed"),
        ("Du kommer i morgen, ja?", "declarative"),
        ("Hvad fik dig til at sige nej til det, du er blevet tilbudt?", "open"),
        ("Hvad kan jeg gøre anderledes, så du får mere ro?", "open"),
        ("Så du mener, at det er for meget?", "declarative"),
        ("Så du filmen i går?", "closed"),
    ],
)
def test_a_yes_a_no_or_an_end_in_view_is_part_of_the_question(text: str, kind: str) -> None:
    """It begins nothing new: somebody says the no, and "så du får" is no "did you see"."""
    verdict = classify(text, "da")
    assert (len(clauses(text, "da")), verdict and verdict.kind) == (1, kind)


def test_a_full_stop_states_and_a_question_mark_asks() -> None:
    """Printed marks outweigh the words, save for invitations and, in English, a form that leaves no doubt."""
    assert classify("Any other pain.", "en") is None
    assert classify("Er du glad.", "da") is None
    assert classify("How do you feel about that.", "en") is not None
    assert classify("That is so?", "en") is not None
    assert classify("Fortæl mig om det.", "da") is not None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("do you do you like it", "en"),
        ("are you, are you, um, happy", "en"),
        ("har du øh har du tid", "da"),
    ],
)
def test_a_repair_asks_once(text: str, language: str) -> None:
    """Saying the beginning twice is one question."""
    assert len(clauses(text, language)) == 1
