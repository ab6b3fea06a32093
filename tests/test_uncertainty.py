"""The band: wider with more doubt, nothing without, and the moments that narrow it most."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkratio.conversation import HARD, Conversation, Doubt, Turn
from talkratio.interval import Interval
from talkratio.metrics.uncertainty import LEVELS, SHOWN, Calibration, bands, calibration, half_width, moments, spread
from talkratio.report import Provenance
from tests.draw import draw

EVEN = draw("A ##########..........\nB ..........##########")
PLAIN = Calibration(0.0, 0.0, tuple((level, 1.0) for level in LEVELS))


def doubt(start: float, end: float, a: float = 0.5, b: float = 0.5) -> Doubt:
    """A stretch in which A and B speak with these chances."""
    return Doubt(Interval(start, end), (("A", a), ("B", b)))


def test_no_doubts_no_band() -> None:
    """An engine that cannot say how sure it is gets no band; turns that people marked get a band of no width."""
    assert bands(EVEN, None) == ()
    assert all(band.low == band.high == 0.5 for band in bands(EVEN, (), calibration("labels")))
    assert bands(Conversation(3.0, ()), (doubt(0, 1),)) == ()


def test_one_voice_alone_has_no_band() -> None:
    """There is no share that it could be about."""
    assert bands(draw("A ####"), (doubt(0, 1),)) == ()


def test_a_second_of_a_coin_toss() -> None:
    """Two seconds of 20 that are A's or B's by a coin: the share moves by 2/20 either way from the middle of both."""
    assert spread(EVEN, [doubt(9, 11)], PLAIN)["A"] == pytest.approx(0.05)


def test_a_stretch_that_both_or_nobody_shares_moves_the_larger_share() -> None:
    """Where A surely speaks there is no doubt, and none is added."""
    assert spread(EVEN, [doubt(9, 11, a=1.0, b=0.0)], PLAIN)["A"] == 0.0


def test_levels_are_nested() -> None:
    """80 % lies within 90 % within 95 %, for each person, and all lie in 0..1."""
    for speaker in "AB":
        own = [band for band in bands(EVEN, (doubt(2, 4), doubt(9, 12))) if band.speaker == speaker]
        assert [band.level for band in own] == list(LEVELS)
        assert own[0].low >= own[1].low >= own[2].low >= 0
        assert own[0].high <= own[1].high <= own[2].high <= 1


def test_the_longest_doubt_comes_first() -> None:
    """The moment that narrows the band most is listened to first, and answering narrows it."""
    asked = (doubt(1, 1.5), doubt(9, 12), doubt(15, 16))
    found = moments(asked, EVEN, most=2)
    assert [moment.interval for moment in found] == [Interval(9, 12), Interval(15, 16)]
    assert found[0].half_width < found[1].half_width
    before = next(band for band in bands(EVEN, asked) if band.level == SHOWN)
    assert found[0].half_width < (before.high - before.low) / 2


def test_what_an_answer_leaves_is_told_as_the_band_that_is_shown() -> None:
    """Else the page would promise more doubt after an answer than it shows before."""
    first, second = doubt(9, 12), doubt(15, 16)
    found = {moment.interval: moment.half_width for moment in moments((first, second), EVEN)}
    left = next(band for band in bands(EVEN, (second,)) if band.level == SHOWN)
    assert found[first.interval] == pytest.approx((left.high - left.low) / 2)


def test_among_three_the_moment_that_narrows_the_widest_band_comes_first() -> None:
    """Not the one that tells most about somebody whose share is surer than others' anyway."""
    said = draw("A ######........\nB ......#######.\nC .............#")
    chances = [(0.5, 0.5, 0.0), (0.9, 0.9, 0.0), (0.0, 0.3, 0.7), (0.5, 0.5, 0.5)]
    asked = tuple(Doubt(Interval(k, k + 1.0), tuple(zip("ABC", each, strict=True))) for k, each in enumerate(chances))
    found = moments(asked, said)
    assert [moment.half_width for moment in found] == sorted(moment.half_width for moment in found)
    for moment in found:
        left = [doubt for doubt in asked if doubt.interval != moment.interval]
        assert moment.half_width == pytest.approx(half_width(said, left))
        assert moment.half_width <= half_width(said, asked)


def test_nothing_to_ask() -> None:
    """Without doubts, or without speech, there is no moment."""
    assert moments((), EVEN) == moments(None, EVEN) == moments((doubt(0, 1),), Conversation(3.0, ())) == ()


@given(st.lists(st.tuples(st.floats(0.1, 5), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=6))
def test_more_doubt_is_never_a_narrower_band(given: list[tuple[float, float, float]]) -> None:
    """Each further doubt widens the spread or leaves it."""
    asked = [doubt(0, length, a, b) for length, a, b in given]
    spreads = [spread(EVEN, asked[: k + 1], calibration())["A"] for k in range(len(asked))]
    assert all(a <= b + 1e-9 for a, b in itertools.pairwise(spreads))


def test_one_person_per_channel_leaves_a_narrow_band() -> None:
    """Without doubts there is still a band, narrower the longer they speak; one microphone always leaves doubts."""
    long = Conversation(2000.0, tuple(Turn(Interval(k, k + 1000.0), who) for k, who in ((0, "A"), (1000, "B"))))
    hundredth = (Doubt(Interval(990.0, 1010.0), (("A", 0.5), ("B", 0.5))),)
    short, longer, mono = (
        bands(said, doubts, calibration(engine))[0]
        for said, doubts, engine in ((EVEN, (), "channels"), (long, (), "channels"), (long, hundredth, "builtin"))
    )
    assert short.low < longer.low < 0.5 < longer.high < short.high
    assert longer.high < mono.high


@pytest.mark.parametrize("hard", [False, True])
@pytest.mark.parametrize("engine", ["builtin", "channels"])
def test_the_shipped_tables_are_whole(engine: str, hard: bool) -> None:
    """Widths for all levels, growing."""
    widths = [calibration(engine, hard=hard).width(level) for level in LEVELS]
    assert widths == sorted(widths)
    assert widths[0] > 0


def test_where_the_engine_may_have_the_people_wrong_the_band_is_wider() -> None:
    """The note that says so widens every band, and what an answer leaves; other notes change nothing."""
    known = Provenance("talk.ogg", None, "0", "2026-11-30T12:00:00+01:00", "builtin", None)
    doubts = (doubt(9, 12), doubt(15, 16))
    told = [replace(known, notes=notes).calibration for notes in ((), ("Something else.",), ("Something else.", HARD))]
    plain, other, hard = (bands(EVEN, doubts, each) for each in told)
    assert plain == other
    assert all(wide.low < narrow.low and narrow.high < wide.high for wide, narrow in zip(hard, plain, strict=True))
    left = [moments(doubts, EVEN, each)[0].half_width for each in (told[0], told[2])]
    assert left[0] < left[1]
