from __future__ import annotations

import wave
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkratio.capture import wav
from talkratio.capture.wav import Wav
from talkratio.errors import AudioError


def frames(path: Path) -> bytes:
    """The samples as another reader finds them."""
    with wave.open(str(path), "rb") as file:
        return file.readframes(file.getnframes())


def test_what_was_written_is_read_by_others(tmp_path: Path) -> None:
    """Rate, channels and samples are those given, and nobody else may read the file."""
    path = tmp_path / "a.wav"
    with Wav(path, rate=16_000, channels=2) as file:
        file.write(b"\1\0\2\0" * 100)
        file.write(b"\3\0\4\0" * 50)
        assert file.duration == 150 / 16_000
    assert frames(path) == b"\1\0\2\0" * 100 + b"\3\0\4\0" * 50
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_existing_file_is_continued(tmp_path: Path) -> None:
    """Opening it again adds to the end."""
    path = tmp_path / "a.wav"
    for sample in (b"\1\0", b"\2\0"):
        with Wav(path, rate=16_000, channels=1) as file:
            file.write(sample * 10)
    assert frames(path) == b"\1\0" * 10 + b"\2\0" * 10


@given(blocks=st.lists(st.integers(1, 300), max_size=5), cut=st.integers(0, 400), channels=st.integers(1, 2))
@settings(max_examples=60, deadline=None)
def test_a_crash_at_any_byte_is_mended_to_the_last_whole_frame(
    tmp_path_factory: pytest.TempPathFactory, blocks: list[int], cut: int, channels: int
) -> None:
    """Whatever the header said, all whole frames on disk are saved."""
    path = tmp_path_factory.mktemp("wav") / "a.wav"
    file = Wav(path, rate=8_000, channels=channels)
    for count in blocks:
        file.write(bytes(range(1, 1 + 2 * channels)) * count)
    file._file.close()  # as a process that ends without closing
    size = path.stat().st_size
    with path.open("rb+") as raw:
        raw.truncate(max(wav.HEADER, size - cut))
    left = (max(wav.HEADER, size - cut) - wav.HEADER) // (2 * channels)
    assert wav.mend(path) == left / 8_000
    assert frames(path) == bytes(range(1, 1 + 2 * channels)) * left


def test_the_last_minutes_are_forgotten_for_good(tmp_path: Path) -> None:
    """They are no longer in the file, and what comes later follows on what is left."""
    path = tmp_path / "a.wav"
    with Wav(path, rate=1000, channels=1) as file:
        file.write(b"ab" * 2000)
        file.write(b"xy" * 1000)
        assert file.forget(1.0) == 1.0
        assert b"xy" not in path.read_bytes()
        file.write(b"cd" * 10)
        assert file.forget(1000.0) == pytest.approx(2.01)
        file.write(b"ef")
    assert frames(path) == b"ef"


@pytest.mark.parametrize("content", [b"", b"RIFF", b"x" * 100, wav.header(0, 1, 0), wav.header(8000, 0, 0)])
def test_what_is_no_recording_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    """A damaged beginning gives a sentence, and the file stays as it is."""
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(AudioError, match=r"a\.wav"):
        wav.mend(path)
    assert path.read_bytes() == content
