"""The pages before and after the conversation, as Streamlit's own test bench opens them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from talkratio.capture.state import Mark, keep_marks
from talkratio.dashboard import session
from talkratio.library import Kept
from talkratio.plan import rounds
from talkratio.plan import year as years
from talkratio.plan.agreements import Agreement
from talkratio.plan.plan import Point, Want, compose, timed
from talkratio.plan.round import Round
from talkratio.plan.worth import Worth
from talkratio.texts import LANGUAGES
from tests.dashboard.keeping import composed, keep, spoken
from tests.dashboard.pages import at, drawn

PAGES = ("plan", "plan_practice", "agreements", "year")
EVIL = '<img src=x onerror="alert(1)"> ![x](http://evil.example/x.png) :red[x]'
TALK = """
L hvordan_trives_du?..............................................jeg_sender_dig_planen_i_morgen!
M ......................jeg_har_det_fint....hvad_med_min_løn?....................................
"""


@pytest.fixture(autouse=True)
def home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and nothing remembered of the test before."""
    monkeypatch.setenv("TALKRATIO_MODELS", str(home / "models"))
    session.forget_cached()
    return home


def begun(name: str = "Jonas", *agreements: Agreement) -> Round:
    plan = replace(
        compose("mus", manager="Mette", employee=name),
        begins=datetime(2027, 1, 14, 13, 0),
        wants=(Want("wellbeing", 4, None), Want(name, None, 2)),
        points=(Point("employee", name),),
        questions=(0, 40),
    )
    made = rounds.begin(plan)
    return rounds.change(made.key, lambda one: one.suggested(agreements))


def talked() -> Kept:
    return keep(composed(spoken(TALK)))


def html(app: Any) -> str:
    return " ".join(str(element.proto) for element in app.get("html"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_a_plan_and_without(page: str, language: str) -> None:
    """Nothing there, a plan, and a plan with its conversation: every page opens in both languages."""
    assert not at(page, language=language).exception
    made = begun("Jonas", Agreement("a", "both", "Kursus", due=date(2020, 1, 1), status="open"))
    app = at(page, language=language)
    assert not app.exception
    kept = talked()
    rounds.link(made.key, kept)
    app = at(page, kept, language)
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("page", PAGES)
def test_what_people_write_is_never_markup(page: str) -> None:
    """Names, wishes, points and agreements with markup in them are shown as text."""
    made = begun(EVIL, Agreement("a", "both", EVIL, due=date(2020, 1, 1), status="open"))
    rounds.link(made.key, talked())
    app = at(page)
    assert not app.exception
    assert "<img" not in html(app)
    assert not [one for one in drawn(app) if "<img" in str(one)]
    labels = [one.label for one in (*app.expander, *app.button, *app.segmented_control)]
    assert not [label for label in labels if "![x](" in label]


def test_a_plan_is_put_together_and_kept() -> None:
    """Names, an element more, the length: what the form shows is what is kept, and minutes add up."""
    app = at("plan")
    app.text_input(key="employee-new").input("Jonas")
    app.text_input(key="manager-new").input("Mette").run()
    app.text_input(key="point-new-employee-0").input("Tid til at tænke")
    app.button(key="save").click().run()
    assert not app.exception
    found = rounds.find("last").plan
    assert (found.employee, found.manager, found.minutes) == ("Jonas", "Mette", 90)
    assert [point.text for point in found.points] == ["Tid til at tænke"]
    assert len(found.questions) == 2 * (len(found.items) - 2)
    app.text_input(key=f"place-{rounds.find('last').key}").input("Rum 2").run()
    app.button(key="save").click().run()
    assert [one.plan.place for one in rounds.rounds()] == ["Rum 2"]


@pytest.mark.parametrize("minutes", [1, 17, 33], ids=["short", "odd", "long"])
def test_ones_own_minutes_are_there_again(minutes: int) -> None:
    """A plan with minutes of one's own, shorter or longer than the slider reaches, is opened and kept unchanged."""
    plan = compose("mus", manager="Mette", employee="Jonas")
    made = rounds.begin(timed(plan, {item.element: minutes for item in plan.items[1:-1]}))
    app = at("plan")
    app.button(key="save").click().run()
    assert not app.exception
    assert rounds.find(made.key).plan.items == made.plan.items


def test_without_names_nothing_is_kept() -> None:
    """The page says what is missing."""
    app = at("plan")
    app.button(key="save").click().run()
    assert not app.exception
    assert "Skriv navnet" in html(app)
    assert rounds.rounds() == ()


def test_elements_against_each_other_are_told_kindly() -> None:
    """Pay beside well-being brings a note, and the plan can be kept all the same."""
    app = at("plan")
    app.button_group(key="e-new-mus").set_value(["pay", "wellbeing", "coaching"]).run()
    assert not app.exception
    assert html(app).count("arbejder imod") == 1
    assert html(app).count("en samtale til hver") == 1
    app.button_group(key="e-new-mus").set_value([]).run()
    assert not app.exception
    assert not [button for button in app.button if button.key == "save"]


def test_the_conversation_is_linked_and_shows_where_the_time_went() -> None:
    """One click links; minutes, what was never reached, and a correction that moves them."""
    made, kept = begun(), talked()
    app = at("agreements", kept)
    app.button(key="link").click().run()
    assert not app.exception
    assert rounds.of(kept) is not None
    markup = " ".join(str(one.get("markup")) for one in drawn(app))
    assert "Trivsel og motivation" in markup
    assert "Nåede I ikke" in markup
    assert not [button for button in app.button if button.key == "find"]  # found when it was linked
    said = rounds.find(made.key).agreements
    assert [one.what for one in said] == ["jeg sender dig planen i morgen!"]
    assert said[0].status == "suggested"


def test_an_agreement_counts_only_when_both_said_yes() -> None:
    """With both boxes it is under way and the development plan can be taken along; with one it is not."""
    made = begun("Jonas", Agreement("a", "both", "Kursus"))
    app = at("agreements")
    app.button_group(key="yes-a").set_value(["manager"]).run()
    assert rounds.find(made.key).agreement("a").status == "suggested"
    assert "udviklingsplanen her" in html(app)
    app.button_group(key="yes-a").set_value(["manager", "employee"]).run()
    assert not app.exception
    assert rounds.find(made.key).agreement("a").status == "open"
    assert html(app).count("<a download") == 3
    app.selectbox(key="status-a").select("kept")
    app.text_input(key="note-a").input("Det gik godt")
    app.button(key="keep-a").click().run()
    followed = rounds.find(made.key).agreement("a")
    assert (followed.status, followed.note) == ("kept", "Det gik godt")


def test_a_yes_in_one_window_takes_none_back_in_another() -> None:
    """The first window still shows no yes when the second has both: drawing it again changes nothing on disk."""
    made = begun("Jonas", Agreement("a", "both", "Kursus"))
    first, second = at("agreements"), at("agreements")
    second.button_group(key="yes-a").set_value(["manager", "employee"]).run()
    first.run()
    assert set(rounds.find(made.key).agreement("a").confirmed_by) == {"manager", "employee"}
    assert set(first.button_group(key="yes-a").value) == {"manager", "employee"}


def test_answers_show_only_when_both_shared_theirs() -> None:
    """One answer shows nothing; with both and both agreed the page shows them."""
    made = begun()
    rounds.change(made.key, lambda one: one.answered(Worth("manager", 5, 4, True)))
    assert "5 af 5" not in html(at("agreements"))
    rounds.change(made.key, lambda one: one.answered(Worth("employee", 3, 2, False)))
    assert "3 af 5" not in html(at("agreements"))
    rounds.change(made.key, lambda one: one.answered(Worth("employee", 3, 2, True)))
    shown = html(at("agreements"))
    assert "hørt 5 af 5" in shown
    assert "hørt 3 af 5" in shown


def test_nobody_is_taken_to_be_the_one_who_answers() -> None:
    """Two numbers without a name keep nothing and touch no answer given before; with a name they are kept."""
    made = begun()
    rounds.change(made.key, lambda one: one.answered(Worth("manager", 5, 4, True)))
    for side, kept in ((None, 1), ("employee", 2)):
        app = at("agreements")
        for name, number in (("heard", 2), ("nearer", 3)):
            app.button_group(key=f"{name}-{made.key}").set_value(number)
        if side is not None:
            app.radio(key=f"side-{made.key}").set_value(side)
        app.button(key=f"answer-{made.key}").click().run()
        assert not app.exception
        assert len(rounds.find(made.key).worth) == kept
    assert rounds.find(made.key).worth == (Worth("manager", 5, 4, True), Worth("employee", 2, 3, False))


def test_the_next_plan_opens_with_the_agreements() -> None:
    """From the agreements to the next conversation: the names are there, and what was agreed stands on top."""
    begun("Jonas", Agreement("a", "both", "Kursus i Excel", status="open"))
    app = at("plan")
    app.session_state["round"] = "new"
    app.session_state["round-for"] = ("Jonas", "Mette")
    app.run()
    assert not app.exception
    assert "Kursus i Excel" in html(app)
    assert app.text_input(key="employee-new").value == "Jonas"


def test_practice_goes_through_the_questions() -> None:
    """The chosen questions one by one, back and forth, and an end."""
    begun()
    app = at("plan_practice")
    first = html(app)
    app.button(key="forward").click().run()
    assert html(app) != first
    app.button(key="back").click().run()
    assert html(app) == first
    app.button(key="forward").click().run()
    app.button(key="forward").click().run()
    assert "alle spørgsmål igennem" in html(app)
    assert not app.exception


def test_the_year_tells_what_is_late() -> None:
    """An open agreement whose day has passed stands there with the person it concerns."""
    begun("Jonas", Agreement("a", "both", "Kursus", due=date(2020, 1, 1), status="open"))
    shown = html(at("year"))
    assert "Kursus" in shown
    assert "Jonas" in shown


def test_the_rhythm_of_the_year_can_be_changed_and_is_kept() -> None:
    """Other months for the conversations: kept, and the same at the next visit."""
    app = at("year")
    app.button_group(key="months-mus").set_value([3, 4]).run()
    assert not app.exception
    assert years.kept().mus == (3, 4)
    assert at("year").button_group(key="months-mus").value == [3, 4]


def test_a_damaged_rhythm_gives_the_usual_one(home: Path) -> None:
    """A file that cannot be read costs nobody the page."""
    years.keep(years.Year(mus=(3,)))
    (home / years.FILE).write_text("{")
    assert years.kept() == years.Year()


def test_phases_marked_while_talking_win() -> None:
    """Where the talk was marked, the words no longer decide."""
    made, kept = begun(), talked()
    keep_marks(kept.folder, (Mark(0.0, "phase", "career"), Mark(10.0, "mark", "pay")))
    rounds.link(made.key, kept)
    markup = " ".join(str(one.get("markup")) for one in drawn(at("agreements", kept)))
    assert "Karriereplan" in markup
    assert "markeret under samtalen" in markup
    assert "Trivsel og motivation</b>" not in markup
