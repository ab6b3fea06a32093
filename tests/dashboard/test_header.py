"""What stands above every page: where one can go, and what went wrong that no page heeds."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from talkratio import library
from talkratio.errors import OutputError
from talkratio.library import Numbers
from tests.dashboard.keeping import composed, keep, spoken
from tests.dashboard.pages import at

pytestmark = pytest.mark.usefixtures("home")


def links(app: AppTest) -> set[str]:
    return {link.proto.label for link in app.get("page_link")} & {"Samtalen", "Ret"}


def test_the_pages_of_a_conversation_are_offered_when_there_is_something_on_them() -> None:
    """Neither while it is being recorded; with numbers alone nothing is left to correct; half a report shows both."""
    assert links(at("settings")) == set()
    recorded = keep(sound=False)
    assert links(at("settings", recorded)) == set()
    recorded.keep_numbers(Numbers(duration=60.0, share=0.4))
    assert links(at("settings", recorded)) == {"Samtalen"}
    assert links(at("settings", keep(composed(spoken()), early=True))) == {"Samtalen", "Ret"}
    assert links(at("settings", keep(composed(spoken())))) == {"Samtalen", "Ret"}


def test_what_no_page_heeds_is_told_in_words(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """A list in the hands of another program is named, in the language of the page."""

    def held() -> tuple[library.Entry, ...]:
        raise OutputError(f"{home} is in use by another program. Close that program and try again.")

    monkeypatch.setattr(library, "entries", held)
    app = at("mine")
    assert not app.exception
    assert f"{home} er i brug i et andet program." in " ".join(element.proto.body for element in app.get("html"))
