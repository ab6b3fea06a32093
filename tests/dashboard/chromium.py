"""A real server and a real Chromium: what people see, seen as they see it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from talkratio import library
from talkratio.library import Kept
from talkratio.report import Report

PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
SETTLED = """() => {
  const app = document.querySelector("[data-test-script-state]");
  const still = app && app.dataset.testScriptState === "notRunning"
    && !document.querySelector("[data-stale=true], [data-testid=stSkeleton]");
  const now = performance.now();
  window.busyAt = still ? window.busyAt ?? now : now;
  return now - window.busyAt > 300;
}"""
"""the page has stood still for as long as a quick hand needs; a redrawing moves what is pointed at"""
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync")
MEDIA = "() => window.talkratioAudio()"
FIND_AUDIO = """
window.talkratioAudio = () => {
  const seek = (node) => {
    for (const one of node.querySelectorAll("*")) {
      if (one.tagName === "AUDIO" && one.src) return one;
      const found = one.shadowRoot && seek(one.shadowRoot);
      if (found) return found;
    }
  };
  const audio = seek(document);
  return audio ? { at: audio.currentTime, paused: audio.paused } : null;
};
"""


def browser() -> str | None:
    """Where Chromium is, or `None`."""
    return next((place for place in PLACES if Path(place).exists()), None)


@contextmanager
def served(home: Path, log: Path, watch: Sequence[str] = ()) -> Iterator[str]:
    """The dashboard, started as `talkratio dashboard` does it, through the command `watch`; gives its address."""
    port = _port()
    address = f"http://localhost:{port}"
    environment = dict(os.environ, TALKRATIO_HOME=str(home), TALKRATIO_MODELS=str(home / "models"), CI="1")
    code = f"from talkratio.launch import serve; serve({port}, open_browser=False)"
    with log.open("wb") as output:
        server = subprocess.Popen([*watch, sys.executable, "-c", code], env=environment, stdout=output, stderr=output)
        try:
            _wait_for(address, server, log)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def _port() -> int:
    """A port of the system's own choosing: servers started at the same moment must not meet on one."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).read()
            return
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.25)
    raise AssertionError(log.read_text())


@contextmanager
def chromium() -> Iterator[Any]:
    """A Chromium that was never used before."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser(), args=list(ARGUMENTS))
        try:
            yield opened
        finally:
            opened.close()


def shown(kept: Kept) -> Report:
    """The report as the page must show it."""
    found = kept.report()
    assert found is not None
    return found


def newest() -> Kept:
    return library.kept()[0]


def until(true: Callable[[], Any], seconds: float = 60.0) -> None:
    """Waits for what must come."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def choose(box: Any, option: Any) -> None:
    """Takes one from a list of choices; a page drawn or scrolled meanwhile closes the list, which is opened again."""
    from playwright.sync_api import Error

    def taken() -> bool:
        box.press("ArrowDown")
        try:
            option.click(timeout=3_000)
        except Error:
            return False
        return True

    settled(box.page)
    until(taken)
    settled(box.page)


def share_on(page: Any) -> str:
    return str(page.locator("[data-part=share]").inner_text())


def settled(page: Any) -> None:
    """Waits until the page stands still: a press while it is drawn may hit what is about to be replaced."""
    page.evaluate("() => { window.busyAt = undefined; }")
    page.wait_for_function(SETTLED)
