from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from talkratio.conversation import Doubt
from talkratio.dashboard.lists import kind_name
from talkratio.figures import headline
from talkratio.interval import Interval
from talkratio.texts.numbers import percent
from tests.dashboard.chromium import MEDIA, browser, newest, share_on, shown, until
from tests.dashboard.keeping import composed, keep, spoken

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser() is None, reason="no Chromium on this computer"),
    pytest.mark.timeout(240),
]
SAMPLES = Path(__file__).parents[2] / "samples"


def test_from_the_sample_to_the_number_and_back(visit: Callable[..., Any]) -> None:
    """The Danish sample with its captions: roles, guess, share, ribbon, questions, sound, swap, English."""
    page = visit()
    page.locator("input[type=file]").set_input_files([SAMPLES / "mus-da.ogg", SAMPLES / "mus-da.vtt"])
    page.locator(".voices").wait_for(timeout=120_000)
    kept = newest()
    assert kept.about.title == "mus-da"
    page.get_by_role("button", name="Vis mig tallet").click()
    page.locator(".hero").wait_for()
    found = shown(kept)
    assert share_on(page) == percent(headline(found).share, "da")
    page.locator("rect.turn").first.wait_for(state="attached")
    assert page.locator("rect.turn").count() == len(found.conversation.turns)
    asked = [one for one in found.questions or () if one.speaker == found.roles.manager]
    assert asked
    page.locator(".questions .asked").first.wait_for()
    assert page.locator(".questions .asked").all_text_contents() == [one.text for one in asked]
    kinds = page.locator(".questions select").evaluate_all("(all) => all.map((one) => one.selectedOptions[0].text)")
    assert kinds == [kind_name(one.kind, "da") for one in asked]
    _hear(page)
    page.get_by_role("button", name="Byt leder og medarbejder om").click()
    other = percent(headline(found.swapped()).share, "da")
    until(lambda: share_on(page) == other)
    assert shown(kept).roles.manager == found.roles.employee
    page.get_by_text("English", exact=True).click()
    page.get_by_role("heading", name="All numbers").wait_for()
    until(lambda: page.evaluate("() => document.documentElement.lang") == "en")
    assert share_on(page) == percent(headline(shown(kept)).share, "en")
    page.reload()
    page.get_by_role("heading", name="All numbers").wait_for()


def _hear(page: Any) -> None:
    """A click in the middle of the ribbon moves the sound there; so does the play button of a question."""
    until(lambda: page.evaluate(MEDIA) is not None)
    lanes = page.locator("svg[data-part=lanes]")
    box = lanes.bounding_box()
    lanes.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    until(lambda: 85 < page.evaluate(MEDIA)["at"] < 130)
    button = page.locator(".questions .play").last
    button.click()
    wanted = float(button.get_attribute("data-at"))
    until(lambda: wanted - 1 < page.evaluate(MEDIA)["at"] < wanted + 15)
    lanes.press("Home")
    until(lambda: page.evaluate(MEDIA)["at"] < 15)


def test_a_correction_moves_the_numbers_and_undo_moves_them_back(visit: Callable[..., Any]) -> None:
    """A turn given to the other changes the share on screen to that of the report; undo restores both."""
    kept = keep(composed(spoken()))
    before = percent(headline(shown(kept)).share, "da", digits=1)
    page = visit(f"correct?c={kept.name}")
    page.locator("rect.turn").nth(1).click(force=True)
    page.get_by_role("button", name="Det var lederen").click()
    until(lambda: len(kept.edits()[0]) == 1)
    after = percent(headline(shown(kept)).share, "da", digits=1)
    assert after != before
    until(lambda: page.locator("[data-part=after]").all_inner_texts() == [after])
    page.get_by_role("button", name="Fortryd").click()
    until(lambda: page.locator("[data-part=after]").count() == 0)
    assert percent(headline(shown(kept)).share, "da", digits=1) == before


def test_a_word_and_the_kind_of_a_question_are_corrected_where_they_stand(visit: Callable[..., Any]) -> None:
    """Typing in a word changes the transcript, choosing a kind changes the question, each as one correction."""
    kept = keep(composed(spoken()))
    page = visit(f"correct?c={kept.name}")
    page.locator("rect.turn").nth(0).click(force=True)
    word = page.locator(".words input").nth(3)
    word.fill("glad")
    word.press("Enter")
    until(lambda: any(one.text == "glad" for one in shown(kept).conversation.words or ()))
    page = visit(f"talk?c={kept.name}")
    page.locator(".questions select").first.focus()
    page.locator(".questions select").first.select_option("leading")
    until(lambda: len(kept.edits()[0]) == 2)
    first = next(one for one in shown(kept).questions or () if one.speaker == "L")
    assert (first.kind, first.reason) == ("leading", "person")


def test_an_answer_about_a_doubtful_moment_is_kept(visit: Callable[..., Any]) -> None:
    """Saying who speaks in a doubtful moment settles it; after a reload one step takes back all that it took."""
    inside_a_turn = Doubt(Interval(3.0, 5.0), (("L", 0.6),))
    kept = keep(replace(composed(spoken()), doubts=(inside_a_turn,)))
    doubts = len(shown(kept).doubts or ())
    page = visit(f"correct?c={kept.name}")
    before = shown(kept)
    page.locator(".doubts .answer.employee").first.click()
    until(lambda: len(shown(kept).doubts or ()) < doubts)
    assert len(kept.edits()[0]) > 1
    page.reload()
    page.get_by_role("button", name="Fortryd").click()
    until(lambda: not kept.edits()[0])
    assert shown(kept) == before
    page.get_by_role("button", name="Gentag").click()
    until(lambda: len(kept.edits()[0]) > 1)
    page.locator("[data-part=after]").wait_for()


def test_a_transcript_alone_is_enough(visit: Callable[..., Any], tmp_path: Path) -> None:
    """Captions with names give the share and questions without any sound; HTML in names and words is shown as text."""
    path = tmp_path / "teams.vtt"
    picture, script = "&lt;img src=x onerror=alert(1)&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"
    path.write_text(
        f"WEBVTT\n\n00:00:01.000 --> 00:00:05.000\n<v Leder Lis {picture}>Hvad er du stolt af {picture}?</v>\n\n"
        f"00:00:06.000 --> 00:00:20.000\n<v Bo {script}>Jeg er stolt af det hele, {script}.</v>\n",
        encoding="utf-8",
    )
    page = visit()
    page.on("dialog", lambda dialog: pytest.fail("a script of the transcript ran"))
    page.locator("input[type=file]").set_input_files(path)
    page.locator(".voices").wait_for(timeout=60_000)
    _plain(page)
    page.get_by_role("button", name="Spring over").click()
    page.locator(".hero").wait_for()
    assert share_on(page) == percent(headline(shown(newest())).share, "da")
    assert page.locator(".questions .asked").first.text_content().startswith("Hvad er du stolt af <img")
    _plain(page)
    page.locator(".st-key-to_correct button").click()
    page.locator(".st-key-turns").wait_for()
    page.locator("rect.turn").nth(1).click(force=True)
    page.locator(".words input").first.wait_for()
    _plain(page)


def _plain(page: Any) -> None:
    """Nothing that somebody said or was called has become part of the page."""
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("script", has_text="alert").count() == 0
