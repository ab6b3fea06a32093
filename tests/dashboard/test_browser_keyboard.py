"""The way from a file to its correction and a page to pass on, for those who use no mouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.dashboard.chromium import browser, newest, shown, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser() is None, reason="no Chromium on this computer"),
    pytest.mark.timeout(240),
]
TALK = """1
00:00:01,000 --> 00:00:03,000
Lis: Hvad er du stolt af?

2
00:00:04,000 --> 00:00:12,000
Bo: Jeg er stolt af det hele.

3
00:00:13,000 --> 00:00:15,000
Lis: Hvordan gik det til?
"""
HERE = """
(wanted) => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at?.matches(wanted) ?? false;
}
"""


def reach(page: Any, wanted: str, most: int = 90) -> None:
    """Presses the Tab key until the focus is there, and sees that it shows."""
    page.locator(wanted).first.wait_for(state="attached")
    page.locator('[data-test-script-state="notRunning"]').wait_for()
    for _ in range(most):
        if page.evaluate(HERE, wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not lead to {wanted}")


def test_from_the_upload_to_the_correction_and_the_export_by_keyboard_alone(
    visit: Callable[..., Any], tmp_path: Path
) -> None:
    """File chosen, guess skipped, ribbon heard in words, a turn given to the other and undone, a page saved."""
    path = tmp_path / "samtale.srt"
    path.write_text(TALK, encoding="utf-8")
    page = visit()
    reach(page, "input[type=file]")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(path)
    reach(page, ".st-key-skip button")
    page.keyboard.press("Enter")
    kept = newest()
    reach(page, "svg[data-part=lanes]")
    spoken = page.locator("svg[data-part=lanes]")
    page.keyboard.press("PageDown")
    until(lambda: spoken.get_attribute("aria-valuetext") == "0:01, Leder")
    page.keyboard.press("PageDown")
    until(lambda: spoken.get_attribute("aria-valuetext") == "0:04, Medarbejder")
    page.keyboard.press("PageUp")
    until(lambda: spoken.get_attribute("aria-valuetext") == "0:01, Leder")
    reach(page, ".st-key-to_correct button")
    page.keyboard.press("Enter")
    page.locator(".st-key-undo").wait_for()
    reach(page, "svg[data-part=lanes]")
    page.keyboard.press("PageDown")
    page.keyboard.press("Enter")
    page.locator("rect.chosen").wait_for(state="attached")
    before = shown(kept).conversation.turns
    reach(page, '[class*="st-key-to-"] button')
    page.keyboard.press("Enter")
    until(lambda: shown(kept).conversation.turns != before)
    reach(page, ".st-key-undo button:not([disabled])")
    page.keyboard.press("Enter")
    until(lambda: shown(kept).conversation.turns == before)
    reach(page, '[class*="st-key-export-html"] button')
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert b"<html" in Path(download.value.path()).read_bytes()
