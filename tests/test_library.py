from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from talkratio import library, pipeline, report
from talkratio.conversation import Conversation, Turn, Word
from talkratio.edits import Reassign
from talkratio.errors import FormatError, InputError, OutputError
from talkratio.figures import per_person, whole
from talkratio.interval import Interval
from talkratio.library import Kept, told
from talkratio.report import Provenance, Report
from talkratio.texts import Language

SECRET = "kaffemaskine"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TALKRATIO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def made(said: str = SECRET) -> Report:
    """A short conversation in which the manager has three of ten seconds."""
    turns = (Turn(Interval(0, 3), "A"), Turn(Interval(3, 10), "B"))
    words = (Word(Interval(0, 1), "Hvordan", None, "A"), Word(Interval(4, 5), said, None, "B"))
    known = Provenance("x.wav", None, "0", "2026-01-01T10:00:00+01:00", "labels", None)
    return pipeline.compose(Conversation(10.0, turns, words, "da"), known, "A")


def keep(title: str = "MUS", *, recording: bytes = b"RIFF sound") -> Kept:
    kept, path = library.new(title, ".wav")
    path.write_bytes(recording)
    kept.write(library.ORIGINAL, report.dumps(made()))
    return kept


def everything(home: Path) -> bytes:
    """Every byte below the folder, names of files included."""
    return b"\n".join(
        path.name.encode() + b"\n" + (path.read_bytes() if path.is_file() else b"") for path in home.rglob("*")
    )


def test_what_is_kept_is_found_again() -> None:
    """A report, its corrections and what a person wrote survive and are listed newest first."""
    first, second = keep("første"), keep("anden")
    first.describe(created="2025-01-01T10:00:00+01:00", guess=0.4)
    assert [one.about.title for one in library.kept()] == ["anden", "første"]
    assert library.find(second.name) == second
    assert first.about.guess == 0.4
    second.keep_edits((Reassign("A", Interval(0, 3), "B"),))
    corrected = second.report()
    assert corrected is not None
    assert {turn.speaker for turn in corrected.conversation.turns} == {"B"}
    assert second.original() == made()


@pytest.mark.parametrize("sound", ["wav", "webm", "mp3"])
@pytest.mark.parametrize("words", ["vtt", "srt", "rttm", "docx"])
def test_of_a_recording_and_its_captions_the_recording_counts(sound: str, words: str) -> None:
    """Whichever comes first in the alphabet; captions alone are what there is."""
    kept, _ = library.new("MUS")
    (kept.folder / f"recording.{words}").write_text("words")
    assert kept.recording == kept.folder / f"recording.{words}"
    (kept.folder / f"recording.{sound}").write_bytes(b"sound")
    assert kept.recording == kept.folder / f"recording.{sound}"


def test_nothing_a_person_typed_becomes_a_name_on_disk(home: Path) -> None:
    """Titles and file names from outside never reach a path."""
    kept, path = library.new("../../Sofie/MUS", "/../../x")
    assert path.name == "recording.bin"
    assert "Sofie" not in "".join(str(one) for one in home.rglob("*"))
    with pytest.raises(InputError):
        library.find("../" + kept.name)


def test_everything_is_for_its_owner_alone(home: Path) -> None:
    """Files are 0600 and folders 0700, whatever the umask."""
    before = os.umask(0)
    try:
        kept = keep()
        kept.describe(notes="x")
        kept.forget_recording()
        library.entries()
    finally:
        os.umask(before)
    for path in home.rglob("*"):
        if path.suffix != ".wav":
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_list_is_read_from_the_index_and_follows_the_folders() -> None:
    """What changes, comes or goes on disk shows at once; numbers come with it."""
    kept = keep("MUS")
    entry = library.entries()[0]
    assert (entry.title, entry.recording, entry.report) == ("MUS", True, True)
    assert entry.numbers is not None
    assert entry.numbers.share == pytest.approx(0.3)
    kept.describe(title="Ny titel")
    kept.forget_recording()
    assert [(one.title, one.recording) for one in library.entries()] == [("Ny titel", False)]
    kept.delete()
    assert library.entries() == ()


@pytest.mark.parametrize("harm", ["gone", "garbage", "truncated", "wrong table"])
def test_a_damaged_index_is_made_again_from_the_folders(home: Path, harm: str) -> None:
    """Whatever happens to the index, the list is the same afterwards."""
    keep("en"), keep("to")
    before = library.entries()
    path = home / "index.sqlite"
    if harm == "gone":
        path.unlink()
    elif harm == "garbage":
        path.write_bytes(b"not a database" * 400)
    elif harm == "truncated":
        path.write_bytes(path.read_bytes()[:5000])
    else:
        path.unlink()
        with sqlite3.connect(path) as table:
            table.execute("CREATE TABLE conversation (x)")
        table.close()
    assert library.entries() == before


def test_a_damaged_file_takes_one_conversation_only() -> None:
    """The others are listed as before, and the error says which file it is."""
    good, bad = keep("god"), keep("ødelagt")
    (bad.folder / library.ORIGINAL).write_text("{")
    (bad.folder / library.ABOUT).write_text("{")
    assert {entry.name for entry in library.entries()} == {good.name, bad.name}
    with pytest.raises(FormatError, match=r"about\.json"):
        _ = bad.about


def test_deleting_leaves_no_byte_of_it(home: Path) -> None:
    """Sound, words, title and index rows are gone; the ledger says that something was, without a name."""
    kept = keep("Sofies MUS", recording=b"the sound of a voice")
    library.entries()
    assert SECRET.encode() in everything(home)
    kept.delete("withdrawn")
    left = everything(home)
    for gone in (SECRET, "Sofies", "the sound of a voice"):
        assert gone.encode() not in left
    line = library.deleted()[-1]
    assert (line.conversation, line.what, line.why) == (kept.name, "conversation", "withdrawn")


def test_what_was_deleted_is_not_brought_back_by_a_writer_that_comes_late() -> None:
    """An analysis that ends after the deletion finds no folder and makes none."""
    kept = keep()
    kept.delete()
    with pytest.raises(OutputError):
        kept.write(library.ORIGINAL, report.dumps(made()))
    with pytest.raises((OutputError, FormatError)):
        kept.describe(title="tilbage")
    assert not kept.folder.exists()
    assert library.kept() == ()


def test_a_torn_line_of_the_ledger_spoils_no_other(home: Path) -> None:
    """After a crash in the middle of a line the earlier and the later lines are read."""
    keep().forget_recording()
    with (home / "ledger.jsonl").open("ab") as file:
        file.write(b'{"when": "2026-')
    keep().forget_recording()
    assert [line.what for line in library.deleted()] == ["recording", "recording"]


def test_leftovers_of_a_crash_are_cleared_and_fresh_work_is_not(home: Path) -> None:
    """Half-deleted folders go, old half-written files go, new ones stay."""
    kept = keep()
    gone = kept.folder.with_name(".gone-2026-01-01-000000000000")
    gone.mkdir()
    (gone / "x").write_text(SECRET)
    old, young = kept.folder / ".about.json.old", kept.folder / ".about.json.new"
    for path in (old, young):
        path.write_text("{")
    os.utime(old, (0, 0))
    library.tidy()
    assert not gone.exists()
    assert (old.exists(), young.exists()) == (False, True)


_WRITER = """
import sys
from talkratio.library import Kept, told
from pathlib import Path
kept = Kept(Path(sys.argv[1]))
print("ready", flush=True)
n = 0
while True:
    n += 1
    kept.describe(notes=str(n) * 20000)
    kept.write("original.report.json", Path(sys.argv[2]).read_bytes())
"""


def test_kill_at_random_moments_of_saving_loses_nothing(tmp_path: Path) -> None:
    """After kill -9 every file is whole, old or new, and the index can be read."""
    kept = keep()
    (tmp_path / "whole.json").write_text(report.dumps(made()))
    chance = random.Random(1)
    for _ in range(6):
        arguments = [sys.executable, "-c", _WRITER, str(kept.folder), str(tmp_path / "whole.json")]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(chance.uniform(0.0, 0.1))
            writer.send_signal(signal.SIGKILL)
            writer.wait()
        notes = kept.about.notes
        assert notes == "" or len(set(notes)) <= len(str(int(notes[: len(notes) // 20000])))
        assert kept.original() == made()
        assert [entry.name for entry in library.entries()] == [kept.name]


_LISTER = """
import sys
from talkratio import library
for _ in range(15):
    kept, path = library.new(sys.argv[1], ".wav")
    path.write_bytes(b"x")
    library.entries()
    kept.describe(title=sys.argv[1] + "!")
    library.entries()
"""


def test_two_processes_at_once_do_not_disturb_each_other() -> None:
    """Both add, list and change at the same time; all of it is there afterwards."""
    both = [subprocess.Popen([sys.executable, "-c", _LISTER, name], stderr=subprocess.PIPE) for name in "ab"]
    for process in both:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said.decode()
    assert sorted(entry.title for entry in library.entries()) == ["a!"] * 15 + ["b!"] * 15


def test_two_windows_changing_different_things_both_win() -> None:
    """A change of the title does not undo a change of the notes made meanwhile."""
    kept = keep()
    code = "import sys; from pathlib import Path; from talkratio.library import Kept\n"
    code += "kept = Kept(Path(sys.argv[1]))\nfor n in range(30): kept.describe(**{sys.argv[2]: str(n)})"
    both = [subprocess.Popen([sys.executable, "-c", code, str(kept.folder), name]) for name in ("title", "notes")]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    assert (kept.about.title, kept.about.notes) == ("29", "29")


def test_numbers_are_kept_without_names_or_words() -> None:
    """The numbers file holds figures alone and is what a conversation shows once its report is gone."""
    kept = keep()
    numbers = kept.numbers()
    assert numbers is not None
    kept.keep_numbers(numbers)
    (kept.folder / library.ORIGINAL).unlink()
    content = json.loads((kept.folder / library.NUMBERS).read_text())
    assert all(value is None or isinstance(value, int | float) for value in content.values())
    assert kept.numbers() == numbers


@pytest.mark.parametrize("language", ["da", "en"])
def test_numbers_that_are_left_read_as_they_did_in_the_report(language: Language) -> None:
    """When the words are gone, name, rule and value of each number are those that the report showed."""
    kept = keep()
    before = {one.key: one for one in (*per_person(made(), language), *whole(made(), language))}
    numbers = kept.numbers()
    assert numbers is not None
    left = (*told.of_the_two(numbers, language), *told.of_the_whole(numbers, language))
    assert len(left) >= 17
    for one in left:
        assert one.values == before[one.key].values[: len(one.values)], one.key
        assert one.name == before[one.key].name
        assert one.rule == before[one.key].rule or one.key == "questions"
