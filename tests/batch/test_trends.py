"""A change is told only when chance hardly gives it; managers are never set against each other."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkratio.trends import Point, everyone, pooled, trend, trends


def points(*shares: float, manager: str = "M1", dated: bool = True) -> list[Point]:
    """Conversations of 100 s in the order of time."""
    return [
        Point(manager, f"R{i}", f"2026-01-{i + 1:02d}" if dated else None, share, 100 * share, 100.0)
        for i, share in enumerate(shares)
    ]


@pytest.mark.parametrize(
    ("shares", "change"),
    [
        ((0.7, 0.6, 0.5, 0.4, 0.3), "closer"),
        ((0.3, 0.4, 0.5, 0.6, 0.7), "farther"),
        ((0.1, 0.15, 0.2, 0.25, 0.3), "closer"),
        ((0.5, 0.4, 0.6, 0.45, 0.5), "unclear"),
        ((0.7, 0.6, 0.5, 0.4), "few"),
    ],
)
def test_closer_means_closer_to_the_target(shares: tuple[float, ...], change: str) -> None:
    """From above or from below, nearer to 30 % is closer; four conversations say nothing."""
    assert trend(points(*shares)).change == change


@pytest.mark.parametrize("count", [5, 6, 7])
def test_the_chance_is_that_of_all_orders(count: int) -> None:
    """The probability equals the one counted over every possible order."""
    values = [0.30 + 0.05 * i for i in range(count)]
    told = trend(points(*sorted(values[:-2], reverse=True), *values[-2:])).chance

    def score(order: tuple[float, ...]) -> int:
        pairs = [(order[i], order[j]) for i in range(count) for j in range(i + 1, count)]
        return abs(sum((later > earlier) - (later < earlier) for earlier, later in pairs))

    seen = score((*sorted(values[:-2], reverse=True), *values[-2:]))
    every = [score(order) for order in permutations(values)]
    assert told == pytest.approx(sum(one >= seen for one in every) / len(every))


def test_undated_conversations_count_and_tell_no_change() -> None:
    """Without dates there is a pooled share and a spread, but no before and after."""
    found = trend(points(0.2, 0.4, 0.3, 0.3, 0.3, dated=False))
    assert (found.conversations, found.dated, found.change, found.earlier) == (5, 0, "few", None)
    assert found.talk_share == pytest.approx(0.30)


def test_shares_are_pooled_by_seconds() -> None:
    """A short conversation weighs little; one that counts words has no seconds and is in no pooled share."""
    long, short = Point("M1", "R1", None, 0.2, 200.0, 1000.0), Point("M1", "R2", None, 0.8, 8.0, 10.0)
    words = Point("M1", "R3", None, 0.9, None, None)
    assert pooled([long, short, words]) == pytest.approx(208 / 1010)
    assert pooled([words]) is None


@given(st.lists(st.tuples(st.sampled_from(["M2", "M10", "M1"]), st.floats(0, 1)), min_size=1, max_size=20))
def test_managers_come_in_the_order_of_their_names(talks: list[tuple[str, float]]) -> None:
    """No order of the numbers is ever shown, whatever they are."""
    found = trends(Point(who, str(i), None, share, share, 1.0) for i, (who, share) in enumerate(talks))
    assert [one.manager for one in found] == [who for who in ("M1", "M2", "M10") if who in dict(talks)]


def test_everyone_pools_the_unknown_too_and_tells_no_change() -> None:
    """Different people's conversations are no course in time."""
    found = everyone([*points(0.7, 0.6, 0.5, 0.4, 0.3), *points(0.9, manager="")])
    assert (found[0].conversations, found[0].change, found[0].slope) == (6, "none", None)
    assert len(trends([*points(0.2), *points(0.9, manager="")])) == 1
