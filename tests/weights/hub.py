"""A hub on this computer that fails as it is told to, and a manifest in place of the real one."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from talkratio import weights
from talkratio.weights import Model, Pin, fetching

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


def _answers(state: Hub) -> type[BaseHTTPRequestHandler]:
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

    return Answer


def serving(state: Hub, monkeypatch: pytest.MonkeyPatch | None = None) -> Iterator[Hub]:
    """Runs the hub; with `monkeypatch`, `fetching` is pointed at it and does not wait between tries."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _answers(state))
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


def listing(monkeypatch: pytest.MonkeyPatch, *listed: Model) -> None:
    """Makes these models the whole manifest, and all of them the best for Danish, the first before the others."""
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
