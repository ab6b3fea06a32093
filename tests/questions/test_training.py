"""The small model is trained on clauses as they are judged."""

from __future__ import annotations

import pytest

pytest.importorskip("sklearn", reason="scikit-learn trains the model of questions, and nothing else needs it")
from training import questions


def test_what_stands_before_a_clause_is_seen_as_its_lead_alone() -> None:
    """The same clause with and without a word before it differs in its lead, and in how long the whole is."""

    def seen(text: str) -> set[str]:
        row: dict[str, object] = {"text": text, "conv": "1", "speaker": "A", "is_question": True}
        (names,) = questions._row(row, None, None, 1.0).names
        return {name for name in names if not name.startswith(("size", "lead"))}

    assert seen("well do you like it here") == seen("do you like it here")
    assert "first do you" in seen("well do you like it here")
