"""The whole path as a newcomer walks it: `python -m tests.dashboard.whole_path FOLDER`, in a network of its own.

From consent to the export, with a real recorder, a real server under strace and a real Chromium. It prints nothing
when all is well; the system calls of the server and of what it started lie in `FOLDER/calls`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from benchmarks import virtual
from talkratio import capture, consent, jobs, library
from talkratio.audio import RATE, Audio
from talkratio.library import Kept
from talkratio.plan import rounds
from talkratio.plan.plan import compose
from tests.dashboard.chromium import choose, chromium, served, until

SAMPLES = Path(__file__).parents[2] / "samples"
WATCH = ("strace", "-D", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg")
CALLS = "calls"


def main(folder: Path) -> None:
    """Walks the path; raises when a step is not as it should be."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=False)  # a new network has not even this
    os.environ["TALKRATIO_HOME"] = str(folder / "home")
    rounds.begin(compose("mus", manager="Mette", employee="Jonas"))
    with Audio.open(SAMPLES / "mus-da.ogg") as audio:
        soundfile.write(folder / "sample.wav", np.concatenate(list(audio.mono())), RATE)
    with (
        virtual.pulse(("Bordmikrofon",)) as server,
        served(folder / "home", folder / "log", watch=(*WATCH, "-o", str(folder / CALLS))) as address,
        chromium() as browser,
    ):
        page = browser.new_context(viewport={"width": 1366, "height": 900}, accept_downloads=True).new_page()
        page.set_default_timeout(90_000)
        page.goto(f"{address}/record?lang=da")
        player = server.play(folder / "sample.wav")
        try:
            kept = _agreed(page, folder)
            _checked_in(page, kept)
            _talked(page, kept)
        finally:
            player.kill()
            player.wait()
            for each in library.kept():
                capture.stop(each)
        _heard(page, kept, folder)


def _agreed(page: Any, folder: Path) -> Kept:
    """The plan fills in the names; with two yeses it records, and the receipt is there before the sound."""
    choose(page.get_by_role("combobox", name="Plan"), page.get_by_role("option").nth(1))
    until(lambda: page.locator(".st-key-name_1 input").input_value() == "Jonas")
    for tick in ("tick_0", "tick_1"):
        page.locator(f".st-key-{tick} label").click()
    _look(page, folder, "agree")
    page.locator(".st-key-yes button:not([disabled])").click()
    page.locator("[data-part=recorder]").wait_for()
    (kept,) = library.kept()
    assert consent.read(kept) is not None
    assert capture.running(kept)
    return kept


def _checked_in(page: Any, kept: Kept) -> None:
    """Both say their names, and what was heard is told; the receipt says it was aloud."""
    for said in ("Begynd", "Videre til Jonas", "Færdig"):
        page.get_by_role("button", name=said).click()
        page.wait_for_timeout(2000)
    page.locator("[data-part=heard] li").nth(1).wait_for()
    given = consent.read(kept)
    assert given is not None
    assert "spoken" in {one.how for one in given.people}
    page.get_by_role("button", name="Godt, lad os tale").click()


def _talked(page: Any, kept: Kept) -> None:
    """A phase, a mark, a pause and going on; then the last minutes are forgotten, and a little more is said."""
    page.locator(".st-key-phase button").nth(1).click()
    page.locator("[data-part=phase]").wait_for()
    until(lambda: [mark.label for mark in capture.marks(kept) if mark.kind == "phase"] == ["year"])
    page.locator(".st-key-mark button").click()
    page.locator(".st-key-pause button").click()
    page.locator(".recorder.paused").wait_for()
    page.get_by_role("button", name="Fortsæt").click()
    page.locator(".recorder.recording").wait_for()
    page.get_by_role("button", name="Slet sidste 5 minutter").click()
    page.get_by_role("button", name="Ja, slet dem").click()
    until(lambda: "forgotten" in {mark.kind for mark in capture.marks(kept)})
    until(lambda: _seconds(kept) < 5)
    until(lambda: _seconds(kept) > 8)
    page.get_by_role("button", name="Slut, og se tallet").click()
    until(lambda: not capture.running(kept), 90)  # the page ends it, not what tidies up after a failure


def _seconds(kept: Kept) -> float:
    now = capture.standing(kept)
    assert now is not None
    return now.seconds


def _heard(page: Any, kept: Kept, folder: Path) -> None:
    """The analysis ends, the number is there, and an export is saved."""
    until(lambda: jobs.state(kept).status == "done", 120)
    page.locator(".st-key-guessed button").click()
    page.locator(".hero, .verdict").first.wait_for()
    report = kept.report()
    assert report is not None
    assert report.conversation.turns
    assert ("phase", "year") in {(mark.kind, mark.label) for mark in capture.marks(kept)}
    for end in ("html", "csv"):
        with page.expect_download() as download:
            page.locator(f'.st-key-exports-{kept.name} a[href*="/export.{end}?"]').click()
        download.value.save_as(folder / f"export.{end}")


def _look(page: Any, folder: Path, name: str) -> None:
    """A picture, when somebody wants to see how it looked."""
    if os.environ.get("TALKRATIO_LOOK"):
        page.screenshot(path=folder / f"{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
