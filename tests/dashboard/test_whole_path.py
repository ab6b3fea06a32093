"""From consent to the export in a real browser, with no way out of this computer and every call watched."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import virtual
from tests.dashboard.chromium import browser
from tests.dashboard.whole_path import CALLS
from tests.test_egress import HERE, OUTSIDE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
ROOT = Path(__file__).parents[2]


def missing() -> str | None:
    """Why the path cannot be walked here."""
    if browser() is None:
        return "no Chromium on this computer"
    if (why := virtual.missing()) is not None:
        return why
    if shutil.which("strace") is None or shutil.which("unshare") is None:
        return "needs strace and unshare, which only Linux has"
    if subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode:
        return "this computer does not let a program be cut off from the network"
    return None


def test_the_whole_path_works_without_a_network_and_looks_for_none(tmp_path: Path) -> None:
    """Check-in, record, pause, mark, phase, forget, stop, analysis, report, export: no call but to this computer."""
    if (why := missing()) is not None:
        pytest.skip(why)
    done = subprocess.run(
        ["unshare", "--net", sys.executable, "-m", "tests.dashboard.whole_path", str(tmp_path)],
        env=os.environ,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=280,
    )
    calls = (tmp_path / CALLS).read_text() if (tmp_path / CALLS).exists() else ""
    if "PTRACE" in done.stderr + (tmp_path / "log").read_text():
        pytest.skip("this computer does not let strace look at processes")
    assert done.returncode == 0, done.stderr[-3000:]
    assert "AF_UNIX" in calls
    assert [address for address in OUTSIDE.findall(calls) if not address.startswith(HERE)] == []
    assert "<svg" in (tmp_path / "export.html").read_text()
