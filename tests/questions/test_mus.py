"""Kinds of questions on sentences in spoken style, written for this test: every form and its traps."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from talkratio.questions import classify

GOAL = 0.90
NONE = "none"


def sentences(language: str) -> list[tuple[str, str, str]]:
    """Kind, form or trap, and sentence."""
    content = tomllib.loads((Path(__file__).parent / f"mus_{language}.toml").read_text(encoding="utf-8"))
    return [(kind, form, said) for kind, forms in content.items() for form, list_ in forms.items() for said in list_]


def confusion(language: str) -> Counter[tuple[str, str]]:
    """How often each kind was taken for which."""
    table: Counter[tuple[str, str]] = Counter()
    for kind, _, said in sentences(language):
        verdict = classify(said, language)
        table[kind, str(verdict.kind) if verdict else NONE] += 1
    return table


def drawn(table: Counter[tuple[str, str]]) -> str:
    """The confusion table: rows are the truth, columns what was said."""
    kinds = sorted({kind for pair in table for kind in pair})
    head = f"{'':12}" + "".join(f"{kind[:11]:>12}" for kind in kinds)
    return "\n".join([head, *(f"{row:12}" + "".join(f"{table[row, kind]:12}" for kind in kinds) for row in kinds)])


@pytest.mark.parametrize(("language", "size"), [("da", 400), ("en", 150)])
def test_the_kind_is_right(language: str, size: int) -> None:
    """At least nine of ten sentences get their kind."""
    table = confusion(language)
    print(f"\n{drawn(table)}")
    right = sum(count for (kind, said), count in table.items() if kind == said)
    assert sum(table.values()) >= size
    assert right / sum(table.values()) >= GOAL, drawn(table)


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_form_is_mostly_right(language: str) -> None:
    """No single form or trap is carried by the others."""
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for kind, form, said in sentences(language):
        verdict = classify(said, language)
        total[f"{kind} {form}"] += 1
        right[f"{kind} {form}"] += kind == (verdict.kind if verdict else NONE)
    assert not {name: right[name] for name in total if right[name] < 0.5 * total[name]}
