"""What is no recording, or none that may be read, is refused in one line."""

from __future__ import annotations

import errno
import os
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile

from talkratio.audio import RATE, Audio
from talkratio.decoding import Decoder
from talkratio.errors import AudioError
from tests.audio.sound import encoded, refused, tones


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    """What is no file is said to be none."""
    refused(tmp_path / "a.wav", "does not exist")
    refused(tmp_path / "a.wav" / "b.wav", "does not exist")
    refused(tmp_path, "is a folder")


@pytest.mark.parametrize("name", ["a.wav", "a.m4a", "a.mp3"])
def test_an_empty_file_and_a_text_under_another_name(name: str, tmp_path: Path) -> None:
    """Neither is a recording, whatever it is called."""
    (tmp_path / name).touch()
    refused(tmp_path / name, "empty")
    (tmp_path / name).write_text("Referat af samtalen. " * 400, encoding="utf-8")
    refused(tmp_path / name, "not a sound recording|no sound that can be decoded|too damaged|holds no sound")


def test_a_list_of_other_files_is_not_followed(tmp_path: Path) -> None:
    """A play list that points elsewhere opens nothing."""
    secret = tmp_path / "secret.wav"
    soundfile.write(secret, tones(), 48_000)
    for name, content in (
        ("a.m3u8", f"#EXTM3U\n#EXTINF:3,\n{secret}\n"),
        ("a.txt", f"ffconcat version 1.0\nfile {secret}\n"),
    ):
        (tmp_path / name).write_text(content)
        refused(tmp_path / name, "not a sound recording")


def test_a_cut_off_m4a_has_lost_its_contents(tmp_path: Path) -> None:
    """Its table of contents is at the end: nothing can be saved, and the message says so."""
    path = encoded(tmp_path / "a.m4a", tones(), "aac")
    path.write_bytes(path.read_bytes()[:-3000])
    refused(path, "cut off")


def test_a_film_without_sound(tmp_path: Path) -> None:
    """It has a picture but nothing to hear."""
    refused(encoded(tmp_path / "a.mp4", tones(), "", picture=True), "picture but no sound")


def test_zero_seconds(tmp_path: Path) -> None:
    """A header without samples."""
    soundfile.write(tmp_path / "a.wav", np.zeros((0, 1)), RATE)
    refused(tmp_path / "a.wav", "no sound")


def test_twelve_hours(tmp_path: Path) -> None:
    """Too long is said before anything is decoded."""
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 1, 1000, 0, "NONE", ""))
        sound.writeframes(bytes(12 * 3600 * 1000))
    refused(path, "12.0 hours long; at most 6 hours")


def test_a_length_that_nobody_promised_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cap holds for files that do not tell their length."""
    monkeypatch.setattr("talkratio.decoding.MAX_HOURS", 2 / 3600)
    refused(encoded(tmp_path / "a.mp3", tones(), "libmp3lame"), "longer than")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so the refusal is injected where the file is opened."""
    path = tmp_path / "a.wav"
    soundfile.write(path, tones(), 48_000)
    if os.geteuid():
        path.chmod(0)
    else:

        def denied(*_: object, **__: object) -> None:
            raise PermissionError(errno.EACCES, "Permission denied")

        monkeypatch.setattr(Path, "open", denied)
    refused(path, "may not be read")


def test_a_disk_that_fails_while_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stick pulled out is told as such and leaves no file behind."""
    path = tmp_path / "a.wav"
    soundfile.write(path, tones(), 48_000)

    def pulled(self: Decoder) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Decoder, "blocks", pulled)
    refused(path, "could not be read to its end")


def test_a_name_with_control_letters_stays_on_one_line(tmp_path: Path) -> None:
    """A name cannot write on the screen."""
    with pytest.raises(AudioError) as caught:
        Audio.open(tmp_path / "a\n\x1b[31m.wav")
    assert not {"\n", "\x1b"} & set(str(caught.value))
