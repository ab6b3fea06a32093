"""The page about the numbers keeps up with them."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from talkratio.listening import Asking, Listener, Outcome
from talkratio.metrics import Metrics, Rules, SpeakerMetrics
from talkratio.texts import LANGUAGES, Language, text

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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("key", "thresholds"),
    [
        ("backchannels", ("backchannel_words", "backchannel")),
        ("interruptions", ("interruption_overlap", "interruption_turn", "interruption_words", "interruption_yield")),
        ("turns", ("bridge",)),
        ("longest", ("bridge",)),
    ],
)
def test_the_rule_beside_a_number_has_the_thresholds_in_order(
    key: str, thresholds: tuple[str, ...], language: Language
) -> None:
    """Also the one by words, which decides where words were heard."""
    told = re.findall(r"\d+(?:[.,]\d+)?", text(f"figures.{key}_rule", language))
    assert [float(number.replace(",", ".")) for number in told] == [getattr(Rules(), name) for name in thresholds]


def test_thresholds_are_those_of_the_code() -> None:
    """Where the page gives a rule's value it is the default."""
    for field in fields(Rules):
        assert f"`{field.name}` ({field.default:g}" in PAGE.replace("1.0 s", "1 s"), field.name
