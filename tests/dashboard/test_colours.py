"""Every colour can be seen on what it lies on, by day and in the dark: the numbers of WCAG 2.2, computed as it says."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from talkratio.plan import year

PACKAGE = Path(year.__file__).parents[1]
TEXT, GRAPHICS, APART = 4.5, 3.0, 2.5
"""least contrasts: of words, of drawn parts, and of the two people's colours where they touch, which also differ by
place and words"""
GROUNDS = ("paper", "ground", "wash")
WORDS = ("ink", "soft", "accent", "bad", "manager-ink", "employee-ink")
DRAWN = ("manager", "employee", "observer", "accent", "bad", "soft")
WASHED = (("manager-ink", "manager-wash"), ("employee-ink", "employee-wash"), ("soft", "manager-wash"))
"""words on the people's own washes"""
THEMES = ("light", "dark")


def tokens(theme: str) -> dict[str, str]:
    """The colours of the dashboard by name, as `#rrggbb`."""
    css = (PACKAGE / "dashboard" / "assets" / "colours.css").read_text(encoding="utf-8")
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", css)
    return {name: pair[THEMES.index(theme)] for name, *pair in found}


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0..1 (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 for equal colours to 21 for black on white."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_is_that_of_the_guideline() -> None:
    """Black on white is 21, and the grey that is known to be just enough for words is."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_words_and_drawings_can_be_seen(theme: str) -> None:
    """Each ink on each ground, and each colour that tells something on each ground."""
    of = tokens(theme)
    pairs = [(ink, ground, TEXT) for ink, ground in (*itertools.product(WORDS, GROUNDS), *WASHED)]
    pairs += [(drawn, ground, GRAPHICS) for drawn, ground in itertools.product(DRAWN, GROUNDS)]
    pairs.append(("manager", "employee", APART))
    faint = {pair: round(contrast(of[pair[0]], of[pair[1]]), 2) for pair in pairs}
    assert {pair: found for pair, found in faint.items() if found < pair[2]} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_a_dashed_line_can_be_seen_on_whatever_it_crosses(theme: str) -> None:
    """One of its two colours, the ink or the ground, on each person's colour and on their wash."""
    of = tokens(theme)
    for crossed in ("manager", "employee", "observer", "wash", "employee-wash"):
        assert max(contrast(of[dash], of[crossed]) for dash in ("ink", "ground")) >= GRAPHICS


@pytest.mark.parametrize("theme", THEMES)
def test_the_wheel_can_be_seen_and_its_numbers_read(theme: str) -> None:
    """Its colours are the same by day and in the dark, so they must do on both, and each bears a number."""
    of = tokens(theme)
    for colour in year.COLOURS.values():
        assert contrast(year.NUMBER, colour) >= TEXT
        assert min(contrast(colour, of[ground]) for ground in GROUNDS) >= GRAPHICS


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_given_away_wears_the_same_colours(theme: str) -> None:
    """The two people are the same blue and amber in a page taken along."""
    css = (PACKAGE / "exports" / "page.css").read_text(encoding="utf-8").splitlines()
    line = next(one for one in css if one.startswith((":root", "@media (prefers-color-scheme:dark)")[theme == "dark"]))
    for name in ("manager", "employee", "observer"):
        assert f"--{name}:{tokens(theme)[name]};" in line
