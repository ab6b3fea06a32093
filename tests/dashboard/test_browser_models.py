from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.dashboard.chromium import browser, served, settled, until
from tests.shelf import FILES, Hub, hub, shelf

__all__ = ["hub", "shelf"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser() is None, reason="no Chromium on this computer"),
    pytest.mark.timeout(240),
]


@pytest.fixture
def page(opened: Any, hub: Hub, tmp_path: Path) -> Iterator[Any]:
    """The settings of a dashboard that knows the hub on this computer, and no other."""
    with served(tmp_path / "home", tmp_path / "log") as address:
        context = opened.new_context(viewport={"width": 1366, "height": 900})
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.goto(f"{address}/settings")
        page.locator(".model").wait_for()
        yield page
        context.close()


def fetch(page: Any) -> None:
    """Opens the choice, reads what it means, and makes it."""
    settled(page)
    page.get_by_role("button", name="Hent", exact=False).first.click()
    page.get_by_text("fra Hugging Face over nettet").wait_for()
    page.locator(".st-key-get-mini button").click()


def test_a_model_is_fetched_stopped_gone_on_with_used_and_deleted(page: Any, hub: Hub, tmp_path: Path) -> None:
    """Nothing is asked of the hub before somebody says so; progress outlives a reload; stop keeps what came."""
    models = tmp_path / "home" / "models"
    assert hub.asked == []
    hub.slow = 2.0  # a busy computer takes its time to press the button
    fetch(page)
    page.get_by_role("progressbar").wait_for()
    page.reload()
    page.get_by_role("progressbar").wait_for()
    come = models / "mini.part" / "model.bin"
    until(lambda: come.exists() and come.stat().st_size)
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Du stoppede").wait_for()
    assert 0 < come.stat().st_size < len(FILES["model.bin"])
    hub.slow = 0.0
    fetch(page)
    page.get_by_text("Installeret").wait_for()
    assert (models / "mini" / "model.bin").read_bytes() == FILES["model.bin"]
    page.get_by_role("button", name="Brug denne").click()
    page.get_by_role("button", name="Bruges").wait_for()
    assert '"model":"mini"' in (tmp_path / "home" / "preferences.json").read_text(encoding="utf-8")
    page.get_by_role("button", name="Slet", exact=False).first.click()
    page.get_by_role("button", name="Slet modellen").click()
    page.get_by_text("Installeret").wait_for(state="detached")
    assert not (models / "mini").exists()
    assert '"model":null' in (tmp_path / "home" / "preferences.json").read_text(encoding="utf-8")


def test_what_keeps_a_model_away_is_explained(page: Any, hub: Hub) -> None:
    """A hub that is down, a file that is not the right one: each in Danish, with what to do, and a way to try again."""
    hub.status = 503
    fetch(page)
    page.get_by_text("Der er ingen forbindelse til").wait_for()
    hub.status = 0
    hub.files["model.bin"] = b"x" * len(FILES["model.bin"])
    page.keyboard.press("Escape")
    fetch(page)
    page.get_by_text("SHA-256").wait_for()
    assert page.locator(".st-key-model-mini").get_by_role("button", name="Hent").is_visible()
