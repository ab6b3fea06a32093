"""Which pipelines of pyannote.audio are loaded, and which are not."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from talkratio import engines, weights
from talkratio.errors import EngineMissing, WeightsError

pytest.importorskip("torch", reason="the extra pyannote is not installed")
pytest.importorskip("pyannote.core", reason="the extra pyannote is not installed")
pyannote = pytest.importorskip("talkratio.diarizers.pyannote")


def test_without_a_model(shelf: Path) -> None:
    """The sentence says which command gets it."""
    with pytest.raises(WeightsError, match="talkratio models get community-1"):
        engines.load("diarizers", "pyannote")


def test_a_folder_that_nobody_vouched_for_is_not_loaded(voices: Path, tmp_path: Path) -> None:
    """Without recorded hashes nothing is unpickled; the sentence says how a person takes it in."""
    folder = shutil.copytree(voices, tmp_path / "stranger")
    (folder / weights.RECORD).unlink()
    with pytest.raises(WeightsError, match="talkratio models import"):
        engines.load("diarizers", "pyannote", model=folder)


@pytest.mark.parametrize("file", ["segmentation/pytorch_model.bin", "config.yaml", "embedding/pytorch_model.bin"])
def test_a_changed_file_is_not_loaded(voices: Path, tmp_path: Path, file: str) -> None:
    """A truncated or changed file is found before anything of it is read by torch."""
    folder = shutil.copytree(voices, tmp_path / "changed")
    content = (folder / file).read_bytes()
    (folder / file).write_bytes(content[: len(content) // 2])
    with pytest.raises(WeightsError, match="wrong size"):
        engines.load("diarizers", "pyannote", model=folder)


def recorded(folder: Path) -> Path:
    (folder / weights.RECORD).unlink(missing_ok=True)
    weights.record(folder, weights.Model(folder.name, "pyannote", "x"))
    return folder


def test_a_checkpoint_with_a_program_is_not_loaded_even_when_recorded(voices: Path, tmp_path: Path) -> None:
    """A person may have been fooled into importing it: what would run a program is refused all the same."""
    import torch

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, (f"touch {tmp_path / 'ran'}",)

    folder = shutil.copytree(voices, tmp_path / "community-1")  # the name of a model that is known
    torch.save({"state_dict": Evil()}, folder / "segmentation" / "pytorch_model.bin")
    with pytest.raises(WeightsError, match="would run"):
        engines.load("diarizers", "pyannote", model=recorded(folder))
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", ["os.system", "pyannote.audio.pipelines.VoiceActivityDetection", "null"])
def test_a_configuration_for_something_else_is_not_loaded(voices: Path, tmp_path: Path, name: str) -> None:
    """A configuration names a class of Python; only the diarization pipeline is ever made."""
    folder = shutil.copytree(voices, tmp_path / "other")
    config = folder / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8").replace(pyannote.PIPELINES[0], name), encoding="utf-8")
    with pytest.raises(WeightsError, match="Only speaker diarization"):
        engines.load("diarizers", "pyannote", model=recorded(folder))


def test_a_configuration_that_points_elsewhere_stays_here(voices: Path, tmp_path: Path) -> None:
    """A part that would have to be fetched is an error and no download."""
    folder = shutil.copytree(voices, tmp_path / "elsewhere")
    config = folder / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8").replace("$model/plda", "some/plda"), encoding="utf-8")
    with pytest.raises(WeightsError, match="cannot be loaded"):
        engines.load("diarizers", "pyannote", model=recorded(folder))


def test_a_part_that_is_not_installed(voices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another package of the same family may be here without pyannote.audio: the sentence says what to install."""
    monkeypatch.setitem(sys.modules, "pyannote.audio", None)
    with pytest.raises(EngineMissing, match=r"pip install 'talkratio\[pyannote\]'"):
        engines.load("diarizers", "pyannote", model=voices)
