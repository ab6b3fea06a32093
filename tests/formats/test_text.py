"""Bytes become the right letters, or an error."""

from __future__ import annotations

import codecs
import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkratio import formats
from talkratio.errors import FormatError
from talkratio.formats.text import LARGEST, Text, decoded

DANISH = "Åse: Må vi gå? Ærligt – ‘ja’, sagde Søren: “fint”… 50 €"
SIMPLE = "Åse: Må vi gå i gang? Ærligt talt, ja, det er på høje tid at få det sagt."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_danish_letters_survive_every_encoding_people_have(encoding: str) -> None:
    assert decoded(DANISH.encode(encoding), "x.vtt").removeprefix("\ufeff") == DANISH


@pytest.mark.parametrize("encoding", ["cp865", "cp850", "mac_roman", "koi8_r", "cp1251", "shift_jis"])
def test_an_encoding_that_is_not_known_is_an_error_and_no_mojibake(encoding: str) -> None:
    said = "Скажите, пожалуйста, как дела?" if encoding in {"koi8_r", "cp1251"} else SIMPLE
    content = "これは日本語の字幕です。" if encoding == "shift_jis" else said
    with pytest.raises(FormatError, match=r"x\.vtt"):
        decoded(content.encode(encoding), "x.vtt")


@pytest.mark.parametrize(
    "content", [bytes(range(256)), b"RIFF\x24\x00\x00\x00WAVEfmt \x10\0\0\0\x01\0", b"\x89PNG\r\n\x1a\n\0\0\0"]
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(FormatError, match=r"x\.vtt"):
        decoded(content * 20, "x.vtt")


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_become_text_or_a_format_error(data: bytes) -> None:
    with contextlib.suppress(FormatError):
        assert isinstance(decoded(data, "x.txt"), str)


def test_a_truncated_utf16_file_is_an_error() -> None:
    with pytest.raises(FormatError, match="encoding"):
        decoded(codecs.BOM_UTF16_LE + "Hej".encode("utf-16-le")[:-1], "x.vtt")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("stamps.csv", "start,end,speaker\n1700000000,1700000004,Mette\n1700000005,1700000009,Jonas\n"),
        ("thousandths.rttm", "SPEAKER x 1 0 90000000 <NA> <NA> A <NA> <NA>\n"),
        ("late.vtt", "WEBVTT\n\n999999:00:00.000 --> 999999:00:04.000\n<v Mette>Hej</v>\n"),
    ],
)
def test_times_beyond_a_day_are_an_error_and_no_endless_work(name: str, content: str, tmp_path: Path) -> None:
    """Milliseconds or dates where seconds are wanted."""
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FormatError, match=rf"{name} goes on for \d+ hours"):
        formats.read(path)


@pytest.mark.parametrize("suffix", sorted(formats.READERS))
def test_every_reader_refuses_an_absent_and_an_empty_file(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"samtale{suffix}"
    with pytest.raises(FormatError, match="no file"):
        formats.read(path)
    path.write_bytes(b" \n")
    with pytest.raises(FormatError, match="empty"):
        formats.read(path)


@pytest.mark.parametrize("suffix", sorted(formats.READERS))
@given(content=st.text(max_size=200))
def test_every_reader_answers_any_text_with_a_conversation_or_a_format_error(suffix: str, content: str) -> None:
    headers = {".vtt": "WEBVTT\n\n", ".textgrid": 'File type = "ooTextFile"\n', ".csv": "speaker,start,end\n"}
    for text in (content, headers.get(suffix, "") + content):
        try:
            found = formats.READERS[suffix](text)
        except FormatError:
            continue
        assert found.duration >= max((turn.interval.end for turn in found.turns), default=0.0)


def test_an_unreadable_folder_or_a_giant_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="cannot be read"):
        Text.of(tmp_path)
    giant = tmp_path / "x.vtt"
    with giant.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(FormatError, match="MiB"):
        Text.of(giant)


@pytest.mark.parametrize(("name", "advice"), [("møde.docx", "plain text"), ("møde.xyz", ".vtt")])
def test_an_unknown_suffix_says_what_to_do(name: str, advice: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=advice):
        formats.read(tmp_path / name)


def test_two_files_with_the_same_name_in_them_are_told_apart_by_their_own(tmp_path: Path) -> None:
    for who in ("doctor", "patient"):
        (tmp_path / f"day1_{who}.csv").write_text("speaker,start,end\nSpeaker,0,1\n", encoding="utf-8")
    found = formats.joined([tmp_path / "day1_doctor.csv", tmp_path / "day1_patient.csv"])
    assert found.speakers == ("doctor", "patient")


def test_files_on_different_clocks_are_not_joined(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("speaker,start,end\nA,0,1\n", encoding="utf-8")
    (tmp_path / "b.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nHej\n", encoding="utf-8")
    with pytest.raises(FormatError, match="clock"):
        formats.joined([tmp_path / "a.csv", tmp_path / "b.srt"])
