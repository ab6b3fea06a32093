from __future__ import annotations

from collections.abc import Iterator

import pytest

from talkratio.weights import Model
from tests.weights.hub import Hub, listing, pins, serving


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A running hub, with `fetching` pointed at it and no waiting between tries."""
    yield from serving(Hub(), monkeypatch)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Model:
    """A model `mini` of the manifest, with the files that the hub holds."""
    model = Model("mini", "whisper", "a mini", "MIT", "by us", ("da",), "us/mini", "0" * 40, files=pins())
    listing(monkeypatch, model)
    return model
