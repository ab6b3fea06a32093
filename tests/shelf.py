"""A model `mini` and a hub on this computer that holds it, known to every process a test starts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from talkratio.weights import Model
from tests.weights.hub import FILES as FILES
from tests.weights.hub import Hub as Hub
from tests.weights.hub import listing, pins, serving

MINI = Model("mini", "whisper", "a mini", "MIT", "by us", ("da",), "us/mini", "0" * 40, files=pins())
PATCH = """
import sys
import talkratio.weights as weights
import talkratio.weights.fetching as fetching
rows = {rows!r}
sys.modules["talkratio.weights.manifest"].listed = weights.listed = lambda: rows
fetching.PAUSE = 0.0
"""


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for models, and a manifest with `mini` alone, here and in processes started from here."""
    monkeypatch.setenv("TALKRATIO_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    listing(monkeypatch, MINI)
    files = {name: {"bytes": pin.bytes, "sha256": pin.sha256} for name, pin in MINI.files.items()}
    rows = {
        "best": {"da": ["mini"], "en": ["mini"]},
        "mini": {
            "kind": "whisper",
            "title": MINI.title,
            "licence": MINI.licence,
            "attribution": MINI.attribution,
            "repository": MINI.repository,
            "revision": MINI.revision,
            "files": files,
        },
    }
    # Python runs a module of this name at every start; that is how another process learns of the manifest.
    patch = tmp_path / "patch" / "sitecustomize.py"
    patch.parent.mkdir()
    patch.write_text(PATCH.format(rows=rows), encoding="utf-8")
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(patch.parent), *filter(None, [os.environ.get("PYTHONPATH")])])
    )
    return tmp_path / "models"


@pytest.fixture
def hub(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A running hub that holds `mini`."""
    for state in serving(Hub(), monkeypatch):
        monkeypatch.setenv("HF_ENDPOINT", state.url)
        yield state
