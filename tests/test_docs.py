"""What the documents promise is so."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import talkratio

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "benchmarks").glob("*.md")])
PURE = [
    module.name
    for module in pkgutil.walk_packages(talkratio.__path__, "talkratio.")
    if not re.search(r"dashboard|cli|__main__|pyannote|cluster", module.name)
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to a file of the project finds it."""
    links = re.findall(r"\]\(([^)#:\s]+)\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if not (page.parent / link).exists()]
    assert not missing


def test_the_python_example_of_the_readme_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The example is executed as it stands."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    example = next(block for block in re.findall(r"```python\n(.*?)```", readme, re.DOTALL))
    monkeypatch.chdir(ROOT)
    exec(compile(example, "README.md", "exec"), {})
    assert 0 < float(capsys.readouterr().out.split()[0]) < 1


@pytest.mark.parametrize("name", PURE)
def test_examples_in_docstrings_are_true(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every `>>>` gives what stands below it."""
    monkeypatch.chdir(ROOT)
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert result.failed == 0


def test_the_public_names_are_there() -> None:
    """`__all__` says what the package offers, and all of it can be had."""
    for name in talkratio.__all__:
        assert getattr(talkratio, name) is not None
