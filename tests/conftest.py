"""Models made for the tests, once for all of them, and a home of their own for what talkratio keeps."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("unhurried", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")  # a busy computer is no failure


def _once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Path]) -> Path:
    """A folder made once, also when several workers run: each makes its own and the first one's stays."""
    base = factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"model-{name}"
    if not shared.exists():
        own = make(factory.mktemp(name))
        with contextlib.suppress(OSError):  # another worker was faster
            own.rename(shared)
    return shared


@pytest.fixture(scope="session")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a Whisper that says `Hvad synes du? Det går godt.` of every chunk."""
    from tests.neural.whisper import make

    return _once(tmp_path_factory, "whisper", make)


@pytest.fixture(scope="session")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a pyannote pipeline that knows two hums apart, as if a person had brought it in."""
    if find_spec("torch") is None or find_spec("pyannote") is None:
        pytest.skip("the extra pyannote is not installed")
    from talkratio import weights
    from tests.neural.voices import make

    def made(folder: Path) -> Path:
        make(folder)
        weights.record(folder, weights.Model("voices", "pyannote", "two hums"))
        return folder

    return _once(tmp_path_factory, "voices", made)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for models in place of the real one, and no cache of the hub."""
    folder = tmp_path / "models"
    folder.mkdir()
    monkeypatch.setenv("TALKRATIO_MODELS", str(folder))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    return folder
