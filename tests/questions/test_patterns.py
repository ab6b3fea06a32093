"""The small model beside the English rules."""

from __future__ import annotations

from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from talkratio.questions import classify
from talkratio.questions.patterns import USUAL, Setting, chance

WORDS = st.lists(
    st.sampled_from(["so", "you", "are", "right", "no", "the", "pain", "okay", "and", "then", "what", "monday"]),
    max_size=8,
)


@given(words=WORDS, shares=st.tuples(st.floats(0.01, 0.99), st.floats(0.01, 0.99)))
def test_the_more_someone_asks_the_likelier_a_question(words: list[str], shares: tuple[float, float]) -> None:
    """The chance lies within 0..1 and rises with the share of questions in a speaker's clauses."""
    low, high = sorted(shares)
    few, many = (chance(" ".join(words), "", "", Setting(usual=share)) for share in (low, high))
    assert 0 <= few <= many <= 1


def test_it_weighs_little_on_disk() -> None:
    """The weights stay far below two megabytes."""
    assert len(files("talkratio.questions").joinpath("patterns_en.json").read_bytes()) < 2_000_000


def test_what_the_model_finds_is_never_called_certain() -> None:
    """A statement that asks by its words alone is marked as uncertain, and only where questions are common."""
    found = classify("so you are feeling more short of breath then", "en", usual=0.5)
    assert found is not None
    assert (found.reason, found.certain) == ("pattern", False)
    assert classify("so you are feeling more short of breath then", "en", usual=USUAL / 8) is None
