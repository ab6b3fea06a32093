"""What the conversations of the year took and brought, and what was typed and not saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from typer.testing import CliRunner

from talkratio.cli import app
from talkratio.dashboard import session
from talkratio.experiment import experiment
from talkratio.plan import documents, drafts, paper, parting, rounds
from talkratio.plan.agreements import Agreement
from talkratio.plan.held import held
from talkratio.plan.plan import Want, compose, weighed
from talkratio.plan.round import Round
from talkratio.plan.worth import Worth
from talkratio.texts import LANGUAGES, Language
from tests.dashboard.keeping import composed, keep, spoken
from tests.dashboard.pages import asked, at, drawn

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Nothing remembered of the test before."""
    session.forget_cached()


def begun(employee: str = "Jonas", begins: datetime | None = datetime(2026, 1, 14, 13, 0)) -> Round:
    return rounds.begin(replace(compose("mus", manager="Mette", employee=employee), begins=begins))


def talked(made: Round) -> Round:
    return rounds.link(made.key, keep(composed(spoken("L hvordan_går_det?......\nM ...................fint_tak."))))


def test_only_what_was_held_counts_and_a_recording_gives_its_own_length() -> None:
    """Plans without a day or of tomorrow were not held; a recording's length takes the place of the planned one."""
    begun("Ida")
    begun("Ole", None)
    begun("Per", datetime(2099, 1, 1, 9, 0))
    talked(begun("Jonas", None))
    found = {one.who: one for one in held(rounds.rounds(), date(2099, 1, 1).replace(year=2098))}
    assert found.keys() == {"Ida", "Jonas"}
    assert (found["Ida"].spent, found["Ida"].share) == (90 * 60, None)
    assert found["Jonas"].measured
    assert found["Jonas"].share is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_year_shows_time_share_and_agreements_kept(language: Language) -> None:
    """On the page and in the command: one of two kept; answers only once both shared theirs."""
    made = talked(begun())
    for key, status in (("a", "kept"), ("b", "open"), ("c", "suggested")):
        rounds.change(
            made.key, lambda one, k=key, s=status: one.with_agreement(Agreement(k, "both", "Kursus", status=s))
        )
    rounds.change(made.key, lambda one: one.answered(Worth("manager", 5, 4, True)))
    command = ["year", "--lang", language]
    assert ("1 af 2" if language == "da" else "1 of 2") in CliRunner().invoke(app, command).output
    assert "5 · 4" not in CliRunner().invoke(app, command).output
    rounds.change(made.key, lambda one: one.answered(Worth("employee", 3, 2, True)))
    markup = " ".join(str(one.get("markup")) for one in drawn(at("year", language=language)))
    assert "5 · 4" in markup
    assert "3 · 2" in markup
    assert ("1 af 2" if language == "da" else "1 of 2") in markup


def test_weights_stand_side_by_side_only_when_both_gave_theirs() -> None:
    """One weight alone is on no paper; with both they are."""
    plan = replace(compose("mus", manager="Mette", employee="Jonas"), wants=(Want("Ro", 4, None), Want("Mod", 2, 5)))
    assert weighed(plan.wants[0]) is None
    table = next(
        part.table for part in documents.agenda(plan, "da").parts if part.table and part.table.rows[0][0] == "Ro"
    )
    assert table is not None
    assert table.rows == (("Ro", "–", "–"), ("Mod", "2 / 5", "5 / 5"))


def test_what_was_typed_is_there_after_the_server_died() -> None:
    """A new page with nothing in its memory has names and points again, and saving clears them away."""
    first = at("plan")
    first.text_input(key="employee-new").input("Jonas")
    first.text_input(key="point-new-employee-0").input("Ro på").run()
    assert not first.exception
    assert rounds.rounds() == ()
    again = at("plan")
    assert again.text_input(key="employee-new").value == "Jonas"
    assert again.text_input(key="point-new-employee-0").value == "Ro på"
    again.text_input(key="manager-new").input("Mette").run()
    again.button(key="save").click().run()
    assert not again.exception
    assert rounds.find("last").plan.points[0].text == "Ro på"
    assert drafts.find(None) is None


def test_what_was_typed_into_a_kept_plan_can_be_thrown_away() -> None:
    """The change is there again and the plan is not changed by it; thrown away, the plan shows as it was kept."""
    made = begun()
    app_ = at("plan")
    app_.text_input(key=f"place-{made.key}").input("Rum 9").run()
    again = at("plan")
    assert again.text_input(key=f"place-{made.key}").value == "Rum 9"
    assert rounds.find(made.key).plan.place == ""
    asked(again, f"drop-{made.key}").button(key=f"drop-{made.key}").click().run()
    assert not again.exception
    assert again.text_input(key=f"place-{made.key}").value == ""
    assert drafts.find(made.key) is None


def test_opening_a_page_keeps_nothing() -> None:
    """Only what was typed is kept."""
    made = begun()
    at("plan")
    assert drafts.find(made.key) is None
    assert drafts.find(None) is None


def test_a_draft_goes_with_its_plan_and_its_conversation() -> None:
    """Forgetting a plan or deleting its conversation leaves nothing that was typed; what was agreed is never in it."""
    made = begun()
    drafts.keep(made.key, replace(made.plan, carried=(Agreement("a", "both", "Hemmeligt", status="open"),)))
    assert "Hemmeligt" not in rounds.draft(made.key).read_text(encoding="utf-8")
    path = rounds.draft(made.key)
    rounds.forget(made.key)
    assert not path.exists()
    other = talked(begun())
    drafts.keep(other.key, other.plan)
    path = rounds.draft(other.key)
    kept = session.library.find(str(other.conversation))
    parting.withdraw(kept)
    kept.delete()
    assert not path.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_to_be_tried_comes_into_the_next_plan_and_is_asked_for(language: Language) -> None:
    """From the feedback of the last measured talk: in the next plan, on no paper, answered once it was tried."""
    made = talked(begun())
    who = ["--employee", "Jonas", "--manager", "Mette", "--lang", language]
    shown = CliRunner().invoke(app, ["plan", "new", *who]).output
    assert ("Forslaget fra sidste" if language == "da" else "The suggestion from last") in shown
    following = rounds.find("last")
    assert following.key != made.key
    assert following.plan.experiment
    assert following.plan.experiment not in paper.markdown(documents.agenda(following.plan, language))
    page = at("agreements")
    page.button_group(key=f"tried-{following.key}").set_value(False).run()
    assert not page.exception
    assert rounds.find(following.key).tried is False
    assert CliRunner().invoke(app, ["agreements", "tried", "--yes"]).exit_code == 0
    assert rounds.find(following.key).tried is True
    parting.withdraw(session.library.find(str(made.conversation)))
    assert rounds.find(following.key).plan.experiment == ""


def test_a_talk_with_somebody_else_or_without_a_report_proposes_nothing() -> None:
    """Nothing is tried that nobody proposed."""
    talked(begun("Ida"))
    begun()
    assert experiment(rounds.rounds(), "Jonas", "da") == ""
