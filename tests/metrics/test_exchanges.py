"""Gaps, waits, listening sounds and interruptions."""

from __future__ import annotations

import pytest

from talkratio.metrics import Metrics, Rules, SpeakerMetrics, measure
from tests.draw import draw


def of(metrics: Metrics, speaker: str) -> SpeakerMetrics:
    numbers = metrics.of(speaker)
    assert numbers is not None
    return numbers


def kinds(picture: str, step: float = 1.0) -> list[tuple[str, str, str, float]]:
    """Each exchange: kind, before, after, length."""
    found = measure(draw(picture, step=step)).exchanges
    return [(e.kind, e.before, e.after, round(e.interval.duration, 3)) for e in found]


def test_the_four_exchanges() -> None:
    """Gap, pause, overlap that passes the floor, overlap that does not."""
    assert kinds("A ##..##......####..\nB ........##.........") == [
        ("pause", "A", "A", 2),
        ("gap", "A", "B", 2),
        ("gap", "B", "A", 2),
    ]
    assert kinds("A ####....\nB ..######") == [("overlap", "A", "B", 2)]
    assert kinds("A ########\nB ..###...") == [("within_overlap", "A", "A", 3)]


def test_silence_before_the_first_word_and_after_the_last_is_no_exchange() -> None:
    """Nobody passes the floor there."""
    assert kinds("A ..###..") == []


def test_overlap_that_ends_in_silence() -> None:
    """Both stop together: the overlap and the silence lie between the same two."""
    assert kinds("A ####...##\nB ..##.....") == [("within_overlap", "A", "A", 2), ("pause", "A", "A", 3)]


def test_waits_are_silences_before_taking_the_floor() -> None:
    """Overlaps are kept apart: they are in the offset, never in the waits."""
    metrics = measure(
        draw("""
        A ####.......####......####
        B .....####.........####...
        """)
    )
    assert of(metrics, "B").waits == (1.0, 3.0)
    assert of(metrics, "A").waits == (2.0,)
    assert of(metrics, "B").wait == 2.0


def test_floor_transfer_offset_is_negative_when_people_overlap() -> None:
    """Next start minus previous end, the median over all transfers."""
    assert measure(draw("A ####....\nB ..######")).floor_transfer_offset == -2
    assert measure(draw("A ####......####\nB .....####......")).floor_transfer_offset == 1


def test_an_immediate_reply_waits_nothing() -> None:
    """No gap and no overlap is a wait of zero."""
    metrics = measure(draw("A ####....\nB ....####"))
    assert of(metrics, "B").waits == (0.0,)
    assert metrics.exchanges == ()


def test_listening_sounds_by_length() -> None:
    """Without words: at most 1 s, inside the other's talk or between two turns of theirs."""
    inside = measure(draw("A ##########\nB ..##......", step=0.5))
    between = measure(draw("A ####....####\nB .....#......", step=0.5))
    long = measure(draw("A ##########\nB ..###.....", step=0.5))
    assert [of(m, "B").backchannels for m in (inside, between, long)] == [1, 1, 0]
    assert of(between, "A").turns == 1


def test_a_short_reply_with_long_silences_around_is_no_listening_sound() -> None:
    """Nobody says mm three seconds after the other has stopped."""
    apart = measure(draw("A ####............####\nB .........#..........", step=0.5))
    assert (of(apart, "B").backchannels, of(apart, "B").turns) == (0, 1)


def test_the_beginning_of_ones_own_turn_is_no_listening_sound() -> None:
    """`Yes, … I think` belongs to what follows."""
    metrics = measure(draw("A ######..............####\nB .......#..########......", step=0.5))
    assert (of(metrics, "B").backchannels, of(metrics, "B").turns) == (0, 1)


def test_short_words_to_and_fro_are_turns() -> None:
    """Where nobody says anything longer there is nothing to listen to."""
    metrics = measure(draw("A ##....##\nB ...##...", step=0.4))
    assert [numbers.backchannels for numbers in metrics.speakers] == [0, 0]


def test_words_decide_where_there_are_any() -> None:
    """A short question is a turn and a long mm-hm is not."""
    talk = "jeg_har_tænkt_meget_over_det"
    asks = draw(f"A {talk}.........{talk}\nB {'.' * len(talk)}.hvorfor.", step=0.1, language="da")
    hums = draw(f"A {talk}.............{talk}\nB {'.' * len(talk)}.mmmmmmmmmm_ja", step=0.1, language="da")
    assert (of(measure(asks), "B").backchannels, of(measure(asks), "B").turns) == (0, 1)
    assert (of(measure(hums), "B").backchannels, of(measure(hums), "B").turns) == (1, 0)


def test_yes_after_a_question_mark_is_an_answer() -> None:
    """The same word is listening after a statement and an answer after a question."""
    told, asked = "vi_var_færdige_i_maj", "var_i_færdige_i_maj?"
    answers = []
    for before in (told, asked):
        picture = f"A {before}......{told}\nB {'.' * len(before)}..ja.."
        answers.append(of(measure(draw(picture, step=0.1, language="da")), "B").backchannels)
    assert answers == [1, 0]


def test_a_question_of_long_ago_asks_nothing_now() -> None:
    """What nobody wrote down since is not what was said then."""
    metrics = measure(draw(f"A nu?{'.' * 60}{'#' * 15}......{'#' * 15}\nB {'.' * 81}#", step=0.1))
    assert of(metrics, "B").backchannels == 1


def interrupted(picture: str, rules: Rules | None = None) -> tuple[int | None, ...]:
    """Interruptions made by each, at ten signs a second."""
    return tuple(numbers.interruptions for numbers in measure(draw(picture, step=0.1), rules).speakers)


@pytest.mark.parametrize(
    ("overlap", "turn", "expected"),
    [(5, 15, 1), (2, 15, 0), (11, 25, 0), (5, 10, 0), (3, 15, 1), (10, 15, 1)],
)
def test_an_interruption_starts_early_lasts_and_wins(overlap: int, turn: int, expected: int) -> None:
    """At least 0.3 s before the other stops, who stops within 1 s; then longer than 1 s."""
    picture = f"A {'#' * 50}\nB {'.' * (50 - overlap)}{'#' * turn}......"
    assert interrupted(picture) == (0, expected)


def test_a_turn_that_does_not_win_the_floor_is_no_interruption() -> None:
    """The other talks on: an overlap, not an interruption."""
    assert interrupted(f"A {'#' * 80}\nB {'.' * 30}{'#' * 20}") == (0, 0)


def test_a_few_words_are_no_interruption() -> None:
    """Where words were heard, more than three of them are needed."""
    talk = "so_we_moved_the_whole_plan_to_june"
    few, many = "wait_wait_wait", "but_that_was_not_the_plan"
    for said, expected in ((few, 0), (many, 1)):
        start = "." * (len(talk) - 5)
        found = measure(draw(f"A {talk}\nB {start}{said}", step=0.1, language="en"))
        assert of(found, "B").interruptions == expected


def test_an_early_answer_is_no_interruption() -> None:
    """Whoever has just asked is not cut off by the answer; unfinished, the same words are."""
    for end, expected in (("then?", 0), ("then", 1)):
        asks, answers = f"so_did_you_measure_it_{end}", "yes_every_morning_at_six"
        found = measure(draw(f"A {asks}\nB {'.' * (len(asks) - 4)}{answers}", step=0.1, language="en"))
        assert of(found, "B").interruptions == expected


def test_both_directions_are_counted() -> None:
    """Each interruption belongs to who made it."""
    picture = f"A {'#' * 40}{'.' * 30}{'#' * 40}\nB {'.' * 35}{'#' * 40}"
    assert interrupted(picture) == (1, 1)


@pytest.mark.parametrize("clock", ["captions", "order"])
def test_a_clock_that_swallows_pauses_tells_no_silences(clock: str) -> None:
    """Silence, overlap, waits, interruptions and listening sounds are not measured, and not zero."""
    picture = "A hvad_synes_du?........og_så?..\nB ............det_er_godt......."
    metrics = measure(draw(picture, step=0.2, clock=clock))  # type: ignore[arg-type]
    assert (metrics.silence, metrics.overlap, metrics.floor_transfer_offset, metrics.exchanges) == (
        None,
        None,
        None,
        (),
    )
    for numbers in metrics.speakers:
        assert numbers.wait is numbers.interruptions is numbers.backchannels is None
        assert numbers.share_without_overlap is numbers.share_without_backchannels is None
        assert numbers.waits == ()


def test_captions_tell_shares_and_turns() -> None:
    """Cue times are good enough for who spoke how much and how often."""
    metrics = measure(draw("A ######....\nB ......####", clock="captions"))
    assert (of(metrics, "A").talk_share, of(metrics, "A").turns, metrics.speech) == (0.6, 1, 10)
    assert metrics.counted == "seconds"


def test_without_times_the_share_counts_words() -> None:
    """One word is one unit; no number of seconds is told."""
    metrics = measure(draw("A ja_vi_gik....\nB ..........hjem", clock="order"))
    a = of(metrics, "A")
    assert (metrics.counted, a.talk_share, a.share_of_words, a.words) == ("words", 0.75, 0.75, 3)
    assert a.talk_time is a.mean_turn is a.longest is a.words_per_minute is a.share_of_duration is None
    assert metrics.duration is metrics.speech is metrics.switches_per_minute is None
    assert metrics.rolling_share == ()
