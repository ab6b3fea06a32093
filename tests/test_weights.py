"""Models found, fetched, brought in, checked and removed; nothing is loaded that is not what it must be."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from typer.testing import CliRunner

from talkratio import weights
from talkratio.cli import app
from talkratio.errors import Cancelled, EngineMissing, InputError, OutputError, WeightsError
from talkratio.weights import Model, Pin, fetching, keeping, pickles

FILES = {"config.json": b"{}", "model.bin": bytes(range(256)) * 4_000, "tokenizer.json": b"[]"}


@dataclass
class Hub:
    """A hub on this computer: what it holds, what was asked of it, and how it fails."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=lambda: dict(FILES))
    asked: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    cut_after: int | None = None
    """bytes after which every answer breaks off"""
    slow: float = 0.0
    """seconds before each 64 kB"""
    status: int = 0
    elsewhere: str = ""
    """where large files are"""
    ranges: bool = True


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A running hub, with `fetching` pointed at it and no waiting between tries."""
    yield from _serving(Hub(), monkeypatch)


def _serving(state: Hub, monkeypatch: pytest.MonkeyPatch | None = None) -> Iterator[Hub]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.rsplit("/", 1)[-1]
            state.asked.append((name, self.headers.get("Range"), self.headers.get("Authorization")))
            if state.status:
                self.send_error(state.status)
                return
            if state.elsewhere and name.endswith(".bin"):
                self.send_response(302)
                self.send_header("Location", f"{state.elsewhere}/{name}")
                self.end_headers()
                return
            content = state.files[name]
            wanted = self.headers.get("Range")
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and state.ranges else 0
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            end = len(content) if state.cut_after is None else min(len(content), start + state.cut_after)
            for at in range(start, end, 65_536):
                time.sleep(state.slow)
                self.wfile.write(content[at : min(at + 65_536, end)])
            if end < len(content):
                self.wfile.flush()
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    if monkeypatch is not None:
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", state.url)
        monkeypatch.setattr(fetching, "PAUSE", 0.0)
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


def pins(files: dict[str, bytes] = FILES) -> dict[str, Pin]:
    return {name: Pin(len(content), hashlib.sha256(content).hexdigest()) for name, content in files.items()}


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Model:
    """A model `mini` of the manifest, with the files that the hub holds."""
    model = Model("mini", "whisper", "a mini", "MIT", "by us", ("da",), "us/mini", "0" * 40, files=pins())
    _manifest(monkeypatch, model)
    return model


def _manifest(monkeypatch: pytest.MonkeyPatch, *listed: Model) -> None:
    monkeypatch.setattr(weights, "manifest", lambda: {model.name: model for model in listed})
    rows = {
        model.name: {
            "kind": model.kind,
            "title": model.title,
            "repository": model.repository,
            "revision": model.revision,
            "files": {name: {"bytes": pin.bytes, "sha256": pin.sha256} for name, pin in model.files.items()},
        }
        for model in listed
    }
    monkeypatch.setattr(weights, "listed", lambda: {"best": {"da": [model.name for model in listed]}, **rows})


def put(folder: Path, files: dict[str, bytes] = FILES) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


# the list


def test_the_manifest_is_whole() -> None:
    """Every model has a licence and a name to give credit to, and either pinned files or what it is made from."""
    for model in weights.manifest().values():
        assert model.licence != "unknown", model.name
        assert model.attribution, model.name
        if model.repository:
            assert len(model.revision or "") == 40, model.name
            assert all(len(pin.sha256) == 64 and pin.bytes > 0 for pin in model.files.values()), model.name
            needed = weights.WHISPER_FILES if model.kind == "whisper" else weights.PYANNOTE_FILES
            assert set(needed) <= set(model.files), model.name
        else:
            assert model.convert, model.name
        assert all(rate.source and 0 < rate.value < 2 for rate in model.error_rates), model.name


def test_a_model_that_is_weak_in_danish_says_how_weak() -> None:
    """No model of general use is offered for Danish without a published error rate."""
    for model in weights.manifest().values():
        if model.kind == "whisper" and "da" in model.languages:
            assert model.worst("da") is not None, model.name
    small = weights.manifest()["small"].worst("da")
    assert small is not None
    assert small.value > 0.5


def test_nothing_installed_gives_none(shelf: Path) -> None:
    """The pipeline learns without loading anything that there is no model."""
    assert weights.best("whisper", "da") is None
    assert weights.installed() == ()


# fetching


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
    for state in _serving(Hub(slow=0.15)):
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
    for store in _serving(Hub()):
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
    _manifest(
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


def test_unknown_names_and_models_to_convert(shelf: Path) -> None:
    """A name that does not exist, and one that is made here, each say what to do."""
    with pytest.raises(InputError, match="large-v3"):
        keeping.get("enormous")
    with pytest.raises(WeightsError, match="models convert roest-v3"):
        keeping.get("roest-v3")
    with pytest.raises(WeightsError, match="models get small"):
        weights.resolve("small")


# bringing in, checking, removing


def test_import_recognises_a_model_by_its_hash(known: Model, shelf: Path, tmp_path: Path) -> None:
    """A folder with another name that holds the very files is the model of the manifest."""
    found = keeping.bring(put(tmp_path / "From A Stick"))
    assert found.model.name == "mini"
    assert weights.find("mini") == shelf / "mini"


def test_import_refuses_a_name_that_does_not_fit(known: Model, shelf: Path, tmp_path: Path) -> None:
    """Nobody passes another model off as one of the manifest."""
    folder = put(tmp_path / "other", {**FILES, "model.bin": b"something else"})
    with pytest.raises(WeightsError, match="SHA-256 differs"):
        keeping.bring(folder, name="mini")
    assert weights.installed() == ()
    assert not list(shelf.iterdir())


def test_import_of_ones_own_model(known: Model, shelf: Path, tmp_path: Path) -> None:
    """A model that nobody knows is taken as it is, and checked from then on."""
    found = keeping.bring(put(tmp_path / "My Model", {**FILES, "model.bin": b"mine"}))
    assert found.model.name == "my-model"
    (found.path / "model.bin").write_bytes(b"evil")
    with pytest.raises(WeightsError, match="SHA-256"):
        weights.check(found.path)


@pytest.mark.parametrize("name", ["../out", "Ær", "a/b", ".hidden", ""])
def test_names_stay_inside_the_folder(known: Model, shelf: Path, tmp_path: Path, name: str) -> None:
    """A name cannot lead out of the folder of models."""
    folder = put(tmp_path / "x", {**FILES, "model.bin": b"mine"})
    if name:
        with pytest.raises(InputError):
            keeping.bring(folder, name=name)
    with pytest.raises(WeightsError):
        keeping.remove(name or "..")


def test_import_of_what_is_no_model(shelf: Path, tmp_path: Path) -> None:
    """An empty folder, and a file, are told apart from a model."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(WeightsError, match="no model"):
        keeping.bring(tmp_path / "empty")
    with pytest.raises(InputError, match="no folder"):
        keeping.bring(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("damage", "word"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "wrong size"),
        (lambda path: path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:]), "SHA-256"),
    ],
)
def test_damage_is_found(hub: Hub, known: Model, shelf: Path, damage: Callable[[Path], int], word: str) -> None:
    """A truncated file and a flipped bit are found by verify and before loading."""
    found = keeping.get("mini")
    damage(found.path / "model.bin")
    ((_, problem),) = keeping.verify("mini")
    assert problem is not None
    assert word in problem
    with pytest.raises(WeightsError, match=word):
        weights.check(found.path)


def test_remove_takes_all_of_it(hub: Hub, known: Model, shelf: Path) -> None:
    """A model and the rest of its download go; what is not here cannot be removed."""
    keeping.get("mini")
    put(shelf / "mini.part", {"x": b"rest"})
    assert keeping.remove("mini") > len(FILES["model.bin"])
    assert not list(shelf.iterdir())
    with pytest.raises(WeightsError, match="no model 'mini'"):
        keeping.remove("mini")


def test_a_model_of_another_program_is_used_and_left_alone(
    known: Model, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies in the hub's cache at the very revision is found, and not removed."""
    put(tmp_path / "hub" / "models--us--mini" / "snapshots" / ("0" * 40))
    assert weights.best("whisper", "da") == "mini"
    with pytest.raises(WeightsError, match="another program"):
        keeping.remove("mini")


# pickles


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


# converting and the command line


def test_converting_says_what_it_needs(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without transformers the sentence says which packages to install, once."""
    monkeypatch.setattr("talkratio.weights.keeping.find_spec", lambda _: None)
    with pytest.raises(EngineMissing, match="pip install transformers torch"):
        keeping.convert("roest-v3")


def test_converting_asks_for_what_can_be(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that needs no converting, and a way of storing that there is not."""
    monkeypatch.setattr("talkratio.weights.keeping.find_spec", lambda _: object())
    with pytest.raises(InputError, match="models get small"):
        keeping.convert("small")
    with pytest.raises(InputError, match="int8"):
        keeping.convert("roest-v3", quantization="int1")


def test_the_command_line(whisper: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """import, list, verify and remove as a person types them, in both languages."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str, code: int = 0, lang: str = "en") -> str:
        result = CliRunner().invoke(app, ["models", *words], env={"TALKRATIO_LANG": lang})
        assert result.exit_code == code, result.output
        return " ".join((result.output + result.stderr).split())

    assert "no model here" in run("list")
    assert "55% CoRal" in run("list")
    assert "ingen model her" in run("list", lang="da")
    assert "no model here" in run("verify")
    assert "tiny-da is on this computer" in run("import", str(whisper), "--name", "tiny-da")
    assert "For Danish: tiny-da" in run("list")
    assert "tiny-da ✓" in run("verify")
    (shelf / "tiny-da" / "model.bin").write_bytes(b"damaged")
    assert "wrong size" in run("verify", code=4)
    assert "was deleted" in run("remove", "tiny-da")
    assert "See: talkratio models list" in run("remove", "tiny-da", code=4)
    assert "Choose one of" in run("get", "nothing", code=3)


def test_a_model_is_told_with_its_costs() -> None:
    """Size, and the rate to be prepared for, are those of the manifest."""
    large = weights.manifest()["large-v3"]
    assert large.bytes == sum(pin.bytes for pin in large.files.values())
    worst = large.worst("da")
    assert worst is not None
    assert worst.value == max(rate.value for rate in large.error_rates if rate.language == "da")
    assert replace(large, files={}).bytes is None
