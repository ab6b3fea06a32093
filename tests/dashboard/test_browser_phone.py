"""The pages on a telephone: everything is in the window, or can be scrolled to."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from tests.dashboard.chromium import browser, settled
from tests.dashboard.keeping import composed, keep, spoken

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser() is None, reason="no Chromium on this computer"),
    pytest.mark.timeout(240),
]
OUTSIDE = """() => [...document.querySelectorAll("[data-testid=stMain] *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .map((one) => `${one.tagName} ${one.textContent.trim().slice(0, 40)}`)"""
TIMES = """() => {
  const found = (root) => root.querySelector("[data-part=ticks]")
    || [...root.querySelectorAll("*")].map((one) => one.shadowRoot && found(one.shadowRoot)).find(Boolean);
  const places = [...found(document).children].map((one) => one.getBoundingClientRect());
  return places.map(({ left, right }) => [left, right]);
}"""


@pytest.mark.parametrize("language", ["da", "en"])
def test_nothing_is_cut_off_on_a_telephone(visit: Callable[..., Any], address: str, language: str) -> None:
    """A share beside a title, the marks of a model: what does not fit beside the rest goes below it."""
    kept = keep(composed(spoken()), title="En samtale med et navn, der er langt")
    page = visit(f"?lang={language}")
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("start", "talk", "correct", "mine", "settings", "plan", "agreements", "year", "record"):
        page.goto(f"{address}/{name}?lang={language}&c={kept.name}")
        page.locator(".wordmark").wait_for()
        settled(page)
        assert page.evaluate(OUTSIDE) == [], name


def test_the_times_below_the_ribbon_stand_apart(visit: Callable[..., Any]) -> None:
    """Of an hour and a half there are as many as the width bears, also once the telephone is turned."""
    long = spoken("L " + "#" * 6000 + "." * 4800 + "\nM " + "." * 6000 + "#" * 4800)
    kept = keep(composed(long, unsure=False), sound=False)
    page = visit(f"talk?c={kept.name}")
    counts = []
    for width, height in ((390, 844), (844, 390)):
        page.set_viewport_size({"width": width, "height": height})
        settled(page)
        times = page.evaluate(TIMES)
        assert all(right < left for (_, right), (left, _) in pairwise(times))
        counts.append(len(times))
    assert 3 <= counts[0] < counts[1]
