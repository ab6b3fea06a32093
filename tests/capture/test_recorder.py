"""The recorder fed by a drawn microphone, so that every fault can be put at a moment of our choice."""

from __future__ import annotations

import contextlib
import subprocess
import wave
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from talkratio.capture import devices, recorder, spool, state
from talkratio.capture.devices import Microphone
from talkratio.capture.recorder import WHOLE, Recorder
from talkratio.capture.source import Pair, Source, Vanished
from talkratio.errors import InputError, OutputError

RATE = 8_000
MICROPHONE = Microphone("a", "A", 1)
OTHER = Microphone("b", "B", 1)


class Drawn:
    """A microphone that delivers numbered blocks of 0.1 s, then what `after` does."""

    def __init__(self, blocks: Sequence[int], after: Callable[[], bytes], *, rate: int = RATE, name: str = "A") -> None:
        self.rate, self.channels, self.name, self.lost = rate, 1, name, 0.0
        self._blocks, self._after = iter(blocks), after
        self.closed = False

    def read(self, patience: float) -> bytes:
        number = next(self._blocks, None)
        return self._after() if number is None else block(number)

    def close(self) -> None:
        self.closed = True


def block(number: int) -> bytes:
    return np.full(RATE // 10, number, np.int16).tobytes()


def gone() -> bytes:
    raise Vanished


def heard(folder: Path) -> list[int]:
    """The numbers of the blocks in the file, in order."""
    with wave.open(str(folder / WHOLE), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    return [int(number) for number in samples[:: RATE // 10]]


@pytest.fixture(autouse=True)
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """No real devices, and no waiting between two looks for one."""
    monkeypatch.setattr(devices, "renew", lambda: None)
    monkeypatch.setattr(devices, "microphones", lambda: (MICROPHONE, OTHER))
    monkeypatch.setattr(recorder, "SAY_EVERY", 0.0)


def recorded(folder: Path, *sources: Source | Exception, until: int | None = None) -> Recorder:
    """Runs a recorder that is given these sources one after another; the last one's end stops it."""
    waiting = iter(sources)

    def opened(microphones: Sequence[Microphone], channels: int) -> Source:
        found = next(waiting)
        if isinstance(found, Exception):
            raise found
        return found

    made = Recorder(folder, [MICROPHONE], opened=opened)
    for source in sources:
        if isinstance(source, Drawn) and source._after is stop:
            source._after = lambda: (made.stop(), b"")[1]
    made.run()
    made.end()
    made.board.close()
    return made


def stop() -> bytes:
    raise AssertionError("replaced by the recorder's own stop")


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


def test_of_two_microphones_the_one_that_is_left_goes_on(tmp_path: Path) -> None:
    """The other is unplugged for good: the pair is tried first, then the one that is there fills both channels."""
    asked: list[tuple[Microphone, ...]] = []
    pair = Pair(Drawn([1, 2], gone), Drawn([3, 4], gone))
    waiting: Iterator[Source | Exception] = iter([pair, InputError("gone"), Drawn([7, 8], stop, name="A")])

    def opened(microphones: Sequence[Microphone], channels: int) -> Source:
        asked.append(tuple(microphones))
        found = next(waiting)
        if isinstance(found, Exception):
            raise found
        if isinstance(found, Drawn):
            found._after = lambda: (made.stop(), b"")[1]
        return found

    made = Recorder(tmp_path, [MICROPHONE, OTHER], opened=opened)
    made.run()
    made.board.close()
    assert asked == [(MICROPHONE, OTHER), (MICROPHONE, OTHER), (MICROPHONE,)]
    with wave.open(str(tmp_path / WHOLE), "rb") as file:
        frames = np.frombuffer(file.readframes(file.getnframes()), np.int16).reshape(-1, 2)
    assert [tuple(pair) for pair in frames[:: RATE // 10].tolist()] == [(1, 3), (2, 4), (7, 7), (8, 8)]
    assert [(mark.kind, mark.label) for mark in state.marks(tmp_path)] == [("gap", "A")]


def test_a_replacement_of_another_rate_is_passed_over(tmp_path: Path) -> None:
    """Samples of two rates are never mixed in one file."""
    wrong, right = Drawn([9], gone, rate=16_000), Drawn([3], stop)
    recorded(tmp_path, Drawn([1], gone), wrong, right)
    assert heard(tmp_path) == [1, 3]
    assert wrong.closed


def test_commands_are_obeyed_in_order(tmp_path: Path) -> None:
    """Marks carry their moment; a pause lets the microphone go; what is forgotten is not in the file."""

    def ask(what: str, **more: object) -> Callable[[], bytes]:
        def asked() -> bytes:
            state.ask(tmp_path, what, **more)
            return b""

        return asked

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


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k,mode=0700", "tmpfs", str(folder)], capture_output=True
    )
    if done.returncode:
        pytest.skip("a small disk cannot be mounted here: " + done.stderr.decode().strip())
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_keeps_everything_up_to_then_and_says_so(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The recorder ends by itself, the file is whole and as long as the disk allowed."""
    monkeypatch.setattr(spool, "HOLD", 1.0)
    numbers = [1 + index % 1000 for index in range(400)]
    made = recorded(small, Drawn(numbers, lambda: b""))
    found = heard(small)
    assert len(found) > 100
    assert found == numbers[: len(found)]
    standing = state.standing(small)
    assert standing is not None
    assert "disk is full" in standing.error
    assert "full" in standing.warnings
    assert made.stopped


def test_room_made_in_time_loses_nothing(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written is held, and written as soon as somebody has made room."""
    ballast = small / "ballast"
    ballast.write_bytes(bytes(150_000))
    numbers = [1 + index for index in range(120)]

    class Freed(Drawn):
        told = False

        def read(self, patience: float) -> bytes:
            now = state.standing(small)
            if now is not None and "full" in now.warnings:
                self.told = True
                ballast.unlink(missing_ok=True)
            return super().read(patience)

    source = Freed(numbers, stop)
    monkeypatch.setattr(recorder.time, "monotonic", iter(range(1_000_000)).__next__)
    recorded(small, source)
    assert source.told
    assert heard(small) == numbers


def test_sleep_of_the_computer_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A leap of the clock by an hour leaves a mark that says how much is missing."""
    leap = iter([0.0, 0.1, 3600.0, *(3600.1 + n / 10 for n in range(100))])
    monkeypatch.setattr(recorder.time, "time", lambda: 1e9 + next(leap))
    recorded(tmp_path, Drawn([1, 2, 3, 4], stop))
    assert [(mark.kind, round(mark.lost)) for mark in state.marks(tmp_path)] == [("sleep", 3600)]


def test_two_clocks_are_kept_together() -> None:
    """The right microphone runs 0.1 % fast; after a minute both ends are still within 0.2 s of each other."""

    class Clock:
        rate, channels, lost = RATE, 1, 0.0

        def __init__(self, name: str, speed: float) -> None:
            self.name, self.speed, self.given, self.read_count = name, speed, 0, 0

        def read(self, patience: float) -> bytes:
            self.read_count += 1
            due = round(self.read_count * RATE * 0.01 * self.speed)
            block = np.arange(self.given, due).astype(np.int16).tobytes()
            self.given = due
            return block

        def close(self) -> None:
            pass

    left, right = Clock("l", 1.0), Clock("r", 1.001)
    pair = Pair(left, right)
    joined = b"".join(pair.read(0.1) for _ in range(6000))
    frames = np.frombuffer(joined, np.int16).reshape(-1, 2)
    assert len(frames) == pytest.approx(60 * RATE, abs=RATE * 0.2)
    assert right.given - left.given > RATE * 0.05
    assert len(pair._waiting[1]) / 2 / RATE < 0.2


def test_two_rates_cannot_be_joined() -> None:
    """The error names both and says what to do."""
    with pytest.raises(InputError, match="48000 Hz in the sound settings"):
        Pair(Drawn([], stop), Drawn([], stop, rate=44_100))


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


def test_a_full_disk_still_takes_a_pause_a_mark_and_forgetting(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both were promised to the two; the marks are written as soon as there is room again."""
    monkeypatch.setattr(recorder.time, "monotonic", iter(range(1_000_000)).__next__)
    filler = small / "filler"
    asked = iter(({"what": "mark", "label": "here"}, {"what": "forget", "seconds": 0.5}, {"what": "pause"}))
    heard_full = 0

    class Full(Drawn):
        def read(self, patience: float) -> bytes:
            nonlocal heard_full
            now = state.standing(small)
            if now is not None and "full" in now.warnings:
                heard_full += 1
                if not filler.exists():  # not one byte is left
                    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
                        while file.write(bytes(4096)):
                            pass
                if (one := next(asked, None)) is not None:
                    state.ask(small, **one)
            return super().read(patience)

        def close(self) -> None:
            super().close()
            filler.unlink(missing_ok=True)
            state.ask(small, "stop")

    recorded(small, Full(range(1, 1000), lambda: b""))
    assert heard_full >= 3
    found = heard(small)
    assert len(found) > 90
    assert found == sorted(set(found))
    assert len(found) < found[-1]
    assert [(mark.kind, mark.label) for mark in state.marks(small)] == [("forgotten", "")]


def test_what_cannot_be_asked_on_a_full_disk_is_told(small: Path) -> None:
    """With no block left for it the command is refused in words; what was asked before stays readable."""
    inbox = state.Inbox(small)
    with (small / "filler").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass

    def many() -> None:
        for _ in range(200):
            state.ask(small, "mark", label="x" * 60)

    with pytest.raises(OutputError, match="Make room"):
        many()
    assert len(list(inbox.fresh())) > 20
