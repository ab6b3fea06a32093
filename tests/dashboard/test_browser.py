from __future__ import annotations

import os
import re
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from talkratio import jobs, library, report
from talkratio.dashboard.lists import kind_name
from talkratio.figures import headline
from talkratio.library import Kept
from talkratio.report import Report
from talkratio.texts.numbers import percent
from tests.dashboard.chromium import FIND_AUDIO, MEDIA, browser, chromium, served
from tests.dashboard.keeping import composed, keep, spoken

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser() is None, reason="no Chromium on this computer"),
    pytest.mark.timeout(240),
]
SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("dashboard") / "home"
    before = os.environ.get("TALKRATIO_HOME")
    os.environ["TALKRATIO_HOME"] = str(folder)
    yield folder
    if before is None:
        del os.environ["TALKRATIO_HOME"]
    else:
        os.environ["TALKRATIO_HOME"] = before


@pytest.fixture(scope="module")
def address(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(home, tmp_path_factory.mktemp("log") / "server.log") as found:
        yield found


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture
def visit(opened: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens a page as somebody who was never here; fails when another computer was asked for anything."""
    contexts, asked = [], set()

    def open_page(path: str = "", **how: Any) -> Any:
        context = opened.new_context(viewport={"width": 1366, "height": 900}, locale="da-DK", **how)
        context.set_default_timeout(30_000)
        context.add_init_script(FIND_AUDIO)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.add(re.sub(r"^(\w+://[^/]+).*", r"\1", request.url)))
        page.goto(f"{address}/{path}")
        page.locator(".wordmark").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert {where for where in asked if where.startswith(("http", "ws"))} <= {address, address.replace("http", "ws")}


def shown(kept: Kept) -> Report:
    """The report as the page must show it."""
    found = kept.report()
    assert found is not None
    return found


def newest() -> Kept:
    return library.kept()[0]


def until(true: Callable[[], Any], seconds: float = 60.0) -> None:
    """Waits for what must come."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def share_on(page: Any) -> str:
    return str(page.locator("[data-part=share]").inner_text())


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
    assert page.locator(".questions .asked").all_inner_texts() == [one.text for one in asked]
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
    page.locator(".questions select").first.select_option("leading")
    until(lambda: len(kept.edits()[0]) == 2)
    first = next(one for one in shown(kept).questions or () if one.speaker == "L")
    assert (first.kind, first.reason) == ("leading", "person")


def test_an_answer_about_a_doubtful_moment_is_kept(visit: Callable[..., Any]) -> None:
    """Saying who speaks in a doubtful moment settles it."""
    kept = keep(composed(spoken()))
    doubts = len(shown(kept).doubts or ())
    page = visit(f"correct?c={kept.name}")
    page.locator(".doubts .answer.employee").first.click()
    until(lambda: len(shown(kept).doubts or ()) < doubts)


def test_a_reload_and_a_killed_worker_lose_nothing(visit: Callable[..., Any]) -> None:
    """Reloading finds the analysis again; a worker killed by the system is said to be gone, and can begin again."""
    page = visit()
    page.locator("input[type=file]").set_input_files([SAMPLES / "mus-da.ogg"])
    page.locator(".stages").wait_for()
    kept = newest()
    page.reload()
    page.locator(".stages, .voices").first.wait_for()
    until(lambda: jobs.state(kept).pid is not None or kept.ready)
    pid = jobs.state(kept).pid
    assert pid is not None, "it was over before it could be killed"
    os.kill(pid, signal.SIGKILL)
    page.get_by_text("Analysen blev afbrudt").wait_for()
    assert kept.recording is not None
    page.get_by_role("button", name="Prøv igen").click()
    page.locator(".voices").wait_for(timeout=120_000)
    assert kept.ready


def test_every_format_is_saved_anonymous_and_opens(visit: Callable[..., Any], tmp_path: Path) -> None:
    """Each button gives a file of its kind; none names a person or holds a word until somebody asks for it."""
    kept = keep(composed(spoken()), title="MUS med Søren")
    page = visit(f"talk?c={kept.name}")
    found = {}
    for name in ("Webside", "PDF", "Tal (CSV)", "Alt (JSON)", "Ture (RTTM)"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        found[name] = Path(download.value.path()).read_bytes()
    assert found["Webside"].startswith(b"<!")
    assert found["PDF"].startswith(b"%PDF-")
    assert found["Tal (CSV)"].startswith(b"number,") or b"," in found["Tal (CSV)"].splitlines()[0]
    assert report.loads(found["Alt (JSON)"]).conversation.words is None
    assert found["Ture (RTTM)"].count(b"SPEAKER") == len(shown(kept).conversation.turns)
    for content in found.values():
        assert "Søren".encode() not in content
        assert b"stolt" not in content
    page.get_by_text("Tag navne og ord med").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Undertekster (VTT)").click()
    assert "stolt" in Path(download.value.path()).read_text(encoding="utf-8")


def test_withdrawing_leaves_nothing_on_disk(visit: Callable[..., Any], home: Path) -> None:
    """After withdraw and delete no file holds the name, and the list no longer does."""
    kept = keep(composed(spoken()), title="Hemmelig samtale")
    page = visit("mine")
    row = page.locator(f".st-key-row-{kept.name}")
    row.get_by_text("Mere").click()
    page.get_by_role("button", name="Træk tilbage og slet").click()
    until(lambda: not kept.folder.exists())
    page.get_by_text("blev slettet").wait_for()
    assert not [path for path in home.rglob("*") if path.is_file() and b"Hemmelig" in path.read_bytes()]
    page = visit("mine")
    assert page.get_by_text("Hemmelig samtale").count() == 0


def test_files_that_cannot_be_used_are_explained(visit: Callable[..., Any], tmp_path: Path) -> None:
    """Two gigabytes are refused before a byte is sent; an empty file and a damaged one are said to be so."""
    large, empty, damaged = tmp_path / "l.wav", tmp_path / "e.wav", tmp_path / "..<b>møde$(x)&.wav"
    with large.open("wb") as file:
        file.truncate(2_000_000_001)
    empty.touch()
    damaged.write_bytes(b"RIFF" + bytes(range(256)) * 20)
    page = visit()
    page.locator("input[type=file]").set_input_files(large)
    page.get_by_text("Filen er over 2 GB").wait_for()
    page.locator("input[type=file]").set_input_files(empty)
    page.get_by_text("Filen er tom").wait_for()
    page.locator("input[type=file]").set_input_files(damaged)
    page.get_by_text("Det lykkedes ikke").wait_for(timeout=60_000)
    assert page.locator(".note.bad").inner_text()
    assert newest().folder.parent == library.home() / "conversations"
    assert page.locator("b", has_text="møde").count() == 0


def test_a_transcript_alone_is_enough(visit: Callable[..., Any], tmp_path: Path) -> None:
    """Captions with names give the share and questions without any sound, full of HTML or not."""
    path = tmp_path / "teams.vtt"
    path.write_text(
        "WEBVTT\n\n00:00:01.000 --> 00:00:05.000\n<v Leder Lis>Hvad er du stolt af? &lt;img src=x&gt;</v>\n\n"
        "00:00:06.000 --> 00:00:20.000\n<v Bo>Jeg er stolt af det hele, &lt;script&gt;alert(1)&lt;/script&gt;.</v>\n",
        encoding="utf-8",
    )
    page = visit()
    page.on("dialog", lambda dialog: pytest.fail("a script of the transcript ran"))
    page.locator("input[type=file]").set_input_files(path)
    page.locator(".voices").wait_for(timeout=60_000)
    page.get_by_role("button", name="Spring over").click()
    page.locator(".hero").wait_for()
    assert share_on(page) == percent(headline(shown(newest())).share, "da")
    assert page.locator(".questions .asked").first.inner_text().startswith("Hvad er du stolt af?")


def test_two_people_and_ten_uploads_do_not_meet(visit: Callable[..., Any], tmp_path: Path) -> None:
    """Two browsers at once each keep their own conversation open; ten uploads in a row become ten conversations."""
    one, other = keep(composed(spoken()), title="Den ene"), keep(composed(spoken()).swapped(), title="Den anden")
    first, second = visit(f"talk?c={one.name}"), visit(f"talk?c={other.name}&lang=en")
    first.locator(".hero").wait_for()
    second.locator(".hero").wait_for()
    assert share_on(first) == percent(headline(shown(one)).share, "da")
    assert share_on(second) == percent(headline(shown(other)).share, "en")
    first.get_by_text("English", exact=True).click()
    first.get_by_role("heading", name="All numbers").wait_for()
    assert second.get_by_role("heading", name="Den anden").count() == 1
    before = len(library.kept())
    path = tmp_path / "møde.srt"
    path.write_text("1\n00:00:01,000 --> 00:00:02,000\nLis: Hej?\n\n2\n00:00:03,000 --> 00:00:09,000\nBo: Hej.\n")
    for count in range(10):
        first.get_by_role("link", name="Start").click()
        first.locator("input[type=file]").wait_for(state="attached")
        first.locator("input[type=file]").set_input_files(path)
        until(lambda wanted=before + count + 1: len(library.kept()) >= wanted)
        first.locator("input[type=file]").wait_for(state="detached")
    assert len(library.kept()) == before + 10


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("/talkratio/upload/" + "a" * 32 + "?offset=0", "PUT", {}, 403),
        ("/talkratio/upload/" + "a" * 32 + "?offset=0", "PUT", {"X-Talkratio": "guess"}, 403),
        ("/talkratio/media/2026-11-24-000000000000", "GET", {}, 403),
        ("/talkratio/media/2026-11-24-000000000000?token=guess", "GET", {}, 403),
        ("/", "GET", {"Host": "evil.example"}, 400),
    ],
)
def test_strangers_are_sent_away(address: str, path: str, method: str, headers: dict[str, str], status: int) -> None:
    """Without the page's token nothing is stored and nothing heard; another name for this computer is not answered."""
    request = urllib.request.Request(f"{address}{path}", b"x" if method == "PUT" else None, headers, method=method)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=10)
    caught.value.close()
    assert caught.value.code in {status, 403}
