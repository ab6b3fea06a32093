"""The round of a newcomer in clicks, characters and words: `python -m benchmarks.round` (needs Chromium)."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.dashboard.chromium import browser, chromium, served
from tests.plan.effort import Effort, total
from tests.plan.walk import walk

NAMES = {
    "compose": "Compose: names, day, an element more, two results wanted",
    "weigh": "Weigh the results, each alone",
    "papers": "Agenda as PDF and the appointment",
    "analyse": "Open the sample, say who leads, guess",
    "answer": "Read the report down to what to try next time",
    "report": "Read the rest of the report, every row",
    "link": "Say which plan it belongs to",
    "agree": "Elements; an agreement both say yes to, with how and when",
    "document": "Development plan in Word, reminders",
    "follow": "Status: kept, and what came of it",
    "next": "The next plan, opening with what was agreed",
}


def section() -> str:
    """The walk as Markdown; one sentence where there is no browser."""
    lines = [
        "## The whole round, for a newcomer",
        "",
        "A real browser goes from a first plan to the next one that opens with what was agreed, in Danish, with the",
        "sample that ships. Clicks, characters and words that stand on the screen for the first time are counted. The",
        "minutes are an estimate: the keystroke-level model (Card, Moran & Newell 1983: K 0.28 s, P 1.1 s, B 0.1 s,",
        "H 0.4 s, M 1.35 s before each click and field) and every new word read at 200 a minute, labels of fields and",
        "numbers too. The computer's own time, and what two people think and say to each other, are not in them.",
        "",
        "Wanted: under ten minutes. The rule by which the test decides: every word on the way is read, of the report",
        "down to what to try next time. Reading every row of the report takes longer; the table has both.",
        "",
    ]
    if browser() is None:
        return "\n".join([*lines, "Not measured: there is no Chromium here."])
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TALKRATIO_HOME"] = str(Path(folder) / "home")
        with served(Path(folder) / "home", Path(folder) / "log") as address, chromium() as opened:
            page = opened.new_context(viewport={"width": 1366, "height": 900}, locale="da-DK").new_page()
            page.set_default_timeout(90_000)
            page.goto(f"{address}/?lang=da")
            page.locator(".wordmark").wait_for()
            steps = walk(page)
    return "\n".join([*lines, *_table(steps)])


def _table(steps: dict[str, Effort]) -> list[str]:
    """A row for each step, then all together without and with the report read to its end."""
    short = total({step: done for step, done in steps.items() if step != "report"})
    last = [
        ("**Together, the report read down to what to try**", short),
        ("**Together, every row of the report read**", total(steps)),
    ]
    lines = ["| step | clicks | characters | new words | minutes |", "|---|---|---|---|---|"]
    for name, done in [*((NAMES[step], done) for step, done in steps.items()), *last]:
        lines.append(f"| {name} | {done.clicks} | {done.typed} | {done.words} | {done.seconds / 60:.1f} |")
    return lines


if __name__ == "__main__":
    print(section())
