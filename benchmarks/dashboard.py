"""How long a person waits: a 90-minute conversation opened in a real browser, and a correction shown.

`python -m benchmarks.dashboard` prints the section; it needs Chromium and asserts nothing.
"""

from __future__ import annotations

import contextlib
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from talkratio import library, pipeline, report
from talkratio.conversation import Conversation, Doubt, Turn, Word
from talkratio.interval import Interval
from talkratio.library import ORIGINAL, Kept
from talkratio.report import Provenance
from tests.dashboard.chromium import browser, chromium, served

TURNS = 1500
WORDS = 12_000
MINUTES = 90
ROUNDS = 5
SAID = "Det kan jeg godt forstå, for det har vi også talt om før, og jeg lytter til det, du fortæller nu."
ASKED = "Hvad har du selv mest lyst til?"
ONE_IN = 8
"""every so many turns of the manager is a question"""


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds that a person waited, and seconds of processor it took, which a busy computer stretches less."""

    seconds: float
    processor: float


def main() -> None:
    """Prints the section."""
    print(section())


def section() -> str:
    """The measured times as Markdown, or why they could not be measured."""
    heading = "## Dashboard: how long a person waits\n\n"
    if browser() is None:
        return f"{heading}Not measured: no Chromium on this computer.\n"
    opened, again, corrected = measured()
    rows = [
        ("the page opened in a browser that was never here, share, ribbon and questions on screen", opened, 1.5),
        ("the page opened again in the same browser", again, 1.5),
        ("a turn given to the other, new share on screen", corrected, 0.5),
    ]
    table = "".join(
        f"| {what} | {statistics.median(one.seconds for one in waits):.2f} | {max(one.seconds for one in waits):.2f} | "
        f"{statistics.median(one.processor for one in waits):.2f} | {limit} |\n"
        for what, waits, limit in rows
    )
    where = f"Chromium on the same computer ({os.cpu_count()} cores, {os.getloadavg()[0]:.1f} of them busy)"
    return (
        f"{heading}A conversation of {MINUTES} minutes, {TURNS} turns and {WORDS} words; {where}, {ROUNDS} rounds.\n\n"
        f"| | median s | slowest s | processor s | wanted s |\n|---|---|---|---|---|\n{table}"
    )


def measured() -> tuple[list[Wait], list[Wait], list[Wait]]:
    """Seconds until the page stands (first time and later), and until a correction is shown."""
    first: list[Wait] = []
    later: list[Wait] = []
    corrections: list[Wait] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        _home(Path(folder) / "home") as home,
        served(home, Path(folder) / "log") as address,
        chromium() as opened,
    ):
        _opened(opened, f"{address}/")  # the server itself is warm, as after its first page
        for number in range(ROUNDS):
            kept = long_conversation(number)
            visitor = opened.new_context(viewport={"width": 1366, "height": 900})
            first.append(_opened(visitor, f"{address}/talk?c={kept.name}"))
            later.append(_opened(visitor, f"{address}/talk?c={kept.name}"))
            corrections += _corrected(visitor, f"{address}/correct?c={kept.name}")
            visitor.close()
    return first, later, corrections


def long_conversation(seed: int) -> Kept:
    """Ninety minutes kept as an analysis would leave them."""
    dice, at = random.Random(seed), 0.0
    mean = MINUTES * 60 / TURNS
    turns, words = [], []
    each = WORDS // TURNS
    for index in range(TURNS):
        speaker = "AB"[index % 2]
        length = mean * dice.uniform(0.4, 1.2)
        span = Interval(at, at + length)
        turns.append(Turn(span, speaker))
        asks = speaker == "A" and dice.randrange(ONE_IN) == 0
        said = (ASKED if asks else SAID).split()
        begin = 0 if asks else dice.randrange(len(said))
        for place in range(each):
            start = span.start + place * length / each
            words.append(Word(Interval(start, start + length / each), said[(begin + place) % len(said)], 0.9, speaker))
        at += length + mean * 0.2 * dice.uniform(0.0, 1.0)
    doubts = tuple(Doubt(turn.interval, ((turn.speaker, 0.7),)) for turn in turns[::10])
    spoken = Conversation(max(MINUTES * 60.0, at), tuple(turns), tuple(words), "da")
    known = Provenance("recording.wav", "0" * 64, "0", "2026-11-24T10:00:00+01:00", "builtin", "captions")
    kept, _ = library.new("90", ".wav")
    kept.write(ORIGINAL, report.dumps(pipeline.compose(spoken, known, "A", doubts=doubts)))
    kept.describe(cast=True)
    return kept


def _busy() -> float:
    """Seconds of processor that the server and the browser have used so far."""
    spent = 0.0
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            times = child.cpu_times()
            spent += times.user + times.system
    return spent


def _opened(visitor: Any, address: str) -> Wait:
    """Seconds from the address to a page that can be used: headline shown, ribbon drawn, questions in place."""
    page = visitor.new_page()
    began, busy = time.perf_counter(), _busy()
    page.goto(address)
    if "talk" in address:
        page.locator("[data-part=share]").wait_for()
        page.locator("rect.turn").nth(TURNS - 1).wait_for(state="attached")
        page.locator(".questions li").first.wait_for()
    else:
        page.locator("input[type=file]").wait_for(state="attached")
    waited = Wait(time.perf_counter() - began, _busy() - busy)
    page.close()
    return waited


def _corrected(visitor: Any, address: str) -> list[Wait]:
    page = visitor.new_page()
    page.goto(address)
    page.locator("rect.turn").nth(TURNS - 1).wait_for(state="attached")
    times: list[Wait] = []
    for index in (100, 500, 900):
        page.locator(f'rect[data-turn="{index}"]').click(force=True)
        button = page.get_by_role("button", name="Det var")
        page.locator(f'rect.chosen[data-turn="{index}"]').wait_for(state="attached")
        button.first.wait_for()
        count = len(times) + 1
        began, busy = time.perf_counter(), _busy()
        button.first.click()
        page.get_by_text(f"rettelser: {count}").wait_for()
        times.append(Wait(time.perf_counter() - began, _busy() - busy))
    page.close()
    return times


@contextmanager
def _home(folder: Path) -> Iterator[Path]:
    before = os.environ.get("TALKRATIO_HOME")
    os.environ["TALKRATIO_HOME"] = str(folder)
    try:
        yield folder
    finally:
        if before is None:
            del os.environ["TALKRATIO_HOME"]
        else:
            os.environ["TALKRATIO_HOME"] = before


if __name__ == "__main__":
    main()
