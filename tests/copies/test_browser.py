"""A copy opened from disk in a browser."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from talkratio import copies
from talkratio.library import Kept
from tests.copies.hidden import PASSPHRASE


@pytest.mark.browser
@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_copy_opens_in_any_browser(kept: Kept, tmp_path: Path, passphrase: str | None) -> None:
    """Opened from disk it shows report and sound, fetches nothing, and refuses a wrong phrase."""
    from playwright.sync_api import Error, sync_playwright

    path = copies.give(kept, tmp_path / "kopi.html", passphrase=passphrase)
    with sync_playwright() as tool:
        try:
            browser = tool.chromium.launch(executable_path=shutil.which("chromium"))
        except Error as error:
            pytest.skip(f"no Chromium here: {error.message.splitlines()[0]}")
        page = browser.new_page()
        asked: list[str] = []
        wrong: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(path.as_uri())
        if passphrase is not None:
            page.fill("#passphrase", "noget helt andet")
            page.click("button")
            page.wait_for_selector("#wrong:visible")
            page.fill("#passphrase", passphrase)
            page.click("button")
        page.wait_for_selector("#sound:visible")
        assert page.frame_locator("#page").locator("h1").first.inner_text()
        page.wait_for_function("document.getElementById('sound').duration > 2.9")
        assert wrong == []
        assert not [url for url in asked if not url.startswith(("file:", "blob:", "data:", "about:"))]
        browser.close()
