"""Checkpoints that would run a program are refused before anything of them runs."""

from __future__ import annotations

import os
import pickle
import zipfile
from pathlib import Path

import pytest

from talkratio.errors import WeightsError
from talkratio.weights import pickles


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("true",)


@pytest.mark.parametrize("protocol", range(6))
def test_a_checkpoint_that_runs_a_program_is_refused(tmp_path: Path, protocol: int) -> None:
    """Whatever way the pickle is written, it is refused before anything of it runs."""
    path = tmp_path / "pytorch_model.bin"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"state_dict": Evil()}, protocol))
    with pytest.raises(WeightsError, match=r"posix\.system|nt\.system"):
        pickles.check(path)


def test_names_hidden_in_the_memo_are_refused(tmp_path: Path) -> None:
    """A pickle that fetches the name of the function from its memo is not taken for a plain one."""
    program = b"\x80\x04\x8c\x02os\x94\x8c\x06system\x940h\x00h\x01\x93."
    path = tmp_path / "pytorch_model.bin"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", program)
    with pytest.raises(WeightsError, match="hidden"):
        pickles.check(path)


def test_a_checkpoint_that_is_none(tmp_path: Path) -> None:
    """Damaged and old-fashioned checkpoints are refused as what they are."""
    path = tmp_path / "pytorch_model.bin"
    path.write_bytes(b"\x80\x02}q\x00.")
    with pytest.raises(WeightsError, match="no checkpoint"):
        pickles.check(path)
