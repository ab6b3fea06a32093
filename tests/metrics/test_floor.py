"""Holds, shares and who has the floor."""

from __future__ import annotations

import pytest

from talkratio.conversation import Clock, Conversation
from talkratio.interval import Interval
from talkratio.metrics import Metrics, Rules, SpeakerMetrics, holds, measure
from tests.draw import draw


def of(metrics: Metrics, speaker: str) -> SpeakerMetrics:
    numbers = metrics.of(speaker)
    assert numbers is not None
    return numbers


def test_holds_cut_where_the_set_of_speakers_changes() -> None:
    """Each hold has its speakers, silence has none, and the last reaches the end."""
    found = holds(
        draw("""
        A ####...#..
        B ..####....
        """)
    )
    assert [(h.interval.start, h.interval.end, h.speakers) for h in found] == [
        (0, 2, ("A",)),
        (2, 4, ("A", "B")),
        (4, 6, ("B",)),
        (6, 7, ()),
        (7, 8, ("A",)),
        (8, 10, ()),
    ]


def test_turns_of_one_person_that_touch_or_overlap_are_one_hold() -> None:
    """A person cannot talk over themselves."""
    twice = draw("A ####....")
    both = Conversation(8.0, (*twice.turns, *draw("A ..####..").turns))
    assert [(h.interval.end, h.speakers) for h in holds(both)] == [(6, ("A",)), (8, ())]
    assert of(measure(both), "A").talk_time == 6


def test_edges_closer_than_a_microsecond_are_one() -> None:
    """Rounding in an engine makes no sliver of silence."""
    a, b = Interval(0.0, 0.1 + 0.2), Interval(0.3, 1.0)
    first, second = draw("A #").turns[0], draw("B #").turns[0]
    found = holds(Conversation(1.0, (type(first)(a, "A"), type(second)(b, "B"))))
    assert [hold.speakers for hold in found] == [("A",), ("B",)]


def test_nothing_and_silence() -> None:
    """No recording has no holds, a silent one a single hold, and neither has shares."""
    assert holds(Conversation(0.0, ())) == ()
    silent = measure(Conversation(5.0, ()))
    assert holds(Conversation(5.0, ())) == (holds(draw("A .....#"))[0],)
    assert (silent.silence, silent.speech, silent.overlap, silent.speakers) == (5, 0, 0, ())
    assert silent.switches_per_minute == 0
    assert silent.floor_transfer_offset is None


def test_headline_counts_overlap_to_both_and_the_alternatives_say_how_they_differ() -> None:
    """Own speech ÷ everyone's; ÷ duration; overlap left out."""
    metrics = measure(
        draw("""
        A ######....
        B ....####..
        """)
    )
    a = of(metrics, "A")
    assert (a.talk_time, a.talk_share, a.share_of_duration) == (6, 0.6, 0.6)
    assert a.share_without_overlap == pytest.approx(4 / 6)
    assert (metrics.speech, metrics.silence, metrics.overlap, metrics.duration) == (8, 2, 2, 10)


@pytest.mark.parametrize("clock", ["speech", "captions", "order"])
def test_one_voice_has_all_of_the_talk(clock: Clock) -> None:
    """All of it, by every rule, wherever somebody speaks."""
    only = measure(draw("A ..ja.nej..", clock=clock))
    alone = of(only, "A")
    assert (alone.talk_share, alone.share_of_words) == (1.0, 1.0)
    assert alone.share_without_overlap == (1.0 if clock == "speech" else None)
    assert {part for part in alone.share_by_part if part is not None} == {1.0}
    assert (alone.words, alone.wait) == (2, None)
    assert alone.talk_time is None if clock == "order" else alone.talk_time > 0


def test_own_pauses_are_bridged_and_longer_ones_end_a_turn() -> None:
    """A pause of 2 s lies inside a turn, one of 3 s does not."""
    bridged = of(measure(draw("A ###..###...##")), "A")
    assert (bridged.turns, bridged.longest) == (2, Interval(0.0, 8.0))
    assert (bridged.mean_turn, bridged.median_turn) == (5, 5)
    assert of(measure(draw("A ###..###...##"), Rules(bridge=3.0)), "A").turns == 1


def test_a_monologue_survives_the_others_listening_sounds() -> None:
    """Short sounds of the other end no story, a real reply does."""
    metrics = measure(
        draw(
            """
            A ##########..##########..........
            B ...#......#.........#..#########
            """,
            step=0.5,
        )
    )
    assert of(metrics, "A").longest == Interval(0.0, 11.0)
    assert of(metrics, "A").turns == 1
    assert (of(metrics, "B").turns, of(metrics, "B").backchannels) == (1, 3)
    assert of(metrics, "B").share_without_backchannels == pytest.approx(4.5 / 14.5)


def test_what_lies_inside_the_others_turn_does_not_take_the_floor() -> None:
    """Two seconds in the middle of the other's speech count as talk, not as a turn."""
    metrics = measure(
        draw("""
        A ##########
        B ...##.....
        """)
    )
    assert (of(metrics, "B").turns, of(metrics, "B").talk_time) == (0, 2)
    assert of(metrics, "B").mean_turn is None


def test_switches_are_counted_per_minute_of_recording() -> None:
    """Two changes of the floor in thirty seconds are four a minute."""
    metrics = measure(
        draw("""
        A ##########..........#########.
        B ...........########...........
        """)
    )
    assert metrics.switches_per_minute == 4


def test_share_by_part_and_where_nobody_speaks() -> None:
    """Each fifth has its own share; a silent fifth has none."""
    a = of(
        measure(
            draw("""
            A ##..........##....#.
            B ..##..##......##.#..
            """)
        ),
        "A",
    )
    assert a.share_by_part == (0.5, 0.0, None, 0.5, 0.5)


def test_rolling_share_looks_at_the_window_around_each_moment() -> None:
    """Every 15 s; at the ends the window holds only what lies inside the recording."""
    talk = "#" * 60
    metrics = measure(draw(f"A {talk}\nB {'.' * 60}{talk}"), Rules(rolling_window=60.0))
    rolling = {moment: dict(shares) for moment, shares in metrics.rolling_share}
    assert list(rolling) == [0, 15, 30, 45, 60, 75, 90, 105, 120]
    assert (rolling[30]["A"], rolling[60]["A"], rolling[90]["A"]) == (1.0, 0.5, 0.0)
    assert rolling[45] == {"A": 0.75, "B": 0.25}


def test_a_window_in_which_nobody_speaks_has_no_shares() -> None:
    """Not measurable is not zero."""
    assert measure(draw("A #" + "." * 60), Rules(rolling_window=10.0)).rolling_share[3] == (45.0, ())


def test_three_people_share_the_time() -> None:
    """Holds and shares do not care how many speak."""
    metrics = measure(
        draw("""
        A ###.......
        B ..###.....
        C ..#....###
        """)
    )
    assert [of(metrics, name).talk_share for name in "ABC"] == [0.3, 0.3, 0.4]
    assert metrics.overlap == 1
    assert holds(draw("A ##\nB .#\nC .#"))[1].speakers == ("A", "B", "C")
