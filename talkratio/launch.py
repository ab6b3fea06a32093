"""Starts the dashboard from wherever talkratio is installed."""

from __future__ import annotations

import os
import socket
import threading
import time
import tomllib
import webbrowser
from pathlib import Path
from typing import Any

from talkratio.errors import EngineMissing, OutputError

HERE = "127.0.0.1"
FIRST_PORT = 8501


def serve(port: int | None = None, *, open_browser: bool = True, announce: bool = True) -> None:
    """Runs the dashboard on this computer until it is stopped; without `port` the first free one from 8501.

    Raises `OutputError` when the port is taken, `EngineMissing` when Streamlit is not installed.
    """
    try:
        from talkratio.dashboard import app
    except ModuleNotFoundError as error:
        raise EngineMissing(
            f"The dashboard needs {error.name}, not installed here. Run: pip install streamlit"
        ) from error
    chosen = free_port() if port is None else port
    if not _is_free(chosen):
        raise OutputError(f"Port {chosen} is in use by another program. Choose another one, or leave the port out.")
    address = f"http://localhost:{chosen}"
    if announce:
        print(f"talkratio: {address}   (Ctrl+C)", flush=True)
    if open_browser and not os.environ.get("CI"):
        threading.Thread(target=_open_when_ready, args=(address, chosen), daemon=True).start()
    app().run(config={**settings(), "server.port": chosen, "browser.serverPort": chosen})


def settings() -> dict[str, Any]:
    """Streamlit's settings as `section.name`: those of `.streamlit/config.toml`, which the wheel carries along."""
    package = Path(__file__).parent
    places = (package / "dashboard" / "config.toml", package.parent / ".streamlit" / "config.toml")
    path = next(place for place in places if place.is_file())
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))


def free_port() -> int:
    """The first free port from 8501."""
    found = next((port for port in range(FIRST_PORT, FIRST_PORT + 100) if _is_free(port)), None)
    if found is None:
        raise OutputError(
            f"No port from {FIRST_PORT} to {FIRST_PORT + 99} is free. Close other programs and try again."
        )
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HERE, port))
        except OSError:
            return False
    return True


def _open_when_ready(address: str, port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex((HERE, port)) == 0:
                webbrowser.open(address)
                return
        time.sleep(0.2)


def _flat(tree: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = []
    for name, value in tree.items():
        pairs += _flat(value, f"{before}{name}.") if isinstance(value, dict) else [(f"{before}{name}", value)]
    return pairs
