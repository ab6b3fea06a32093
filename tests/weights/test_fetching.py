"""Models fetched from a hub: cut off, killed, changed, too large, refused, on a full disk."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from talkratio import weights
from talkratio.errors import Cancelled, InputError, OutputError, WeightsError
from talkratio.weights import Model, Pin, fetching, keeping
from tests.weights.hub import FILES, Hub, listing, pins, put, serving


def test_get_fetches_checks_and_records(hub: Hub, known: Model, shelf: Path) -> None:
    """A model comes whole, is found by name, and is the best one for Danish; progress ends at 1."""
    told: list[float] = []
    found = keeping.get("mini", progress=lambda _, fraction: told.append(fraction))
    assert weights.best("whisper", "da") == "mini"
    assert weights.find("mini") == found.path == shelf / "mini"
    assert told[-1] == 1.0
    assert told == sorted(told)
    assert json.loads((found.path / weights.RECORD).read_text(encoding="utf-8"))["attribution"] == "by us"
    assert [problem for _, problem in keeping.verify()] == [None]
    assert not list(shelf.glob("*.part"))


def test_get_goes_on_where_it_was_cut_off(hub: Hub, known: Model, shelf: Path) -> None:
    """A connection that breaks again and again still brings the file, each time from where it stopped."""
    hub.cut_after = 300_000
    keeping.get("mini")
    ranges = [wanted for name, wanted, _ in hub.asked if name == "model.bin"]
    assert ranges == [None, "bytes=300000-", "bytes=600000-", "bytes=900000-"]


def test_get_survives_kill_9(shelf: Path, tmp_path: Path) -> None:
    """A download that was killed goes on with the bytes that were there."""
    for state in serving(Hub(slow=0.15)):
        program = (
            "import sys, talkratio\n"
            "from pathlib import Path\n"
            "from talkratio.weights import fetching\n"
            "from talkratio.weights import Model, Pin\n"
            "model = Model('mini', 'whisper', 'x', files={})\n"
            f"pin = Pin({len(FILES['model.bin'])}, {hashlib.sha256(FILES['model.bin']).hexdigest()!r})\n"
            f"fetching.fetch('{state.url}/model.bin', Path({str(shelf / 'model.bin')!r}), pin, None, print, model)\n"
        )
        run = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.DEVNULL, cwd=Path.cwd())
        part = shelf / "model.bin"
        while not (part.exists() and part.stat().st_size > 200_000):
            assert run.poll() is None
            time.sleep(0.02)
        run.send_signal(signal.SIGKILL)
        run.wait()
        there = part.stat().st_size
        assert there < len(FILES["model.bin"])
        state.slow = 0.0
        pin = pins()["model.bin"]
        fetching.fetch(f"{state.url}/model.bin", part, pin, None, lambda _: None, Model("mini", "whisper", "x"))
        assert part.read_bytes() == FILES["model.bin"]
        assert state.asked[-1][1] == f"bytes={there}-"


def test_a_hub_without_ranges_starts_over(hub: Hub, known: Model, shelf: Path) -> None:
    """An answer with the whole file replaces what was there instead of being added to it."""
    hub.ranges = False
    put(shelf / "mini.part", {"model.bin": b"x" * 1000})
    found = keeping.get("mini")
    assert (found.path / "model.bin").read_bytes() == FILES["model.bin"]


def test_a_changed_file_is_refused(hub: Hub, known: Model, shelf: Path) -> None:
    """Same size, other bytes: nothing is taken in, and the file does not stay to be resumed."""
    hub.files["model.bin"] = bytes(len(FILES["model.bin"]))
    with pytest.raises(WeightsError, match="SHA-256"):
        keeping.get("mini")
    assert weights.installed() == ()
    assert not (shelf / "mini.part" / "model.bin").exists()


def test_a_file_that_is_too_large_is_refused(hub: Hub, known: Model, shelf: Path) -> None:
    """A file that never ends does not fill the disk."""
    hub.files["model.bin"] = FILES["model.bin"] * 3
    with pytest.raises(WeightsError, match="larger"):
        keeping.get("mini")
    assert not (shelf / "mini.part" / "model.bin").exists()


def test_without_network_the_offline_way_is_told(known: Model, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One plain sentence: no connection, what is kept, and how to bring the model on a stick."""
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr(fetching, "PAUSE", 0.0)
    with pytest.raises(WeightsError, match=r"no connection to 127\.0\.0\.1.*talkratio models import"):
        keeping.get("mini")


@pytest.mark.parametrize(("status", "word"), [(401, "terms"), (403, "terms"), (404, "404"), (503, "no connection")])
def test_what_the_hub_refuses_is_said_plainly(hub: Hub, known: Model, shelf: Path, status: int, word: str) -> None:
    """Terms not accepted, a file that is gone, a hub out of order: each has its own sentence."""
    hub.status = status
    with pytest.raises(WeightsError, match=word):
        keeping.get("mini")


def test_the_token_is_not_handed_on(hub: Hub, known: Model, shelf: Path) -> None:
    """The hub sends large files from elsewhere; only the hub itself sees the token."""
    for store in serving(Hub()):
        hub.elsewhere = store.url
        keeping.get("mini", token="secret")
        assert {key for _, _, key in hub.asked} == {"Bearer secret"}
        assert {key for _, _, key in store.asked} == {None}


def test_only_https(known: Model, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights never come over a connection that anybody can change."""
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://hub.example")
    with pytest.raises(InputError, match="https"):
        keeping.get("mini")


def test_stopping_keeps_what_came(hub: Hub, known: Model, shelf: Path) -> None:
    """A person who stops a download finds the bytes again."""

    def stop(_: str, fraction: float) -> None:
        if fraction > 0.5:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        keeping.get("mini", progress=stop)
    assert (shelf / "mini.part" / "model.bin").stat().st_size > 0
    keeping.get("mini")
    assert hub.asked[-2][1] is not None or hub.asked[-1][1] is not None


def test_a_full_disk_is_told_before_anything_comes(hub: Hub, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model larger than the disk is not begun."""
    listing(
        monkeypatch, Model("huge", "whisper", "x", repository="us/huge", files={"model.bin": Pin(10**18, "0" * 64)})
    )
    with pytest.raises(OutputError, match="room"):
        keeping.get("huge")
    assert hub.asked == []


def test_a_disk_that_fills_up_keeps_what_came(
    hub: Hub, known: Model, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No room in the middle of a file is an error about the disk, not about the connection, and nothing is lost."""
    write = fetching._write

    def full(stream: BinaryIO, block: bytes, target: Path) -> None:
        if stream.tell() > 300_000:
            write(cast(BinaryIO, Full()), block, target)
        write(stream, block, target)

    with monkeypatch.context() as patched:
        patched.setattr(fetching, "_write", full)
        with pytest.raises(OutputError, match="No space left"):
            keeping.get("mini")
    there = (shelf / "mini.part" / "model.bin").stat().st_size
    assert there > 300_000
    keeping.get("mini")
    assert ("model.bin", f"bytes={there}-", None) in hub.asked


class Full:
    def write(self, block: bytes) -> int:
        raise OSError(28, "No space left on device")
