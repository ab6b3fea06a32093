"""The whole round in a real browser, with the sample that ships."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from icalendar import Calendar

from talkratio import library
from talkratio.plan import rounds
from talkratio.plan.rounds import Round
from tests.dashboard.chromium import browser, chromium, served, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser() is None, reason="no Chromium on this computer"),
    pytest.mark.timeout(300),
]
SAMPLES = Path(__file__).parents[2] / "samples"


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


def downloaded(page: Any, button: str) -> bytes:
    """What a button lets the browser keep."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    return Path(waiting.value.path()).read_bytes()


def last() -> Round:
    return rounds.find("last")


def test_a_newcomer_goes_through_the_whole_round(page: Any) -> None:
    """Compose, print, analyse, time by topic, agree, development plan, follow up, and the next one opens with it."""
    page.get_by_role("link", name="Forbered").click()
    page.get_by_label("Medarbejder", exact=True).fill("Jonas")
    page.get_by_label("Leder", exact=True).fill("Mette")
    page.get_by_role("group", name="Dag").get_by_role("spinbutton").first.click()
    page.keyboard.type("14012027")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Gem planen").click()
    page.get_by_role("heading", name="Papirer til jer begge").wait_for()
    assert last().plan.employee == "Jonas"
    assert last().plan.begins == datetime(2027, 1, 14, 13, 0)
    assert downloaded(page, "Dagsorden som PDF").startswith(b"%PDF")
    assert Calendar.from_ical(downloaded(page, "Kalenderaftale")).walk("VEVENT")
    _analyse(page)
    _agree(page)
    plan = Document(io.BytesIO(downloaded(page, "Udviklingsplan i Word")))
    agreed = next(one for one in last().agreements if one.status == "open")
    assert agreed.what in [cell.text for row in plan.tables[0].rows for cell in row.cells]
    page.get_by_role("button", name="Planlæg den næste samtale").click()
    page.get_by_role("heading", name="Det aftalte I sidst").wait_for()
    assert page.get_by_text(agreed.what).first.is_visible()
    page.get_by_text("English", exact=True).click()
    page.get_by_role("heading", name="What you agreed last time").wait_for()


def _analyse(page: Any) -> None:
    """The sample with its captions, and the plan linked to it."""
    page.get_by_role("link", name="Start").click()
    page.locator("input[type=file]").set_input_files([SAMPLES / "mus-da.ogg", SAMPLES / "mus-da.vtt"])
    page.locator(".voices").wait_for(timeout=120_000)
    page.get_by_role("button", name="Vis mig tallet").click()
    page.locator(".hero").wait_for()
    page.get_by_role("link", name="Aftaler").click()
    page.get_by_role("button", name="Ja, den hører til").click()
    page.locator(".reached li").first.wait_for()
    assert rounds.of(library.kept()[0]) == last()
    assert "Trivsel og motivation" in page.locator(".reached").inner_text()


def _agree(page: Any) -> None:
    """The first sentence that sounded like a promise, confirmed by both."""
    page.get_by_role("button", name="Find aftaler i samtalen").click()
    until(lambda: last().agreements)
    first = last().agreements[0]
    page.get_by_text(first.what).first.click()
    page.get_by_text("Lederen siger ja").first.click()
    page.get_by_text("Medarbejderen siger ja").first.click()
    page.get_by_role("button", name="Gem aftalen").first.click()
    until(lambda: last().agreement(first.key).status == "open")
