"""The whole way with the keyboard alone: a file chosen, roles, the share, a turn corrected, a file exported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from talkratio.edits import Reassign
from talkratio.figures import headline
from talkratio.texts.numbers import percent
from tests.dashboard.chromium import browser, newest, settled, share_on, shown, until
from tests.dashboard.keeping import composed, keep, spoken

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser() is None, reason="no Chromium on this computer"),
    pytest.mark.timeout(300),
]
MOST_STOPS = 40
SAID = (
    (1, 5, "Lis", "Hvad er du stolt af i år?"),
    (6, 20, "Bo", "Jeg er stolt af det hele."),
    (21, 24, "Lis", "Hvordan fik du det til at lykkes?"),
    (25, 40, "Bo", "Vi talte sammen hver uge."),
)
STOP = """
() => {
  let at = document.activeElement;
  while (at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
  const above = (one) => one.parentElement || (one.getRootNode().host ?? null);
  const looks = (one) => {
    const found = [];
    for (let step = 0; one && step < 4; step += 1, one = above(one)) {
      for (const part of [one, ...one.children]) {
        const { outlineStyle, outlineWidth, boxShadow, borderColor, backgroundColor } = getComputedStyle(part);
        found.push([outlineStyle, outlineWidth, boxShadow, borderColor, backgroundColor].join());
      }
    }
    return found.join("|");
  };
  const before = window.talkratioStop;
  const drawn = before && before.at.isConnected && !["BODY", "CANVAS"].includes(before.at.tagName);
  const seen = !drawn || looks(before.at) !== before.looks;
  window.talkratioStop = { at, looks: looks(at) };
  const name = at.getAttribute("aria-label") || at.innerText || at.value || "";
  return { name, kind: at.tagName, last: before ? before.at.outerHTML.slice(0, 200) : "", seen };
}
"""
"""what has the focus now, and whether what had it before looked otherwise while it had it; tables draw their own"""


def test_the_whole_way_by_keyboard_alone(visit: Callable[..., Any], tmp_path: Path) -> None:
    """Every stop on the way can be seen, and none is a trap."""
    cues = "\n".join(
        f"00:{at // 60:02}:{at:02}.000 --> 00:00:{end:02}.000\n<v {who}>{text}</v>\n" for at, end, who, text in SAID
    )
    (tmp_path / "samtale.vtt").write_text(f"WEBVTT\n\n{cues}", encoding="utf-8")
    page, choosers = visit(), []
    # From the beginning: a chooser that opens while playwright is still getting ready to be told is lost.
    page.on("filechooser", lambda chooser: choosers.append(chooser))
    page.locator("input[type=file]").wait_for(state="attached")
    _go_to(page, "Gå til indholdet")
    page.keyboard.press("Enter")
    _go_to(page, "Træk en optagelse")
    page.keyboard.press("Enter")
    until(lambda: page.wait_for_timeout(50) or choosers)
    choosers[0].set_files(tmp_path / "samtale.vtt")
    page.locator(".voices").wait_for()
    _go_to(page, "Vælg som leder")
    page.keyboard.press("Space")
    until(lambda: shown(newest()).roles.manager == "Bo")
    _go_to(page, "Lederens taletid")
    page.keyboard.press("ArrowLeft")
    _go_to(page, "Vis mig tallet")
    page.keyboard.press("Enter")
    page.locator(".hero").wait_for()
    kept = newest()
    assert share_on(page) == percent(headline(shown(kept)).share, "da")
    assert kept.about.guess == pytest.approx(0.49)
    _go_to(page, "Ret i samtalen")
    page.keyboard.press("Enter")
    _correct(page)
    (edit,) = (one for one in kept.edits()[0] if isinstance(one, Reassign))
    assert (edit.speaker, edit.to) == ("Bo", "Lis")
    page.locator("[data-part=after]").wait_for()
    _go_to(page, "Webside")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert "<svg" in Path(download.value.path()).read_text(encoding="utf-8")


def test_what_is_asked_first_can_be_answered_and_left_by_keyboard(visit: Callable[..., Any]) -> None:
    """Both answers are on the way; keeping it leads back to the button that asked, and a yes deletes."""
    kept = keep(composed(spoken()))
    page = visit("mine")
    page.locator(f".st-key-row-{kept.name}").get_by_text("Mere").click()
    _go_to(page, "Slet lyden")
    for answer in ("Nej, behold", "Ja, slet lyden"):
        assert "Slet lyden" in page.evaluate("document.activeElement.innerText")
        page.keyboard.press("Enter")
        _go_to(page, answer)
        assert kept.recording is not None
        page.keyboard.press("Enter")
        settled(page)
        assert page.get_by_role("button", name=answer).count() == 0
    until(lambda: kept.recording is None)


def _correct(page: Any) -> None:
    """The second turn, chosen on the ribbon, is given to the other."""
    page.locator("rect.turn").nth(len(SAID) - 1).wait_for(state="attached")
    _go_to(page, "Samtalen fra start til slut")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    page.keyboard.press("Enter")
    page.locator('rect.chosen[data-turn="1"]').wait_for(state="attached")
    _go_to(page, "Det var")
    page.keyboard.press("Enter")
    until(lambda: len(newest().edits()[0]) > 1)


def _go_to(page: Any, name: str) -> None:
    """Presses Tab until that has the focus."""
    settled(page)
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        page.wait_for_timeout(60)
        stop = page.evaluate(STOP)
        assert stop["seen"], f"nobody sees that this has the focus: {stop['last']}"
        if name in stop["name"]:
            return
    raise AssertionError(f"no way to {name}")
