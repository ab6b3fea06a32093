"""Copies given to another talkratio: what is in them, what is not, and what is no copy."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile

from talkratio import consent, copies, library
from talkratio.capture import state
from talkratio.capture.state import Mark
from talkratio.consent import Yes
from talkratio.errors import FormatError, InputError
from talkratio.library import Kept
from talkratio.library.numbers import numbers
from talkratio.plan import rounds
from talkratio.plan.agreements import Agreement
from talkratio.plan.plan import Point, compose
from talkratio.plan.worth import Worth
from talkratio.retention import Policy
from tests.copies.hidden import NAME, PASSPHRASE


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
    """Before the analysis there is nothing to show."""
    empty, _ = library.new("tom")
    with pytest.raises(InputError, match="Analyse it first"):
        copies.give(empty, tmp_path / "a.html")
