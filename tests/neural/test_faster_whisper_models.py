"""Models that are damaged, missing, weak, or too large for the memory there is."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from talkratio import engines, weights
from talkratio.audio import Audio
from talkratio.errors import EngineError, WeightsError
from talkratio.transcribers._chunks import Chunk
from tests.neural.hearing import SAID, load, speaking


@pytest.mark.parametrize(
    ("file", "damage"),
    [
        ("model.bin", lambda content: content[: len(content) // 2]),
        ("model.bin", lambda content: b"no model at all"),
        ("tokenizer.json", lambda content: content[:1000]),
        ("config.json", lambda content: b"{"),
        ("vocabulary.json", lambda content: content[:100]),
    ],
)
def test_damaged_models_are_refused(whisper: Path, tmp_path: Path, file: str, damage: Any) -> None:
    """Whatever is damaged in a folder that nobody vouched for, it is one sentence and no crash."""
    folder = shutil.copytree(whisper, tmp_path / "damaged")
    (folder / file).write_bytes(damage((folder / file).read_bytes()))
    with pytest.raises(WeightsError, match="cannot be loaded"):
        load(folder, tmp_path)


def test_a_pinned_model_is_checked_before_it_is_loaded(whisper: Path, tmp_path: Path) -> None:
    """One flipped bit in recorded weights is found by the hash, not by luck."""
    folder = shutil.copytree(whisper, tmp_path / "pinned")
    weights.record(folder, weights.Model("pinned", "whisper", "x"))
    load(folder, tmp_path)
    content = bytearray((folder / "model.bin").read_bytes())
    content[-1] ^= 1
    (folder / "model.bin").write_bytes(content)
    with pytest.raises(WeightsError, match="SHA-256"):
        load(folder, tmp_path)


def test_without_a_model(shelf: Path, tmp_path: Path) -> None:
    """No model, an unknown one, one that is known and not here: each says the next step."""
    with pytest.raises(WeightsError, match="talkratio models list"):
        engines.load("transcribers", "faster_whisper")
    with pytest.raises(WeightsError, match="models get large-v3"):
        load("large-v3", tmp_path)
    with pytest.raises(WeightsError, match="neither a known name"):
        load("enormous", tmp_path)


def test_a_device_there_is_not(whisper: Path, tmp_path: Path) -> None:
    """A card that is not there, and a device that does not exist, are plain errors."""
    import ctranslate2

    with pytest.raises(EngineError, match="auto, cpu or cuda"):
        load(whisper, tmp_path, device="tpu")
    if not ctranslate2.get_cuda_device_count():
        with pytest.raises(EngineError, match="graphics card"):
            load(whisper, tmp_path, device="cuda")


def test_a_weak_model_says_how_weak(
    whisper: Path, recording: Audio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model with a bad published rate in the language carries a warning; in another language it does not."""
    rate = weights.ErrorRate("da", 0.552, "CoRal, read aloud", "a card")
    weak = weights.Model(whisper.name, "whisper", "weak", error_rates=(rate,))
    monkeypatch.setattr(weights, "manifest", lambda: {whisper.name: weak})
    monkeypatch.setattr(weights, "installed", lambda kind=None: (weights.Installed(weak, whisper),))
    transcribe = load(whisper, tmp_path)
    danish = transcribe(recording, turns=speaking((1.0, 5.0)), language="da")
    assert any("55%" in note and "rough" in note for note in danish.notes)
    assert transcribe(recording, turns=speaking((1.0, 5.0)), language="en").notes == ()


# memory


def test_memory_is_refused_with_advice(whisper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot fit is not begun, and the sentence says how much is missing."""
    monkeypatch.setenv("TALKRATIO_MEMORY", "100000000")
    with pytest.raises(EngineError, match=r"needs about \d+ MB of memory, and 100 MB are free"):
        load(whisper, tmp_path)


def test_little_memory_means_small_batches(
    whisper: Path, recording: Audio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With room for one chunk at a time the words are the same, one chunk after the other."""
    turns = speaking((1.0, 100.0))
    together = load(whisper, tmp_path)(recording, turns=turns, language="da")
    monkeypatch.setenv("TALKRATIO_MEMORY", "600000000")
    steps: list[float] = []
    alone = load(whisper, tmp_path)(recording, turns=turns, language="da", progress=lambda _, f: steps.append(f))
    assert alone == together
    assert len(set(steps)) >= 4


def test_a_card_without_memory_gets_smaller_batches(
    whisper: Path, recording: Audio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Out of memory halves the batch until it fits; when one chunk does not fit either, it is a plain error."""
    slow = importlib.import_module("talkratio.transcribers.faster_whisper")
    hear = slow.hear
    room = 2

    def small(model: Any, audio: Audio, chunks: Sequence[Chunk], language: str) -> Any:
        if len(chunks) > room:
            raise RuntimeError("CUDA failed with error out of memory")
        return hear(model, audio, chunks, language)

    monkeypatch.setattr(slow, "hear", small)
    found = load(whisper, tmp_path, batch=8)(recording, turns=speaking((1.0, 150.0)), language="da")
    assert len(found.words) > 5 * len(SAID)
    room = 0
    with pytest.raises(EngineError, match="out of memory"):
        load(whisper, tmp_path, batch=8)(recording, turns=speaking((1.0, 60.0)), language="da")
