"""The whole round in a real browser, with the sample that ships."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.dashboard.chromium import browser, chromium, served
from tests.plan.effort import Effort, total
from tests.plan.walk import walk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser() is None, reason="no Chromium on this computer"),
    pytest.mark.timeout(400),
]
GOAL = 10 * 60


@pytest.fixture
def page(home: Path, tmp_path: Path) -> Iterator[Any]:
    """A page of the running dashboard; fails when another computer was asked for anything."""
    asked = set()
    with served(home, tmp_path / "server.log") as address, chromium() as opened:
        context = opened.new_context(viewport={"width": 1366, "height": 900}, locale="da-DK")
        context.set_default_timeout(60_000)
        found = context.new_page()
        found.on("request", lambda request: asked.add(re.sub(r"^(\w+://[^/]+).*", r"\1", request.url)))
        found.goto(address)
        found.locator(".wordmark").wait_for(timeout=90_000)
        yield found
        context.close()
    assert {where for where in asked if where.startswith(("http", "ws"))} <= {address, address.replace("http", "ws")}


def test_a_newcomer_goes_through_the_whole_round(page: Any) -> None:
    """Compose to the next plan that opens with what was agreed: below ten minutes.

    The rule: every word on the way is read, of the report down to what to try next time. Its rows below that are there
    for whoever wants to know more; `python -m benchmarks.round` tells both.
    """
    steps = walk(page)
    done = total({step: effort for step, effort in steps.items() if step != "report"})
    assert steps["report"].words
    assert done.seconds < GOAL, done
    page.get_by_text("English", exact=True).click()
    page.get_by_role("heading", name="What you agreed last time").wait_for()


def test_effort_adds_up() -> None:
    """A click, a field of nine letters and two hundred words: 2.65 s, 4.67 s and a minute."""
    done = total({"a": Effort(clicks=1), "b": Effort(typed=9, fields=1), "c": Effort(words=200)})
    assert done.seconds == pytest.approx(2.65 + 9 * 0.28 + 1.35 + 0.8 + 60)
