"""The recorder on a disk of 256 kB that is full."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from talkratio.capture import recorder, spool, state
from talkratio.errors import OutputError
from tests.capture.drawn import Drawn, heard, recorded, stop

pytestmark = pytest.mark.usefixtures("calm")


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
