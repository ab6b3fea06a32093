"""What the questions did, and how each person listened."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from talkratio import questions
from talkratio.conversation import Conversation, Word
from talkratio.interval import Interval
from talkratio.listening import Asking, Listener, Listening, Outcome, listen
from talkratio.metrics import measure
from talkratio.questions import Question, QuestionKind
from tests.draw import conversations, draw

STEP = 0.1
"""seconds a sign: a word of five letters takes half a second"""


def asked(conversation: Conversation, kinds: dict[str, QuestionKind] | None = None) -> tuple[Question, ...]:
    """Each word that ends in a question mark with what the same person said just before; open unless told."""
    found = []
    for speaker in conversation.speakers:
        begun = []
        for word in conversation.words_of(speaker):
            if begun and word.interval.start - begun[-1].interval.end > 0.15:
                begun = []
            begun.append(word)
            if word.text.endswith("?"):
                text = " ".join(each.text for each in begun)
                interval = Interval(begun[0].interval.start, word.interval.end)
                found.append(Question(speaker, interval, text, (kinds or {}).get(word.text, "open"), "drawn"))
                begun = []
    return tuple(sorted(found, key=lambda question: question.interval))


def heard(picture: str, kinds: dict[str, QuestionKind] | None = None, step: float = STEP) -> Listening:
    """What listening finds in a picture, in Danish."""
    conversation = draw(picture, step=step, language="da")
    return listen(conversation, measure(conversation), asked(conversation, kinds))


def near(interval: Interval | None) -> tuple[float, float] | None:
    """Start and end to a tenth of a second."""
    return None if interval is None else (round(interval.start, 1), round(interval.end, 1))


def first(listening: Listening) -> Outcome:
    assert listening.outcomes is not None
    return listening.outcomes[0]


def person(listening: Listening, speaker: str) -> Listener:
    found = listening.of(speaker)
    assert found is not None
    return found


def asking(listening: Listening, speaker: str) -> Asking:
    found = person(listening, speaker).asking
    assert found is not None
    return found


ASKS = "hvad_blev_svært?"
TELLS = "det_var_det_nye_system_og_alle_dets_fejl"


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
