"""What happens when things go wrong: one line, an exit code, and nothing that existed is lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from talkratio import report as reports
from talkratio.cli import app

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "mus-da.ogg"
TRANSCRIPT = ROOT / "samples" / "mus-da.vtt"


def analyse(recording: Path, out: Path, *more: str) -> tuple[int, str]:
    """Exit code and what stands on stderr."""
    arguments = ["analyze", str(recording), "--out", str(out), *more]
    result = CliRunner().invoke(app, arguments, env={"TALKRATIO_LANG": "en", "COLUMNS": "400"})
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result.exit_code, result.stderr.strip()


def empty(path: Path) -> None:
    path.touch()


def text_as_sound(path: Path) -> None:
    path.write_text("Dear diary, this is no sound.\n" * 40)


def random_bytes(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(100_000))


def zero_seconds(path: Path) -> None:
    soundfile.write(path, np.zeros(0), 16_000, format="WAV")


def half_an_m4a(path: Path) -> None:
    import av

    with av.open(str(path), "w", format="mp4") as box:
        stream = box.add_stream("aac", rate=16_000, layout="mono")
        sound = np.random.default_rng(0).normal(0, 0.1, (1, 160_000)).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout="mono")
        frame.sample_rate = 16_000
        box.mux(stream.encode(frame))
        box.mux(stream.encode(None))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("spoil", [empty, text_as_sound, random_bytes, zero_seconds, half_an_m4a])
def test_a_bad_recording_is_one_line_and_leaves_nothing(spoil: Callable[[Path], None], tmp_path: Path) -> None:
    """The line names the file and what to do; no output folder appears."""
    recording = tmp_path / ("bad.m4a" if spoil is half_an_m4a else "bad.wav")
    spoil(recording)
    code, said = analyse(recording, tmp_path / "out")
    assert code == 3
    assert len(said.splitlines()) == 1
    assert recording.name in said
    assert not (tmp_path / "out").exists()


def test_silence_is_a_report_that_says_so(tmp_path: Path) -> None:
    """Nobody speaks: no share, not zero."""
    soundfile.write(tmp_path / "quiet.wav", np.zeros(16_000 * 20), 16_000)
    code, _ = analyse(tmp_path / "quiet.wav", tmp_path / "out")
    assert code == 0
    found = reports.read(tmp_path / "out" / "quiet.report.json")
    assert found.conversation.turns == ()
    assert found.metrics.speech == 0
    assert found.roles.manager is None
    page = (tmp_path / "out" / "quiet.html").read_text(encoding="utf-8")
    assert "cannot be measured" in page or "kan ikke måles" in page


def test_captions_of_another_recording_are_refused(tmp_path: Path) -> None:
    """Words where nobody speaks do not make a report."""
    cues = "".join(
        f"00:0{m}:{s:02d}.000 --> 00:0{m}:{s + 2:02d}.000\n<v Bo>hello there you\n\n"
        for m in (8, 9)
        for s in (0, 20, 40)
    )
    (tmp_path / "other.vtt").write_text(f"WEBVTT\n\n{cues}")
    code, said = analyse(SAMPLE, tmp_path / "out", "--captions", str(tmp_path / "other.vtt"))
    assert code == 3
    assert "other.vtt" in said
    assert "another recording" in said


@pytest.mark.parametrize(
    "line",
    ["SPEAKER x 1 -3 2 <NA> <NA> A <NA> <NA>", "SPEAKER x 1 5000 2 <NA> <NA> A <NA> <NA>", "SPEAKER x 1 one 2"],
)
def test_labels_that_cannot_be_are_refused(line: str, tmp_path: Path) -> None:
    """Negative, unreadable, and later than the recording."""
    (tmp_path / "labels.rttm").write_text(line + "\n")
    code, said = analyse(SAMPLE, tmp_path / "out", "--labels", str(tmp_path / "labels.rttm"))
    assert code == 3
    assert "labels.rttm" in said


def test_overlapping_labels_are_counted_once(tmp_path: Path) -> None:
    """Two lines of one speaker over the same seconds are those seconds once."""
    lines = ["SPEAKER x 1 1 4 <NA> <NA> A <NA> <NA>", "SPEAKER x 1 3 4 <NA> <NA> A <NA> <NA>"]
    (tmp_path / "labels.rttm").write_text("\n".join([*lines, "SPEAKER x 1 10 6 <NA> <NA> B <NA> <NA>"]))
    code, _ = analyse(SAMPLE, tmp_path / "out", "--labels", str(tmp_path / "labels.rttm"), "--transcriber", "none")
    assert code == 0
    found = reports.read(tmp_path / "out" / "mus-da.report.json")
    assert [one.talk_share for one in found.metrics.speakers] == [0.5, 0.5]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "out").write_text("mine")
    code, said = analyse(TRANSCRIPT, tmp_path / "out")
    assert code == 5
    assert str(tmp_path / "out") in said
    assert (tmp_path / "out").read_text() == "mine"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)], capture_output=True)
    if made.returncode:
        pytest.skip("a small disk can be mounted by root alone")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_keeps_the_old_report(small_disk: Path) -> None:
    """The new report does not fit; the old one stands as it was and no half file is left."""
    old = small_disk / "mus-da.report.json"
    old.write_text("the old report")
    with pytest.raises(OSError, match="No space"):
        (small_disk / "filler").write_bytes(bytes(400_000))
    code, said = analyse(TRANSCRIPT, small_disk)
    assert code == 5
    assert "No space left" in said
    assert old.read_text() == "the old report"
    assert sorted(path.name for path in small_disk.iterdir()) == ["filler", "mus-da.report.json"]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_stopped_at_any_moment_nothing_is_half_written(stop: signal.Signals, tmp_path: Path) -> None:
    """Ctrl-C and kill -9 at eight moments of a run: every file is whole, old or new; Ctrl-C gives no traceback."""
    out = tmp_path / "out"
    out.mkdir()
    old = out / "mus-da.report.json"
    command = [sys.executable, "-m", "talkratio", "analyze", str(TRANSCRIPT), "--out", str(out)]
    started = time.monotonic()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    whole, length = old.read_bytes(), time.monotonic() - started
    for moment in range(8):
        run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        time.sleep(length * (0.1 + 0.13 * moment))
        run.send_signal(stop)
        _, said = run.communicate(timeout=60)
        assert "Traceback" not in said, said
        assert run.returncode in (0, 130, -stop)
        found = reports.read(old)
        assert found.conversation == reports.loads(whole).conversation
    if stop == signal.SIGINT:
        assert not [path for path in out.iterdir() if path.name.startswith(".")]


def test_written_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    """Reports hold what was said: mode 0600, a new folder 0700."""
    analyse(TRANSCRIPT, tmp_path / "out")
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700
    for path in (tmp_path / "out").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600


def test_no_temporary_sound_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The decoded sound never has a name in the folder for temporary files."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "talkratio", "analyze", str(SAMPLE), "--transcriber", "none"]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, cwd=ROOT)
    seen: set[str] = set()
    while run.poll() is None:
        seen |= {path.name for path in tmp_path.iterdir()}
        time.sleep(0.02)
    assert run.returncode == 0
    assert not {name for name in seen if "talkratio" in name}


def test_a_recording_without_speech_models_says_which_command_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without words the report is complete in time and says in one line what is missing."""
    monkeypatch.setenv("TALKRATIO_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    shutil.copy(SAMPLE, tmp_path / "alone.ogg")
    code, _ = analyse(tmp_path / "alone.ogg", tmp_path / "out")
    assert code == 0
    found = reports.read(tmp_path / "out" / "alone.report.json")
    assert found.questions is None
    assert found.metrics.speakers[0].words is None
    assert [note for note in found.provenance.notes if "talkratio models list" in note]
