"""Words, pace, and which words only listen."""

from __future__ import annotations

import pytest

from talkratio.conversation import Conversation, Word
from talkratio.interval import Interval
from talkratio.metrics import measure
from talkratio.metrics.words import only_listening, spoken
from tests.draw import draw


def test_words_and_pace() -> None:
    """Own words ÷ all attributed words; words ÷ own minutes of speech."""
    a, b = measure(draw("A ja_vi_gik.....\nB ..........hjem", step=0.5)).speakers
    assert (a.words, b.words, a.share_of_words) == (3, 1, 0.75)
    assert a.words_per_minute == pytest.approx(3 / (4.5 / 60))


def test_without_a_transcript_there_are_no_words() -> None:
    """Not measured is `None`; a transcript in which nobody says anything counts none."""
    (untold,) = measure(draw("A ###")).speakers
    assert untold.words is untold.share_of_words is untold.words_per_minute is None
    turns = draw("A ###").turns
    (silent,) = measure(Conversation(3.0, turns, ())).speakers
    assert (silent.words, silent.share_of_words) == (0, None)


def test_words_of_nobody_count_to_nobody() -> None:
    """A word that attribution could not place is in no share."""
    conversation = draw("A ja_vi\nB .......ok")
    stray = Word(Interval(0.0, 1.0), "hvad", None, None)
    more = Conversation(conversation.duration, conversation.turns, (*(conversation.words or ()), stray))
    assert [numbers.words for numbers in measure(more).speakers] == [2, 1]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Mm.", "da", True),
        ("Mmmm", "en", True),
        ("Ja, ja.", "da", True),
        ("Jaaa!", "da", True),
        ("Det er rigtigt.", "da", True),
        ("lige præcis", "da", True),
        ("Nå?", "da", True),
        ("Uh-huh", "en", True),
        ("Oh, I see.", "en", False),
        ("I see.", "en", True),
        ("That’s right.", "en", True),
        ("yeah okay right", "en", True),
        ("yeah okay right sure", "en", False),
        ("Hvorfor?", "da", False),
        ("Ikke nu", "da", False),
        ("Ja men", "da", False),
        ("præcis", "en", False),
        ("exactly", "da", False),
        ("", "da", False),
    ],
)
def test_listening_words(text: str, language: str, expected: bool) -> None:
    """At most three words that say no more than go on."""
    assert only_listening(text.split(), language, 3) is expected


def test_an_unknown_language_is_taken_to_be_either() -> None:
    """Lists of both languages hold."""
    assert only_listening(["Præcis"], None, 3)
    assert only_listening(["Exactly"], "sv", 3)
    assert only_listening(["mm"], "da-DK", 3)


def test_words_are_looked_up_by_their_middle() -> None:
    """A word that hangs over an edge belongs to where most of it is."""
    track = (spoken(draw("A ja_vi_gik_hjem", step=0.5)) or {})["A"]
    assert [word.text for word in track.within(Interval(0.0, 2.1))] == ["ja", "vi"]
    assert [word.text for word in track.until(4.0, 2)] == ["vi", "gik"]
    assert track.until(0.1, 2) == ()
    assert spoken(draw("A ###")) is None
