"""What stands above every page: where one can go, and what went wrong that no page heeds."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from talkratio import library
from talkratio.errors import OutputError
from talkratio.library import Numbers
from talkratio.plan import rounds
from talkratio.plan.agreements import Agreement
from talkratio.plan.plan import compose
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


def test_what_was_done_away_with_in_another_window_is_told_below_the_header() -> None:
    """A yes to an agreement of a plan that is gone: in words that help, once, and nowhere above the way home."""
    made = rounds.begin(compose("mus", manager="Mette", employee="Jonas"))
    rounds.change(made.key, lambda one: one.with_agreement(Agreement("a", "both", "Kursus")))
    app = at("agreements")
    rounds.forget(made.key)
    app.button_group(key="yes-a").set_value(["manager"]).run()
    assert not app.exception
    told = [element.proto.body for element in app.get("html")]
    mark, said = (next(at for at, body in enumerate(told) if part in body) for part in ("wordmark", "et andet vindue"))
    assert mark < said
    assert "et andet vindue" not in " ".join(element.proto.body for element in app.run().get("html"))
