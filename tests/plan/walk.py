"""A newcomer goes through the whole round in Danish with the sample that ships, and every click is counted."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from docx import Document
from icalendar import Calendar

from talkratio import library
from talkratio.plan import rounds
from talkratio.plan.agreements import Agreement
from talkratio.plan.round import Round
from tests.dashboard.chromium import until
from tests.plan.effort import Effort, Hand

Look = Callable[[str], object]
"""is told each time a step is done"""


def walk(page: Any, look: Look = lambda _: None) -> dict[str, Effort]:
    """From composing to the next plan, step by step with what each cost; raises where it cannot go on."""
    hand = Hand(page)
    for step in (_compose, _weigh, _papers, _analyse, _answer, _report, _link, _agree, _document, _follow, _next):
        hand.begins(step.__name__.strip("_"))
        step(hand)
        look(hand.now)
    return hand.steps


def last() -> Round:
    """The newest plan on disk."""
    return rounds.find("last")


def _compose(hand: Hand) -> None:
    """Two names, a day, one element more, two results wanted."""
    page = hand.page
    hand.reads()
    hand.clicks(page.get_by_role("link", name="Forbered"))
    page.get_by_label("Medarbejder", exact=True).wait_for()
    hand.reads()
    hand.types(page.get_by_label("Medarbejder", exact=True), "Jonas")
    hand.types(page.get_by_label("Leder", exact=True), "Mette")
    hand.types(page.get_by_role("group", name="Dag").get_by_role("spinbutton").first, "14012027")
    hand.clicks(page.get_by_role("button", name="Karriereplan"))
    for wanted in ("Bedre trivsel", "Fælles mål"):
        hand.chooses(page.get_by_role("combobox", name="Ønsket resultat"), page.get_by_role("option", name=wanted))
        page.keyboard.press("Escape")
    hand.clicks(page.get_by_role("button", name="Gem planen"))
    page.get_by_role("heading", name="Papirer til jer begge").wait_for()
    plan = last().plan
    assert (plan.employee, plan.begins) == ("Jonas", datetime(2027, 1, 14, 13, 0))
    assert "career" in [item.element for item in plan.items]


def _weigh(hand: Hand) -> None:
    """Each alone on a screen handed over."""
    page = hand.page
    for who, weights in (("Mette", "43"), ("Jonas", "52")):
        hand.reads()
        hand.clicks(page.get_by_role("button", name=f"{who} svarer nu"))
        page.get_by_role("heading", name=f"{who}, hvor meget").wait_for()
        hand.reads()
        assert page.get_by_label("Medarbejder", exact=True).count() == 0
        for index, weight in enumerate(weights):
            hand.clicks(page.locator("[data-testid=stButtonGroup]").nth(index).get_by_text(weight, exact=True))
        hand.clicks(page.get_by_role("button", name="Gem mine svar"))
        page.get_by_role("heading", name=f"Tak, {who}").wait_for()
        hand.clicks(page.get_by_role("button", name="Tilbage til planen"))
        page.get_by_role("heading", name="Papirer til jer begge").wait_for()
    page.locator(".weights").wait_for()
    until(lambda: [(want.manager, want.employee) for want in last().plan.wants] == [(4, 5), (3, 2)])


def _papers(hand: Hand) -> None:
    """The agenda to print and the appointment with its invitation."""
    hand.reads()
    assert _downloaded(hand, "Dagsorden som PDF").startswith(b"%PDF")
    assert Calendar.from_ical(_downloaded(hand, "Kalenderaftale")).walk("VEVENT")


def _analyse(hand: Hand) -> None:
    """The sample that ships, and a guess."""
    page = hand.page
    hand.clicks(page.get_by_role("link", name="Start"))
    hand.clicks(page.locator(".st-key-sample button"))
    page.locator(".voices").wait_for(timeout=180_000)
    hand.reads()
    hand.clicks(page.get_by_role("button", name="Vis mig tallet"))
    page.locator(".hero").wait_for()


def _answer(hand: Hand) -> None:
    """The report down to what to try next time."""
    hand.reads(down_to=hand.page.locator(".experiment"))


def _report(hand: Hand) -> None:
    """The rest of the report, every row of it."""
    hand.reads()


def _link(hand: Hand) -> None:
    """The plan that the conversation belongs to."""
    page = hand.page
    hand.clicks(page.get_by_role("link", name="Aftaler"))
    hand.clicks(page.get_by_role("button", name="Ja, den hører til"))
    page.locator(".reached li").first.wait_for()
    assert rounds.of(library.kept()[0]) == last()
    assert "Trivsel og motivation" in page.locator(".reached").inner_text()


def _agree(hand: Hand) -> None:
    """The first sentence that sounded like a promise: both say yes, and how success shows and when is written down."""
    page = hand.page
    until(lambda: last().agreements)
    hand.reads()
    first = last().agreements[0]
    card = page.locator(f".st-key-agreement-{first.key.replace('.', '-')}")
    for who in ("Mette", "Jonas"):
        hand.clicks(card.get_by_role("button", name=f"{who} siger ja"))
    until(lambda: last().agreement(first.key).status == "open")
    hand.types(card.get_by_label("Hvordan kan I se, at det er lykkedes?"), "Planen er fulgt i to uger")
    hand.types(card.get_by_role("group", name="Hvornår?").get_by_role("spinbutton").first, "01032027")
    hand.clicks(card.get_by_role("button", name="Gem aftalen"))
    until(lambda: last().agreement(first.key).due == date(2027, 3, 1))


def _document(hand: Hand) -> None:
    """The development plan in Word, for both to sign."""
    plan = Document(io.BytesIO(_downloaded(hand, "Udviklingsplan i Word")))
    assert agreed().what in [cell.text for row in plan.tables[0].rows for cell in row.cells]
    assert Calendar.from_ical(_downloaded(hand, "Påmindelser til kalenderen")).walk("VALARM")


def _follow(hand: Hand) -> None:
    """At the status talk: it was kept, and what came of it."""
    page, key = hand.page, agreed().key
    hand.reads()
    card = page.locator(f".st-key-agreement-{key.replace('.', '-')}")
    happened = card.get_by_label("Hvad skete der?")
    if not happened.is_visible():
        hand.clicks(card.get_by_text("Hvem, hvordan og hvornår"))
    hand.types(happened, "Det virker")
    hand.chooses(card.get_by_role("combobox", name="Hvordan går det?"), page.get_by_role("option", name="holdt"))
    hand.clicks(card.get_by_role("button", name="Gem aftalen"))
    until(lambda: last().agreement(key).status == "kept")


def _next(hand: Hand) -> None:
    """The next conversation opens with what was agreed."""
    page, (kept,) = hand.page, [one for one in last().agreements if one.status == "kept"]
    hand.clicks(page.get_by_role("button", name="Planlæg den næste samtale"))
    page.get_by_role("heading", name="Det aftalte I sidst").wait_for()
    hand.reads()
    assert page.get_by_text(kept.what.rstrip(".")).first.is_visible()


def agreed() -> Agreement:
    """The agreement that both said yes to."""
    return next(one for one in last().agreements if one.status == "open")


def _downloaded(hand: Hand, name: str) -> bytes:
    """The file that the browser keeps."""
    with hand.page.expect_download() as waiting:
        hand.clicks(hand.page.get_by_role("link", name=name))
    return Path(waiting.value.path()).read_bytes()
