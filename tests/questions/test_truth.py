"""Questions against sets that nothing was trained on; the goals of benchmarks/questions.py as floors."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from talkratio.questions import classify

TEXTS = Path(os.environ.get("TALKRATIO_DATA", Path(__file__).resolve().parents[3] / "shared")) / "text" / "dev"


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "floor"),
    [("swda_en.jsonl", 0.82), ("swda_en.nopunct.jsonl", 0.65), ("tatoeba_da.nopunct.jsonl", 0.96)],
)
def test_questions_are_found_in_sets_with_truth(name: str, floor: float) -> None:
    """F1 of question or not, with and without marks."""
    path = TEXTS / name
    if not path.exists():
        pytest.skip(f"the texts with truth are not at {TEXTS}")
    rows = [row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()) if not row["ambiguous"]]
    said = [(found := classify(row["text"], row["lang"])) is not None and found.reason != "invitation" for row in rows]
    right = sum(one and row["is_question"] for one, row in zip(said, rows, strict=True))
    assert 2 * right / (sum(said) + sum(row["is_question"] for row in rows)) >= floor
