"""The whole round in a real browser, with the sample that ships."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest

from talkratio.plan import rounds
from talkratio.plan.agreements import Agreement
from talkratio.plan.plan import compose
from tests.dashboard.chromium import browser, chromium, served, until
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


def test_quick_hands_lose_nothing(page: Any) -> None:
    """Two taps at once are two yeses, and a paper asked for while the page is being drawn comes."""
    made = rounds.begin(compose("mus", manager="Mette", employee="Jonas"))
    rounds.change(made.key, lambda one: one.with_agreement(Agreement("a", "both", "Kursus")))
    page.goto(urljoin(page.url, "/agreements"))
    card = page.locator(".st-key-agreement-a")
    for who in ("Mette", "Jonas"):
        card.get_by_role("button", name=f"{who} siger ja").click()
    until(lambda: rounds.find(made.key).agreement("a").status == "open")
    for note in ("en", "to", "tre"):
        card.get_by_label("Hvad skete der?").fill(note)
        with page.expect_download() as waiting:
            card.get_by_role("button", name="Gem aftalen").click()
            page.get_by_role("link", name="Udviklingsplan i Word").click()
        until(lambda note=note: rounds.find(made.key).agreement("a").note == note)
        assert Path(waiting.value.path()).read_bytes().startswith(b"PK")


def test_effort_adds_up() -> None:
    """A click, a field of nine letters and two hundred words: 2.65 s, 4.67 s and a minute."""
    done = total({"a": Effort(clicks=1), "b": Effort(typed=9, fields=1), "c": Effort(words=200)})
    assert done.seconds == pytest.approx(2.65 + 9 * 0.28 + 1.35 + 0.8 + 60)
