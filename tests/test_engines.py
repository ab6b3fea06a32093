"""What holds for every engine, found by itself when a file is added."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from talkratio import engines
from talkratio.audio import Audio
from talkratio.conversation import Turn
from talkratio.engines import Engine
from talkratio.errors import Cancelled, EngineMissing, InputError
from talkratio.interval import Interval
from tests.neural.voices import RATE, sound

SPOKEN = [("low", 1.0, 4.0), ("high", 4.4, 6.0), ("low", 6.2, 7.5), ("high", 8.0, 11.0)]
SECONDS = 12.0
RTTM = "".join(f"SPEAKER talk 1 {a:.3f} {b - a:.3f} <NA> <NA> {name} <NA> <NA>\n" for name, a, b in SPOKEN)
VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Low>Hvad synes du?\n\n00:00:04.400 --> 00:00:06.000\n<v High>Ja.\n"

Make = Callable[[str], Path]
DIARIZERS = list(engines.listed("diarizers"))
TRANSCRIBERS = list(engines.listed("transcribers"))


@pytest.fixture
def recording(tmp_path: Path) -> Make:
    """A recording by name: `talk` with two hums, one a channel, or `silence`; labels and captions beside it."""

    def made(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        path = folder / f"{name}.wav"
        spoken = SPOKEN if name == "talk" else []
        seconds = SECONDS if spoken else 3.0
        sides = [sound([one for one in spoken if one[0] == voice], seconds) for voice in ("low", "high")]
        soundfile.write(path, np.stack(sides, axis=1), RATE, subtype="PCM_16")
        path.with_suffix(".rttm").write_text(RTTM if spoken else ";; nobody speaks\n", encoding="utf-8")
        path.with_suffix(".vtt").write_text(VTT if spoken else "WEBVTT\n", encoding="utf-8")
        return path

    return made


def options(engine: Engine, request: pytest.FixtureRequest, path: Path, tmp_path: Path) -> dict[str, Any]:
    """What each engine is loaded with here."""
    match engine.name:
        case "pyannote":
            return {"model": request.getfixturevalue("voices")}
        case "faster_whisper":
            return {"model": request.getfixturevalue("whisper"), "checkpoints": tmp_path / "checkpoints"}
        case "labels":
            return {"path": path.with_suffix(".rttm")}
        case "captions":
            return {"path": path.with_suffix(".vtt")}
    return {}


def told() -> tuple[list[tuple[str, float]], engines.Progress]:
    heard: list[tuple[str, float]] = []
    return heard, lambda stage, fraction: heard.append((stage, fraction))


def check_progress(heard: list[tuple[str, float]]) -> None:
    assert heard, "an engine that says nothing looks frozen"
    assert heard[-1][1] == 1.0
    assert all(0.0 <= fraction <= 1.0 for _, fraction in heard)
    for stage in {stage for stage, _ in heard}:
        fractions = [fraction for name, fraction in heard if name == stage]
        assert fractions == sorted(fractions), stage


@pytest.mark.parametrize("engine", [*DIARIZERS, *TRANSCRIBERS], ids=lambda engine: engine.name)
def test_an_engine_can_be_listed(engine: Engine) -> None:
    """It says in one line what it does, and which packages it needs."""
    assert engine.summary
    assert len(engine.summary) < 120
    assert engine.missing == () or engine.extra, "what is not always installed comes by an extra"


@pytest.mark.parametrize("engine", DIARIZERS, ids=lambda engine: engine.name)
def test_a_diarizer(engine: Engine, request: pytest.FixtureRequest, recording: Make, tmp_path: Path) -> None:
    """Turns are sorted, inside the recording and somebody's; doubts too; the same again gives the same."""
    _skip_if_missing(engine)
    path = recording("talk")
    diarize = engines.load("diarizers", engine.name, **options(engine, request, path, tmp_path))
    heard, progress = told()
    with Audio.open(path) as audio:
        found = diarize(audio, speakers=2, progress=progress)
        again = diarize(audio, speakers=2)
    check_progress(heard)
    assert found == again
    assert list(found.turns) == sorted(found.turns, key=lambda turn: turn.interval)
    assert all(turn.speaker and turn.interval.end <= audio.duration + 1e-6 for turn in found.turns)
    assert all(turn.confidence is None or 0 <= turn.confidence <= 1 for turn in found.turns)
    assert len({turn.speaker for turn in found.turns}) <= 2
    for doubt in found.doubts or ():
        assert doubt.interval.end <= audio.duration + 1e-6
        assert all(0 <= chance <= 1 for _, chance in doubt.chances)


@pytest.mark.parametrize("engine", DIARIZERS, ids=lambda engine: engine.name)
def test_a_diarizer_hears_nothing_in_silence(
    engine: Engine, request: pytest.FixtureRequest, recording: Make, tmp_path: Path
) -> None:
    """Silence is no turn of anybody."""
    _skip_if_missing(engine)
    path = recording("silence")
    diarize = engines.load("diarizers", engine.name, **options(engine, request, path, tmp_path))
    heard, progress = told()
    with Audio.open(path) as audio:
        assert diarize(audio, progress=progress).turns == ()
    assert heard[-1][1] == 1.0


@pytest.mark.parametrize("engine", TRANSCRIBERS, ids=lambda engine: engine.name)
def test_a_transcriber(engine: Engine, request: pytest.FixtureRequest, recording: Make, tmp_path: Path) -> None:
    """Words are sorted, inside the recording and have letters; the same again gives the same."""
    path = recording("talk")
    turns = tuple(Turn(Interval(a, b), name) for name, a, b in SPOKEN)
    transcribe = engines.load("transcribers", engine.name, **options(engine, request, path, tmp_path))
    heard, progress = told()
    with Audio.open(path) as audio:
        found = transcribe(audio, turns=turns, language="da", progress=progress)
        again = transcribe(audio, turns=turns, language="da")
    check_progress(heard)
    assert found == again
    assert found.words
    assert found.language == "da"
    assert list(found.words) == sorted(found.words, key=lambda word: word.interval)
    assert all(word.text.strip() == word.text != "" for word in found.words)
    assert all(word.interval.end <= audio.duration + 1e-6 for word in found.words)
    assert all(word.confidence is None or 0 <= word.confidence <= 1 for word in found.words)


@pytest.mark.parametrize("engine", TRANSCRIBERS, ids=lambda engine: engine.name)
def test_a_transcriber_writes_nothing_of_silence(
    engine: Engine, request: pytest.FixtureRequest, recording: Make, tmp_path: Path
) -> None:
    """Where nobody speaks there are no words."""
    path = recording("silence")
    transcribe = engines.load("transcribers", engine.name, **options(engine, request, path, tmp_path))
    heard, progress = told()
    with Audio.open(path) as audio:
        assert transcribe(audio, turns=(), language="da", progress=progress).words == ()
    assert heard[-1][1] == 1.0


@pytest.mark.parametrize("engine", [*DIARIZERS, *TRANSCRIBERS], ids=lambda engine: engine.name)
def test_an_engine_can_be_stopped(
    engine: Engine, request: pytest.FixtureRequest, recording: Make, tmp_path: Path
) -> None:
    """What the progress raises comes out as it is."""
    _skip_if_missing(engine)
    path = recording("talk")
    run = engines.load(engine.kind, engine.name, **options(engine, request, path, tmp_path))
    turns = tuple(Turn(Interval(a, b), name) for name, a, b in SPOKEN)
    more: dict[str, Any] = {"turns": turns} if engine.kind == "transcribers" else {}

    def stop(stage: str, fraction: float) -> None:
        raise Cancelled("stopped")

    with Audio.open(path) as audio, pytest.raises(Cancelled, match="stopped"):
        run(audio, progress=stop, **more)


def test_missing_packages_are_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without torch the sentence says what to install, and nothing is imported."""
    monkeypatch.setattr(engines, "find_spec", lambda name: None if name == "torch" else find_spec(name))
    with pytest.raises(EngineMissing, match=r"needs torch.*pip install 'talkratio\[pyannote\]'"):
        engines.load("diarizers", "pyannote")


def test_an_unknown_engine_names_those_there_are() -> None:
    """A typing error is answered with the list."""
    with pytest.raises(InputError, match="builtin"):
        engines.load("diarizers", "pyanote")


def _skip_if_missing(engine: Engine) -> None:
    if engine.missing:
        pytest.skip(f"{engine.name} needs {', '.join(engine.missing)}")
