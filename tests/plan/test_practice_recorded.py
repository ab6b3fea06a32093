"""A practice recorded from a microphone in a real browser: the same feedback as after a real conversation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from benchmarks import virtual
from talkratio import capture, jobs, library
from talkratio.audio import RATE, Audio
from talkratio.library import Kept
from talkratio.plan import rounds
from talkratio.plan.plan import compose
from tests.dashboard.chromium import browser, chromium, served, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser() is None, reason="no Chromium on this computer"),
    pytest.mark.timeout(400),
]
SAMPLE = Path(__file__).parents[2] / "samples" / "mus-da.ogg"


def test_a_practice_is_recorded_against_the_plan_and_the_real_one_stays_free(home: Path, tmp_path: Path) -> None:
    """From the practice page to the share and the minutes by element; withdrawn, only the real plan is left."""
    if (why := virtual.missing()) is not None:
        pytest.skip(why)
    real = rounds.begin(compose("mus", manager="Mette", employee="Jonas", chosen=["wellbeing", "career"]))
    with Audio.open(SAMPLE) as audio:
        soundfile.write(tmp_path / "sample.wav", np.concatenate(list(audio.mono())), RATE)
    with (
        virtual.pulse(("Bordmikrofon",)) as server,
        served(home, tmp_path / "log") as address,
        chromium() as opened,
    ):
        page = opened.new_context(viewport={"width": 1366, "height": 900}, locale="da-DK").new_page()
        page.set_default_timeout(90_000)
        page.goto(f"{address}/plan_practice?lang=da")
        player = server.play(tmp_path / "sample.wav")
        try:
            kept = _recorded(page)
        finally:
            player.kill()
            player.wait()
            for each in library.kept():
                capture.stop(each)
        _told(page, kept)
    assert rounds.find("last").key == real.key
    assert rounds.find("last").conversation is None
    library.find(kept.name).delete()
    assert [one.key for one in rounds.rounds()] == [real.key]


def _recorded(page: Any) -> Kept:
    """The names come from the plan; with two yeses it records, one element is marked, and it ends."""
    page.get_by_role("button", name="Optag øvelsen").click()
    until(lambda: page.locator(".st-key-name_1 input").input_value() == "Jonas")
    for tick in ("tick_0", "tick_1"):
        page.locator(f".st-key-{tick} label").click()
    page.locator(".st-key-yes button:not([disabled])").click()
    page.locator("[data-part=recorder]").wait_for()
    (kept,) = library.kept()
    linked = rounds.of(kept)
    assert linked is not None
    assert linked.plan.practice
    page.get_by_role("button", name="Spring over").click()
    page.locator(".st-key-phase button").nth(1).click()
    until(lambda: [mark.label for mark in capture.marks(kept) if mark.kind == "phase"] == ["wellbeing"])
    until(lambda: (now := capture.standing(kept)) is not None and now.seconds > 15)
    page.get_by_role("button", name="Slut, og se tallet").click()
    return kept


def _told(page: Any, kept: Kept) -> None:
    """The share of the practice, and what was marked against the plan."""
    until(lambda: jobs.state(kept).status in ("done", "failed"), 180)
    assert jobs.state(kept).status == "done", jobs.state(kept)
    page.locator(".st-key-guessed button").click()
    page.locator(".hero, .verdict").first.wait_for()
    page.get_by_role("link", name="Aftaler").click()
    page.locator(".reached li").first.wait_for()
    told = page.locator(".reached").inner_text()
    assert "Trivsel og motivation" in told
    assert "karriereplan" in page.locator(".nothing").first.inner_text().lower()
