from __future__ import annotations

import json
from pathlib import Path

import pytest

from talkratio import background, jobs, library
from talkratio.conversation import Conversation
from talkratio.dashboard import session
from talkratio.dashboard.share import hero
from talkratio.library import ABOUT, EDITS, ORIGINAL, Numbers
from talkratio.texts import LANGUAGES
from tests.dashboard.keeping import composed, hostile, keep, spoken
from tests.dashboard.pages import asked, at, drawn, questions

pytestmark = pytest.mark.usefixtures("home")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", session.PAGES)
def test_every_page_opens_with_nothing_there(page: str, language: str) -> None:
    """On a fresh computer every page opens, in both languages, and says what to do."""
    app = at(page, language=language)
    assert not app.exception
    assert app.button or app.text_input


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["people", "talk", "correct", "mine", "settings", "start", "record"])
def test_every_page_opens_with_a_whole_conversation(page: str, language: str) -> None:
    """With a complete report every page opens, in both languages."""
    app = at(page, keep(composed(spoken())), language)
    assert not app.exception
    assert not app.error


SILENT = Conversation(30.0, ())
ALONE = spoken("L hvad_synes_du?.........")
WORDLESS = Conversation(60.0, spoken().turns)
ORDERED = Conversation(spoken().duration, spoken().turns, spoken().words, "da", "order")
THREE = spoken("L hvad?......\nM .....ja_da..\nO .......nej_da")


@pytest.mark.parametrize("page", ["people", "talk", "correct", "mine"])
@pytest.mark.parametrize(
    "conversation", [SILENT, ALONE, WORDLESS, ORDERED, THREE], ids=["silent", "alone", "wordless", "ordered", "three"]
)
def test_every_page_bears_what_cannot_be_measured(page: str, conversation: Conversation) -> None:
    """Silence, one voice, no words, no times and a third person are shown as what they are."""
    made = composed(conversation, manager=None, unsure=False)
    app = at(page, keep(made, sound=conversation.clock != "order"))
    assert not app.exception


def test_a_share_that_cannot_be_measured_is_said_so_and_is_no_zero() -> None:
    """A recording without speech shows a sentence, not 0 %."""
    made = composed(SILENT, manager=None, unsure=False)
    assert "kan ikke måles" in hero(made, "da")
    assert "0" not in hero(made, "da").replace("30/70", "")


def test_half_a_report_shows_the_share_and_says_that_words_are_missing() -> None:
    """When the analysis died after the voices, what there is can be read, and the page says that it is not all."""
    app = at("talk", keep(composed(WORDLESS), early=True))
    assert not app.exception
    assert any("blev ikke færdig" in str(element.proto) for element in app.get("html"))


@pytest.mark.parametrize("status", ["failed", "cancelled", "lost"])
def test_an_analysis_that_ended_badly_says_so_and_offers_another_try(status: background.Status) -> None:
    """Failed, stopped and lost each have their words, the reason, and a way on."""
    kept = keep()
    kept.write(jobs.STATE, json.dumps({"status": status, "error": "There is no room." if status == "failed" else ""}))
    app = at("underway", kept)
    assert not app.exception
    assert "Prøv igen" in {button.label for button in app.button}
    assert set(questions(app)) == {"delete-ended"}


@pytest.mark.parametrize(("cast", "first"), [(False, "voices"), (True, "hero")])
def test_the_page_that_watches_goes_on_when_the_analysis_is_done(cast: bool, first: str) -> None:
    """To who is who, or to the conversation where that was said before."""
    kept = keep(composed(spoken()), cast=cast)
    kept.write(jobs.STATE, json.dumps({"status": "failed"}))
    app = at("underway", kept)
    kept.write(jobs.STATE, json.dumps({"status": "done"}))
    app.run()
    assert not app.exception
    assert any(f"-{first}" in str(element.proto.id) for element in app.get("bidi_component"))


def test_a_damaged_report_is_said_to_be_damaged() -> None:
    """A report that a disk fault cut short gives a sentence and a way on, no traceback."""
    kept = keep(composed(spoken()))
    (kept.folder / ORIGINAL).write_text("{")
    app = at("talk", kept)
    assert not app.exception
    assert "Prøv igen" in {button.label for button in app.button}
    assert set(questions(app)) == {"delete_damaged"}
    assert any("måles igen" in element.proto.body for element in app.get("html"))


@pytest.mark.parametrize("page", ["people", "talk", "correct", "mine", "start", "underway"])
def test_a_damaged_note_about_a_conversation_takes_no_page_down(page: str) -> None:
    """When the file with title and notes is damaged the rest can still be read."""
    kept = keep(composed(spoken()))
    (kept.folder / ABOUT).write_text("{")
    assert not at(page, kept).exception


def test_corrections_that_fit_no_longer_are_said_to_be_so() -> None:
    """Edits that name a turn which is not there do not take the page down."""
    kept = keep(composed(spoken()))
    kept.write(EDITS, '[[{"speaker": "L", "turn": {"start": 900, "end": 901}, "action": "remove"}], []]')
    app = at("talk", kept)
    assert not app.exception
    asked(app, "drop_edits").button(key="drop_edits").click().run()
    assert kept.edits() == ((), ())
    assert app.get("bidi_component")


def test_the_recording_is_called_by_the_name_a_person_gave_it() -> None:
    """What engines say about recording.wav is shown with the title, as text."""
    kept = keep(title="Møde <b>1</b>")
    kept.write(
        jobs.STATE, json.dumps({"status": "failed", "error": "recording.wav is empty (0 bytes). Copy it again."})
    )
    shown = [element.proto.body for element in at("underway", kept).get("html")]
    assert any("Møde &lt;b&gt;1&lt;/b&gt;.wav" in markup for markup in shown)


def test_a_long_table_of_turns_is_made_when_somebody_opens_it() -> None:
    """A short conversation shows its turns at once; a long one when asked, in the same words."""
    short, many = keep(composed(spoken())), spoken("\n".join(f"{name} " + "#." * 120 for name in "LM"))
    assert at("correct", short).dataframe
    long = at("correct", keep(composed(many)))
    assert not long.exception
    assert not long.dataframe


def test_numbers_alone_are_shown_when_words_and_sound_were_deleted() -> None:
    """What retention leaves can be opened: every number with its rule, and what was not measured is said to be so."""
    kept = keep(sound=False)
    kept.keep_numbers(Numbers(duration=3600.0, share=0.41, employee_share=0.59, low=0.38, high=0.44, turns=17))
    app = at("talk", kept)
    assert not app.exception
    markup = " ".join(str(one.get("markup")) for one in drawn(app))
    assert "mellem 38 og 44" in markup
    assert "Medarbejder 59" in markup
    for key in ("talk_share", "turns", "wait", "questions", "silence", "floor_transfer_offset"):
        assert f'data-key="{key}"' in markup
    assert "ikke målt" in markup


def test_a_conversation_that_was_deleted_elsewhere_is_not_open_any_more() -> None:
    """The page of a deleted conversation says that none is open."""
    kept = keep(composed(spoken()))
    app = at("talk", kept)
    kept.delete()
    app.run()
    assert not app.exception
    assert any(button.key == "to_start" for button in app.button)


def test_swapping_and_undoing_change_the_share_on_the_page() -> None:
    """Swap exchanges the two shares; undo on the page of corrections brings them back."""
    kept = keep(composed(spoken()))
    before = kept.report()
    app = at("talk", kept)
    app.button(key="swap").click().run()
    after = kept.report()
    assert before is not None
    assert after is not None
    assert after.of("manager") == before.of("employee")
    app = at("correct", kept)
    app.button(key="undo").click().run()
    assert kept.report() == before
    app.button(key="redo").click().run()
    assert kept.report() == after


def test_undo_is_offered_where_there_is_something_to_undo() -> None:
    """Saying who is who is no correction; a swap is one, and is told as what it is, until it is taken back."""
    kept = keep(composed(spoken(), manager=None), cast=False)
    at("people", kept).button(key="skip").click().run()
    assert kept.edits()[0]
    app = at("correct", kept)
    assert "Ingen rettelser endnu" in str(drawn(app))
    assert app.button(key="undo").disabled
    at("talk", kept).button(key="swap").click().run()
    app = at("correct", kept)
    assert "rollerne er ændret" in str(drawn(app))
    assert "Ingen rettelser" not in str(drawn(app))
    app.button(key="undo").click().run()
    assert app.button(key="undo").disabled
    assert "Ingen rettelser endnu" in str(drawn(app))


@pytest.mark.parametrize("action", ["to-M", "merge", "remove", "split"])
def test_each_correction_of_a_turn_is_kept_and_can_be_undone(action: str) -> None:
    """The buttons of a turn make one correction each over the original, which stays as it was."""
    kept = keep(composed(spoken()))
    original = (kept.folder / ORIGINAL).read_bytes()
    before = kept.report()
    assert before is not None
    app = at("correct", kept)
    app.session_state["chosen"] = before.conversation.turns[0]
    app.run()
    app.button(key=action).click().run()
    assert not app.exception
    assert len(kept.edits()[0]) == 1
    assert kept.report() != before
    assert (kept.folder / ORIGINAL).read_bytes() == original
    app.button(key="undo").click().run()
    assert kept.report() == before


def test_the_guess_is_kept_and_leads_to_the_number() -> None:
    """The share stays hidden until the guess is given or skipped."""
    kept = keep(composed(spoken()), cast=False)
    app = at("people", kept)
    app.slider(key="guess").set_value(35)
    app.button(key="guessed").click().run()
    assert kept.about.guess == 0.35
    assert kept.about.cast


def test_search_finds_by_name_and_by_note_and_says_when_nothing_fits() -> None:
    """The list follows the search."""
    one, other = keep(composed(spoken()), title="MUS med Signe"), keep(composed(spoken()), title="Opfølgning")
    other.describe(notes="lyttede længe")
    app = at("mine")
    for wanted, found in (("signe", {one.name}), ("LÆNGE", {other.name}), ("xyz", set())):
        app.text_input(key="search").set_value(wanted).run()
        assert {b.key.removeprefix("open-") for b in app.button if b.key and b.key.startswith("open-")} == found


def test_delete_everything_leaves_nothing(home: Path) -> None:
    """Typing the word and pressing the button empties the folder."""
    keep(composed(spoken()))
    app = at("settings")
    assert app.button(key="everything").disabled
    app.text_input(key="everything_word").set_value("slet").run()
    app.button(key="everything").click().run()
    assert not app.exception
    assert library.kept() == ()
    assert not any(path.is_file() for path in home.rglob("*") if "preferences" not in path.name)


HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>![x](http://evil.example/x.png)'


@pytest.mark.parametrize("page", ["people", "talk", "correct", "mine", "start"])
def test_markup_in_names_words_and_titles_is_text(page: str) -> None:
    """Nothing that people typed or said reaches the page as HTML or as Markdown."""
    made = composed(hostile(spoken(), HOSTILE), manager=f"{HOSTILE} L")
    app = at(page, keep(made, title=HOSTILE))
    assert not app.exception
    shown = [element.proto.body for element in app.get("html")] + [data.get("markup") or "" for data in drawn(app)]
    assert page == "start" or any("&lt;img" in markup for markup in shown)
    for markup in shown:
        assert "<img" not in markup
        assert "<script" not in markup
    for label in [*(button.label for button in app.button), *(markdown.value for markdown in app.markdown)]:
        assert "![" not in label.replace("\\!", "")
