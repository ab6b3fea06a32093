"""A worker loads its engines once, and its libraries cannot disturb what it answers."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from talkratio import engines, hardware
from talkratio.batch import workers
from talkratio.batch.process import environment
from talkratio.batch.recordings import Limits, Settings
from talkratio.diarizers import labels
from talkratio.weights import keeping


@pytest.fixture
def kept() -> Iterator[None]:
    """A process that keeps its engines, as a worker does."""
    engines.keep()
    yield
    engines._kept = None


def test_an_engine_is_loaded_once_for_the_same_options(kept: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other options load another; without keeping, each asking loads anew."""
    loads: list[Path | None] = []
    monkeypatch.setattr(labels, "load", lambda path=None: loads.append(path) or (lambda audio: None))
    first = engines.load("diarizers", "labels")
    assert engines.load("diarizers", "labels") is first
    assert engines.load("diarizers", "labels", path=Path("a.rttm")) is not first
    assert loads == [None, Path("a.rttm")]
    engines._kept = None
    engines.load("diarizers", "labels")
    engines.load("diarizers", "labels")
    assert len(loads) == 4


ROOT = Path(__file__).resolve().parents[2]
NOISY = """
import os, sys
def analyze(path, **options):
    print("a library prints")
    os.write(1, b"and writes")
    sys.stderr.write("words that were said")
    raise ValueError("words that were said")
"""


def test_what_libraries_print_does_not_reach_the_owner(tmp_path: Path) -> None:
    """Answers are lines of JSON and nothing else, and nothing is written to stderr."""
    (tmp_path / "noisy.py").write_text(NOISY)
    task = {
        "source": "/a.wav", "companions": [], "report": str(tmp_path / "r"), "target": {},
        "options": {"captions": None, "labels": None},
    }  # fmt: skip
    env = {**environment(Limits(memory=1_000_000_000)), "PYTHONPATH": f"{tmp_path}:{ROOT}"}
    command = [sys.executable, "-m", "talkratio.batch.worker", "noisy:analyze"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write(json.dumps(task) + "\n")
    process.stdin.flush()
    answers: list[dict[str, object]] = []
    while not answers or "status" not in answers[-1]:
        answers.append(json.loads(process.stdout.readline()))
    process.stdin.close()
    assert process.wait(timeout=20) == 0
    assert answers[-1]["status"] == "failed"
    assert "words" not in json.dumps(answers) + process.stderr.read()
    process.stdout.close()
    process.stderr.close()


def test_a_worker_knows_how_much_memory_its_model_may_take() -> None:
    """It hears fewer chunks at once instead of being ended for taking too much; without a limit nothing is said."""
    assert 0.8e9 < int(environment(Limits(memory=1_000_000_000))["TALKRATIO_MEMORY"]) < 1e9
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TALKRATIO_MEMORY", raising=False)
        assert "TALKRATIO_MEMORY" not in environment(Limits())


def test_workers_are_as_many_as_their_models_fit(whisper: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cores that have no memory for a model of their own stay idle, and each worker may take what its model needs."""
    keeping.bring(whisper, name="tiny")
    monkeypatch.setattr(workers, "_cores", lambda: 8)
    monkeypatch.setenv("TALKRATIO_MEMORY", "3000000000")
    plain = workers.limits(Settings(transcriber="none"))
    worded = workers.limits(Settings(language="da"))
    assert plain.workers > worded.workers >= 1
    assert worded.memory is not None
    assert worded.memory >= workers.BASE + hardware.whisper_memory((whisper / "model.bin").stat().st_size)
