"""Nothing leaves: no process of ours asks the system for a way out, and the proof would see it if one did."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SWITCHES = (
    "ORT_DISABLE_TELEMETRY",
    "PYANNOTE_METRICS_ENABLED",
    "HF_HUB_OFFLINE",
    "HF_HUB_DISABLE_TELEMETRY",
    "DO_NOT_TRACK",
    "CI",
)
OUTSIDE = re.compile(
    r'(?:connect|sendto|sendmsg)\(.*(?:AF_INET6?).*?(?:sin_addr=inet_addr\("|inet_pton\(AF_INET6, ")([^"]+)'
)
HERE = ("127.", "::1", "0.0.0.0")

ANALYSE = """
import sys
from pathlib import Path
from talkratio import analyze, exports
report = analyze(sys.argv[1], manager="first")
assert report.conversation.turns
exports.save(report, Path(sys.argv[2]))
"""
LEAK = """
import socket
end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
end.connect(("192.0.2.1", 9))
"""

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace, which only Linux has")


def reached(code: str, folder: Path, *arguments: str) -> list[str]:
    """Addresses outside this computer that a Python program tried to reach, and files it left in its home."""
    log = folder / "calls"
    home = folder / "home"
    home.mkdir()
    environment = {name: value for name, value in os.environ.items() if name not in SWITCHES}
    done = subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(log), sys.executable, "-c", code, *arguments],
        env={**environment, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")},
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=240,
    )
    if "PTRACE" in done.stderr:
        pytest.skip("this computer does not let strace look at processes")
    assert done.returncode == 0, done.stderr[-2000:]
    outside = [address for address in OUTSIDE.findall(log.read_text()) if not address.startswith(HERE)]
    return outside + [str(path) for path in home.rglob("*") if "icrosoft" in str(path)]


def test_analysing_and_exporting_reach_nobody(tmp_path: Path) -> None:
    """Voices, words from captions, report and exports: no call leads out."""
    assert reached(ANALYSE, tmp_path, "samples/mus-da.ogg", str(tmp_path / "out")) == []
    assert (tmp_path / "out" / "mus-da.html").is_file()


def test_the_proof_sees_a_leak(tmp_path: Path) -> None:
    """A program that does reach out is caught by the same look."""
    assert reached(LEAK, tmp_path) == ["192.0.2.1"]


def test_the_switches_are_set_before_anything_is_imported() -> None:
    """Importing talkratio turns reporting home off in every library, whatever the environment said."""
    code = f"import talkratio, os; print(*[os.environ[n] for n in {SWITCHES[:5]!r}])"
    environment = {**os.environ, **dict.fromkeys(SWITCHES[:5], "no")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.split() == ["1", "0", "1", "1", "1"]
