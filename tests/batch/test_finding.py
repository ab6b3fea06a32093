"""Recordings are found with what belongs to them, and nothing else is."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

import pytest

from talkratio import batch
from talkratio.conversation import Conversation, Turn
from talkratio.errors import FormatError, InputError
from talkratio.formats import rttm, webvtt
from talkratio.interval import Interval
from tests.batch.ground import place, run, table


def names(where: Path | str, **options: Path) -> list[str]:
    """The names of what is found."""
    return [recording.name for recording in batch.find(str(where), **options)]


def touch(folder: Path, *files: str) -> None:
    """Empty files, with their folders."""
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text("")


def test_a_folder_gives_its_recordings_and_lone_transcripts(tmp_path: Path) -> None:
    """Sound of any kind and transcripts without sound, at any depth; hidden files and other things are left."""
    touch(tmp_path, "a.wav", "a.vtt", "team/b.M4A", "team/c.vtt", "notes.txt", ".hidden.wav", ".git/x.wav", "plan.pdf")
    assert names(tmp_path) == ["a.wav", "team/b.M4A", "team/c.vtt"]


def test_results_inside_the_folder_are_not_recordings(tmp_path: Path) -> None:
    """The folder for results may lie below the recordings."""
    touch(tmp_path, "a.wav", "out/b.wav")
    assert names(tmp_path, out=tmp_path / "out") == ["a.wav"]


def test_what_talkratio_wrote_is_not_a_recording(tmp_path: Path) -> None:
    """A transcript that talkratio measured itself is passed over."""
    touch(tmp_path, "a.wav")
    (tmp_path / "b.vtt").write_text(f"WEBVTT\n\n{webvtt.MARK}\n")
    assert names(tmp_path) == ["a.wav"]


NAMED = "Anna  0:03\nHvad synes du?\n\nBo  0:09\nDet ved jeg ikke.\n\nAnna  0:14\nHvorfor ikke?\n"
"""a transcript with names and times"""
SEGMENTS = [{"start": 0, "end": 2, "text": "Hvad synes du?", "speaker": "A"}, {"start": 2, "end": 3, "text": "Ja."}]


def passed(where: Path | str, **options: Path) -> list[str]:
    """The names of what is passed over."""
    return list(batch.passed_over(str(where), batch.find(str(where), **options), **options))


def test_text_with_names_and_times_is_a_conversation_and_other_text_is_passed_over(tmp_path: Path) -> None:
    """In a folder; what is no transcript, tells no names or no times, or cannot be read, is named as passed over."""
    touch(tmp_path, "a.wav", "minutes.docx", "team/turns.rttm", "photo.jpg", "about.toml", ".hidden.txt")
    (tmp_path / "b.txt").write_text(NAMED)
    (tmp_path / "team" / "c.json").write_text(json.dumps(SEGMENTS).replace('"Ja."', '"Ja.", "speaker": "B"'))
    (tmp_path / "one voice.json").write_text(json.dumps(SEGMENTS))
    (tmp_path / "order.txt").write_text("Anna: Hvad synes du?\nBo: Ja.\nAnna: Nå.\n")
    (tmp_path / "notes.txt").write_text("Husk kaffe\n")
    (tmp_path / "settings.json").write_text('{"theme": "dark"}')
    (tmp_path / "backwards.txt").write_text(NAMED.replace("0:14", "0:01"))
    assert names(tmp_path) == ["a.wav", "b.txt", "team/c.json"]
    assert set(passed(tmp_path)) == {
        "backwards.txt", "minutes.docx", "notes.txt", "one voice.json", "order.txt", "settings.json", "team/turns.rttm",
    }  # fmt: skip


def test_what_belongs_to_a_recording_is_no_conversation_and_not_passed_over(tmp_path: Path) -> None:
    """Transcripts, labels, consent and notes beside sound; of one name without sound only the first kind counts."""
    beside = ("a.vtt", "a.srt", "a.rttm", "a.consent.json", "a.about.toml", "a.docx", "b.consent.json", "b.tsv")
    touch(tmp_path, "a.wav", "b.vtt", "b.srt", *beside)
    for file in ("a.txt", "a.json", "b.txt", "whole.wav.txt"):
        (tmp_path / file).write_text(NAMED)
    touch(tmp_path, "whole.wav", "whole.wav.vtt")
    assert names(tmp_path) == ["a.wav", "b.vtt", "whole.wav"]
    assert passed(tmp_path) == ["whole.wav.txt", "whole.wav.vtt"]  # nobody reads words under that name


@pytest.mark.parametrize("file", ["words.vtt", "words.txt"])
def test_words_that_a_note_gives_to_a_recording_are_no_conversation(tmp_path: Path, file: str) -> None:
    """They are looked for beside the note, wherever the command is given."""
    touch(tmp_path, "team/a.wav")
    (tmp_path / "team" / file).write_text(NAMED)
    (tmp_path / "team" / "a.about.toml").write_text(f'captions = "{file}"\n')
    assert names(tmp_path) == ["team/a.wav"]
    assert passed(tmp_path) == []
    (recording,) = batch.find(str(tmp_path))
    assert recording.captions == str(tmp_path / "team" / file)
    assert recording.companions[-1] == (recording.captions, hashlib.sha256(NAMED.encode()).hexdigest())


def test_what_talkratio_made_is_neither_found_nor_passed_over(tmp_path: Path) -> None:
    """Reports with what lies beside them, and the tables of another batch."""
    conversation = Conversation(3.0, (Turn(Interval(0, 1), "A"), Turn(Interval(1, 2), "B")))
    touch(tmp_path, "a.wav", "made/a.report.json", "made/a.csv", "made/a.pdf", "done/journal.jsonl", "done/key.csv")
    (tmp_path / "made" / "a.vtt").write_text(webvtt.write(conversation))
    (tmp_path / "made" / "a.rttm").write_text(rttm.write(conversation, "a"))
    (tmp_path / "made" / "mine.csv").write_text("speaker,start,end\nA,0,1\n")
    assert names(tmp_path) == ["a.wav"]
    assert passed(tmp_path) == ["made/mine.csv"]


def test_whoever_asks_for_texts_by_name_gets_them(tmp_path: Path) -> None:
    """A pattern that ends in their suffix, and a list; consent is no conversation even then."""
    touch(tmp_path, "b.md", "c.consent.json", "c.json")
    (tmp_path / "a.txt").write_text("Anna: Ja.\nBo: Nej.\n")
    assert names(f"{tmp_path}/*.txt") == ["a.txt"]
    assert names(f"{tmp_path}/*.json") == ["c.json"]
    (tmp_path / "list.lst").write_text("a.txt\nb.md\n")
    assert names(tmp_path / "list.lst") == ["a.txt", "b.md"]
    assert passed(tmp_path / "list.lst") == []
    with pytest.raises(InputError, match="with names and times"):
        names(f"{tmp_path}/*")


def test_a_transcript_given_alone_is_no_list(tmp_path: Path) -> None:
    """Its lines are not taken for names of recordings."""
    (tmp_path / "a.txt").write_text(NAMED)
    (tmp_path / "b.csv").write_text("speaker;start;end\nAnna;0;1\nBo;1;2\n")
    assert (names(tmp_path / "a.txt"), names(tmp_path / "b.csv")) == (["a.txt"], ["b.csv"])


def test_a_pattern_gives_what_fits(tmp_path: Path) -> None:
    """Patterns reach into folders."""
    touch(tmp_path, "a.wav", "team/b.wav", "team/c.mp3")
    assert names(f"{tmp_path}/**/*.wav") == ["a.wav", "team/b.wav"]


def test_a_list_names_recordings_that_may_be_missing(tmp_path: Path) -> None:
    """A missing file stays in the batch, so that its row can say so; comments and repetitions are passed over."""
    touch(tmp_path, "a.wav", "team/b.wav")
    (tmp_path / "list.txt").write_text("# ours\na.wav\nteam/b.wav\n\ngone.wav\na.wav\n")
    found = batch.find(str(tmp_path / "list.txt"))
    assert [recording.name for recording in found] == ["a.wav", "gone.wav", "team/b.wav"]
    assert [bool(recording.stamp) for recording in found] == [True, False, True]


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), (";", "cp1252")])
def test_a_manifest_says_what_belongs_to_each(tmp_path: Path, separator: str, encoding: str) -> None:
    """Manager, date, consent, language and companions come from the manifest, as Excel saves it too."""
    touch(tmp_path, "a.wav", "words.vtt")
    row = ["a.wav", "Søren", "words.vtt", "2026-02-03", "aftalt", "da"]
    head = ["Recording", "manager", "captions", "date", "consent", "language"]
    (tmp_path / "m.csv").write_bytes(f"{separator.join(head)}\r\n{separator.join(row)}\r\n".encode(encoding))
    (one,) = batch.find(str(tmp_path / "m.csv"))
    assert (one.manager, one.whose, one.date, one.consent, one.language) == (
        "Søren",
        "Søren",
        "2026-02-03",
        "aftalt",
        "da",
    )
    assert one.captions == str(tmp_path / "words.vtt")


def test_a_side_says_nothing_of_who_the_manager_is(tmp_path: Path) -> None:
    """`left` tells the voices apart and names nobody; `whose` names the manager beside it."""
    touch(tmp_path, "a.wav", "b.wav")
    (tmp_path / "m.csv").write_text("recording,manager,whose\na.wav,left,\nb.wav,left,Mette\n")
    assert [recording.whose for recording in batch.find(str(tmp_path / "m.csv"))] == [None, "Mette"]


def test_a_note_beside_the_recording_says_the_same(tmp_path: Path) -> None:
    """`NAME.about.toml` has the keys of a manifest, a manifest goes before it."""
    touch(tmp_path, "a.wav")
    (tmp_path / "a.about.toml").write_text('manager = "Mette"\ndate = 2026-05-06\n')
    (one,) = batch.find(str(tmp_path))
    assert (one.manager, one.date) == ("Mette", "2026-05-06")
    (tmp_path / "m.csv").write_text("recording,manager\na.wav,Jonas\n")
    assert batch.find(str(tmp_path / "m.csv"))[0].manager == "Jonas"


@pytest.mark.parametrize(
    ("file", "content", "trouble"),
    [
        ("a.about.toml", "manager = ", "cannot be read"),
        ("a.about.toml", 'chef = "Mette"', "'chef', which nobody knows"),
        ("a.about.toml", 'date = "in May"', "Write it as 2026-01-14"),
        ("a.consent.json", "{", "damaged"),
        pytest.param("a.consent.json", "[" * 100_000, "damaged", id="lists in lists"),
    ],
)
def test_a_damaged_note_is_the_trouble_of_its_recording_alone(
    tmp_path: Path, file: str, content: str, trouble: str
) -> None:
    """Nothing is guessed from it, and the others are found as ever."""
    touch(tmp_path, "a.wav", "b.wav")
    (tmp_path / file).write_text(content)
    first, second = batch.find(str(tmp_path))
    assert trouble in first.trouble
    assert (second.name, second.trouble) == ("b.wav", "")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names of files are Unicode there")
def test_a_name_in_another_encoding_is_the_trouble_of_its_recording_alone(tmp_path: Path) -> None:
    """As from an old archive: it has a row that can be written, with what to do; the others are analysed."""
    place(tmp_path, good="A 0-1\n")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/m\xf8de.wav")).write_text("A 0-2\n")
    ended, worked = run(tmp_path, tmp_path / "out")
    assert worked == ["good.wav"]
    assert ended["good.wav"].status == "done"
    assert "unknown encoding" in ended["m\\udcf8de.wav"].reason
    assert table(tmp_path, tmp_path / "out")["recordings.csv"].count(b"failed") == 1


def test_dates_are_read_from_names(tmp_path: Path) -> None:
    """A date in a file or folder name dates the recording; a number that is none does not."""
    touch(tmp_path, "2026-01-14 Mette.wav", "mus_20260230.wav", "talk.wav")
    assert [recording.date for recording in batch.find(str(tmp_path))] == ["2026-01-14", None, None]


@pytest.mark.parametrize(
    ("where", "error"),
    [("nowhere", InputError), ("empty", InputError), ("bad.csv", FormatError), ("odd.csv", FormatError)],
)
def test_what_cannot_be_found_is_said(tmp_path: Path, where: str, error: type[Exception]) -> None:
    """A wrong path, an empty folder and a manifest with wrong columns stop before anything begins."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.csv").write_text("file,manager\na.wav,Mette\n")
    (tmp_path / "odd.csv").write_text("recording,salary\na.wav,3\n")
    with pytest.raises(error):
        batch.find(str(tmp_path / where))


def test_a_recording_outside_its_list_keeps_a_name_of_its_own(tmp_path: Path) -> None:
    """Two files of one name in different folders get two reports."""
    place(tmp_path / "x", a="A 0-1")
    place(tmp_path / "lists" / "x", a="A 0-2")
    (tmp_path / "lists" / "l.txt").write_text("../x/a.wav\nx/a.wav\n")
    found = names(tmp_path / "lists" / "l.txt")
    assert len(set(found)) == 2
    assert not any(".." in name for name in found)
