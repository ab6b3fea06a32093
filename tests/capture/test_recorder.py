"""The recorder fed by a drawn microphone: blocks, commands, microphones that vanish, sleep."""

from __future__ import annotations

from pathlib import Path

import pytest

from talkratio.capture import recorder, state
from talkratio.errors import InputError
from tests.capture.drawn import Drawn, block, gone, heard, recorded, stop

pytestmark = pytest.mark.usefixtures("calm")


def test_every_block_arrives_in_order(tmp_path: Path) -> None:
    """What the microphone gave is in the file, whole, under its final name."""
    recorded(tmp_path, Drawn(range(1, 30), stop))
    assert heard(tmp_path) == list(range(1, 30))
    standing = state.standing(tmp_path)
    assert standing is not None
    assert (standing.status, standing.seconds) == ("done", 2.9)
    assert not (tmp_path / recorder.PART).exists()


def test_when_the_microphone_vanishes_the_next_one_goes_on_and_the_gap_is_noted(tmp_path: Path) -> None:
    """The first cannot be opened again, the second can; nothing before is lost."""
    broken = InputError("gone")
    first, second = Drawn([1, 2], gone), Drawn([7, 8], stop, name="B")
    recorded(tmp_path, first, broken, second)
    assert heard(tmp_path) == [1, 2, 7, 8]
    assert first.closed
    (mark,) = state.marks(tmp_path)
    assert (mark.kind, mark.at, mark.label) == ("gap", 0.2, "B")


def test_a_microphone_that_is_gone_after_a_pause_is_replaced_as_well(tmp_path: Path) -> None:
    """It is not there any more when somebody wants to go on: the next one is taken, and the gap is noted."""

    class Paused(Drawn):
        def read(self, patience: float) -> bytes:
            state.ask(tmp_path, "pause")
            state.ask(tmp_path, "resume")
            return super().read(patience)

    recorded(tmp_path, Paused([1], lambda: b""), InputError("gone"), Drawn([7, 8], stop, name="B"))
    assert heard(tmp_path)[-2:] == [7, 8]
    assert [(mark.kind, mark.label) for mark in state.marks(tmp_path)] == [("gap", "B")]


def test_a_replacement_of_another_rate_is_passed_over(tmp_path: Path) -> None:
    """Samples of two rates are never mixed in one file."""
    wrong, right = Drawn([9], gone, rate=16_000), Drawn([3], stop)
    recorded(tmp_path, Drawn([1], gone), wrong, right)
    assert heard(tmp_path) == [1, 3]
    assert wrong.closed


def test_commands_are_obeyed_in_order(tmp_path: Path) -> None:
    """Marks carry their moment; a pause lets the microphone go; what is forgotten is not in the file."""

    class Told(Drawn):
        def read(self, patience: float) -> bytes:
            item = next(self._blocks, None)
            if item == 3:
                state.ask(tmp_path, "mark", label="Trivsel", kind="phase")
            elif item == 5:
                state.ask(tmp_path, "forget", seconds=0.2)
            elif item == 7:
                state.ask(tmp_path, "pause")
                state.ask(tmp_path, "resume")
            return self._after() if item is None else block(item)

    second = Drawn([8], stop)
    first = Told(range(1, 8), lambda: b"")
    recorded(tmp_path, first, second)
    numbers = heard(tmp_path)
    assert numbers == [1, 2, 3, 6, 7, 8]
    assert [(mark.kind, mark.at) for mark in state.marks(tmp_path)] == [
        ("phase", 0.3),
        ("forgotten", 0.3),
        ("pause", 0.5),
    ]
    assert first.closed


def test_a_phase_goes_on_though_its_beginning_is_forgotten(tmp_path: Path) -> None:
    """What was marked before the cut stays, and the phase people are in begins where the sound goes on."""

    class Told(Drawn):
        def read(self, patience: float) -> bytes:
            item = next(self._blocks, None)
            if item in (2, 4):
                state.ask(tmp_path, "mark", label="year" if item == 2 else "goals", kind=state.PHASE)
            elif item == 6:
                state.ask(tmp_path, "forget", seconds=0.3)
            return self._after() if item is None else block(item)

    recorded(tmp_path, Told(range(1, 9), stop))
    assert [(mark.kind, mark.label, mark.at) for mark in state.marks(tmp_path)] == [
        ("phase", "year", 0.2),
        ("forgotten", "", 0.3),
        ("phase", "goals", 0.3),
    ]


def test_sleep_of_the_computer_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A leap of the clock by an hour leaves a mark that says how much is missing."""
    leap = iter([0.0, 0.1, 3600.0, *(3600.1 + n / 10 for n in range(100))])
    monkeypatch.setattr(recorder.time, "time", lambda: 1e9 + next(leap))
    recorded(tmp_path, Drawn([1, 2, 3, 4], stop))
    assert [(mark.kind, round(mark.lost)) for mark in state.marks(tmp_path)] == [("sleep", 3600)]
