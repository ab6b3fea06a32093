"""How each person asked and listened."""

from __future__ import annotations

import pytest

from talkratio.conversation import Conversation
from talkratio.listening import Listening, listen
from talkratio.metrics import measure
from tests.draw import draw
from tests.listening.drawn import ASKS, STEP, TELLS, asked, asking, first, heard, near, person


def test_asking_in_numbers() -> None:
    """Counts, share open, functional openness, and the questions that opened most."""
    picture = (
        f"A hvad_nu?{'.' * 60}var_det_slut?{'.' * 60}mere?{'.' * 60}\nB {'.' * 15}{TELLS}{'.' * 35}nej{'.' * 65}ja_tak"
    )
    found = asking(heard(picture, {"slut?": "closed", "mere?": "ritual"}), "A")
    assert (found.count, found.open, found.opened_most) == (3, 0.5, (0, 2, 1))
    assert found.per_10_minutes == pytest.approx(600 * 3 / 20.6)
    assert [(o.kind, o.asked, o.answered, o.words) for o in found.openness] == [
        ("open", 1, 1, 9),
        ("ritual", 1, 1, 2),
        ("closed", 1, 1, 1),
    ]
    assert found.by_part == (1, 1, 0, 1, 0)
    assert found.wait is not None
    assert found.wait.count == 3


def test_without_questions_there_are_no_shares_of_them() -> None:
    """Zero questions are a count; their share open is not measurable."""
    found = asking(heard(f"A {TELLS}\nB {'.' * 45}{TELLS}"), "A")
    assert (found.count, found.open, found.follow_ups, found.wait, found.openness) == (0, None, None, None, ())


def test_second_wait_is_before_taking_the_floor() -> None:
    """WT2: how long one left the other's silence alone."""
    wait = person(heard(f"A {'#' * 30}{'.' * 110}{'#' * 30}\nB {'.' * 40}{'#' * 50}"), "A").wait
    assert wait is not None
    assert (wait.count, wait.median, wait.long) == (1, pytest.approx(5.0), 1.0)


def test_interruptions_and_cooperative_overlap() -> None:
    """Cutting off, speaking along, and listening are three things."""
    cut = heard(f"A {'#' * 50}\nB {'.' * 45}{'#' * 30}")
    along = heard(f"A {'#' * 80}\nB {'.' * 30}{'#' * 20}")
    sound = heard(f"A {'#' * 80}\nB {'.' * 30}{'#' * 5}")
    for listening, counts in ((cut, (1, 0, 0)), (along, (0, 1, 0)), (sound, (0, 0, 1))):
        b = person(listening, "B")
        assert b.interruptions is not None
        assert b.cooperative is not None
        assert b.backchannels is not None
        assert (len(b.interruptions), len(b.cooperative), len(b.backchannels)) == counts
    assert person(cut, "A").interrupted == 1
    assert person(sound, "B").backchannels_per_minute == pytest.approx(60 / 8)


def test_the_story_and_the_question_before_it() -> None:
    """The longest stretch, and what it answers."""
    listening = heard(f"A {TELLS}.....hvad_så?{'.' * 110}nå\nB {'.' * 70}{TELLS}_{TELLS}")
    b = person(listening, "B")
    assert near(b.story) == (7.0, 15.1)
    assert b.story_question == 0
    assert person(listening, "A").story_question is None


def test_who_ends_the_silences() -> None:
    """Three seconds or more, whether or not the floor changes hands."""
    listening = heard(
        f"A {'#' * 20}{'.' * 30}{'#' * 20}{'.' * 140}{'#' * 20}\nB {'.' * 110}{'#' * 20}{'.' * 20}{'#' * 20}"
    )
    assert [(s.kind, s.after) for s in listening.silences or ()] == [("pause", "A"), ("gap", "B"), ("gap", "A")]
    assert (person(listening, "A").silences_ended, person(listening, "B").silences_ended) == (2, 1)


def test_the_return_of_the_floor() -> None:
    """From taking it until the other has it again."""
    mine = f"{'#' * 40}{'.' * 40}{'#' * 20}{'.' * 40}{'#' * 60}"
    theirs = f"{'.' * 50}{'#' * 25}{'.' * 30}{'#' * 30}{'.' * 70}{'#' * 20}"
    listening = heard(f"A {mine}\nB {theirs}")
    assert person(listening, "A").floor_returned == pytest.approx((2.5 + 6.5) / 2)
    assert person(listening, "B").floor_returned == pytest.approx((3.0 + 3.5) / 2)


def test_lecture_zones() -> None:
    """Three minutes with more than 60 % of the speech; the windows that qualify are joined."""
    equal, alone = "##..##..##" * 20, "#" * 250
    other = "..##..##.." * 20
    listening = heard(f"A {equal}{alone}\nB {other}", step=1.0)
    (zone,) = person(listening, "A").lecture_zones or ()
    assert (zone.start, zone.end) == (pytest.approx(20, abs=20), 450)
    assert person(listening, "B").lecture_zones == ()


def test_a_short_recording_has_no_zones() -> None:
    """Below three minutes they cannot be told."""
    assert person(heard("A ####\nB ....###"), "A").lecture_zones is None


def test_mirroring() -> None:
    """Turns that take up a word of the other's last turn ÷ turns after the other's."""
    one, two, three = "vi_fik_en_vagtplan", "vagtplanen_altså", "noget_helt_fjerde_kaffe"
    picture = f"A {'.' * 20}{two}{'.' * 30}{three}\nB {one}{'.' * 22}{TELLS[:20]}"
    assert person(heard(picture), "A").mirroring == 0.5
    assert person(heard("A ####\nB ....###"), "A").mirroring is None


@pytest.mark.parametrize("clock", ["captions", "order"])
def test_a_clock_that_swallows_pauses(clock: str) -> None:
    """No wait, overlap, rescue, interruption or sound is told; answers are."""
    conversation = draw(f"A {ASKS}\nB {'.' * 36}{TELLS}", step=STEP, clock=clock)  # type: ignore[arg-type]
    listening = listen(conversation, measure(conversation), asked(conversation))
    outcome, a = first(listening), person(listening, "A")
    assert outcome.wait is outcome.overlap is outcome.self_rescued is listening.silences is None
    assert a.wait is a.interruptions is a.cooperative is a.backchannels is a.silences_ended is None
    assert asking(listening, "A").self_rescued is None
    assert (outcome.answered, outcome.words) == (True, 9)
    assert (outcome.seconds is None) is (clock == "order")
    assert (asking(listening, "A").per_10_minutes is None) is (clock == "order")


def test_without_words_what_needs_none_is_told() -> None:
    """Waits and overlaps are measured on speech; questions are not known."""
    conversation = draw("A ####..####\nB ....##....##")
    listening = listen(conversation, measure(conversation), None)
    assert listening.outcomes is None
    assert person(listening, "A").asking is None
    assert person(listening, "A").wait is not None


def test_nobody_speaks() -> None:
    """Silence has no listeners."""
    conversation = Conversation(10.0, ())
    assert listen(conversation, measure(conversation), None) == Listening(None, (), ())
