"""Every sentence that an engine or an error says in English can be said in Danish."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from talkratio import errors
from talkratio.texts.notes import translated

PACKAGE = Path(__file__).parents[1] / "talkratio"
RAISED = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
PLACE = "§"
"""stands for whatever a sentence is filled with"""


def written(node: ast.expr | None) -> str | None:
    """The text of a string or f-string, each {place} a `§`; `None` for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else PLACE for part in node.values)
    return None


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """The messages of errors in a file, with their lines; what is put together elsewhere has no letters of its own."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED and node.args:
            text = written(node.args[0])
            if text is not None and any(letter.isalpha() for letter in text):
                yield node.lineno, text


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_error_is_there_in_danish(path: Path) -> None:
    """A person who chose Danish reads no English."""
    missing = [f"{path.name}:{line} {text}" for line, text in sentences(path) if translated(text, "da") == text]
    assert not missing, "\n".join(missing)
