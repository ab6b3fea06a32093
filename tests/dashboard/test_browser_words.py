"""What Streamlit says of its own accord is said in the language of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from talkratio.dashboard.components import furniture
from talkratio.texts import LANGUAGES, Language, catalogue
from tests.dashboard.chromium import browser, choose, settled, until


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_told_as_a_pair_that_leads_to_the_language_of_the_page(language: Language) -> None:
    """From the other language, so that what stays on the page follows a change of language."""
    other = next(one for one in LANGUAGES if one != language)
    assert furniture(language) == [
        [catalogue("streamlit", other)[key], sentence] for key, sentence in catalogue("streamlit", language).items()
    ]


@pytest.mark.browser
@pytest.mark.skipif(browser() is None, reason="no Chromium on this computer")
@pytest.mark.timeout(240)
def test_a_danish_page_says_nothing_in_english(visit: Callable[..., Any]) -> None:
    """The hint in a field, the list of choices, the most that can be chosen, and what is read aloud."""
    page = visit("plan?lang=da")
    page.get_by_label("Sted", exact=True).press_sequentially("Lok")
    page.get_by_text("Enter bekræfter").wait_for()
    page.keyboard.press("Tab")  # the field is taken over, and the page run again, before the list is opened
    settled(page)
    wanted = page.get_by_label("Ønsket resultat")
    first, full = page.get_by_role("option").first, page.get_by_text("Der kan højst vælges 3. Fjern et først.")
    until(lambda: first.is_visible() or wanted.press("ArrowDown"))
    assert page.get_by_text("Select all").count() == 0
    for _ in range(3):
        choose(wanted, first)
    until(lambda: full.is_visible() or wanted.press("ArrowDown"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Mindre", exact=True).first.wait_for()
    page.get_by_text("English", exact=True).click()
    page.get_by_role("button", name="Decrement", exact=True).first.wait_for()
    assert page.get_by_role("button", name="Mindre", exact=True).count() == 0
