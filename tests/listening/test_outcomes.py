"""What became of each question: waits, answers, runs, follow-ups."""

from __future__ import annotations

from dataclasses import replace

import pytest

from talkratio.conversation import Word
from talkratio.interval import Interval
from talkratio.listening import listen
from talkratio.metrics import measure
from talkratio.questions import Question
from tests.draw import draw
from tests.listening.drawn import ASKS, STEP, TELLS, asking, first, heard, near


def test_a_question_its_wait_and_its_answer() -> None:
    """Wait from the end of speech to the next speech; the answer until the other has the floor; its words."""
    outcome = first(heard(f"A {ASKS}{'.' * 80}så_går_vi_videre_nu\nB {'.' * 36}{TELLS}"))
    assert outcome.wait == pytest.approx(2.0)
    assert (outcome.self_rescued, outcome.answered, outcome.by, outcome.overlap) == (False, True, "B", None)
    assert near(outcome.answer) == (3.6, 7.6)
    assert (outcome.seconds, outcome.words) == (pytest.approx(4.0), 9)
    assert (outcome.place, outcome.run) == (1, 1)


def test_an_answer_outlasts_own_pauses_and_listening_sounds() -> None:
    """A pause of four seconds and a `mm` do not end it; its seconds are speech alone."""
    picture = f"A {ASKS}.............mm{'.' * 200}\nB {'.' * 20}{TELLS}{'.' * 40}{TELLS}"
    outcome = first(heard(picture))
    assert near(outcome.answer) == (2.0, 14.0)
    assert (outcome.seconds, outcome.words) == (pytest.approx(8.0), 18)


def test_a_yes_is_an_answer() -> None:
    """One short word after a question counts, also where nobody writes question marks."""
    picture = f"A hvad_hedder_du?......{TELLS}\nB .................ja"
    assert (first(heard(picture)).answered, first(heard(picture)).words) == (True, 1)


def test_the_asker_fills_the_silence() -> None:
    """Going on before 2.7 s is a rescue; after it, or when the other speaks first, it is none."""
    early = first(heard(f"A {ASKS}{'.' * 20}{TELLS}\nB {'.' * 90}{TELLS}"))
    late = first(heard(f"A {ASKS}{'.' * 30}{TELLS}\nB {'.' * 90}{TELLS}"))
    assert (early.self_rescued, early.wait) == (True, pytest.approx(2.0))
    assert (late.self_rescued, late.wait) == (False, pytest.approx(3.0))


def test_going_straight_on_is_a_rescue_without_a_wait() -> None:
    """The other never had a moment."""
    outcome = first(heard(f"A {ASKS}_det_kunne_være_planen..........\nB {'.' * 45}{TELLS}"))
    assert (outcome.wait, outcome.self_rescued, outcome.answered) == (0.0, True, True)


def test_after_a_long_addition_what_follows_is_no_answer() -> None:
    """More than fifteen words of the asker lie between."""
    outcome = first(heard(f"A {ASKS}{'_jeg_mener_det' * 6}\nB {'.' * 120}{TELLS}"))
    assert (outcome.answered, outcome.answer, outcome.words, outcome.by) == (False, None, None, None)


def test_an_early_answer_overlaps_and_has_no_wait() -> None:
    """The overlap is kept apart from the waits."""
    outcome = first(heard(f"A {ASKS}\nB ..........{TELLS}"))
    assert (outcome.wait, outcome.overlap, outcome.answered) == (None, pytest.approx(0.6), True)


def test_a_listening_sound_at_the_end_of_a_question_is_no_answer() -> None:
    """The wait goes on to the next that is more than a sound."""
    outcome = first(heard(f"A {TELLS}_{ASKS}{'.' * 90}\nB {'.' * 50}mm{'.' * 35}{TELLS}"))
    assert outcome.wait == pytest.approx(3.0)
    assert (outcome.overlap, outcome.words) == (None, 9)


def test_a_wait_is_never_taken_from_the_times_of_words() -> None:
    """The last word is said to last until the answer, as transcribers do; the speech ended long before."""
    drawn = draw("A ####..........\nB .........#####", step=0.5)
    words = (Word(Interval(0.0, 0.5), "hvad", None, "A"), Word(Interval(0.5, 4.4), "nu?", None, "A"))
    conversation = replace(drawn, words=words)
    question = Question("A", Interval(0.0, 4.4), "hvad nu?", "open", "drawn")
    (outcome,) = listen(conversation, measure(conversation), (question,)).outcomes or ()
    assert outcome.wait == pytest.approx(2.5)


def test_the_first_to_reply_is_the_one_who_answers() -> None:
    """Of two others the earlier."""
    outcome = first(heard(f"A {ASKS}\nC {'.' * 40}{TELLS}\nB {'.' * 30}{TELLS}"))
    assert (outcome.by, outcome.wait) == ("B", pytest.approx(1.4))


def test_a_question_inside_the_others_talk_is_answered_by_the_rest() -> None:
    """The answer begins where the question ends."""
    outcome = first(heard(f"A ..........hvorfor?\nB {TELLS}"))
    assert (outcome.wait, outcome.overlap, outcome.by) == (None, None, "B")
    assert near(outcome.answer) == (1.8, 4.0)


def test_a_question_that_nobody_answers() -> None:
    """The recording ends: no wait, no answer."""
    outcome = first(heard(f"B {TELLS}\nA {'.' * 50}{ASKS}....."))
    assert (outcome.wait, outcome.answered, outcome.self_rescued) == (None, False, False)


def test_questions_in_a_row() -> None:
    """Three without a reply are one run; the answer belongs to the last."""
    listening = heard(f"A {ASKS}...var_det_tiden?...eller_noget_andet?\nB {'.' * 70}{TELLS}")
    assert [(o.place, o.run, o.answered) for o in listening.outcomes or ()] == [
        (1, 3, False),
        (2, 3, False),
        (3, 3, True),
    ]
    assert asking(listening, "A").stacked == 1
    assert asking(listening, "A").self_rescued == 0


def test_a_long_way_between_questions_ends_the_run() -> None:
    """More than 25 own words lie between; it is the last question that is counted from."""
    far, near_by = "_jeg_mener" * 13, "_jeg_mener" * 8
    for between, runs in ((far, [(1, 1), (1, 1), (1, 1)]), (near_by, [(1, 3), (2, 3), (3, 3)])):
        listening = heard(f"A {ASKS}{between}..hvad_nu?{between}..hvad_så?\nB {'.' * 600}{TELLS}")
        assert [(outcome.place, outcome.run) for outcome in listening.outcomes or ()] == runs


def test_a_reply_between_ends_the_run() -> None:
    """A checklist with short answers is no stack."""
    listening = heard("A er_det_godt?.......er_det_slut?\nB .............nej.............ja")
    assert [(o.place, o.run) for o in listening.outcomes or ()] == [(1, 1), (1, 1)]


def test_rescues_are_counted_once_a_run_and_not_after_tags() -> None:
    """A tag wants no answer, and of two questions in a row only the last was left to be answered."""
    one = f"A det_er_godt_ikke?_og_så_går_vi_videre\nB {'.' * 80}{TELLS}"
    two = f"A {ASKS}_{ASKS}..........{TELLS}\nB {'.' * 120}{TELLS}"
    assert asking(heard(one), "A").self_rescued == 1
    assert asking(heard(one, {"ikke?": "tag"}), "A").self_rescued == 0
    assert asking(heard(two), "A").self_rescued == 1


def test_follow_ups_take_up_a_word() -> None:
    """The stem counts, function words do not; bare questions for more count too."""
    told = "vi_fik_en_ny_vagtplan"
    after = "." * (len(told) + 3)
    for question, expected in (
        ("hvad_er_vagtplanen?", True),
        ("hvad_er_planen?", True),
        ("hvad_er_prisen?", False),
        ("hvorfor_fik_vi_det?", False),
        ("hvad_mener_du?", True),
    ):
        assert first(heard(f"A {after}{question}\nB {told}")).follow_up is expected, question


def test_a_word_said_long_ago_is_not_taken_up() -> None:
    """Sixty words later it is a topic, not a follow-up."""
    told = "vagtplan_" + "_".join(["arbejdet"] * 60)
    assert not first(heard(f"A {'.' * (len(told) + 3)}hvad_er_vagtplanen?\nB {told}")).follow_up


def test_a_question_of_nobody_has_no_outcome() -> None:
    """Attribution could not say who asked."""
    conversation = draw(f"A {ASKS}\nB {'.' * 20}{TELLS}", step=STEP)
    question = Question(None, Interval(0.0, 1.6), "hvad", "open", "drawn")
    (outcome,) = listen(conversation, measure(conversation), (question,)).outcomes or ()
    assert outcome.answered is outcome.wait is outcome.follow_up is outcome.self_rescued is None
