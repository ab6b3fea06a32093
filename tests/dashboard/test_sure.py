"""What cannot be undone is asked first, names what would be gone, and is kept by whoever says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from talkratio import hardware, jobs, library
from talkratio.library import EDITS, ORIGINAL, Kept
from talkratio.plan import drafts, rounds
from talkratio.plan.agreements import Agreement
from talkratio.plan.plan import compose
from talkratio.plan.round import Round
from talkratio.texts.numbers import size
from tests.dashboard.keeping import composed, keep, spoken
from tests.dashboard.pages import asked, at, questions

pytestmark = pytest.mark.usefixtures("home")

Case = tuple[AppTest, str, str, Callable[[], bool]]
"""a page, the key of what is asked there, what the question must name, and whether it is still there"""


def talked() -> Kept:
    return keep(composed(spoken()), title="MUS med Signe")


def planned() -> Round:
    made = rounds.begin(compose("mus", manager="Mette", employee="Jonas"))
    return rounds.change(made.key, lambda one: one.with_agreement(Agreement("a", "both", "Kursus i feedback")))


def listed(kept: Kept, language: str = "da") -> AppTest:
    app = at("mine", language=language)
    app.session_state[f"more-{kept.name}"] = True
    return app.run()


def sound() -> Case:
    kept = talked()
    assert kept.recording is not None
    weighs = size(hardware.in_words(kept.recording.stat().st_size), "da")
    return listed(kept), f"forget-{kept.name}", f"({weighs})", lambda: kept.recording is not None


def whole() -> Case:
    kept = talked()
    return listed(kept), f"delete-{kept.name}", "»MUS med Signe«", lambda: bool(library.kept())


def confirmed() -> Case:
    kept = talked()
    return at("talk", kept), "confirm", "»MUS med Signe«", lambda: kept.recording is not None


def ended() -> Case:
    kept = keep(title="MUS med Signe")
    kept.write(jobs.STATE, '{"status": "failed"}')
    return at("underway", kept), "delete-ended", "»MUS med Signe«", lambda: bool(library.kept())


def damaged() -> Case:
    kept = talked()
    (kept.folder / ORIGINAL).write_text("{")
    return at("talk", kept), "delete_damaged", "»MUS med Signe«", lambda: bool(library.kept())


def corrections() -> Case:
    kept = talked()
    kept.write(EDITS, "{")
    return at("talk", kept), "drop_edits", "»MUS med Signe«", lambda: (kept.folder / EDITS).read_text() == "{"


def plan() -> Case:
    made = planned()
    return at("plan"), f"delete-{made.key}", "»Jonas,", lambda: bool(rounds.rounds())


def draft() -> Case:
    made = planned()
    drafts.keep(made.key, replace(made.plan, place="Rum 9"))
    return at("plan"), f"drop-{made.key}", "»Jonas«", lambda: drafts.find(made.key) is not None


def agreement() -> Case:
    made = planned()
    return at("agreements"), "remove-a", "»Kursus i feedback«", lambda: bool(rounds.find(made.key).agreements)


CASES = (sound, whole, confirmed, ended, damaged, corrections, plan, draft, agreement)


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_deleted_before_the_question_is_answered(case: Callable[[], Case]) -> None:
    """The button that deletes is in the question, which names the thing; keeping it closes the question."""
    app, key, named, there = case()
    question = questions(app)[key]
    assert {button.key for button in question.get("button")} == {key, f"keep-{key}"}
    assert named in question.get("html")[0].proto.body
    assert not question.proto.popover.open
    assert questions(asked(app, key))[key].proto.popover.open
    app.button(key=f"keep-{key}").click().run()
    assert not app.exception
    assert there()
    assert not questions(app)[key].proto.popover.open
    asked(app, key).button(key=key).click().run()
    assert not app.exception
    assert not there()


@pytest.mark.parametrize(("language", "called"), [("da", "Udskriften af"), ("en", "The transcript of")])
def test_a_transcript_is_not_called_sound(language: str, called: str) -> None:
    """Saying that the number is right deletes it as well, and says so; the list calls it what it is."""
    kept = keep(composed(spoken()), sound=False)
    (kept.folder / f"{library.RECORDING}.vtt").write_text("WEBVTT\n")
    app = listed(kept, language)
    assert called in questions(app)[f"forget-{kept.name}"].get("html")[0].proto.body
    app = at("talk", kept, language)
    assert called.casefold() in questions(app)["confirm"].get("html")[0].proto.body.casefold()
    asked(app, "confirm").button(key="confirm").click().run()
    assert not app.exception
    assert kept.recording is None
