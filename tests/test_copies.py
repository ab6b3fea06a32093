from __future__ import annotations

import base64
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from talkratio import consent, copies, library, pipeline, report
from talkratio.capture import state
from talkratio.capture.state import Mark
from talkratio.consent import Yes
from talkratio.edits import Remove
from talkratio.errors import EngineMissing, FormatError, InputError, OutputError
from talkratio.library import Kept, locking, sealing
from talkratio.library.numbers import numbers
from talkratio.plan import rounds
from talkratio.plan.agreements import Agreement
from talkratio.plan.plan import Point, compose
from talkratio.plan.worth import Worth
from talkratio.report import Provenance
from talkratio.retention import Policy
from tests.draw import draw

PASSPHRASE = "fire ord på en seddel"
WORD, NAME = "kaffemaskinen", "Sofie"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TALKRATIO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sealing, "ROUNDS", 1000)
    return tmp_path / "home"


@pytest.fixture
def kept() -> Kept:
    """A conversation with sound, words and a correction."""
    made, path = library.new(f"MUS med {NAME}", ".wav")
    soundfile.write(path, np.sin(np.arange(16_000 * 3) / 20).astype(np.float32) * 0.3, 16_000)
    spoken = draw(f"Leder ###...............##\n{NAME} ....{WORD}.....", language="da")
    known = Provenance("x.wav", None, "0", "2026-01-01T10:00:00+01:00", "labels", None)
    made.write(library.ORIGINAL, report.dumps(pipeline.compose(spoken, known, "Leder")))
    last = spoken.turns[-1]
    made.keep_edits((Remove(last.speaker, last.interval),))
    return made


def everything(folder: Path) -> bytes:
    return b"\n".join(
        str(path).encode() + b"\n" + (path.read_bytes() if path.is_file() else b"") for path in folder.rglob("*")
    )


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_copy_opens_in_another_talkratio(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passphrase: str | None
) -> None:
    """Report, corrections, title and sound arrive whole."""
    path = copies.give(kept, tmp_path / "kopi.html", passphrase=passphrase)
    assert (NAME.encode() in path.read_bytes()) is False
    monkeypatch.setenv("TALKRATIO_HOME", str(tmp_path / "hers"))
    taken = copies.take(path, passphrase)
    assert taken.about == kept.about
    assert taken.report() == kept.report()
    assert taken.edits() == kept.edits()
    assert taken.recording is not None
    assert soundfile.info(taken.recording).duration == pytest.approx(3.0, abs=0.05)
    assert path.stat().st_mode & 0o777 == 0o600


def inside(path: Path) -> dict[str, bytes]:
    """The files of a plain copy."""
    found = copies._PAYLOAD.search(path.read_bytes())
    assert found is not None
    items = json.loads(base64.b64decode(json.loads(found[1])["content"]))["files"]
    return {name: base64.b64decode(content) for name, content in items.items()}


def test_every_file_of_a_folder_is_given_or_left_out_for_a_reason(kept: Kept, tmp_path: Path) -> None:
    """Given: what the other person may read. Not given: what is one's own, and what processes leave beside it."""
    kept.describe(notes="min egen note", guess=0.4)
    consent.give(kept, [Yes("Leder", "ticked"), Yes(NAME, "ticked")], Policy(), "da")
    state.keep_marks(kept.folder, (Mark(1.0, "phase", "year"),))
    kept.keep_numbers(numbers(kept.report()))
    made = rounds.begin(
        replace(compose("mus", manager="Leder", employee=NAME), points=(Point("manager", "mit punkt"),))
    )
    rounds.change(made.key, lambda one: one.answered(Worth("manager", 2, 2, True)))
    rounds.link(made.key, kept)
    own = {
        "early.report.json": "engines had come so far",
        "options.json": "how it was analysed",
        "state.json": "how far the analysis is",
        "capture.json": "how the recorder stands",
        "capture.log": "what the recorder says",
        "commands.jsonl": "what the recorder was asked",
        "live.json": "the running share",
        "copies.json": "where copies lie on this computer",
        "recording.vtt": "its words are in the report",
    }
    for name, why in own.items():
        (kept.folder / name).write_text('["/home/leder"]' if name == copies.COPIES else f"{why}: hemmeligt")
    (kept.folder / "checkpoints").mkdir()
    (kept.folder / "checkpoints" / "part").write_text("hemmeligt")
    given = inside(copies.give(kept, tmp_path / "kopi.html"))
    folder = {path.name for path in kept.folder.iterdir()}
    assert set(given) == {*copies.GIVEN, copies.SOUND}
    assert folder == {*copies.GIVEN, *own, "checkpoints", "recording.wav"}
    everything_given = b" ".join(given.values())
    for private in ("hemmeligt", "min egen note", "/home/leder", '"nearer"'):
        assert private.encode() not in everything_given
    assert json.loads(given[library.ABOUT])["guess"] is None
    assert b"mit punkt" in given[rounds.FILE]


def test_plan_and_agreements_arrive_and_shared_answers_with_them(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken on the same computer the round gets a key of its own; elsewhere it keeps it."""
    made = rounds.begin(compose("mus", manager="Leder", employee=NAME))
    answers = (Worth("manager", 2, 2, True), Worth("employee", 5, 4, True))
    rounds.change(made.key, lambda one: one.with_agreement(Agreement("a", "both", "Kursus")))
    for answer in answers:
        rounds.change(made.key, lambda one, answer=answer: one.answered(answer))  # type: ignore[misc]
    rounds.link(made.key, kept)
    path = copies.give(kept, tmp_path / "kopi.html", sound=False)
    again = rounds.of(copies.take(path))
    monkeypatch.setenv("TALKRATIO_HOME", str(tmp_path / "hers"))
    elsewhere = copies.take(path)
    there = rounds.of(elsewhere)
    assert again is not None
    assert there is not None
    assert again.key != made.key == there.key
    assert there.conversation == elsewhere.name
    assert there.worth == answers
    assert [one.what for one in there.agreements] == ["Kursus"]


def test_a_wrong_passphrase_opens_nothing(kept: Kept, tmp_path: Path) -> None:
    """Neither a wrong one nor none, and nothing half-made stays here."""
    path = copies.give(kept, tmp_path / "kopi.html", passphrase=PASSPHRASE)
    for wrong in (None, "noget helt andet"):
        with pytest.raises(InputError, match="passphrase"):
            copies.take(path, wrong)
    assert library.kept() == (kept,)


@pytest.mark.parametrize(
    "content", ["", "<html></html>", '<script id="talkratio-copy" type="application/json">{</script>']
)
def test_what_is_no_copy_is_refused(tmp_path: Path, content: str) -> None:
    """Any other page gives a sentence."""
    path = tmp_path / "side.html"
    path.write_text(content)
    with pytest.raises(FormatError, match=r"side\.html"):
        copies.take(path)
    assert library.kept() == ()


@pytest.mark.parametrize("inside", ["", "{}", '{"files": {}}', '{"files": {"about.json": "AAAA"}}', '{"files": 3}'])
def test_a_damaged_copy_leaves_nothing(tmp_path: Path, inside: str) -> None:
    """Whatever it holds, no conversation is made of it."""
    content = base64.b64encode(inside.encode()).decode()
    path = tmp_path / "side.html"
    path.write_text(f'<script id="talkratio-copy" type="application/json">{{"content": "{content}"}}</script>')
    with pytest.raises(FormatError):
        copies.take(path)
    assert library.kept() == ()


def test_a_copy_cannot_be_given_of_nothing(tmp_path: Path) -> None:
    """Before the analysis there is nothing to show, and a short passphrase protects nothing."""
    empty, _ = library.new("tom")
    with pytest.raises(InputError, match="Analyse it first"):
        copies.give(empty, tmp_path / "a.html")


def test_a_short_passphrase_is_refused(kept: Kept, tmp_path: Path) -> None:
    """For a copy and for locking alike; nothing is written."""
    with pytest.raises(InputError, match="too short"):
        copies.give(kept, tmp_path / "a.html", passphrase="kort")
    with pytest.raises(InputError, match="too short"):
        locking.lock(kept, "kort")
    assert not (tmp_path / "a.html").exists()
    assert kept.ready


def test_locked_nothing_can_be_read_and_unlocked_everything_is_back(kept: Kept, home: Path) -> None:
    """On disk stay the date and the numbers; after unlocking every byte is as before."""
    before = {path.name: path.read_bytes() for path in kept.folder.iterdir()}
    library.entries()
    locking.lock(kept, PASSPHRASE)
    (entry,) = library.entries()
    left = everything(home)
    for hidden in (WORD, NAME):
        assert hidden.encode() not in left
    assert (entry.locked, entry.title, entry.recording) == (True, "", False)
    assert entry.numbers is not None
    with pytest.raises(InputError, match="not the passphrase"):
        locking.unlock(kept, "noget helt andet")
    assert kept.locked
    locking.unlock(kept, PASSPHRASE)
    after = {path.name: path.read_bytes() for path in kept.folder.iterdir()}
    after.pop(library.NUMBERS)
    assert after == before


@pytest.mark.parametrize("name", [library.LOCKED, locking.KEY])
def test_a_damaged_lock_is_told_and_left_as_it_is(kept: Kept, name: str) -> None:
    """A flipped byte is found, and nothing is deleted."""
    locking.lock(kept, PASSPHRASE)
    path = kept.folder / name
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises((FormatError, InputError)):
        locking.unlock(kept, PASSPHRASE)
    assert path.read_bytes() == bytes(content)
    assert kept.locked


def test_what_is_being_analysed_is_not_locked(kept: Kept) -> None:
    """The process would lose its recording."""
    with kept.alone("job"), pytest.raises(InputError, match="analysed"):
        locking.lock(kept, PASSPHRASE)
    assert kept.recording is not None


def test_without_room_nothing_is_lost(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the sealed file cannot be written the conversation stays open and whole."""
    before = {path.name: path.read_bytes() for path in kept.folder.iterdir()}
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name == library.LOCKED:
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match="No space left"):
        locking.lock(kept, PASSPHRASE)
    monkeypatch.undo()
    after = {path.name: path.read_bytes() for path in kept.folder.iterdir() if path.name in before}
    assert after == before


@pytest.mark.parametrize("package", ["cryptography", "pyrage"])
def test_without_the_package_it_says_which_extra(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    """The rest works without it."""
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(EngineMissing, match=r"talkratio\[secure\]"):
        locking.lock(kept, PASSPHRASE)
    copies.give(kept, tmp_path / "a.html")
    assert kept.ready


@pytest.mark.browser
@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_copy_opens_in_any_browser(kept: Kept, tmp_path: Path, passphrase: str | None) -> None:
    """Opened from disk it shows report and sound, fetches nothing, and refuses a wrong phrase."""
    from playwright.sync_api import Error, sync_playwright

    path = copies.give(kept, tmp_path / "kopi.html", passphrase=passphrase)
    with sync_playwright() as tool:
        try:
            browser = tool.chromium.launch(executable_path=_chromium())
        except Error as error:
            pytest.skip(f"no Chromium here: {error.message.splitlines()[0]}")
        page = browser.new_page()
        asked: list[str] = []
        wrong: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(path.as_uri())
        if passphrase is not None:
            page.fill("#passphrase", "noget helt andet")
            page.click("button")
            page.wait_for_selector("#wrong:visible")
            page.fill("#passphrase", passphrase)
            page.click("button")
        page.wait_for_selector("#sound:visible")
        assert page.frame_locator("#page").locator("h1").first.inner_text()
        page.wait_for_function("document.getElementById('sound').duration > 2.9")
        assert wrong == []
        assert not [url for url in asked if not url.startswith(("file:", "blob:", "data:", "about:"))]
        browser.close()


def _chromium() -> str | None:
    import shutil

    return shutil.which("chromium")
