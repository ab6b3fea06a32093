from __future__ import annotations

import csv
import os
import signal
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from talkratio import jobs, library, report, retention
from talkratio.figures import headline
from talkratio.formats import rttm, webvtt
from talkratio.texts.numbers import percent
from tests.dashboard.chromium import browser, newest, served, settled, share_on, shown, until
from tests.dashboard.keeping import composed, keep, spoken

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser() is None, reason="no Chromium on this computer"),
    pytest.mark.timeout(240),
]
SAMPLES = Path(__file__).parents[2] / "samples"


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


def test_a_server_that_was_killed_finds_the_analysis_again(
    opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The analysis goes on without its page and its server; a new server on the same folder shows where it stands."""
    monkeypatch.setenv("TALKRATIO_HOME", str(tmp_path / "home"))
    page = opened.new_page()
    with served(tmp_path / "home", tmp_path / "log") as address:
        page.goto(f"{address}/?lang=da")
        page.locator("input[type=file]").set_input_files([SAMPLES / "mus-da.ogg"])
        page.locator(".stages").wait_for()
        call = f"serve({address.rpartition(':')[2]},"
        alive = (one for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE)
        (server,) = (one for one in alive if call in " ".join(one.cmdline()))
        server.kill()
    kept = newest()
    assert jobs.state(kept).status in ("waiting", "running", "done")
    with served(tmp_path / "home", tmp_path / "log") as address:
        page.goto(f"{address}/underway?lang=da&c={kept.name}")
        page.locator(".voices").wait_for(timeout=120_000)
        assert kept.ready
    page.close()


def test_every_format_is_saved_anonymous_and_opens(visit: Callable[..., Any], opened: Any, tmp_path: Path) -> None:
    """Each button gives a file that its kind of program opens; no name and no word is in it until somebody asks."""
    kept = keep(composed(spoken()), title="MUS med Søren")
    page = visit(f"talk?c={kept.name}")
    found = {}
    for name in ("Webside", "PDF", "Tal (CSV)", "Alt (JSON)", "Ture (RTTM)"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        found[name] = Path(download.value.path()).read_bytes()
    numbers = shown(kept).of("manager")
    assert numbers is not None
    (tmp_path / "page.html").write_bytes(found["Webside"])
    alone = opened.new_page(java_script_enabled=False)
    alone.goto((tmp_path / "page.html").as_uri())
    alone.get_by_text(percent(numbers.talk_share, "da")).first.wait_for()
    alone.close()
    assert found["PDF"].startswith(b"%PDF-")
    assert found["PDF"].rstrip().endswith(b"%%EOF")
    (row,) = (row for row in csv.DictReader(found["Tal (CSV)"].decode().splitlines()) if row["number"] == "talk_share")
    assert float(row["manager"]) == pytest.approx(numbers.talk_share, abs=1e-4)
    assert report.loads(found["Alt (JSON)"]).conversation.words is None
    (tmp_path / "turns.rttm").write_bytes(found["Ture (RTTM)"])
    turns = rttm.read(tmp_path / "turns.rttm").turns
    assert [turn.interval for turn in turns] == [turn.interval for turn in shown(kept).conversation.turns]
    for content in found.values():
        assert "Søren".encode() not in content
        assert b"stolt" not in content
    page.get_by_text("Tag navne og ord med").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Undertekster (VTT)").click()
    (tmp_path / "words.vtt").write_bytes(Path(download.value.path()).read_bytes())
    assert "stolt" in [word.text for word in webvtt.read(tmp_path / "words.vtt").words or ()]


def test_a_file_asked_for_while_the_page_is_drawn_comes(visit: Callable[..., Any]) -> None:
    """However soon after a change somebody presses, the file is there; after the change it tells of it."""
    kept = keep(composed(spoken()))
    page = visit(f"talk?c={kept.name}")
    file = page.get_by_role("link", name="Alt (JSON)")
    file.wait_for()

    def fetched() -> float | None:
        with page.expect_download(timeout=10_000) as download:
            file.click()
        return headline(report.loads(Path(download.value.path()).read_bytes())).share

    for soon in (0, 30, 80, 150, 250, 0, 30, 80):
        before = headline(shown(kept)).share
        page.get_by_role("button", name="Byt leder og medarbejder om").click()
        page.wait_for_timeout(soon)
        at_once = fetched()
        until(lambda before=before: headline(shown(kept)).share != before)
        after = headline(shown(kept)).share
        assert at_once in (before, after)
        assert fetched() == after
        settled(page)


def test_withdrawing_leaves_nothing_on_disk(visit: Callable[..., Any], browser_home: Path) -> None:
    """After withdraw and delete no file holds the name, and the list no longer does."""
    kept = keep(composed(spoken()), title="Hemmelig samtale")
    page = visit("mine")
    row = page.locator(f".st-key-row-{kept.name}")
    row.get_by_text("Mere").click()
    page.get_by_role("button", name="Træk tilbage og slet").click()
    page.get_by_role("button", name="Ja, slet").click()
    until(lambda: not kept.folder.exists())
    page.get_by_text("blev slettet").wait_for()
    assert not [path for path in browser_home.rglob("*") if path.is_file() and b"Hemmelig" in path.read_bytes()]
    page = visit("mine")
    assert page.get_by_text("Hemmelig samtale").count() == 0


def test_a_conversation_withdrawn_in_another_window_leaves_no_mark_in_the_header(visit: Callable[..., Any]) -> None:
    """The page it was on says that none is open, and no other page is marked as the one that is there."""
    kept = keep(composed(spoken()))
    page = visit(f"talk?c={kept.name}")
    assert page.locator(".st-key-head a[aria-current]").inner_text() == "Samtalen"
    retention.withdraw(kept)
    page.get_by_role("button", name="Byt leder og medarbejder om").click()
    page.get_by_role("heading", name="Ingen samtale er åben").wait_for()
    until(lambda: page.locator(".st-key-head a[aria-current]").count() == 0)


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


@pytest.mark.parametrize("phrase", ["fire ord paa seddel", None], ids=["locked", "plain"])
def test_a_copy_for_the_other_person_opens_in_their_browser(
    opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, phrase: str | None
) -> None:
    """The copy lies among the downloads, opens for whoever may, in any talkratio as well, and goes when withdrawn."""
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(tmp_path / "downloads"))
    monkeypatch.setenv("TALKRATIO_HOME", str(tmp_path / "home"))
    kept = keep(composed(spoken()), title="MUS med Bo")
    share = percent(headline(shown(kept)).share, "da")
    with served(tmp_path / "home", tmp_path / "log") as address:
        page = opened.new_page(viewport={"width": 1366, "height": 900})
        page.goto(f"{address}/talk?c={kept.name}")
        page.get_by_text("Lav en kopi").click()
        if phrase is None:
            page.get_by_text("Alle, der har filen").click()
            page.get_by_text("Enhver, som får fat i den").wait_for()
        else:
            page.get_by_label("Adgangssætning", exact=True).fill(phrase)
            page.get_by_label("Den samme igen").fill("noget andet")
            page.get_by_role("button", name="Læg kopien i Overførsler").click()
            page.get_by_text("ikke ens").wait_for()
            page.get_by_label("Den samme igen").fill(phrase)
        page.get_by_role("button", name="Læg kopien i Overførsler").click()
        page.get_by_text("Kopien ligger i").wait_for()
        page.close()
    (copy,) = (tmp_path / "downloads").iterdir()
    assert b"stolt" not in copy.read_bytes()
    theirs = opened.new_page()
    theirs.goto(copy.as_uri())
    if phrase is not None:
        theirs.locator("#passphrase").fill(phrase)
        theirs.get_by_role("button").click()
    theirs.frame_locator("iframe").get_by_text(share).first.wait_for()
    theirs.close()
    monkeypatch.setenv("TALKRATIO_HOME", str(tmp_path / "theirs"))
    with served(tmp_path / "theirs", tmp_path / "log") as address:
        page = opened.new_page(viewport={"width": 1366, "height": 900})
        page.goto(f"{address}/?lang=da")
        page.locator("input[type=file]").set_input_files(copy)
        if phrase is not None:
            page.get_by_label("Adgangssætning", exact=True).fill("forkert")
            page.get_by_role("button", name="Åbn").click()
            page.get_by_text("Det er ikke den rigtige adgangssætning").wait_for()
            page.get_by_label("Adgangssætning", exact=True).fill(phrase)
            page.get_by_role("button", name="Åbn").click()
        page.locator("[data-part=share]").wait_for()
        assert share_on(page) == share
        page.close()
    assert not list((tmp_path / "theirs" / "arriving").iterdir())
    monkeypatch.setenv("TALKRATIO_HOME", str(tmp_path / "home"))
    retention.withdraw(kept)
    assert not copy.exists()
