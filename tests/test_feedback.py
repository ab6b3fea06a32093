"""Three facts, one of them good, and one experiment; never more than the numbers can carry."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkratio import questions
from talkratio.conversation import Clock, Conversation, Doubt, Roles
from talkratio.feedback import Item, basis_in_words, feedback, in_words
from talkratio.feedback.good import (
    GOOD,
    follow_ups,
    gave_back,
    let_finish,
    open_questions,
    opened,
    sounds,
    story,
    waited,
)
from talkratio.feedback.notice import NOTICE
from talkratio.feedback.seen import Seen
from talkratio.interval import Interval
from talkratio.listening import listen
from talkratio.metrics import measure
from talkratio.metrics.uncertainty import Band
from talkratio.questions import Question, QuestionKind
from talkratio.report import Provenance, Report, Target
from talkratio.texts import LANGUAGES
from talkratio.texts import catalogue as texts
from tests.draw import conversations, draw

SOURCE = Provenance("mus.wav", None, "0", "2026-01-01T10:00:00+01:00", "labels", None)
TELLS = "det_var_det_nye_system_og_alle_dets_fejl"
JUDGING = re.compile(
    r"\b(dårlig|forkert|fejl|karakter|score|point|bad|wrong|poor|fail\w*|grade|must|skal du)\b", re.IGNORECASE
)


def report(
    conversation: Conversation,
    manager: str | None = "A",
    employee: str | None = "B",
    asked: tuple[Question, ...] | None = None,
    **more: object,
) -> Report:
    """A report with roles that somebody said."""
    metrics = measure(conversation)
    found = asked if asked is not None or conversation.words is None else questions.find(conversation)
    heard = listen(conversation, metrics, found)
    roles = Roles(manager, employee, reason="given")
    return Report(conversation, metrics, roles, SOURCE, found, heard, **more)  # type: ignore[arg-type]


def keys(told: Report) -> tuple[list[str], str]:
    advice = feedback(told)
    return [fact.key for fact in advice.facts], advice.experiment.key


def talk(mine: int, theirs: int, step: float = 1.0) -> Conversation:
    """The manager for so many signs, then the employee."""
    return draw(f"A {'#' * mine}\nB {'.' * mine}{'#' * theirs}", step=step)


def asks(*asked: tuple[str, QuestionKind], wait: int = 10, answer: int = 40) -> Report:
    """The manager asks, and after `wait` tenths the employee answers for `answer` tenths."""
    a, b, found, at = "", "", [], 0
    for word, kind in asked:
        found.append(Question("A", Interval(at / 10, (at + len(word)) / 10), word, kind, "drawn"))
        a += word + "." * (wait + answer + 10)
        b += "." * (len(word) + wait) + ("ordet_" * answer)[:answer] + "." * 10
        at = len(a)
    return report(draw(f"A {a}\nB {b}", step=0.1), asked=tuple(found))


@pytest.mark.parametrize(
    ("mine", "verdict"), [(30, "share_within"), (26, "share_within"), (45, "share_above"), (10, "share_below")]
)
def test_the_share_is_held_against_the_target(mine: int, verdict: str) -> None:
    """30/70 with five points to each side."""
    facts, _ = keys(report(talk(mine, 100 - mine)))
    assert facts[0] == verdict


def test_a_target_of_ones_own() -> None:
    """The target is that of the conversation."""
    half = report(talk(50, 50), target=Target(0.5, 0.05))
    first = feedback(half).facts[0]
    assert first.key == "share_within"
    assert "50/50" in in_words(first, "da")


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.28, 0.34, "within"), (0.31, 0.39, "unsure"), (0.36, 0.44, "above"), (0.1, 0.2, "below"), (0.2, 0.5, "unsure")],
)
def test_nothing_is_claimed_beyond_the_band(low: float, high: float, verdict: str) -> None:
    """Only a band that lies wholly on one side gives a verdict; the sentence tells its edges."""
    share = (low + high) / 2
    told = report(talk(round(100 * share), 100 - round(100 * share)), bands=(Band("A", 0.8, low, high),))
    first = feedback(told).facts[0]
    assert first.key == f"share_{verdict}_band"
    assert "band" in first.rests_on
    assert f"{100 * low:.0f}" in in_words(first, "en")
    assert f"{100 * high:.0f}" in in_words(first, "da")
    assert first.good is (verdict in {"within", "below"})


def test_the_sentence_that_was_promised() -> None:
    """31 %, between 28 and 34: within 30/70."""
    told = report(talk(31, 69), bands=(Band("A", 0.8, 0.28, 0.34),))
    first = feedback(told).facts[0]
    assert in_words(first, "en") == ("You had 31% of the talk time, probably between 28 and 34%. That is within 30/70.")
    assert in_words(first, "da").replace("\u202f", " ") == (
        "Du stod for 31 % af taletiden, sandsynligvis mellem 28 og 34 %. Det er inden for 30/70."
    )


NOTICED: list[tuple[Report, str, str]] = [
    (asks(*[("hvad_nu?", "open")] * 5, wait=5, answer=30), "short_waits", "try_wait"),
    (asks(*[("er_det_så?", "closed")] * 5, wait=20), "closed", "try_open"),
    (asks(*[("er_det_ikke?", "leading")] * 2, ("hvad?", "open"), wait=20), "leading", "try_neutral"),
    (report(talk(125, 300)), "monologue", "try_hand_over"),
    (report(draw(f"A {'########....' * 20}\nB {'.........##.' * 20}")), "lecture", "try_hand_over"),
    (report(talk(50, 50)), "share_above", "try_begin_with_them"),
    (
        report(
            draw(
                f"A {'.' * 45}{'#' * 20}{'.' * 50}{'#' * 20}\nB {'#' * 50}{'.' * 20}{'#' * 50}{'.' * 20}{'#' * 40}",
                step=0.1,
            )
        ),
        "interruptions",
        "try_let_finish",
    ),
    (report(talk(30, 70)), "", "try_say_back"),
]


@pytest.mark.parametrize(("told", "fact", "experiment"), NOTICED, ids=[row[1] or "nothing" for row in NOTICED])
def test_what_is_noticed_decides_the_experiment(told: Report, fact: str, experiment: str) -> None:
    """Each row of the table, and what follows when no row applies."""
    facts, tried = keys(told)
    assert tried == experiment
    assert not fact or fact in facts


def test_questions_in_a_row_and_rescues() -> None:
    """Two of each are noticed."""
    row = "hvad_nu?_hvad_så?"
    picture = f"A {row}{'.' * 60}{row}{'.' * 60}\nB {'.' * 40}{TELLS[:30]}{'.' * 45}{TELLS[:30]}"
    stacked = report(draw(picture, step=0.1, language="da"))
    assert keys(stacked)[1] == "try_one_question"
    lonely = f"hvad_synes_du?....{TELLS}"
    picture = f"A {lonely}{'.' * 50}{lonely}\nB {'.' * 65}{TELLS}{'.' * 70}{TELLS}"
    rescued = report(draw(picture, step=0.1, language="da"))
    assert (
        keys(rescued) == (["share_above", "let_finish", "self_rescued"], "try_wait") or keys(rescued)[1] == "try_wait"
    )
    assert feedback(rescued).experiment.moments == feedback(rescued).facts[2].moments != ()


GOOD_ONES: list[tuple[Report, str]] = [
    (report(talk(30, 70)), "story"),
    (asks(("hvad_var_det?", "open"), answer=400), "story_asked"),
    (asks(("hvad_var_det?", "open"), wait=35), "waited"),
    (asks(*[("hvad_nu?", "open")] * 4), "open_questions"),
    (report(draw(f"A {'##....' * 5}\nB {'..####' * 5}", step=4.0)), "let_finish"),
    (report(draw(f"A {'##....' * 5}\nB {'..####' * 5}")), "gave_back"),
    (report(draw(f"A {'#' * 30}{'.' * 80}\nB {'.' * 30}{'#' * 70}", step=0.1)), "looked"),
]


@pytest.mark.parametrize(("told", "key"), GOOD_ONES, ids=[row[1] for row in GOOD_ONES])
def test_something_good_is_always_told(told: Report, key: str) -> None:
    """The first that the report shows."""
    advice = feedback(told)
    assert key in [fact.key for fact in advice.facts]
    assert any(fact.good for fact in advice.facts)


MIXED: list[tuple[str, QuestionKind]] = [("hvad_nu?", "open"), *([("er_det_så?", "closed")] * 4)]  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        (report(draw(f"A {'#' * 20}\nB {'.' * 20}{'#' * 29}")), story),
        (asks(("hvad_var_det?", "open"), wait=29), waited),
        (asks(*[("hvad_nu?", "open")] * 3), open_questions),
        (asks(*MIXED), open_questions),
        (asks(*MIXED), follow_ups),
        (asks(("hvad_nu?", "open"), answer=290), opened),
        (asks(*MIXED), sounds),
        (report(draw(f"A {'#' * 40}{'.' * 35}\nB {'.' * 35}{'#' * 40}", step=0.1)), let_finish),
        (report(draw(f"A {'################....' * 5}\nB {'................####' * 5}")), gave_back),
    ],
)
def test_what_the_report_does_not_show_is_not_praised(told: Report, rule: Callable[[Seen], Item | None]) -> None:
    """Just below its threshold a good fact stays untold."""
    assert rule(Seen.of(told)) is None


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
