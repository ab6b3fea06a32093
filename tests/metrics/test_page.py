"""The page about the numbers keeps up with them."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from talkratio.listening import Asking, Listener, Outcome
from talkratio.metrics import Metrics, Rules, SpeakerMetrics

PAGE = (Path(__file__).parents[2] / "docs" / "metrics.md").read_text(encoding="utf-8")
NAMES_ALONE = {"speaker", "speakers", "rules", "question", "asking"}
"""fields that are no numbers"""


@pytest.mark.parametrize(
    "value", [Metrics, SpeakerMetrics, Rules, Outcome, Asking, Listener], ids=lambda value: value.__name__
)
def test_every_number_is_explained(value: type) -> None:
    """Each field of each value stands on the page."""
    missing = [field.name for field in fields(value) if field.name not in NAMES_ALONE and f"`{field.name}`" not in PAGE]
    assert not missing


def test_thresholds_are_those_of_the_code() -> None:
    """Where the page gives a rule's value it is the default."""
    for field in fields(Rules):
        assert f"`{field.name}` ({field.default:g}" in PAGE.replace("1.0 s", "1 s"), field.name
