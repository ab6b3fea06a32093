"""`talkratio record` and `talkratio library` as a person types them."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from benchmarks.virtual import Pulse
from talkratio import capture, consent, library, pipeline, report, retention
from talkratio.capture import Standing
from talkratio.capture.wav import Wav
from talkratio.cli.library import app as kept_app
from talkratio.cli.record import _ask, _line, record
from talkratio.errors import InputError
from talkratio.library import Kept
from talkratio.live import Live
from talkratio.report import Provenance
from talkratio.retention import Policy
from tests.draw import draw

app = typer.Typer()
app.command("record")(record)
app.add_typer(kept_app, name="library")


def run(*arguments: str | Path, answer: str = "", code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=answer, env={"COLUMNS": "200"})
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKRATIO_LANG", "en")


def keep(title: str = "MUS") -> Kept:
    kept, path = library.new(title, ".wav")
    path.write_bytes(b"sound")
    known = Provenance("x.wav", None, "0", "2026-01-01T10:00:00+01:00", "labels", None)
    kept.write(
        library.ORIGINAL, report.dumps(pipeline.compose(draw("Leder ###.......\nBo ...#######"), known, "Leder"))
    )
    return kept


def test_recording_from_the_command_line(pulse: Pulse) -> None:
    """With both having agreed it records until the minutes are over, keeps consent and recording, and says where."""
    shown = run("record", "--agreed", "Mette", "--agreed", "Bo", "--minutes", "0.05", "--share", "--no-measure").stdout
    (kept,) = library.kept()
    assert kept.name in shown
    assert kept.recording is not None
    given = consent.read(kept)
    assert given is not None
    assert [yes.name for yes in given.people] == ["Mette", "Bo"]
    assert not capture.running(kept)


def test_the_line_shows_level_share_and_what_is_wrong() -> None:
    """Everything a person needs while talking, in one place; no share before there is one."""
    now = Standing("recording", 65.0, loud=(-20.0,), warnings=("faint:0", "room"))
    shown = _line(now, Live(65.0, 0.25, 0.3), "en").plain
    for part in ("1:05", "█", "25% over the last five minutes, 30% so far", "faint", "ten minutes of room"):
        assert part in shown
    assert "so far" not in _line(now, Live(5.0, None, None), "en").plain


def test_without_anybody_to_ask_nothing_is_recorded(pulse: Pulse) -> None:
    """The consent is shown, and the reason; no folder is made."""
    result = run("record", code=1)
    assert isinstance(result.exception, InputError)
    assert "not legal advice" in " ".join(result.stdout.split())
    assert library.kept() == ()


def test_consent_of_one_alone_records_nothing(pulse: Pulse) -> None:
    """The microphone is not opened, and nothing stays."""
    result = run("record", "--agreed", "Mette", code=1)
    assert isinstance(result.exception, InputError)
    assert library.kept() == ()
    assert library.deleted() == ()


@pytest.mark.parametrize(("answers", "expected"), [(["n"], None), (["j", "Mette", "Bo"], ["Mette", "Bo"])])
def test_a_no_is_one_key(monkeypatch: pytest.MonkeyPatch, answers: list[str], expected: list[str] | None) -> None:
    """It needs no reason, and nothing else is asked."""
    waiting = iter(answers)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: next(waiting))
    assert _ask([], "en") == expected
    assert next(waiting, None) is None


def test_the_list_tells_what_is_there_and_when_it_goes() -> None:
    """Share, what is kept, and days left."""
    kept = keep("MUS & mere")
    shown = run("library", "list").stdout
    for part in (kept.name, "MUS & mere", "30%", "sound", "report", "words in 7 d"):
        assert part in shown
    assert "The manager" in run("library", "show", "last").stdout


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
