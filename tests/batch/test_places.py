"""Recordings may lie in an object store: they are found there with what lies beside them, fetched, and not kept."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from talkratio import batch
from talkratio.batch import places
from talkratio.errors import EngineMissing, InputError
from tests.batch.ground import run

CONTENTS = {
    "a.wav": "A 0-2\nB 2-10\n",
    "team/b.wav": "A 0-3\nB 3-10\n",
    "team/b.consent.json": '{"withdrawn": true}',
    "bad.wav": "bad x\n",
    "a.about.toml": 'manager = "A"\n',
}
AZURITE = "TALKRATIO_AZURITE"
"""names host:port of a running Azurite, which is no package of Python"""
ITS_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""the key that every Azurite has, as its documentation says"""


@pytest.fixture(scope="module", params=["s3", "az"])
def store(request: pytest.FixtureRequest) -> Iterator[str]:
    """A bucket in an object store of this computer, spoken to over HTTP as any other."""
    import fsspec

    with _serving(request.param) as surroundings, pytest.MonkeyPatch.context() as patch:
        for name, value in surroundings.items():
            patch.setenv(name, value)
        system = fsspec.filesystem(request.param)
        bucket = f"talks{time.time_ns()}"
        system.mkdir(bucket)
        for name, content in CONTENTS.items():
            system.pipe_file(f"{bucket}/{name}", content.encode())
        yield f"{request.param}://{bucket}"


@contextmanager
def _serving(scheme: str) -> Iterator[dict[str, str]]:
    """A store that listens, and how its library is told where."""
    if scheme == "az":
        pytest.importorskip("adlfs", reason="adlfs is not installed: no Azure address can be read")
        if (place := os.environ.get(AZURITE)) is None:
            pytest.skip(f"no Azurite is running: {AZURITE} names none")
        about = f"AccountName=devstoreaccount1;AccountKey={ITS_KEY};BlobEndpoint=http://{place}/devstoreaccount1;"
        yield {"AZURE_STORAGE_CONNECTION_STRING": f"DefaultEndpointsProtocol=http;{about}"}
        return
    pytest.importorskip("s3fs", reason="s3fs is not installed: no S3 address can be read")
    server = pytest.importorskip("moto.server", reason="moto is not installed: no store to test against")
    process = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    process.start()
    host, port = process.get_host_and_port()
    yield {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
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
    system, path = fsspec.core.url_to_fs(f"{store}/a.wav")
    system.pipe_file(path, b"A 0-4\nB 4-10\n", overwrite=True)
    system.invalidate_cache()
    assert run(store, tmp_path / "out")[1] == ["a.wav"]


def test_a_bucket_that_is_not_there_is_said(store: str) -> None:
    """The address is named, and what to check."""
    nowhere = f"{store.partition(':')[0]}://nowhere"
    with pytest.raises(InputError, match=nowhere):
        batch.find(nowhere)


def test_an_unknown_kind_of_address_is_said() -> None:
    """What cannot be read here is told with what to install."""
    with pytest.raises(EngineMissing, match="nosuch://"):
        batch.find("nosuch://talks")
