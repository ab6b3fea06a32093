from __future__ import annotations

import pytest

from talkratio.conversation import Roles
from talkratio.interval import Interval
from talkratio.plan.elements import elements
from talkratio.plan.evidence import PHRASE, evidence, listed
from talkratio.plan.heard import heard
from talkratio.plan.promises import promise, suggested
from talkratio.plan.reached import Correction, classify, corrected, minutes, phased, sentences, shares, touches
from talkratio.texts import LANGUAGES, Language
from tests.draw import draw

TALK = """
L hvordan_trives_du?..........................jeg_sender_dig_planen_i_morgen!
M ....................fint....hvad_med_min_løn?.................................
"""


def test_a_topic_goes_on_until_another_begins() -> None:
    """An answer without words of its own belongs to the question's element; the pay question begins another."""
    found = touches(draw(TALK, step=0.25, language="da"))
    assert found is not None
    assert [touch.element for touch in found][:2] == ["wellbeing", "pay"]
    assert "trives" in found[0].reason
    assert found[0].interval == Interval(0, 6)
    assert minutes(found)["wellbeing"] == 6


def test_without_words_or_times_nothing_is_said() -> None:
    """No words is not measurable, and is not the same as nothing reached."""
    assert touches(draw("A ####\nB ....####")) is None
    assert touches(draw(TALK, step=0.25, language="da", clock="order")) is None
    assert touches(draw("A ja_ja_nej", language="da")) == ()


def test_a_suggestion_names_who_promised_and_the_moment() -> None:
    """The one who says it does it; the moment lies where it was said."""
    found = suggested(draw(TALK, step=0.25, language="da"), Roles("L", "M"))
    assert [(one.who, one.what) for one in found] == [("manager", "jeg sender dig planen i morgen!")]
    assert found[0].moment is not None
    assert found[0].moment.start == 11
    assert found[0].status == "suggested"


def test_a_promise_for_the_other_and_one_for_both() -> None:
    """Who does it follows from how it is said."""
    assert (found := promise("Du sender mig et udkast inden fredag.", "da")) is not None
    assert found.who == "other"
    assert (found := promise("Vi aftaler, at det er sådan, det bliver.", "da")) is not None
    assert found.who == "both"


def test_a_short_answer_is_written_down_with_what_it_answers() -> None:
    """What says nothing on its own, as "det gør jeg", takes the other person's last words with it."""
    talk = draw("L kan_du_skrive_et_udkast?.......\nM ..........................det_gør_jeg", step=0.25, language="da")
    assert [(one.who, one.what) for one in suggested(talk, Roles("L", "M"))] == [
        ("employee", "kan du skrive et udkast? det gør jeg")
    ]


@pytest.mark.parametrize(
    ("text", "language", "who"),
    [
        ("Øh, jeg jeg ringer altså lige til HR.", "da", "self"),
        ("De små sager tager jeg med på mødet i næste uge.", "da", "self"),
        ("så siger vi på mandag", "da", "both"),
        ("um ill send it over on monday", "en", "self"),
        ("Let me check with HR.", "en", "self"),
        ("Okay, deal.", "en", "both"),
        ("so you're the one who writes to them", "en", "other"),
    ],
)
def test_a_promise_is_heard_through_hesitations_and_missing_marks(text: str, language: Language, who: str) -> None:
    """Hesitations, words said twice and left-out apostrophes hide no promise."""
    assert (found := promise(text, language)) is not None
    assert found.who == who


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Jeg vil sige, at det har været hårdt.", "da"),
        ("Hvis jeg får tid, ringer jeg til ham i morgen.", "da"),
        ("Ja, det gør jeg.", "da"),
        ("Jo, det gør jeg.", "da"),
        ("I will say it's been a hard year.", "en"),
        ("We'll see what happens next week.", "en"),
        ("If I get time, I'll call him tomorrow.", "en"),
        ("I'll come back to that in a minute.", "en"),
        ("They'll send it on Monday.", "en"),
    ],
)
def test_what_only_sounds_like_a_promise_is_none(text: str, language: Language) -> None:
    """Views, conditions, plain answers, other people's doings and the order of the talk promise nothing."""
    assert promise(text, language) is None


def test_every_word_and_phrase_can_be_heard() -> None:
    """None holds what is taken out of the text before it is looked for, and none stands in both lists of an element."""
    for element in elements().values():
        for language in LANGUAGES:
            entries = element.words[language] + element.phrases[language]
            plain = [entry.replace("*", "").replace(" …", "") for entry in entries]
            assert [heard(entry, language) for entry in plain] == plain
            assert len(set(entries)) == len(entries)


def test_dots_in_a_phrase_stand_for_at_most_three_words() -> None:
    """The phrase "bakker … op" is found around a few words, and not across half a sentence."""
    near, far = listed("han bakker os altid op", "da"), listed("han bakker bilen ind og så går vi op", "da")
    assert near["manager"] == PHRASE
    assert "manager" not in far


def test_sentences_end_with_marks_and_pauses_of_the_one_who_speaks() -> None:
    """Both end a sentence; what somebody else says in between does not."""
    found = sentences(draw("A ja_det!_nej_tak.....og_så\nB .........................hej", step=0.25).words or ())
    assert [one.text for one in found] == ["ja det!", "nej tak", "og så", "hej"]
    between = sentences(draw("A jeg_sender_det...i_morgen\nB ...............mm", step=0.1).words or ())
    assert [one.text for one in between] == ["jeg sender det i morgen", "mm"]


def test_the_heaviest_element_wins_and_says_why() -> None:
    """A phrase outweighs a word, and the words that decided are the reason."""
    found = classify("Hvad kan jeg gøre bedre som din leder?", "da")
    assert found is not None
    assert found[0] == "manager"
    assert "som din leder" in found[1]
    assert classify("", "da") is None


def test_one_sentence_that_sounds_like_another_element_does_not_begin_it() -> None:
    """Among sentences about well-being a sum of money is no talk about pay; a question about pay of its own is."""
    talk = draw(
        "M jeg_sover_dårligt._jeg_er_træt_når_jeg_kommer_hjem._det_koster_kræfter._jeg_kan_ikke_slippe_det_om_aftenen.",
        step=0.25,
        language="da",
    )
    assert [touch.element for touch in touches(talk) or ()] == ["wellbeing"]


@pytest.mark.parametrize(
    ("text", "language", "element"),
    [
        ("Jeg ved aldrig, hvor jeg har dig.", "da", "manager"),
        ("I never know what you want from me.", "en", "manager"),
        ("Det rækker ikke til huslejen, det jeg får.", "da", "pay"),
        ("What I get doesn't cover the rent.", "en", "pay"),
    ],
)
def test_what_names_no_element_is_heard_by_the_words_around(text: str, language: Language, element: str) -> None:
    """Most sentences hold no word of the lists; the reason is then the words that weigh most."""
    found = classify(text, language)
    assert found is not None
    assert found[0] == element
    assert found[1]
    assert all(part in text.lower() for reason in found[1] for part in reason.split(" … "))


def test_nothing_said_has_no_evidence() -> None:
    """Without words there is nothing to weigh; with any, every element has its evidence."""
    assert evidence(" … ", "da") == {}
    assert set(evidence("ja", "da")) == set(elements())


def test_the_share_within_an_element_counts_only_what_was_said_there() -> None:
    """The manager's part of both people's speech inside the element's stretches, each stretch cut at its ends."""
    talk = draw("L ####............####\nM ....####....####....\nX ........####........")
    found = phased([(0, "wellbeing"), (8, "pay"), (12, "goals")], talk.duration)
    assert shares(found, talk, Roles("L", "M")) == {"wellbeing": 0.5, "pay": None, "goals": 0.5}


def test_what_was_marked_while_talking_is_taken_as_it_was_marked() -> None:
    """Each mark begins an element, up to the next or the end; marks of other kinds and too late ones do not count."""
    found = phased([(30, "pay"), (0, "year"), (10, "coffee"), (99, "goals")], 60)
    assert [(touch.element, touch.interval) for touch in found] == [
        ("year", Interval(0, 30)),
        ("pay", Interval(30, 60)),
    ]
    assert phased([], 60) == ()


def test_closing_ends_the_element_before_it() -> None:
    """What is agreed at the end is not time spent on the last element; a part left at once takes no time."""
    found = phased([(0, "arrival"), (5, "year"), (5, "goals"), (50, "closing")], 60)
    assert [(touch.element, touch.interval) for touch in found] == [("goals", Interval(5, 50))]


def test_a_persons_correction_counts() -> None:
    """A stretch moves to another element, or out; the others stay."""
    found = phased([(0, "year"), (30, "pay"), (40, "goals")], 60)
    put_right = corrected(found, [Correction(0, "career"), Correction(30, None)])
    assert [touch.element for touch in put_right] == ["career", "goals"]
