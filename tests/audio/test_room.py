"""The room that decoded sound takes, on disk and in memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
import soundfile

from talkratio.audio import RATE, Audio
from talkratio.errors import OutputError
from tests.audio.sound import encoded, tones


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
