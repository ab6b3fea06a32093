"""The summary on a terminal."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from rich.console import Console
from rich.text import Text

from talkratio import pipeline
from talkratio.cli.summary import EMPLOYEE, MANAGER, OBSERVER, WIDTH, summary
from talkratio.report import Provenance, Report
from talkratio.texts import Language
from tests.draw import draw

TWO = """
Leder       ####............
Medarbejder ....############
"""
THREE = """
Leder       ####................
Medarbejder ....############....
Tillid      ................####
"""


def measured(picture: str) -> Report:
    known = Provenance("mus.wav", None, "", "2026-03-05T10:00:00+01:00", "labels", None)
    return pipeline.compose(draw(picture, step=5.0), known, "Leder")


def shown(report: Report, language: Language) -> tuple[Counter[str], str]:
    """How many signs of the bar have which colour, and the line below it."""
    console = Console(width=90, force_terminal=True, color_system="truecolor", file=io.StringIO())
    bar: Counter[str] = Counter()
    for part in console.render(summary(report, language)):
        if set(part.text) & set("█▒") and part.style and part.style.color:
            bar[part.style.color.name] += len(part.text)
    with console.capture() as seen:
        console.print(summary(report, language))
    lines = Text.from_ansi(seen.get()).plain.splitlines()
    return bar, lines[next(at for at, line in enumerate(lines) if "█" in line) + 1].strip(" │")


def test_two_people_share_the_whole_bar() -> None:
    """Manager and employee, a quarter and the rest, each with a name at an end of it."""
    bar, names = shown(measured(TWO), "da")
    assert bar == {MANAGER: WIDTH // 4, EMPLOYEE: WIDTH - WIDTH // 4}
    assert names.split("  ")[0] == "Leder 25\u202f%"
    assert names.endswith("Medarbejder 75\u202f%")


@pytest.mark.parametrize(("language", "named"), [("da", "Bisidder 20\u202f%"), ("en", "Observer 20%")])
def test_an_observer_has_a_part_and_a_name_of_their_own(language: Language, named: str) -> None:
    """In a colour that is neither the manager's nor the employee's."""
    bar, names = shown(measured(THREE), language)
    assert bar == {MANAGER: WIDTH // 5, EMPLOYEE: 3 * WIDTH // 5, OBSERVER: WIDTH // 5}
    assert names.endswith(named)
    assert len(names) == WIDTH


def test_one_voice_alone_fills_the_bar() -> None:
    """There is nobody else to name a part of it after."""
    bar, names = shown(measured("Leder ########"), "en")
    assert bar == {MANAGER: WIDTH}
    assert "Observer" not in names
