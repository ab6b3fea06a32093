"""Makes the pictures of the dashboard: `python docs/screenshots.py` (needs Chromium and Pillow).

The Danish and the English sample are analysed as anybody would, then looked at in light and dark, on a laptop and on
a tablet. `NAME-LANGUAGE-THEME.png`, `tablet-…` for the tablet.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from talkratio import library  # noqa: E402
from talkratio.library import Kept, Numbers  # noqa: E402
from talkratio.plan import rounds  # noqa: E402
from talkratio.plan.agreements import Agreement  # noqa: E402
from talkratio.plan.plan import Want, compose, timed  # noqa: E402
from talkratio.plan.promises import suggested  # noqa: E402
from talkratio.plan.worth import Worth  # noqa: E402
from tests.dashboard.chromium import chromium, served  # noqa: E402

SAMPLES = HERE.parent / "samples"
LAPTOP, TABLET = (1366, 860), (834, 1194)
COLOURS = 128
"""a palette is enough for flat colours and keeps the pictures small"""
Shot = tuple[str, str, str, str, tuple[int, int], str]
"""name, page, language, theme, size, and the heading that is to stand at the top; empty for the page's beginning"""
SHOTS: tuple[Shot, ...] = (
    ("report", "talk", "da", "light", LAPTOP, ""),
    ("report", "talk", "da", "dark", LAPTOP, ""),
    ("report", "talk", "en", "light", LAPTOP, ""),
    ("course", "talk", "da", "light", LAPTOP, "I hver femtedel"),
    ("questions", "talk", "en", "light", LAPTOP, "The manager's questions"),
    ("correct", "correct", "da", "light", LAPTOP, ""),
    ("mine", "mine", "da", "light", LAPTOP, ""),
    ("trend", "mine", "da", "light", LAPTOP, "Samlet"),
    ("settings", "settings", "da", "light", LAPTOP, "Modeller til ordene"),
    ("start", "start", "da", "light", LAPTOP, ""),
    ("people", "people", "en", "dark", LAPTOP, ""),
    ("plan", "plan", "da", "light", LAPTOP, ""),
    ("agreements", "agreements", "da", "light", LAPTOP, ""),
    ("agreements", "agreements", "en", "dark", LAPTOP, ""),
    ("weigh", "plan", "da", "light", LAPTOP, "Hvor meget betyder det for jer?"),
    ("year", "year", "da", "light", LAPTOP, ""),
    ("held", "year", "en", "dark", LAPTOP, "Was it worth the time?"),
    ("tablet-report", "talk", "en", "dark", TABLET, ""),
    ("tablet-correct", "correct", "da", "light", TABLET, ""),
)
ROUND = ("plan", "agreements", "year")
"""pages of the round, taken last: what they show is no part of the others"""


def main() -> None:
    """Analyses both samples in the browser and takes every picture."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TALKRATIO_HOME"] = str(Path(folder) / "home")
        with served(Path(folder) / "home", Path(folder) / "log") as address, chromium() as browser:
            kept = {language: _analysed(browser, address, language) for language in ("da", "en")}
            _past()
            for shot in (shot for shot in SHOTS if shot[1] not in ROUND):
                _take(browser, address, kept[shot[2]], shot)
            _year()
            for language, name in kept.items():
                _planned(library.find(name), *PEOPLE[language])
            for shot in (shot for shot in SHOTS if shot[1] in ROUND):
                _take(browser, address, kept[shot[2]], shot)


def _analysed(browser: Any, address: str, language: str) -> str:
    """The sample as somebody opens it, guesses 30 % and sees the number; gives its folder's name."""
    page = browser.new_page(viewport={"width": LAPTOP[0], "height": LAPTOP[1]})
    page.set_default_timeout(90_000)
    page.goto(f"{address}/?lang={language}")
    page.locator(".st-key-sample button").click()
    page.locator(".voices").wait_for(timeout=300_000)
    slider = page.get_by_role("slider")
    for _ in range(15):
        slider.press("ArrowLeft")
    page.locator(".st-key-guessed button").click()
    page.locator(".hero").wait_for()
    page.close()
    return library.kept()[0].name


def _past() -> None:
    """Five earlier conversations, of which only the numbers are left."""
    shares = (0.52, 0.47, 0.49, 0.44, 0.43)
    for index, share in enumerate(shares):
        kept, _ = library.new(("MUS, marts", "MUS, april", "Opfølgning, maj", "MUS, juni", "MUS, august")[index])
        kept.describe(created=f"2026-0{(3, 4, 5, 6, 8)[index]}-12T10:00:00+02:00", cast=True)
        kept.keep_numbers(
            Numbers(
                duration=3300.0 + 120 * index,
                speech=2700.0,
                overlap=60.0,
                share=share,
                low=share - 0.03,
                high=share + 0.03,
                target=0.30,
                questions=24,
                judged_questions=22,
                open_questions=7 + index,
            )
        )


YEAR = (
    ("Jonas", "mus", 3, 0.52, 62, ("kept", "kept", "dropped"), (3, 3, 3, 4)),
    ("Amira", "mus", 4, 0.47, 55, ("kept", "open"), (4, 3, 4, 4)),
    ("Peter", "performance", 6, 0.49, 70, ("open",), ()),
    ("Jonas", "status", 8, 0.41, 31, ("kept", "kept"), (4, 4, 4, 3)),
    ("Amira", "status", 10, 0.36, 33, ("kept", "kept", "kept"), (4, 5, 5, 4)),
)
"""with whom, what kind, how many months ago counted from March, share, minutes, promises, and both sides' answers"""
PEOPLE = {"da": ("Mette", "Jonas", 0), "en": ("David", "Priya", 21)}
"""who talk in the samples, and how many days ago they are said to have done so"""
PROMISES = ("Faglig sparring hver anden fredag", "Kurset i projektledelse i maj", "Vagterne fordeles på ny")


def _year() -> None:
    """A year of conversations held earlier, each with what was agreed and what it was worth."""
    for who, kind, month, share, minutes, standing, said in YEAR:
        when = datetime(2026, month, 12, 10, 0)
        kept, _ = library.new(f"{who}, {kind}")
        kept.describe(created=when.astimezone().isoformat(timespec="seconds"), cast=True)
        band = {"share": share, "low": share - 0.03, "high": share + 0.03, "target": 0.30}
        numbers = Numbers(duration=60.0 * minutes, speech=50.0 * minutes, overlap=60.0, **band)
        kept.keep_numbers(numbers)
        made = rounds.begin(replace(compose(kind, manager="Mette", employee=who), begins=when))
        agreed = [
            Agreement(f"{month}{at}", "both", PROMISES[at], status=status, confirmed_by=("employee", "manager"))
            for at, status in enumerate(standing)
        ]
        answers = (Worth("manager", *said[:2], True), Worth("employee", *said[2:], True)) if said else ()
        rounds.save(replace(made, created=kept.created, agreements=tuple(agreed), worth=answers))
        rounds.link(made.key, kept)


def _planned(kept: Kept, manager: str, employee: str, days: int) -> None:
    """A plan as short as the sample, `days` ago, with wishes both weighed and what both agreed on in it."""
    held = datetime.now().astimezone() - timedelta(days=days)
    kept.describe(created=held.isoformat(timespec="seconds"))
    before = rounds.carried(employee, rounds.rounds())
    plan = compose("mus", manager=manager, employee=employee, carried=before)
    short = timed(plan, {item.element: 1 for item in plan.items})
    wants = (Want("wellbeing", 4, 5), Want("common_goals", 5, 3))
    made = rounds.begin(replace(short, begins=datetime(2027, 1, 14, 13, 0), place="Lokale 2", wants=wants))
    report = kept.report()
    if report is not None:
        first, *others = suggested(report.conversation, report.roles)
        agreed = replace(first, status="open", due=date(2027, 1, 29), confirmed_by=("employee", "manager"))
        rounds.change(made.key, lambda one: one.suggested((agreed, *others)))
    rounds.link(made.key, kept)


def _take(browser: Any, address: str, kept: str, shot: Shot) -> None:
    name, page_name, language, theme, (width, height), down = shot
    place = {"da": "da-DK", "en": "en-GB"}[language]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme, locale=place)
    page = context.new_page()
    path = "" if page_name == "start" else page_name
    page.goto(f"{address}/{path}?c={kept}&lang={language}")
    page.locator(".wordmark").wait_for()
    page.locator('[data-testid="stMain"]').get_by_role("heading").first.wait_for(timeout=90_000)
    page.locator('[data-test-script-state="notRunning"]').wait_for(timeout=90_000)
    page.wait_for_timeout(2500)
    if page_name == "correct":
        page.locator("rect.turn").nth(10).click(force=True)
        page.wait_for_timeout(2000)
    if down:
        page.get_by_role("heading", name=down).evaluate("(heading) => heading.scrollIntoView()")
        page.locator('[data-testid="stMain"]').evaluate("(main) => main.scrollBy(0, -24)")
        page.wait_for_timeout(600)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    target = HERE / f"{name}-{language}-{theme}.png"
    picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(target, optimize=True)
    context.close()


if __name__ == "__main__":
    main()
