"""The real pyannote.audio on a pipeline made for the tests: its turns, what becomes of them, and the whole line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from talkratio import engines
from talkratio import report as reports
from talkratio.audio import Audio
from talkratio.cli import app
from talkratio.compare import compare
from talkratio.errors import Cancelled, EngineError
from tests.neural.voices import RATE, sound

pytest.importorskip("torch", reason="the extra pyannote is not installed")
pytest.importorskip("pyannote.core", reason="the extra pyannote is not installed")
pyannote = pytest.importorskip("talkratio.diarizers.pyannote")
SPOKEN = [("low", 1.0, 4.0), ("high", 4.4, 6.0), ("low", 6.2, 7.5), ("high", 8.0, 11.0)]


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    """Two hums that take turns, twelve seconds."""
    path = tmp_path / "talk.wav"
    soundfile.write(path, sound(SPOKEN, 12.0), RATE, subtype="PCM_16")
    return path


def test_two_voices_are_told_apart(voices: Path, talk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns lie where the hums are, each with a confidence.

    The pipeline is never asked for a number of people, since it would cluster a good answer anew.
    """
    from pyannote.audio.pipelines import SpeakerDiarization

    asked: list[set[str]] = []
    apply: Callable[..., object] = SpeakerDiarization.apply

    def watched(self: object, file: object, **options: object) -> object:
        asked.append(set(options))
        return apply(self, file, **options)

    monkeypatch.setattr(SpeakerDiarization, "apply", watched)
    with Audio.open(talk) as audio:
        found = engines.load("diarizers", "pyannote", model=voices)(audio, speakers=2)
    assert [turn.speaker for turn in found.turns] == ["A", "B", "A", "B"]
    for turn, (_, start, end) in zip(found.turns, SPOKEN, strict=True):
        assert turn.interval.start == pytest.approx(start, abs=0.15)
        assert turn.interval.end == pytest.approx(end, abs=0.15)
        assert turn.confidence is not None
        assert turn.confidence > 0.8
    assert found.doubts is None
    assert asked == [{"hook"}]


def test_a_very_short_recording(voices: Path, tmp_path: Path) -> None:
    """A tenth of a second is no crash."""
    path = tmp_path / "short.wav"
    soundfile.write(path, np.zeros(1_600, np.float32), RATE, subtype="PCM_16")
    with Audio.open(path) as audio:
        assert engines.load("diarizers", "pyannote", model=voices)(audio).turns == ()


def test_stopping_in_the_middle(voices: Path, talk: Path) -> None:
    """The pipeline stops where the progress says so."""

    def stop(stage: str, fraction: float) -> None:
        if fraction > 0.5:
            raise Cancelled("stopped")

    with Audio.open(talk) as audio, pytest.raises(Cancelled):
        engines.load("diarizers", "pyannote", model=voices)(audio, progress=stop)


def test_memory_is_refused_with_advice(voices: Path, talk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A recording that cannot fit is not begun, and the small engine is named."""
    diarize = engines.load("diarizers", "pyannote", model=voices)
    monkeypatch.setenv("TALKRATIO_MEMORY", "1000000")
    with Audio.open(talk) as audio, pytest.raises(EngineError, match="builtin"):
        diarize(audio)


# what becomes of the answer


Tracks = Sequence[tuple[str, float, float]]


def answered(
    tracks: Tracks, embeddings: dict[str, list[float]], wanted: int | None
) -> tuple[list[str], tuple[str, ...]]:
    """Labels of the turns and notes, for a pipeline that answers `tracks`."""
    from pyannote.core import Annotation, Segment

    annotation = Annotation()
    for number, (name, start, end) in enumerate(tracks):
        annotation[Segment(start, end), number] = name
    output = SimpleNamespace(
        speaker_diarization=annotation,
        speaker_embeddings=np.array([embeddings[name] for name in annotation.labels()]),
    )
    found = pyannote._answer(output, None, 60.0, wanted)
    return [f"{turn.speaker} {turn.interval.start:g}-{turn.interval.end:g}" for turn in found.turns], found.notes


VOICES = {"x": [1.0, 0.0], "y": [0.0, 1.0], "z": [0.1, 0.9]}


def test_a_third_voice_is_joined_to_the_most_alike() -> None:
    """Two were wanted and three heard: the one that speaks least goes to whom it resembles, and a note says so."""
    turns, notes = answered([("x", 0, 10), ("y", 10, 30), ("z", 29, 31), ("x", 31, 40)], VOICES, 2)
    assert turns == ["A 0-10", "B 10-31", "A 31-40"]
    assert len(notes) == 1
    assert "3 voices" in notes[0]


def test_nobody_is_joined_when_no_number_is_wanted() -> None:
    """Without a wish everybody who was heard is there."""
    turns, notes = answered([("x", 0, 10), ("y", 10, 30), ("z", 30, 31)], VOICES, None)
    assert turns == ["A 0-10", "B 10-30", "C 30-31"]
    assert notes == ()


def test_one_voice_where_two_were_wanted_stays_one() -> None:
    """Nobody is invented."""
    turns, notes = answered([("x", 0, 10), ("x", 12, 20)], VOICES, 2)
    assert turns == ["A 0-10", "A 12-20"]
    assert "1 voice" in notes[0]


# nothing leaves the computer


TELLING = """
import sys, talkratio
from pathlib import Path
from talkratio import engines
from talkratio.audio import Audio
import socket
asked = []
for name in ("connect", "connect_ex"):
    setattr(socket.socket, name, lambda self, address, *_: asked.append(address) or 0)
socket.getaddrinfo = lambda *address, **_: asked.append(address) or []
with Audio.open(Path(sys.argv[2])) as audio:
    engines.load("diarizers", "pyannote", model=Path(sys.argv[1]))(audio)
from pyannote.audio.telemetry.metrics import is_metrics_enabled, provider
provider.force_flush()
print(is_metrics_enabled(), asked)
"""


def test_telemetry_is_off_before_pyannote_is_imported(voices: Path, talk: Path) -> None:
    """A whole run asks for no address and opens no connection, whatever the person's environment says."""
    environment = {**os.environ, "PYANNOTE_METRICS_ENABLED": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", TELLING, str(voices), str(talk)],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "False []"


# the whole line


def test_same_report_from_the_command_line(voices: Path, talk: Path, shelf: Path) -> None:
    """The report has everything that the built-in engine's has, but the band."""
    assert CliRunner().invoke(app, ["models", "import", str(voices), "--name", "hums"]).exit_code == 0
    result = CliRunner().invoke(app, ["analyze", str(talk), "--diarizer", "pyannote", "--json"])
    assert result.exit_code == 0, result.output
    report = reports.loads(result.stdout)
    assert report.provenance.diarizer == "pyannote"
    mine = report.metrics.of("A")
    assert mine is not None
    assert mine.talk_share == pytest.approx(4.3 / 8.9, abs=0.03)
    assert report.bands == ()


def test_compare_shows_where_engines_differ(voices: Path, talk: Path, shelf: Path) -> None:
    """Labels with a mistake of two seconds against what is heard: the difference is there, and as long."""
    talk.with_suffix(".rttm").write_text(
        "".join(
            f"SPEAKER talk 1 {start} {end - start} <NA> <NA> {name} <NA> <NA>\n"
            for name, start, end in [
                ("Mette", 1.0, 4.0),
                ("Jonas", 4.4, 6.0),
                ("Mette", 6.2, 7.5),
                ("Jonas", 10.0, 11.0),
            ]
        ),
        encoding="utf-8",
    )
    shutil.copytree(voices, shelf / "voices")
    found = compare(talk, ["labels", "pyannote"])
    assert [one.engine for one in found.heard] == ["labels", "pyannote"]
    assert {name for one in found.heard for name, _ in one.shares} == {"Mette", "Jonas"}
    longest = found.differences[0]
    assert longest.interval.start == pytest.approx(8.0, abs=0.2)
    assert longest.interval.duration == pytest.approx(2.0, abs=0.2)
    assert longest.speakers == ((), ("Jonas",))
    assert found.agreement == pytest.approx(1 - 2 / 12, abs=0.05)
