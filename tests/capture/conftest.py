from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import virtual


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
