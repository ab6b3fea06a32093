"""Speech models are brought to the workers of a cluster once, and are what they are at their owner's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from talkratio import batch, cluster, weights
from talkratio import report as reports
from talkratio.batch.recordings import Limits, Recording, Result, Settings, Task
from talkratio.cluster import models
from talkratio.errors import EngineError
from talkratio.weights import keeping
from tests.batch.hosts import dask

pytest.importorskip("distributed", reason="Dask distributed is not installed (extra: cluster)")


def talks(folder: Path, count: int) -> Path:
    """Recordings of ten seconds of noise, with turns beside them."""
    folder.mkdir()
    chance = np.random.default_rng(0)
    for index in range(count):
        soundfile.write(folder / f"talk{index}.wav", chance.normal(0, 0.02, 160_000), 16_000, subtype="PCM_16")
        (folder / f"talk{index}.rttm").write_text(
            "SPEAKER x 1 0.0 4.0 <NA> <NA> A <NA> <NA>\nSPEAKER x 1 5.0 4.0 <NA> <NA> B <NA> <NA>\n"
        )
    return folder


def analysed(where: Path, out: Path, address: str) -> dict[str, Result]:
    """The real batch on a cluster."""
    found = batch.run(
        batch.find(str(where)),
        out,
        Settings(language="da"),
        lambda tasks, told: cluster.perform(tasks, Limits(threads=0), told, address=address),
        consent="test",
    )
    return {recording.name: result for recording, result in found}


def test_a_model_is_brought_to_every_worker_once(whisper: Path, shelf: Path, tmp_path: Path) -> None:
    """Workers without a model have it afterwards, write the words with it, and the next batch copies nothing."""
    own = keeping.bring(whisper, name="tiny")
    where = talks(tmp_path / "in", 4)
    homes = [tmp_path / "first", tmp_path / "second"]
    with dask(tmp_path, [{"TALKRATIO_MODELS": str(home)} for home in homes]) as (address, _):
        found = analysed(where, tmp_path / "out", address)
        assert {result.status for result in found.values()} == {"done"}, found
        brought = {home: (home / "tiny" / "model.bin").stat() for home in homes}
        analysed(where, tmp_path / "again", address)
        assert {home: (home / "tiny" / "model.bin").stat().st_ino for home in homes} == {
            home: stat.st_ino for home, stat in brought.items()
        }
    for home in homes:
        assert [path.name for path in home.iterdir()] == ["tiny"]
        assert all(weights.hashed(home / "tiny" / name) == pin for name, pin in own.model.files.items())
    report = reports.read(batch.report_path(tmp_path / "out", "talk0.wav"))
    assert report.provenance.model == "tiny"
    assert report.conversation.words


def test_another_model_of_the_same_name_is_not_used(whisper: Path, shelf: Path, tmp_path: Path) -> None:
    """A worker whose model differs says so; results would depend on who did the work."""
    keeping.bring(whisper, name="tiny")
    home = tmp_path / "worker"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TALKRATIO_MODELS", str(home))
        other = tmp_path / "other"
        other.mkdir()
        for path in whisper.iterdir():
            (other / path.name).write_bytes(path.read_bytes())
        (other / "config.json").write_text("{}")
        keeping.bring(other, name="tiny")
    where = talks(tmp_path / "in", 1)
    with (
        dask(tmp_path, [{"TALKRATIO_MODELS": str(home)}]) as (address, _),
        pytest.raises(EngineError, match="another model called 'tiny'"),
    ):
        analysed(where, tmp_path / "out", address)


@pytest.mark.parametrize(
    ("recording", "settings", "names", "model"),
    [
        (Recording("a", "/a.wav"), Settings(), ["tiny"], "tiny"),
        (Recording("a", "/a.wav"), Settings(transcriber="none"), [], None),
        (Recording("a", "/a.wav", companions=(("/a.vtt", ""),)), Settings(), [], None),
        (Recording("a", "/a.wav", companions=(("/a.vtt", ""),)), Settings(model="tiny"), ["tiny"], "tiny"),
        (Recording("a", "/a.wav", companions=(("/a.json", ""),)), Settings(), ["tiny"], None),
        (Recording("a", "/a.wav", captions="/b.vtt"), Settings(), [], None),
        (Recording("a", "/a.vtt"), Settings(), [], "tiny"),
    ],
)
def test_only_a_model_that_will_listen_is_brought(
    whisper: Path, shelf: Path, recording: Recording, settings: Settings, names: list[str], model: str | None
) -> None:
    """Words that lie beside a recording need no model, and go before one that nobody named."""
    keeping.bring(whisper, name="tiny")
    task = Task(recording, settings, "/r")
    assert [needed.name for needed in models.needed(task)] == names
    assert models.settled(task).settings.model == model
