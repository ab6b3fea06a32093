"""Recording, consent, analysis, copying and withdrawing reach nobody outside this computer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from benchmarks.virtual import Pulse
from tests.test_egress import HERE, OUTSIDE

ROOT = Path(__file__).parents[2]

WHOLE_PATH = """
import sys, time
from pathlib import Path
from talkratio import capture, consent, copies, exports, jobs, library, retention
from talkratio.consent import Yes
kept, _ = library.new("MUS", ".wav")
consent.give(kept, [Yes("Mette", "ticked"), Yes("Bo", "ticked")], retention.policy(), "da")
capture.start(kept, capture.choose(["left"]), patience=60)
while capture.standing(kept).seconds < 2:
    time.sleep(0.05)
capture.stop(kept, patience=60)
jobs.start(kept, transcriber="none")
while jobs.state(kept).status in ("waiting", "running"):
    time.sleep(0.1)
assert jobs.state(kept).status == "done", jobs.state(kept)
library.entries()
exports.save(kept.report(), Path(sys.argv[1]).parent / "out")
copies.give(kept, Path(sys.argv[1]))
retention.confirm(kept)
assert kept.recording is None
retention.withdraw(kept)
assert not library.kept() and not Path(sys.argv[1]).exists()
"""


def test_the_whole_path_reaches_nobody(pulse: Pulse, tmp_path: Path) -> None:
    """Every process it starts is watched; the only connections are to the sound server on this computer."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    noise = np.random.default_rng(0).normal(0, 0.1, 30 * 16_000).astype(np.float32)
    soundfile.write(tmp_path / "noise.wav", noise, 16_000)
    player = pulse.play(tmp_path / "noise.wav", "left")
    log = tmp_path / "calls"
    watch = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(log), sys.executable, "-c", WHOLE_PATH]
    try:
        done = subprocess.run(
            [*watch, str(tmp_path / "kopi.html")], env=os.environ, capture_output=True, text=True, cwd=ROOT, timeout=240
        )
    finally:
        player.kill()
        player.wait()
    if "PTRACE" in done.stderr:
        pytest.skip("this computer does not let strace look at processes")
    assert done.returncode == 0, done.stderr[-2000:]
    calls = log.read_text()
    assert "AF_UNIX" in calls
    assert [address for address in OUTSIDE.findall(calls) if not address.startswith(HERE)] == []
