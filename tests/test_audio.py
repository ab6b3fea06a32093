"""Any file → samples."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
import wave
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from talkratio.audio import RATE, Audio
from talkratio.decoding import Decoder
from talkratio.errors import AudioError, OutputError
from talkratio.interval import Interval

Sound = npt.NDArray[np.float32]


def tones(seconds: float = 3.0, rate: int = 48_000) -> Sound:
    """400 Hz on the left in the first half, 1000 Hz on the right in the second; shape (samples, 2)."""
    time = np.arange(int(seconds * rate)) / rate
    left = 0.3 * np.sin(2 * np.pi * 400 * time) * (time < seconds / 2)
    right = 0.3 * np.sin(2 * np.pi * 1000 * time) * (time >= seconds / 2)
    return np.stack([left, right], axis=1).astype(np.float32)


def encoded(path: Path, sound: Sound, codec: str, rate: int = 48_000, *, picture: bool = False) -> Path:
    """The sound through FFmpeg's encoder, with or without a picture beside it."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=10) if picture else None
        layout = "stereo" if sound.shape[1] == 2 else "mono"
        stream: Any = container.add_stream(codec, rate=rate, layout=layout) if codec else None
        if video is not None:
            video.width = video.height = 32
            video.pix_fmt = "yuv420p"
            for _ in range(10):
                frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
                container.mux(video.encode(frame))
            container.mux(video.encode(None))
        if stream is not None:
            fifo = av.AudioFifo()
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.T), format="fltp", layout=layout)
            frame.rate = rate
            resampler = av.AudioResampler(format=stream.format, layout=layout, rate=rate)
            for part in resampler.resample(frame):
                fifo.write(part)
            size = stream.frame_size or 1024
            while piece := fifo.read(size, partial=fifo.samples < size):
                container.mux(stream.encode(piece))
            container.mux(stream.encode(None))
    return path


def strength(sound: Sound, hertz: float) -> float:
    """How much of the sound, 0..1, is this tone."""
    time = np.arange(len(sound)) / RATE
    return float(2 * abs(np.mean(sound * np.exp(-2j * np.pi * hertz * time))))


def check(path: Path, seconds: float = 3.0) -> None:
    """Length, channels and what is on them are as `tones` made them."""
    with Audio.open(path) as audio:
        assert audio.channels == 2
        assert audio.duration == pytest.approx(seconds, abs=0.12)
        left, right = audio.read(Interval(0.2, 1.3)), audio.read(Interval(1.7, 2.8))
    assert strength(left[0], 400) == pytest.approx(0.3, abs=0.04)
    assert strength(right[1], 1000) == pytest.approx(0.3, abs=0.04)
    assert np.abs(left[1]).max() < 0.03
    assert np.abs(right[0]).max() < 0.03


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
def test_wav_of_every_depth(subtype: str, tmp_path: Path) -> None:
    """8 to 32 bits and floats give the same sound."""
    path = tmp_path / "a.wav"
    soundfile.write(path, tones(), 48_000, subtype=subtype)
    check(path)


@pytest.mark.parametrize("name", ["a.flac", "a.mp3", "a.ogg"])
def test_what_recorders_write(name: str, tmp_path: Path) -> None:
    """Files as libsndfile writes them."""
    soundfile.write(tmp_path / name, tones(), 48_000)
    check(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("a.m4a", "aac"),
        ("a.aac", "aac"),
        ("a.mp4", "aac"),
        ("a.opus", "libopus"),
        ("a.webm", "libopus"),
        ("a.m4a", "alac"),
    ],
)
def test_what_phones_and_browsers_write(name: str, codec: str, tmp_path: Path) -> None:
    """Files as FFmpeg writes them."""
    check(encoded(tmp_path / name, tones(), codec))


def test_sound_of_a_film(tmp_path: Path) -> None:
    """A picture beside the sound is left out."""
    check(encoded(tmp_path / "a.mp4", tones(), "aac", picture=True))


def test_a_channel_upside_down_does_not_silence_the_mean(tmp_path: Path) -> None:
    """Two channels that are each other's opposite are heard as one of them, and kept as they are."""
    sound = tones()[:, :1]
    soundfile.write(tmp_path / "a.wav", np.hstack([sound, -sound]), 48_000)
    with Audio.open(tmp_path / "a.wav") as audio:
        both, mean = audio.read(Interval(0.2, 1.3)), np.concatenate(list(audio.mono()))
    assert strength(mean[3200:20800], 400) == pytest.approx(0.3, abs=0.02)
    assert np.abs(both.sum(axis=0)).max() < 1e-3


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100])
def test_every_rate_keeps_the_clock(rate: int, tmp_path: Path) -> None:
    """Resampling to 16 kHz changes neither length nor loudness."""
    path = tmp_path / "a.wav"
    soundfile.write(path, tones(rate=rate), rate)
    check(path)


def test_blocks_tile_the_recording_and_mono_is_the_mean(tmp_path: Path) -> None:
    """All ways of reading give the same samples, two readers side by side as well."""
    path = tmp_path / "a.wav"
    soundfile.write(path, tones(rate=RATE), RATE)
    with Audio.open(path) as audio:
        whole = audio.read(Interval(0, 100))
        assert whole.shape == (2, round(audio.duration * RATE))
        assert np.array_equal(np.concatenate(list(audio.blocks(0.7)), axis=1), whole)
        pairs = list(zip(audio.blocks(0.7, channel=0), audio.blocks(0.7, channel=1), strict=True))
        assert np.array_equal(np.concatenate([right for _, right in pairs], axis=1)[0], whole[1])
        assert np.allclose(np.concatenate(list(audio.mono(0.7))), whole.mean(axis=0))
        assert audio.read(Interval(50, 60)).shape == (2, 0)


def test_progress_ends_at_one(tmp_path: Path) -> None:
    """Progress never falls and ends at 1."""
    soundfile.write(tmp_path / "a.wav", tones(), 48_000)
    steps: list[float] = []
    Audio.open(tmp_path / "a.wav", progress=lambda stage, done: steps.append(done)).close()
    assert steps == sorted(steps)
    assert steps[-1] == 1


def refused(path: Path, words: str) -> None:
    """The file is refused in one plain line that names it."""
    with pytest.raises(AudioError, match=words) as caught:
        Audio.open(path)
    assert path.name in str(caught.value)
    assert "\n" not in str(caught.value)


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


def test_a_cut_off_mp3_is_read_to_where_it_goes(tmp_path: Path) -> None:
    """What is there is analysed, and a note says what is missing."""
    path = encoded(tmp_path / "a.mp3", tones(20.0), "libmp3lame")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with Audio.open(path) as audio:
        assert audio.duration == pytest.approx(10, abs=1)
        assert "cut off" in " ".join(audio.notes)


def test_a_cut_off_wav_is_read_to_where_it_goes(tmp_path: Path) -> None:
    """A recorder that lost power leaves a header that promises more."""
    path = tmp_path / "a.wav"
    soundfile.write(path, tones(20.0, RATE), RATE)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with Audio.open(path) as audio:
        assert audio.duration == pytest.approx(10, abs=0.1)


def test_a_damaged_middle_is_survived(tmp_path: Path) -> None:
    """Noise in the middle of an mp3 costs that piece, not the recording; samples stay in range."""
    path = encoded(tmp_path / "a.mp3", tones(20.0), "libmp3lame")
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3000] = np.random.default_rng(1).bytes(3000)
    path.write_bytes(content)
    with Audio.open(path) as audio:
        assert audio.duration == pytest.approx(20, abs=1)
        assert max(float(np.abs(block).max()) for block in audio.blocks()) <= 1


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


def test_silence_is_a_recording(tmp_path: Path) -> None:
    """Nobody speaking is an answer, not an error."""
    soundfile.write(tmp_path / "a.wav", np.zeros((RATE, 1)), RATE)
    with Audio.open(tmp_path / "a.wav") as audio:
        assert audio.duration == 1
        assert not audio.read(Interval(0, 1)).any()


def test_samples_that_are_no_numbers_and_overdriven_ones(tmp_path: Path) -> None:
    """Both are mended and told."""
    sound = 3 * tones(rate=RATE)
    sound[100:110] = np.nan
    sound[200:210] = np.inf
    soundfile.write(tmp_path / "a.wav", sound, RATE, subtype="FLOAT")
    with Audio.open(tmp_path / "a.wav") as audio:
        whole = audio.read(Interval(0, 3))
        assert np.isfinite(whole).all()
        assert np.abs(whole).max() <= 1
        notes = " ".join(audio.notes)
    soundfile.write(tmp_path / "b.wav", np.clip(20 * sound[300:], -1, 1), RATE)
    with Audio.open(tmp_path / "b.wav") as audio:
        assert "overdriven" in " ".join(audio.notes)
    assert "not numbers" in notes


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


def test_no_room_for_the_decoded_sound(tmp_path: Path) -> None:
    """A full disk, here a limit on the size of files, is an error of output that says where."""
    path = tmp_path / "a.wav"
    soundfile.write(path, np.zeros(400_000, np.float32), 8_000)
    program = (
        "import resource, signal, sys; from pathlib import Path; from talkratio.audio import Audio\n"
        "from talkratio.errors import OutputError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: Audio.open(Path(sys.argv[1]))\n"
        "except OutputError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert "no room" in done.stdout
    assert str(tmp_path) in done.stdout
    assert [each.name for each in tmp_path.iterdir()] == ["a.wav"]


def test_no_place_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder for temporary files that is not there is an error of output."""
    soundfile.write(tmp_path / "a.wav", tones(), 48_000)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(OutputError, match="no room"):
        Audio.open(tmp_path / "a.wav")


def test_nothing_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The decoded sound has no name in any folder, neither while open nor after."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    soundfile.write(tmp_path / "a.wav", tones(), 48_000)
    with Audio.open(tmp_path / "a.wav"):
        assert not list((tmp_path / "temporary").iterdir())
    assert not list((tmp_path / "temporary").iterdir())


def test_a_name_with_control_letters_stays_on_one_line(tmp_path: Path) -> None:
    """A name cannot write on the screen."""
    with pytest.raises(AudioError) as caught:
        Audio.open(tmp_path / "a\n\x1b[31m.wav")
    assert not {"\n", "\x1b"} & set(str(caught.value))


@pytest.mark.slow
def test_memory_does_not_grow_with_length(tmp_path: Path) -> None:
    """Twenty minutes of stereo m4a, 150 MB as floats, stay below 150 MB in a process with all libraries loaded."""
    minute = np.random.default_rng(0).normal(0, 0.05, (60 * RATE, 2)).astype(np.float32)
    path = encoded(tmp_path / "a.m4a", np.tile(minute, (20, 1)), "alac", RATE)
    program = (
        "import re, sys; from pathlib import Path; from talkratio.audio import Audio\n"
        "with Audio.open(Path(sys.argv[1])) as audio: print(audio.duration)\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])\n"
    )
    if not Path("/proc/self/status").exists():
        pytest.skip("the peak of a process is read from /proc, which is not here")
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    duration, peak = (float(line) for line in done.stdout.split())
    assert duration == pytest.approx(1200, abs=1)
    assert peak / 1024 < 150
