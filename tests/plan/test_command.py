"""The round as a person types it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from icalendar import Calendar
from typer.testing import CliRunner, Result

from talkratio.cli import app
from talkratio.plan import rounds
from talkratio.texts import LANGUAGES, Language

pytestmark = pytest.mark.usefixtures("home")


def run(*arguments: str | Path, code: int = 0) -> Result:
    """The command's result; a failure is one line without a traceback."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], env={"TALKRATIO_LANG": "en"})
    assert result.exit_code == code, result.output + result.stderr + repr(result.exception)
    assert "Traceback" not in result.stderr
    return result


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_round(language: Language, tmp_path: Path) -> None:
    """Compose, print, agree, confirm, sign, follow up, and the next plan opens with the agreement."""
    out, lang = tmp_path / "papers", ("--lang", language)
    who = ("--employee", "Jonas", "--manager", "Mette")
    run("plan", "new", *who, "--at", "2027-01-14T13:00", "--want", "wellbeing=5", "--point", "employee=Ro", *lang)
    assert "Jonas" in run("plan", "list", *lang).stdout
    run("plan", "papers", "--out", out, *lang)
    sheets = {"before-manager.pdf", "before-employee.pdf"}
    names = {"agenda.pdf", "agenda.html", "agenda.docx", "agenda.md", "invitation.txt", "calendar.ics"}
    assert {path.name for path in out.iterdir()} == names | sheets
    assert Calendar.from_ical((out / "calendar.ics").read_bytes()).walk("VEVENT")
    written = run("agreements", "add", "Kursus", "--who", "employee", "--due", "2027-04-01", *lang).stdout
    key = rounds.find("last").agreements[0].key
    assert f"talkratio agreements confirm {key} --by manager --by employee" in written
    assert "Kursus" in run("agreements", "confirm", key, "--by", "manager", "--by", "employee", *lang).stdout
    assert "Kursus" in run("agreements", "list", *lang).stdout
    run("agreements", "paper", "--out", out, *lang)
    assert "Kursus" in (out / "development-plan.md").read_text(encoding="utf-8")
    run("agreements", "change", key, "--status", "kept", "--note", "Den gik godt")
    assert rounds.find("last").agreement(key).note == "Den gik godt"
    assert "Kursus" in run("plan", "new", *who, *lang).stdout
    run("year", "--out", out, *lang)
    assert (out / "year.svg").read_text(encoding="utf-8").startswith("<svg")


def test_suggestions_are_kept_once_and_confirmed_ones_stay(tmp_path: Path) -> None:
    """Looking for promises twice doubles none and takes back no yes."""
    run("demo", "--out", tmp_path)
    report = tmp_path / "mus-da.report.json"
    run("plan", "new", "--employee", "Jonas", "--manager", "Mette")
    run("agreements", "suggest", report, "--keep", "last")
    reached = run("plan", "reached", report).stdout
    assert "Well-being" in reached
    assert "20%" in reached
    first = rounds.find("last").agreements
    assert first, "the sample promises something"
    run("agreements", "confirm", first[0].key, "--by", "manager", "--by", "employee")
    run("agreements", "suggest", report, "--keep", "last")
    again = rounds.find("last").agreements
    assert [one.key for one in again] == [one.key for one in first]
    assert again[0].status == "open"


def test_answers_stay_private_until_both_share() -> None:
    """One answer, or one that is not shared, shows nobody anything."""
    run("plan", "new", "--employee", "Jonas", "--manager", "Mette")
    near = ("--nearer", "3")
    assert "5" not in run("agreements", "worth", "--by", "manager", "--heard", "5", *near, "--share").stdout
    assert "heard 5" not in run("agreements", "worth", "--by", "employee", "--heard", "4", *near).stdout
    shown = run("agreements", "worth", "--by", "employee", "--heard", "4", *near, "--share").stdout
    assert "heard 5" in shown
    assert "heard 4" in shown


def test_an_answer_that_was_not_given_is_asked_for() -> None:
    """Without a number nobody is taken to have said three: it is asked, hidden, until it is one from 1 to 5."""
    run("plan", "new", "--employee", "Jonas", "--manager", "Mette")
    asked = CliRunner().invoke(app, ["agreements", "worth", "--by", "manager"], input="9\n4\n2\n")
    assert asked.exit_code == 0
    (said,) = rounds.find("last").worth
    assert (said.heard, said.nearer, said.share) == (4, 2, False)


def test_nothing_is_kept_that_only_one_agreed_to() -> None:
    """A suggestion cannot be followed up as kept before both said yes; a deleted plan is named."""
    run("plan", "new", "--employee", "Jonas", "--manager", "Mette")
    run("agreements", "add", "Kursus", "--who", "both")
    key = rounds.find("last").agreements[0].key
    run("agreements", "confirm", key, "--by", "manager")
    refused = run("agreements", "change", key, "--status", "kept", code=3)
    assert "Both have to say yes first" in " ".join(refused.stderr.split())
    empty = run("agreements", "paper", code=3)
    assert "Nothing is agreed on yet" in " ".join(empty.stderr.split())
    assert rounds.find("last").agreement(key).status == "suggested"
    assert "Jonas" in run("plan", "forget", "last").stdout
    assert rounds.rounds() == ()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("plan", "show"), "plan new"),
        (("plan", "questions", "weather"), "wellbeing"),
        (("plan", "new", "--employee", "J", "--manager", "M", "--at", "tomorrow"), "2027-01-14T13:00"),
        (("plan", "new", "--employee", "J", "--manager", "M", "--want", "wellbeing=9"), "1 to 5"),
        (("plan", "new", "--employee", "J", "--manager", "M", "--point", "boss=x"), "employee="),
        (("plan", "new", "--employee", "J", "--manager", "M", "--minutes", "20"), "minutes"),
        (("agreements", "confirm", "x", "--by", "dog"), "manager or employee"),
        (("agreements", "paper"), "talkratio plan new"),
        (("agreements", "add", "x", "--who", "both", "--due", "soon"), "2027-04-01"),
    ],
)
def test_what_cannot_be_done_says_what_can(arguments: tuple[str, ...], said: str) -> None:
    """A mistake gives a sentence with the way on, and an exit code that is not zero."""
    result = CliRunner().invoke(app, list(arguments), env={"TALKRATIO_LANG": "en"})
    assert result.exit_code != 0
    assert said in " ".join(re.sub(r"[│╭╮╰╯─]", " ", result.stderr + result.output).split())


def test_markup_in_names_is_shown_as_text() -> None:
    """Square brackets are no colours, and break nothing."""
    run("plan", "new", "--employee", "[red]Jonas[/]", "--manager", "M[/b]")
    assert "[red]Jonas[/]" in run("plan", "list").stdout
    assert "[red]Jonas[/]" in run("plan", "show").stdout
