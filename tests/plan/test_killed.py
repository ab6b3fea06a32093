"""Kill -9 at any moment: nothing half written, and nothing lost of what was said to be kept."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from talkratio import library
from talkratio.plan import drafts, rounds
from talkratio.plan.agreements import Agreement
from talkratio.plan.plan import compose
from talkratio.plan.round import Round
from talkratio.plan.rounds import DRAFT, FILE

pytestmark = [pytest.mark.usefixtures("home"), pytest.mark.timeout(240)]
BEGIN = """
from itertools import count
from dataclasses import replace
import sys
from talkratio import library
from talkratio.plan import drafts, rounds
from talkratio.plan.plan import Point, compose
"""
TYPES = """
key = None if sys.argv[1] == "new" else sys.argv[1]
plan = compose("mus", manager="Mette", employee="Jonas")
for number in count():
    points = tuple(Point("employee", f"{number} " + "x" * 3000) for _ in range(3))
    drafts.keep(key, replace(plan, place=str(number), points=points))
    print(number, flush=True)
"""
MOVES = """
key, *names = sys.argv[1:]
for number in count():
    rounds.link(key, library.find(names[number % 2]))
    print(number, flush=True)
"""
AGREES = """
from datetime import date
from talkratio.plan.agreements import Agreement
from talkratio.plan.worth import Worth
for number in count():
    made = Agreement("b", "both", "x" * 3000, due=date(2027, 3, 1), note=str(number))
    said = Worth("manager", 1 + number % 5, 1 + number % 5, True)
    rounds.change(sys.argv[1], lambda one: one.with_agreement(made).with_yes("b", ("manager",)).answered(said))
    print(number, flush=True)
"""
BEGINS = """
for number in count():
    made = rounds.begin(compose("mus", manager="Mette", employee="Jonas"))
    print(made.key, flush=True)
"""


@contextmanager
def killed(program: str, *arguments: str, chance: random.Random) -> Iterator[list[str]]:
    """What a process told until it was killed at a moment of chance, once it had told something."""
    started = subprocess.Popen([sys.executable, "-c", BEGIN + program, *arguments], stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    first = started.stdout.readline()
    assert first, "it never began"
    time.sleep(chance.uniform(0.0, 0.25))  # the moment itself is what is tried
    started.send_signal(signal.SIGKILL)
    rest, _ = started.communicate()
    yield [first.strip(), *(line for line in rest.split("\n")[:-1] if line)]


def begun() -> Round:
    made = rounds.begin(compose("mus", manager="Mette", employee="Jonas"))
    return rounds.change(made.key, lambda one: one.with_agreement(Agreement("a", "both", "Kursus", status="open")))


@pytest.mark.parametrize("where", ["new", "kept"])
def test_what_was_typed_is_whole_and_the_newest_told_of(where: str) -> None:
    """Of a new plan and of a kept one: the draft on disk is the last one told of, or the one after it."""
    key = None if where == "new" else begun().key
    for chance in map(random.Random, range(4)):
        with killed(TYPES, key or "new", chance=chance) as told:
            found = drafts.find(key)
        assert found is not None
        assert int(found.place) - int(told[-1]) in (0, 1)
        assert {point.text.split()[0] for point in found.points} == {found.place}


def test_a_round_moved_between_conversations_is_never_lost(home: Path) -> None:
    """It is there once with its agreements and what was typed into it; forgotten, no file of it is left."""
    made, names = begun(), [library.new(title)[0].name for title in "AB"]
    drafts.keep(made.key, replace(made.plan, place="Stuen"))
    for chance in map(random.Random, range(4)):
        with killed(MOVES, made.key, *names, chance=chance):
            (found,) = rounds.rounds()
        assert found.agreement("a").what == "Kursus"
        typed = drafts.find(made.key)
        assert typed is not None
        assert typed.place == "Stuen"
    rounds.forget(made.key)
    assert rounds.rounds() == ()
    assert not [path for path in home.rglob("*") if path.name in (FILE, FILE.replace(".json", DRAFT))]


def test_agreements_and_answers_told_of_are_kept_and_the_others_stay() -> None:
    """The last agreement and answer told of, or the next, both of the same moment; what was agreed before is there."""
    key = begun().key
    for chance in map(random.Random, range(4)):
        with killed(AGREES, key, chance=chance) as told:
            (found,) = rounds.rounds()
        number = int(found.agreement("b").note)
        assert number - int(told[-1]) in (0, 1)
        assert [answer.heard for answer in found.worth] == [1 + number % 5]
        assert found.agreement("b").confirmed_by == ("manager",)
        assert found.agreement("a").status == "open"


def test_every_plan_told_of_is_there() -> None:
    """Plans begun one after another are all read again, with no damaged file among them."""
    kept: set[str] = set()
    for chance in map(random.Random, range(3)):
        with killed(BEGINS, chance=chance) as told:
            kept |= set(told)
        found, damaged = rounds.readable()
        assert damaged == ()
        assert kept <= {one.key for one in found}
