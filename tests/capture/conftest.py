from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import virtual
from talkratio import capture, library
from talkratio.capture import devices, recorder
from talkratio.library import Kept
from tests.capture.drawn import MICROPHONE, OTHER


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TALKRATIO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="module")
def pulse() -> Iterator[virtual.Pulse]:
    """Two virtual microphones, called `left` and `right`."""
    if (why := virtual.missing()) is not None:
        pytest.skip(why)
    with virtual.pulse(("left", "right")) as server:
        yield server


@pytest.fixture
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a drawn microphone: no real devices, and no waiting between two looks for one."""
    monkeypatch.setattr(devices, "renew", lambda: None)
    monkeypatch.setattr(devices, "microphones", lambda: (MICROPHONE, OTHER))
    monkeypatch.setattr(recorder, "SAY_EVERY", 0.0)


@pytest.fixture
def kept() -> Iterator[Kept]:
    """An empty conversation, whose recorder is ended when the test leaves it running."""
    made, _ = library.new("MUS")
    yield made
    if capture.running(made):
        capture.stop(made)


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKRATIO_LANG", "en")
