"""One file is one engine: what there is, what it needs, and how it is loaded.

The file's name is the engine's name, the first line of its docstring is the help text in every face, `REQUIRES`
names the packages it imports, `load(**options)` gives the callable. Listing engines imports none of them.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from talkratio.errors import EngineMissing, InputError

Progress = Callable[[str, float], None]
"""Called with the name of the stage and the fraction done, 0..1."""


def silent(stage: str, fraction: float) -> None:
    """A progress that shows nothing."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine as it can be listed; `extra` is the extra of pyproject.toml that brings the packages it `requires`."""

    kind: str
    name: str
    summary: str
    requires: tuple[str, ...]
    extra: str | None

    @property
    def missing(self) -> tuple[str, ...]:
        """Required packages that are not installed here."""
        return tuple(package for package in self.requires if find_spec(package) is None)


def listed(kind: str) -> tuple[Engine, ...]:
    """Every engine of the package `talkratio.<kind>`, by name, read without importing it."""
    folder = Path(__file__).parent / kind
    return tuple(_read(kind, path) for path in sorted(folder.glob("[a-z]*.py")))


_kept: dict[tuple[str, str], tuple[dict[str, Any], Callable[..., Any]]] | None = None


def keep() -> None:
    """From now on `load` hands out an engine again while its options stay the same.

    For a process that does one recording after another: a speech model takes longer to load than to listen.
    """
    global _kept
    _kept = {}


def load(kind: str, name: str, **options: Any) -> Callable[..., Any]:
    """The engine's callable.

    Raises `InputError` for an unknown name and `EngineMissing` when a package it requires is not installed.
    """
    known = {engine.name: engine for engine in listed(kind)}
    if name not in known:
        raise InputError(f"There is no engine called {name!r} among the {kind}. Choose one of: {', '.join(known)}.")
    engine = known[name]
    if engine.missing:
        wanted = (
            f"pip install 'talkratio[{engine.extra}]'" if engine.extra else f"pip install {' '.join(engine.missing)}"
        )
        raise EngineMissing(f"The engine {name!r} needs {', '.join(engine.missing)}, not installed here. Run: {wanted}")
    if _kept is not None and (kind, name) in _kept and _kept[kind, name][0] == options:
        return _kept[kind, name][1]
    module = importlib.import_module(f"talkratio.{kind}.{name}")
    loaded: Callable[..., Any] = module.load(**options)
    if _kept is not None:
        _kept[kind, name] = options, loaded
    return loaded


def _read(kind: str, path: Path) -> Engine:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        target.id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id in {"REQUIRES", "EXTRA"}
    }
    summary = (ast.get_docstring(tree) or "").partition("\n")[0]
    return Engine(kind, path.stem, summary, tuple(constants.get("REQUIRES", ())), constants.get("EXTRA"))
