"""The shipped weights put back into the network that was trained."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from talkratio.voices import network
from talkratio.voices.features import Levels, log_mel

torch = pytest.importorskip("torch", reason="the extra pyannote is not installed")
pytest.importorskip("onnx", reason="the extra bench is not installed")
training = pytest.importorskip("training.network")

WEIGHTS = Path(str(files("talkratio.voices") / "weights"))


def test_training_goes_on_from_the_shipped_weights() -> None:
    """The same frames give the same voices, content, speech and speakers, to a ten-thousandth."""
    ear, judge = training.Ear(), training.Judge()
    training.restore(ear, WEIGHTS / "ear.onnx")
    training.restore(judge, WEIGHTS / "judge.onnx")
    rng = np.random.default_rng(1)
    mel = log_mel((rng.standard_normal(64_000) * np.repeat(rng.uniform(0, 0.2, 40), 1_600)).astype(np.float32))
    mel = mel[: len(mel) // 2 * 2]
    given = network.seen(mel, np.ones(130, np.float32), Levels.of(mel))
    voice, content, speech = network.ear(given)
    a, b = network.profile(voice[:60].mean(axis=0)), network.profile(voice[120:].mean(axis=0))
    with torch.no_grad():
        trained = ear.eval()(torch.tensor(given[None]))
        spoken = judge.eval()(*(torch.tensor(x[None]) for x in (voice, content, a, b))).softmax(2)
    for mine, theirs in zip((voice, content, speech), (*trained[:2], trained[2].sigmoid()), strict=True):
        assert np.allclose(mine, theirs[0], atol=1e-4)
    assert np.allclose(network.judge(voice, content, a, b), spoken[0], atol=1e-4)


def test_weights_of_another_network_are_refused() -> None:
    """A judge is no ear."""
    with pytest.raises(KeyError):
        training.restore(training.Ear(), WEIGHTS / "judge.onnx")
