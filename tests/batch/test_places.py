"""Recordings may lie in an object store: they are found there with what lies beside them, fetched, and not kept."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from talkratio import batch
from talkratio.batch import places
from talkratio.errors import EngineMissing, InputError
from tests.batch.ground import run

pytest.importorskip("s3fs", reason="s3fs is not installed: no S3 address can be read")
server = pytest.importorskip("moto.server", reason="moto is not installed: there is no object store to test against")


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """A bucket in an object store of this computer, spoken to over HTTP as any S3."""
    import fsspec

    process = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    process.start()
    host, port = process.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
        }.items():
            patch.setenv(name, value)
        system = fsspec.filesystem("s3")
        system.mkdir("talks")
        for name, content in {
            "a.wav": "A 0-2\nB 2-10\n",
            "team/b.wav": "A 0-3\nB 3-10\n",
            "team/b.consent.json": '{"withdrawn": true}',
            "bad.wav": "bad x\n",
            "a.about.toml": 'manager = "A"\n',
        }.items():
            system.pipe_file(f"talks/{name}", content.encode())
        yield "s3://talks"
    process.stop()


def test_a_bucket_is_analysed_like_a_folder(store: str, tmp_path: Path) -> None:
    """Notes and receipts beside the recordings count, failures are rows, and a second run does nothing."""
    found, worked = run(store, tmp_path / "out")
    assert {name: result.status for name, result in found.items()} == {
        "a.wav": "done",
        "bad.wav": "failed",
        "team/b.wav": "no_consent",
    }
    assert worked == ["a.wav", "bad.wav"]
    assert run(store, tmp_path / "out")[1] == []
    assert batch.find(store)[0].whose == "A"
    assert not list(Path(tempfile.gettempdir()).glob(f"{places.FETCHED}*"))


def test_a_changed_object_is_done_again(store: str, tmp_path: Path) -> None:
    """The store's own mark of content tells that it changed."""
    import fsspec

    run(store, tmp_path / "out")
    system = fsspec.filesystem("s3")
    system.pipe_file("talks/a.wav", b"A 0-4\nB 4-10\n")
    system.invalidate_cache()
    assert run(store, tmp_path / "out")[1] == ["a.wav"]


def test_a_bucket_that_is_not_there_is_said(store: str) -> None:
    """The address is named, and what to check."""
    with pytest.raises(InputError, match="s3://nowhere"):
        batch.find("s3://nowhere")


def test_an_unknown_kind_of_address_is_said() -> None:
    """What cannot be read here is told with what to install."""
    with pytest.raises(EngineMissing, match="nosuch://"):
        batch.find("nosuch://talks")
