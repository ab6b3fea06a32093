"""What is kept, for how long, locked and withdrawn: the pages where a person says so."""

from __future__ import annotations

import gc
from datetime import datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from talkratio import consent, library, retention
from talkratio.consent import Yes
from talkratio.conversation import Word
from talkratio.library import Kept, locking
from talkratio.retention import Policy
from tests.dashboard.keeping import composed, keep, spoken
from tests.dashboard.pages import asked, at, questions

pytestmark = pytest.mark.usefixtures("home")


def shown(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def opened(kept: Kept) -> AppTest:
    """The list with what more there is of one conversation unfolded."""
    app = at("mine")
    app.session_state[f"more-{kept.name}"] = True
    return app.run()


def test_words_are_never_written_down_when_somebody_chooses_so() -> None:
    """One tick in the settings, and from then on both are told so before they say yes."""
    app = at("settings")
    assert app.checkbox(key="transcribe").value
    app.checkbox(key="transcribe").set_value(False).run()
    assert not app.exception
    assert retention.policy() == Policy(transcribe=False)
    assert "Ordene bliver ikke skrevet ned. Hvem der talte hvornår, slettes efter 7 dage." in shown(at("record"))
    assert not at("settings").checkbox(key="transcribe").value


def test_a_choice_that_deletes_what_is_here_is_asked_first() -> None:
    """Fewer days than a recording is old: it stays and the choice waits until somebody says yes; then both are done."""
    retention.set_policy(Policy(recording_days=30, words_days=None))
    old = keep(composed(spoken()), title="MUS med Bo")
    old.describe(created=(datetime.now().astimezone() - timedelta(days=8)).isoformat(timespec="seconds"))
    keep(composed(spoken()), title="Ny")
    app = at("settings")
    assert "keep" not in questions(app)
    app.selectbox(key="keep_sound").set_value(7).run()
    assert retention.policy().recording_days == 30
    asked_for = questions(app)["keep"].get("html")[0].proto.body
    assert "MUS med Bo" in asked_for
    assert "Ny" not in asked_for
    app.button(key="keep-keep").click().run()
    assert retention.policy().recording_days == 30
    assert old.recording is not None
    app.button(key="keep").click().run()
    assert not app.exception
    assert retention.policy().recording_days == 7
    assert old.recording is None
    app.selectbox(key="keep_sound").set_value(90).run()
    assert retention.policy().recording_days == 90


def test_the_ledger_tells_what_there_is_and_what_is_gone() -> None:
    """With what goes when, and why something went; nothing is drawn before it is asked for."""
    keep(composed(spoken()), title="MUS med Bo")
    keep(title="Gone").delete("withdrawn")
    app = at("settings")
    assert "MUS med Bo" not in shown(app)
    app.session_state["ledger"] = True
    app.run()
    assert not app.exception
    for part in ("MUS med Bo", "lyd om 7 d.", "samtykke trukket tilbage", "hele samtalen"):
        assert part in shown(app)
    assert "Gone" not in shown(app)


def test_withdrawing_is_one_button_and_gives_a_receipt_to_keep() -> None:
    """The conversation is gone, the page says so in words, and the same can be saved as a page of its own."""
    kept = keep(composed(spoken()))
    app = opened(kept)
    asked(app, f"delete-{kept.name}").button(key=f"delete-{kept.name}").click().run()
    assert not app.exception
    assert library.kept() == ()
    assert "Kvittering for sletning" in shown(app)
    assert f"Samtalen {kept.name} blev slettet" in shown(app)
    assert "Gem kvitteringen" in {button.proto.label for button in app.get("download_button")}
    assert "Kvittering for sletning" not in shown(app.run())


def test_a_conversation_is_locked_with_a_passphrase_written_twice() -> None:
    """Two that differ lock nothing; two that agree leave neither title nor words."""
    kept = keep(composed(spoken()), title="Hemmelig")
    for again, locked in (("fire andre ord", False), ("fire gode ord", True)):
        app = opened(kept)
        app.text_input(key=f"give_phrase-lock-{kept.name}").set_value("fire gode ord")
        app.text_input(key=f"give_again-lock-{kept.name}").set_value(again)
        next(button for button in app.button if button.label == "Lås samtalen").click().run()
        assert not app.exception
        assert kept.locked is locked
    assert "Hemmelig" not in shown(at("mine"))
    locking.unlock(kept, "fire gode ord")
    assert kept.about.title == "Hemmelig"


def test_the_receipt_for_a_deletion_is_a_page_in_both_languages() -> None:
    """It loads nothing and names nobody."""
    kept = keep(composed(spoken()), title="MUS med Sofie")
    consent.give(kept, [Yes("Mette", "ticked"), Yes("Sofie", "ticked")], retention.policy(), "da")
    gone = retention.withdraw(kept)
    for language, heading in (("da", "Kvittering for sletning"), ("en", "Receipt for deletion")):
        page = consent.farewell(gone, language)  # type: ignore[arg-type]
        assert f"<h1>{heading}</h1>" in page
        assert kept.name in page
        assert f"{gone.size / 1e6:.1f}".replace(".", "," if language == "da" else ".") + " MB" in page
        assert "Sofie" not in page
        assert "http" not in page


def test_a_locked_conversation_is_said_to_be_locked_not_deleted() -> None:
    """Its numbers are shown, and nobody is told that sound and words are gone."""
    kept = keep(composed(spoken()))
    locking.lock(kept, "fire tilfældige ord")
    said = shown(at("talk", kept))
    assert "er låst" in said
    assert "Hverken lyd eller ord" not in said


def remembered(word: str) -> bool:
    """Whether the memory of this process holds the word as somebody's."""
    gc.collect()
    return any(type(one) is Word and one.text == word for one in gc.get_objects())


def test_what_another_program_deleted_does_not_live_on_in_memory() -> None:
    """The next drawing of any page drops it; as long as it is on disk it is read once."""
    kept = keep(composed(spoken("L Kinakursus?....."))).name
    at("talk", library.find(kept))
    assert remembered("Kinakursus?")
    retention.withdraw(library.find(kept))
    at("start")
    assert not remembered("Kinakursus?")
