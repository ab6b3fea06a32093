"""Who may import whom, held as data: this table is the diagram."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "talkratio"

WORDS = {"errors", "interval", "conversation", "spelling"}
NUMBERS = WORDS | {"metrics", "questions"}
REPORT = NUMBERS | {"edits", "listening", "report", "texts"}
OUTSIDE = {"engines", "audio", "weights", "formats", "hardware"}
ENGINE = WORDS | OUTSIDE
FLOW = REPORT | OUTSIDE | {"attribution", "choice", "diarizers", "roles", "transcribers"}

MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "interval": set(),
    "conversation": {"interval"},
    "spelling": set(),
    "texts": set(),
    "metrics": NUMBERS,
    "questions": WORDS | {"questions"},
    "listening": NUMBERS,
    "edits": NUMBERS,
    "report": REPORT,
    "feedback": REPORT | {"figures"},
    "engines": {"errors"},
    "decoding": {"errors", "interval"},
    "audio": {"errors", "interval", "engines", "decoding"},
    "formats": WORDS | {"formats"},
    "weights": {"engines", "errors", "hardware", "interval", "weights"},
    "diarizers": ENGINE | {"diarizers", "voices"},
    "transcribers": ENGINE | {"transcribers"},
    "attribution": WORDS,
    "roles": NUMBERS,
    "choice": ENGINE | {"diarizers", "transcribers"},
    "pipeline": FLOW,
    "figures": REPORT,
    "exports": REPORT | {"exports", "feedback", "figures", "formats", "store"},
    "plan": WORDS | {"figures", "library", "plan", "questions", "report", "store", "texts"},
}
"""Rooms not named here stand at the end of the flow and are only held to `NEVER`."""

NEVER = {
    "cli": {"dashboard"},
    "dashboard": {"cli"},
}

THIRD_PARTY_ONLY_IN = {
    "streamlit": ("dashboard",),
    "typer": ("cli",),
    "torch": ("diarizers/pyannote.py",),
    "pyannote": ("diarizers/pyannote.py",),
}

SOURCES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    """The first name below the package: the folder or module a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Dotted names a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def rooms_imported(path: Path) -> set[str]:
    """Rooms of this package that a file imports."""
    return {name.split(".")[1] for name in imported(path) if name.startswith("talkratio.")} - {"__version__"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    """A file imports only rooms that its own room stands on."""
    here = room(path)
    allowed = MAY_IMPORT.get(here)
    if allowed is not None:
        assert rooms_imported(path) - {here} <= allowed
    assert not rooms_imported(path) & NEVER.get(here, set())


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_packages_stay_in_their_room(path: Path) -> None:
    """Streamlit, Typer and torch are each imported in one place."""
    where = path.relative_to(PACKAGE).as_posix()
    for package, homes in THIRD_PARTY_ONLY_IN.items():
        used = any(name == package or name.startswith(f"{package}.") for name in imported(path))
        assert not used or where.startswith(homes), f"{where} imports {package}"


@pytest.mark.parametrize("folder", ["diarizers", "transcribers"])
def test_engines_do_not_know_each_other(folder: str) -> None:
    """No engine imports another one, of its own kind or the other."""
    engines = {
        f"talkratio.{kind}.{path.stem}"
        for kind in ("diarizers", "transcribers")
        for path in (PACKAGE / kind).glob("[a-z]*.py")
    }
    for path in (PACKAGE / folder).glob("[a-z]*.py"):
        assert not imported(path) & engines, path.name


def test_the_values_need_the_standard_library_alone() -> None:
    """The core words and the numbers import nothing that has to be installed."""
    for name in ("errors.py", "interval.py", "conversation.py"):
        foreign = {found.split(".")[0] for found in imported(PACKAGE / name)} - {"talkratio", "__future__"}
        assert foreign <= {"math", "collections", "dataclasses", "typing"}, name


def test_nothing_is_called_by_a_word_that_means_anything() -> None:
    """The words that say nothing are not used as names of classes or files."""
    empty = ("Segment", "Utterance", "Service", "Handler", "Utils", "Helper")
    for path in SOURCES:
        names = [
            node.name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ClassDef)
        ]
        assert not [name for name in names if any(word in name for word in empty) or name.endswith("Manager")], path
        assert path.stem not in {"utils", "helpers", "misc", "common"}, path
