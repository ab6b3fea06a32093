"""Withdrawn is gone: nothing of the round is left in any file of the data folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from talkratio import library, retention
from talkratio.plan import drafts, rounds
from talkratio.plan.agreements import Agreement
from talkratio.plan.plan import Point, Want, compose
from talkratio.plan.practice import rehearsal
from talkratio.plan.worth import Worth
from tests.dashboard.keeping import composed, keep, spoken

PERSON, WISH, POINT = "Jonas-kaffemaskine", "Fred-paa-jord", "Lange-ferier"
PROMISE, TYPED = "Kinakursus", "Rum-halvfems"
OWN = (PERSON, WISH, POINT, PROMISE, TYPED)


def left(home: Path) -> set[str]:
    """Which of the words are found in any name or byte below the folder."""
    everything = b"\n".join(
        str(path).encode() + (path.read_bytes() if path.is_file() else b"") for path in home.rglob("*")
    )
    return {word for word in OWN if word.encode() in everything}


def test_withdrawing_leaves_no_word_of_the_round(home: Path) -> None:
    """Plan, wish, point, promise, answers, what was typed, a practice, and the promise carried into the next plan."""
    plan = compose("mus", manager="Mette", employee=PERSON)
    plan = replace(plan, wants=(Want(WISH, 4, 5),), points=(Point("employee", POINT),))
    made = rounds.begin(plan)
    rounds.begin(rehearsal(plan))
    promise = Agreement("a", "both", PROMISE, due=date(2027, 1, 1), status="open", confirmed_by=("employee", "manager"))
    rounds.change(made.key, lambda one: one.with_agreement(promise).answered(Worth("manager", 4, 4, True)))
    kept = keep(composed(spoken()))
    rounds.link(made.key, kept)
    drafts.keep(made.key, replace(plan, place=TYPED))
    following = compose("mus", manager="Mette", employee="Ida", carried=rounds.carried(PERSON, rounds.rounds()))
    rounds.begin(following)
    assert left(home) == set(OWN)
    retention.withdraw(library.find(kept.name))
    assert left(home) == set()
    assert [one.plan.employee for one in rounds.rounds()] == ["Ida"]


def test_one_damaged_plan_does_not_keep_a_promise_alive(home: Path) -> None:
    """A file that cannot be read is passed over, and everything else still goes."""
    made = rounds.begin(compose("mus", manager="Mette", employee=PERSON))
    rounds.change(made.key, lambda one: one.with_agreement(Agreement("a", "both", PROMISE, status="open")))
    kept = keep(composed(spoken()))
    rounds.link(made.key, kept)
    rounds.begin(compose("mus", manager="Mette", employee="Ida", carried=rounds.find(made.key).agreements))
    (home / "rounds" / "0badf11e.json").write_text("{")
    retention.withdraw(library.find(kept.name))
    assert left(home) == set()


def test_a_round_in_two_places_goes_from_both(home: Path) -> None:
    """Where a crash left it in another conversation too, withdrawing one takes both."""
    made = rounds.begin(compose("mus", manager="Mette", employee=PERSON))
    first, second = keep(composed(spoken())), keep(composed(spoken()), title="B")
    linked = rounds.link(made.key, first)
    copy = (first.folder / rounds.FILE).read_bytes()
    rounds.link(linked.key, second)
    (first.folder / rounds.FILE).write_bytes(copy)
    retention.withdraw(library.find(second.name))
    assert left(home) == set()
