"""The conversation against its plan, on paper, in the summary and on the page: the same rows everywhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from talkratio import exports, library
from talkratio import topics as kept_topics
from talkratio.cli import app
from talkratio.dashboard import files, session
from talkratio.exports import anonymous, html, pdf
from talkratio.figures import Topic, share_in, time_in
from talkratio.plan import rounds
from talkratio.plan.against import held_against, stretches
from talkratio.plan.plan import compose
from talkratio.plan.reached import Correction
from talkratio.plan.round import Round
from talkratio.texts import LANGUAGES, Language
from tests.dashboard.keeping import composed, keep, spoken

pytestmark = pytest.mark.usefixtures("home")
TALK = """
L hvordan_trives_du?..............................................jeg_sender_dig_planen_i_morgen!
M ......................jeg_har_det_fint....hvad_med_min_løn?....................................
"""
TOPICS = (
    Topic("Trivsel", 372.0, 900.0, 0.25, 0.3),
    Topic("<b>Løn</b>", 40.0, None, None, 0.5),
    Topic("Karriereplan", None, 600.0, None, 0.3),
)


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Nothing remembered of the test before."""
    session.forget_cached()


def begun(*chosen: str) -> Round:
    return rounds.begin(compose("mus", manager="Mette", employee="Jonas", chosen=chosen or ("wellbeing", "career")))


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "160"})
    assert result.exit_code == 0, result.output + repr(result.exception)
    return result


def test_planned_elements_come_first_and_those_never_reached_are_named() -> None:
    """In the order of the agenda, then what came up beside it; minutes, the manager's share and the aim of each."""
    one, report = begun(), composed(spoken(TALK))
    wellbeing, career, pay = held_against(one, report.conversation, report.roles, "da")
    assert (wellbeing.name, career.name, pay.name) == ("Trivsel og motivation", "Karriereplan", "Løn")
    assert wellbeing.spent is not None
    assert wellbeing.planned == 60 * one.plan.items[1].minutes
    assert wellbeing.share is not None
    assert (career.spent, career.share) == (None, None)
    assert pay.planned is None


def test_corrections_and_marks_count() -> None:
    """What a person put right, and the keys pressed while talking, decide over the words."""
    one, report = begun(), composed(spoken(TALK))
    heard = report.conversation
    first = stretches(heard)[0].interval.start
    mended = replace(one, corrections=(Correction(first, "career"),))
    assert held_against(mended, heard, report.roles, "da")[1].spent is not None
    marked = held_against(one, heard, report.roles, "da", [(0.0, "career")])
    assert [topic.spent for topic in marked] == [None, heard.duration]


def test_without_words_nothing_is_claimed() -> None:
    """No element is called left out where none could be found."""
    report = composed(replace(spoken(TALK), words=None))
    assert held_against(begun(), report.conversation, report.roles, "da") == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_pdf_hold_the_rows(language: Language) -> None:
    """Minutes, share and what was never reached are on the page, escaped; without a plan nothing is added."""
    report = composed(spoken(TALK))
    page = html.write(report, language, TOPICS)
    for topic in TOPICS:
        assert time_in(topic, language) in page
        assert share_in(topic, language) in page
    assert "<b>Løn" not in page
    assert 'class="topics"' not in html.write(report, language)
    assert len(pdf.write(report, language, TOPICS)) > len(pdf.write(report, language))


def test_every_end_of_a_report_takes_the_rows(tmp_path: Path) -> None:
    """All formats are written with them, also without names."""
    report = anonymous(composed(spoken(TALK)), "da")
    written = exports.save(report, tmp_path, "da", topics=TOPICS)
    assert "Karriereplan" in next(path for path in written if path.suffix == ".html").read_text()


def test_the_export_on_the_page_finds_the_plan_of_its_conversation() -> None:
    """A kept conversation with a plan brings its rows, one without brings none; a damaged plan costs no export."""
    kept = keep(composed(spoken(TALK)))
    report = kept.report()
    assert report is not None
    assert kept_topics.topics(kept, report, "da") == ()
    rounds.link(begun().key, kept)
    rows = kept_topics.topics(kept, report, "da")
    assert rows
    assert b"Karriereplan" in files.export(kept.name, "html", "da", named=False).content
    (kept.folder / rounds.FILE).write_text("{")
    assert kept_topics.topics(kept, report, "da") == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_tells_where_the_time_went(language: Language, tmp_path: Path) -> None:
    """With a plan attached while analysing, and from the library; the page that is written has it too."""
    made = begun("wellbeing", "results")
    sample = Path(__file__).parents[2] / "samples" / "mus-da.vtt"
    told = {"da": ("Hvor gik tiden hen?", "nåede I ikke"), "en": ("Where did the time go?", "not reached")}[language]
    shown = run("analyze", sample, "--manager", "Mette", "--plan", "last", "--out", tmp_path, "--lang", language).output
    assert [part for part in told if part not in shown] == [], shown
    assert told[0] in (tmp_path / "mus-da.html").read_text()
    assert told[0] not in run("analyze", sample, "--manager", "Mette", "--lang", language).output
    kept = keep(composed(spoken(TALK)))
    rounds.link(made.key, kept)
    assert all(part in run("library", "show", library.kept()[0].name, "--lang", language).output for part in told)
