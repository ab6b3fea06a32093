"""A home, a server and a Chromium for the tests that look at the dashboard as people do."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from talkratio.dashboard import session
from tests.dashboard.chromium import FIND_AUDIO, chromium, served


@pytest.fixture(scope="module")
def browser_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("dashboard") / "home"
    before = os.environ.get("TALKRATIO_HOME")
    os.environ["TALKRATIO_HOME"] = str(folder)
    yield folder
    if before is None:
        del os.environ["TALKRATIO_HOME"]
    else:
        os.environ["TALKRATIO_HOME"] = before


@pytest.fixture(scope="module")
def address(browser_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(browser_home, tmp_path_factory.mktemp("log") / "server.log") as found:
        yield found


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture
def visit(opened: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens a page as somebody who was never here; fails when another computer was asked for anything."""
    contexts, asked = [], set()

    def open_page(path: str = "", **how: Any) -> Any:
        context = opened.new_context(viewport={"width": 1366, "height": 900}, locale="da-DK", **how)
        context.set_default_timeout(60_000)
        context.add_init_script(FIND_AUDIO)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.add(re.sub(r"^(\w+://[^/]+).*", r"\1", request.url)))
        page.goto(f"{address}/{path}")
        page.locator(".wordmark").wait_for(timeout=90_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert {where for where in asked if where.startswith(("http", "ws"))} <= {address, address.replace("http", "ws")}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TALKRATIO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TALKRATIO_MODELS", str(tmp_path / "models"))
    session.forget_cached()
    return tmp_path / "home"
