"""What the list of models tells, and what is said when none of them is here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from talkratio import weights
from talkratio.errors import InputError, WeightsError
from talkratio.weights import keeping


def test_the_manifest_is_whole() -> None:
    """Every model has a licence and a name to give credit to, and either pinned files or what it is made from."""
    for model in weights.manifest().values():
        assert model.licence != "unknown", model.name
        assert model.attribution, model.name
        if model.repository:
            assert len(model.revision or "") == 40, model.name
            assert all(len(pin.sha256) == 64 and pin.bytes > 0 for pin in model.files.values()), model.name
            needed = weights.WHISPER_FILES if model.kind == "whisper" else weights.PYANNOTE_FILES
            assert set(needed) <= set(model.files), model.name
        else:
            assert model.convert, model.name
        assert all(rate.source and 0 < rate.value < 2 for rate in model.error_rates), model.name


def test_a_model_that_is_weak_in_danish_says_how_weak() -> None:
    """No model of general use is offered for Danish without a published error rate."""
    for model in weights.manifest().values():
        if model.kind == "whisper" and "da" in model.languages:
            assert model.worst("da") is not None, model.name
    small = weights.manifest()["small"].worst("da")
    assert small is not None
    assert small.value > 0.5


def test_a_model_is_told_with_its_costs() -> None:
    """Size, and the rate to be prepared for, are those of the manifest."""
    large = weights.manifest()["large-v3"]
    assert large.bytes == sum(pin.bytes for pin in large.files.values())
    worst = large.worst("da")
    assert worst is not None
    assert worst.value == max(rate.value for rate in large.error_rates if rate.language == "da")
    assert replace(large, files={}).bytes is None


def test_nothing_installed_gives_none(shelf: Path) -> None:
    """The pipeline learns without loading anything that there is no model."""
    assert weights.best("whisper", "da") is None
    assert weights.installed() == ()


def test_unknown_names_and_models_to_convert(shelf: Path) -> None:
    """A name that does not exist, and one that is made here, each say what to do."""
    with pytest.raises(InputError, match="large-v3"):
        keeping.get("enormous")
    with pytest.raises(WeightsError, match="models convert roest-v3"):
        keeping.get("roest-v3")
    with pytest.raises(WeightsError, match="models get small"):
        weights.resolve("small")
