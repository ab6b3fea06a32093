"""Whose words they are: the sentence, the pause and the listening sound decide where overlap alone misleads."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from talkratio import attribution
from talkratio.conversation import Conversation, Turn, Word
from talkratio.interval import Interval
from tests.draw import conversations, draw, said


def blank(conversation: Conversation) -> Conversation:
    """The same conversation as a transcriber and a diarizer hand it over: words without speakers."""
    return replace(conversation, words=tuple(replace(word, speaker=None) for word in conversation.words or ()))


def heard(picture: str, texts: str, *, every: float = 0.4, start: float = 0.0) -> Conversation:
    """Turns as drawn (0.1 s a sign) and words one after the other, each `every` seconds."""
    drawn = draw(picture, step=0.1)
    words = tuple(
        Word(Interval(start + every * number, start + every * (number + 1)), text)
        for number, text in enumerate(texts.split())
    )
    return replace(drawn, words=words)


def test_words_go_to_who_speaks() -> None:
    """Where one person speaks at a time there is nothing to decide."""
    drawn = draw(
        """
        A hvad_synes_du?.................og_så?
        B ...............det_går_fint..........
        """,
        step=0.1,
    )
    assert said(attribution.attribute(blank(drawn))) == said(drawn)


def test_a_sentence_is_not_cut_by_an_edge_that_is_off() -> None:
    """The diarizer ends A's turn two words early; the sentence still ends with A."""
    found = heard(
        """
        A ####################............................
        B ........................########################
        """,
        "Hvordan går det med det nye projekt? Det går rigtig godt nu.",
    )
    assert said(attribution.attribute(found)) == [
        ("A", "Hvordan går det med det nye projekt?"),
        ("B", "Det går rigtig godt nu."),
    ]


def test_a_listening_sound_stays_with_who_listens() -> None:
    """A "ja" in the middle of A's sentence, where B's short turn lies, is B's; the sentence goes on with A."""
    found = heard(
        """
        A ################################################
        B ...................####.........................
        """,
        "Jeg har tænkt på at Ja. vi skulle prøve noget nyt.",
    )
    assert said(attribution.attribute(found)) == [
        ("A", "Jeg har tænkt på at"),
        ("B", "Ja."),
        ("A", "vi skulle prøve noget nyt."),
    ]


def test_a_word_that_comes_late_goes_to_who_said_it() -> None:
    """The last word of A's question is written after A stopped; the nearest speaker is B, the right one A."""
    found = heard(
        """
        A ##########........................
        B ............######################
        """,
        "Er du glad? Ja, det er jeg faktisk.",
    )
    assert said(attribution.attribute(found)) == [("A", "Er du glad?"), ("B", "Ja, det er jeg faktisk.")]


def test_without_punctuation_time_and_pauses_decide() -> None:
    """Some models write no punctuation; then nothing is read into capitals that are not there."""
    found = heard(
        """
        A ################....................
        B ....................################
        """,
        "hvad synes du selv",
    )
    more = tuple(
        Word(Interval(2.0 + 0.4 * i, 2.4 + 0.4 * i), text) for i, text in enumerate(("det", "er", "en", "god"))
    )
    both = replace(found, words=(*(found.words or ()), *more))
    assert said(attribution.attribute(both)) == [("A", "hvad synes du selv"), ("B", "det er en god")]


def test_nothing_to_do_changes_nothing() -> None:
    """Without words, or without turns, the conversation comes back as it was."""
    silent = Conversation(5.0, (Turn(Interval(0, 1), "A"),))
    assert attribution.attribute(silent) is silent
    wordless = Conversation(5.0, (), (Word(Interval(0, 1), "hej"),))
    assert attribution.attribute(wordless) is wordless


def test_names_from_captions_are_kept() -> None:
    """Captions that name the very speakers of the turns are believed, whatever the clock says."""
    drawn = draw("Mette ####....\nJonas ....####")
    named = replace(drawn, words=(Word(Interval(0, 1), "Ja.", 0.5, "Jonas"),))
    assert attribution.attribute(named).words == named.words


def test_other_names_are_matched_by_common_time() -> None:
    """Captions say Mette and Jonas, the turns A and B: who talks at the same time is the same person."""
    drawn = draw(
        """
        A ####....##..
        B .....###..##
        """
    )
    words = (
        Word(Interval(0, 3), "Hej.", None, "Jonas"),
        Word(Interval(5, 8), "Hej.", None, "Mette"),
        Word(Interval(8, 10), "Farvel.", None, "Jonas"),
    )
    named = replace(drawn, words=words)
    assert attribution.names(named) == {"A": "Jonas", "B": "Mette"}
    assert [word.speaker for word in attribution.attribute(named).words or ()] == ["A", "B", "A"]


def test_a_name_nobody_answers_to_is_decided_by_sound() -> None:
    """A third name in the captions has no turns of its own; its words go to who speaks then."""
    drawn = draw("A ####....\nB ....####")
    words = tuple(
        Word(Interval(at, at + 1), "Ja.", None, name)
        for at, name in ((0, "Mette"), (2, "Gæst"), (4, "Jonas"), (5, "Jonas"))
    )
    assert [w.speaker for w in attribution.attribute(replace(drawn, words=words)).words or ()] == ["A", "A", "B", "B"]


def test_confidence_is_of_word_and_person_together() -> None:
    """A word heard with 0.8 whose speaker is sure keeps about 0.8; between two speakers it gets less."""
    found = heard(
        """
        A ################................
        B ................################
        """,
        "En to tre fire fem seks syv otte",
    )
    words = tuple(replace(word, confidence=0.8) for word in found.words or ())
    sure = [word.confidence or 0.0 for word in attribution.attribute(replace(found, words=words)).words or ()]
    assert all(0 < chance <= 0.8 for chance in sure)
    assert sure[0] > 0.75
    assert min(sure[2:6]) < sure[0]


@given(conversations())
def test_every_word_gets_one_of_the_speakers(conversation: Conversation) -> None:
    """Whatever is said, every word is somebody's; texts, times and turns stay as they were."""
    found = attribution.attribute(blank(conversation))
    if not conversation.turns or not conversation.words:
        return
    assert {word.speaker for word in found.words or ()} <= set(conversation.speakers)
    assert [(word.interval, word.text) for word in found.words or ()] == [
        (word.interval, word.text) for word in blank(conversation).words or ()
    ]
    assert found.turns == conversation.turns


@given(conversations(), st.permutations(["X", "Y", "Z"]))
def test_labels_do_not_matter(conversation: Conversation, names: list[str]) -> None:
    """Other labels give the same words to the same people, except where two are exactly as likely."""
    mapping = dict(zip(conversation.speakers, names, strict=False))
    one = attribution.attribute(blank(conversation)).renamed(mapping)
    other = attribution.attribute(blank(conversation.renamed(mapping)))
    for left, right in zip(one.words or (), other.words or (), strict=True):
        assert left.speaker == right.speaker or abs((left.confidence or 1) - (right.confidence or 1)) < 1e-3
