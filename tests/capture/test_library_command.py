"""`talkratio library`: what is here, how it is confirmed, withdrawn, copied, locked and mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from talkratio import library, retention
from talkratio.capture.wav import Wav
from talkratio.retention import Policy
from tests.capture.typed import keep, run

pytestmark = pytest.mark.usefixtures("english")


def test_the_list_tells_what_is_there_and_when_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Share, what is kept, and days left."""
    kept = keep("MUS & mere")
    shown = run("library", "list").stdout
    for part in (kept.name, "MUS & mere", "30%", "sound", "report", "words in 7 d"):
        assert part in shown
    assert "The manager" in run("library", "show", "last").stdout
    monkeypatch.setenv("COLUMNS", "70")  # the name is what other commands are given
    assert kept.name in run("library", "list").stdout
    retention.reduce_to_numbers(library.kept()[0])
    assert "Longest stretch" in run("library", "show", "last").stdout


def test_confirming_deletes_the_sound_and_the_ledger_tells_it() -> None:
    """The beginning of a name is enough."""
    kept = keep()
    assert "deleted" in run("library", "confirm", kept.name[:14]).stdout
    assert kept.recording is None
    assert "the share was confirmed" in run("library", "ledger").stdout


def test_withdrawing_asks_once_and_gives_a_receipt(tmp_path: Path) -> None:
    """A no keeps everything, a yes deletes everything; the receipt is a file when wanted."""
    kept = keep()
    run("library", "withdraw", kept.name, answer="n\n", code=1)
    assert kept.exists
    receipt = tmp_path / "kvittering.txt"
    run("library", "withdraw", kept.name, "--receipt", receipt, answer="y\n")
    assert not kept.exists
    assert kept.name in receipt.read_text()


def test_a_copy_goes_from_one_to_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given under a passphrase, taken with it."""
    kept = keep()
    path = tmp_path / "kopi.html"
    run("library", "copy", kept.name, path, "--no-sound", answer="fire gode ord\nfire gode ord\n")
    monkeypatch.setenv("TALKRATIO_HOME", str(tmp_path / "hers"))
    run("library", "take", path, "--locked", answer="fire gode ord\n")
    assert library.kept()[0].report() == kept.report()


def test_locking_and_unlocking() -> None:
    """In between the list shows a lock and no title."""
    kept = keep("Hemmelig")
    run("library", "lock", "last", answer="fire gode ord\nfire gode ord\n")
    shown = run("library", "list").stdout
    assert "locked" in shown
    assert "Hemmelig" not in shown
    run("library", "unlock", "last", answer="fire gode ord\n")
    assert kept.about.title == "Hemmelig"


def test_rules_are_shown_and_set() -> None:
    """What is shown is what both are told when they consent."""
    assert "7 days" in run("library", "retention").stdout
    shown = run("library", "retention", "--words-days", "3", "--recording-days", "0", "--no-on-confirm").stdout
    assert "3 days" in shown
    assert retention.policy() == Policy(on_confirm=False, recording_days=None, words_days=3)


def test_what_a_crash_left_is_offered_at_the_next_start() -> None:
    """An interrupted recording is made whole and named."""
    kept, _ = library.new("MUS")
    part = Wav(kept.folder / "recording.part.wav", rate=8_000, channels=1)
    part.write(bytes(16_000 * 43))
    part._file.close()  # as a process that ends without closing
    assert "0:43" in run("library", "recover").stdout
    assert kept.recording is not None
    assert "no interrupted" in run("library", "recover").stdout
