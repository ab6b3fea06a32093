from __future__ import annotations

import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from talkratio import library, retention
from talkratio.errors import FormatError, InputError
from talkratio.plan import rounds
from talkratio.plan.agreements import Agreement
from talkratio.plan.plan import Plan, compose
from talkratio.plan.round import Round
from talkratio.plan.worth import Worth, visible

pytestmark = pytest.mark.usefixtures("home")
SECRET = "Jonas-kaffemaskine"


def planned(employee: str = SECRET) -> Plan:
    return compose("mus", manager="Mette", employee=employee)


def everything(home: Path) -> bytes:
    """Every byte and name below the folder."""
    return b"\n".join(str(path).encode() + (path.read_bytes() if path.is_file() else b"") for path in home.rglob("*"))


def test_a_round_comes_back_as_it_was_kept(home: Path) -> None:
    """Plan, agreements and answers are the same after reading, and only their owner can read the file."""
    made = rounds.begin(planned())
    full = rounds.change(
        made.key,
        lambda one: one.with_agreement(Agreement("a", "both", "Kursus")).answered(Worth("manager", 4, 5, True)),
    )
    assert rounds.find("last") == full
    path = home / "rounds" / f"{made.key}.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_newest_round_comes_first_and_a_forgotten_one_is_gone(home: Path) -> None:
    """Rounds are listed newest first; forgetting leaves no byte of it."""
    old, new = rounds.begin(planned("A")), rounds.begin(planned())
    rounds.save(replace(old, created="2020-01-01T00:00:00+01:00"))
    assert [one.key for one in rounds.rounds()] == [new.key, old.key]
    rounds.forget(new.key)
    assert SECRET.encode() not in everything(home)
    with pytest.raises(InputError, match="plan list"):
        rounds.find(new.key)


@pytest.mark.parametrize("how", ["delete", "withdraw"])
def test_a_linked_round_goes_with_its_conversation(home: Path, how: str) -> None:
    """It lies in the folder of its conversation, so whoever deletes or withdraws that deletes it too."""
    made, (kept, _) = rounds.begin(planned()), library.new("MUS")
    linked = rounds.link(made.key, kept)
    assert rounds.of(kept) == linked
    assert rounds.rounds() == (linked,)
    assert not list((home / "rounds").glob("*.json"))
    _ = kept.delete() if how == "delete" else retention.withdraw(kept)
    assert rounds.rounds() == ()
    assert SECRET.encode() not in everything(home)


def test_what_was_withdrawn_does_not_come_back_from_another_window(home: Path) -> None:
    """A window that still shows the round cannot keep it again."""
    made, (kept, _) = rounds.begin(planned()), library.new("MUS")
    linked = rounds.link(made.key, kept)
    retention.withdraw(kept)
    with pytest.raises(InputError):
        rounds.save(linked)
    with pytest.raises(InputError):
        rounds.change(made.key, lambda one: one)
    assert SECRET.encode() not in everything(home)


def test_a_round_can_move_to_another_conversation_but_two_do_not_share_one() -> None:
    """Linked to the wrong one, it is linked anew; a conversation has one round."""
    made, other = rounds.begin(planned()), rounds.begin(planned("B"))
    (first, _), (second, _) = library.new("A"), library.new("B")
    rounds.link(made.key, first)
    rounds.link(made.key, second)
    assert rounds.of(first) is None
    assert rounds.of(second) is not None
    with pytest.raises(InputError, match="another plan"):
        rounds.link(other.key, second)


def test_a_crash_while_linking_leaves_one_round(home: Path) -> None:
    """Where both files are left, the one with its conversation counts, and forgetting takes both."""
    made, (kept, _) = rounds.begin(planned()), library.new("MUS")
    loose = home / "rounds" / f"{made.key}.json"
    before = loose.read_bytes()
    linked = rounds.link(made.key, kept)
    loose.write_bytes(before)
    assert rounds.rounds() == (linked,)
    rounds.forget(made.key)
    assert SECRET.encode() not in everything(home)


def test_a_damaged_file_says_which_one_and_what_to_do(home: Path) -> None:
    """Cut short by a disk fault, it is named, and nothing is invented."""
    made = rounds.begin(planned())
    path = home / "rounds" / f"{made.key}.json"
    path.write_text(path.read_text()[:50])
    with pytest.raises(FormatError, match=made.key):
        rounds.rounds()


@pytest.mark.parametrize("key", ["../../evil", "", "ABCDEF01", "0" * 9])
def test_a_key_is_no_path(key: str) -> None:
    """A key from elsewhere cannot write outside the folder."""
    with pytest.raises(InputError, match="key"):
        rounds.save(Round(key, "", planned()))


def test_leftovers_of_a_crash_are_swept(home: Path) -> None:
    """A half-written file of a killed process holds names, and goes with the next sweep."""
    rounds.begin(planned())
    left = home / "rounds" / ".12345678.json.abcd"
    left.write_text("Jonas")
    os.utime(left, (0, 0))
    library.tidy()
    assert not left.exists()
    assert len(rounds.rounds()) == 1


WRITES = """
import sys
from talkratio.plan import rounds
from talkratio.plan.agreements import Agreement
key, name = sys.argv[1:]
print("ready", flush=True)
for number in range(10_000):
    rounds.change(key, lambda one: one.with_agreement(Agreement(f"{name}{number}", "both", "x" * 2000)))
    print(number, flush=True)
"""


def writer(key: str, name: str) -> subprocess.Popen[str]:
    started = subprocess.Popen([sys.executable, "-c", WRITES, key, name], stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    return started


def test_killed_while_saving_nothing_is_lost_that_was_said_to_be_kept() -> None:
    """Kill -9 at any moment: the file is whole, and every change told of is in it."""
    made, chance = rounds.begin(planned()), random.Random(7)
    for name in "abc":
        process = writer(made.key, name)
        time.sleep(chance.uniform(0.02, 0.3))
        process.send_signal(signal.SIGKILL)
        said, _ = process.communicate()
        found = {agreement.key for agreement in rounds.find(made.key).agreements}
        told = [line for line in said.split("\n")[:-1] if line]
        assert {f"{name}{number}" for number in told} <= found


def test_two_windows_at_once_lose_nothing_of_each_other() -> None:
    """Two processes that change the same round take turns."""
    made = rounds.begin(planned())
    both = [writer(made.key, name) for name in "ab"]
    time.sleep(0.5)
    told: dict[str, list[str]] = {}
    for name, process in zip("ab", both, strict=True):
        process.send_signal(signal.SIGKILL)
        told[name] = [line for line in process.communicate()[0].split("\n")[:-1] if line]
    found = {agreement.key for agreement in rounds.find(made.key).agreements}
    assert all(f"{name}{number}" in found for name, numbers in told.items() for number in numbers)
    assert json.loads(json.dumps(sorted(found)))


def test_an_agreement_counts_when_both_said_yes() -> None:
    """One yes leaves it a suggestion; asking again changes neither the place in the list nor what was said."""
    one = Round("00000000", "", planned()).suggested([Agreement("a", "both", "A"), Agreement("b", "both", "B")])
    half = one.confirmed("a", "manager")
    assert half.agreement("a").status == "suggested"
    whole = half.confirmed("a", "employee")
    assert whole.agreement("a").status == "open"
    again = whole.suggested([Agreement("a", "both", "A"), Agreement("c", "both", "C")])
    assert [agreement.key for agreement in again.agreements] == ["a", "b", "c"]
    assert again.agreement("a").status == "open"
    assert [agreement.key for agreement in again.without("b").agreements] == ["a", "c"]


def test_the_next_plan_opens_with_what_was_agreed_last() -> None:
    """The newest round with this person that agreed on anything; suggestions do not count, case does not matter."""
    old = Round("00000001", "2026", planned("Jonas"), (Agreement("a", "both", "A", status="open"),))
    new = Round("00000002", "2027", planned("jonas"), (Agreement("b", "both", "B"),))
    other = Round("00000003", "2027", planned("Anna"), (Agreement("c", "both", "C", status="kept"),))
    assert [agreement.key for agreement in rounds.carried("JONAS", [other, new, old])] == ["a"]
    assert rounds.carried("Nobody", [other, new, old]) == ()


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ([], False),
        ([Worth("manager", 5, 5, True)], False),
        ([Worth("manager", 5, 5, True), Worth("employee", 1, 1, False)], False),
        ([Worth("manager", 5, 5, False), Worth("employee", 1, 1, True)], False),
        ([Worth("employee", 4, 3, True), Worth("manager", 5, 5, True)], True),
    ],
    ids=["none", "one", "employee keeps it", "manager keeps it", "both share"],
)
def test_what_it_was_worth_shows_only_when_both_agreed(answers: list[Worth], shown: bool) -> None:
    """Both answered and both said that the other may see it; otherwise nobody sees any."""
    assert (visible(answers) is not None) == shown


@pytest.mark.parametrize("answer", [0, 6, -1])
def test_an_answer_lies_between_one_and_five(answer: int) -> None:
    """There is no other answer."""
    with pytest.raises(ValueError, match="between 1 and 5"):
        Worth("manager", answer, 3, True)
