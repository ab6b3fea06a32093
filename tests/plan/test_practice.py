"""Practice: typed, spoken, and recorded as a plan of its own."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from talkratio import library
from talkratio.cli import app
from talkratio.cli import plan as commands
from talkratio.dashboard import session
from talkratio.plan import aloud, parting, practice, rounds
from talkratio.plan.agreements import Agreement
from talkratio.plan.plan import compose
from talkratio.plan.round import Round
from talkratio.texts import LANGUAGES, Language
from tests.dashboard.keeping import composed, keep, spoken
from tests.dashboard.pages import at

pytestmark = pytest.mark.usefixtures("home")


def begun() -> Round:
    return rounds.begin(compose("mus", manager="Mette", employee="Jonas"))


@pytest.mark.parametrize(
    ("written", "kind", "double"),
    [
        ("Hvad giver dig mest energi?", "open", False),
        ("Er du glad for dit arbejde?", "closed", False),
        ("Synes du ikke også, det går godt?", "leading", False),
        ("Hvad fylder mest, og er du glad for det?", "closed", True),
        ("Jeg forstår.", None, False),
    ],
)
def test_a_question_of_ones_own_is_told_for_what_it_is(written: str, kind: str | None, double: bool) -> None:
    """Open, closed, leading, double or none; all but a single open one get better wordings, which are open."""
    one = practice.tried(written, 0, "da")
    assert (one.kind, one.double) == (kind, double)
    assert bool(one.better) == (kind != "open" or double)
    assert all(practice.tried(better, 0, "da").kind in practice.OPENING for better in one.better)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_asks_every_question_and_counts(language: Language) -> None:
    """A closed question is told and an end of input ends the practice with the kinds written."""
    begun()
    written = "Er du glad?\n\n" if language == "da" else "Are you happy?\n\n"
    result = CliRunner().invoke(app, ["plan", "practice", "--no-spoken", "--lang", language], input=written)
    assert result.exit_code == 0, result.output + repr(result.exception)
    assert ("1 lukket" if language == "da" else "1 closed") in result.output
    assert ("Prøv i stedet" if language == "da" else "Try instead") in result.output


def test_a_recorded_practice_leaves_the_real_plan_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is recorded with a plan of its own, which goes when nothing was recorded; the real one stays the last."""
    real, seen = begun(), list[Round]()
    monkeypatch.setattr(commands, "record", lambda *, plan, **_: seen.append(rounds.find(plan)))
    assert CliRunner().invoke(app, ["plan", "practice", "--record"]).exit_code == 0
    assert seen[0].plan.practice
    assert seen[0].plan.items == real.plan.items
    assert [one.key for one in rounds.rounds()] == [real.key]


def test_a_practice_has_no_part_in_what_was_agreed_and_goes_with_its_recording() -> None:
    """Its agreements open no plan, `last` passes it over, and nothing of it is released when its folder goes."""
    real = begun()
    made = rounds.begin(practice.rehearsal(real.plan))
    kept = keep(composed(spoken("L hvordan_går_det?......\nM ...................fint.")))
    rounds.link(made.key, kept)
    rounds.change(made.key, lambda one: one.with_agreement(Agreement("a", "both", "Kursus", status="open")))
    assert rounds.carried("Jonas", rounds.rounds()) == ()
    assert rounds.find("last").key == real.key
    parting.release(kept)
    library.find(kept.name).delete()
    assert [one.key for one in rounds.rounds()] == [real.key]


def test_the_page_tells_what_a_question_opens_and_records_a_practice(home: Path) -> None:
    """A closed question is told at once; recording opens a practice on the page that records."""
    session.forget_cached()
    begun()
    app_ = at("plan_practice")
    field = next(one for one in app_.text_input if str(one.key).startswith("own-"))
    field.input("Er du glad for det?").run()
    assert not app_.exception
    assert "Slags: lukket" in " ".join(str(one.proto) for one in app_.get("html"))
    app_.button(key="practice_record").click().run()
    assert [one.plan.practice for one in rounds.rounds()].count(True) == 1


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """A voice that writes down what it was told to say."""
    heard = tmp_path / "heard"
    program = f"import sys; open({str(heard)!r}, 'wb').write(sys.stdin.buffer.read())"
    monkeypatch.setattr(aloud, "voice", lambda _: (sys.executable, "-c", program))

    def wait() -> str:
        for thread in threading.enumerate():
            if thread.name == aloud.NAME:
                thread.join(20)
        return heard.read_text(encoding="utf-8")

    return wait


def test_the_voice_gets_the_words_and_a_missing_one_is_silent(
    said: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is spoken is the question, letters and all; without a voice nothing happens and the caller is told."""
    assert aloud.speak("Hvad længes du efter?", "da")
    assert said() == "Hvad længes du efter?"
    monkeypatch.setattr(aloud, "voice", lambda _: None)
    assert not aloud.speak("Hvad?", "da")
