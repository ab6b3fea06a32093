from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from talkratio.dashboard import frontend, session
from talkratio.dashboard.frontend import FILES, SOON, Frontend
from talkratio.library import ORIGINAL, Kept
from tests.dashboard.chromium import until
from tests.dashboard.keeping import composed, keep, spoken

SCRIPT = next(path.name for path in (FILES / "static" / "js").iterdir() if path.name.startswith("index."))
PASSED_ON = b"passed on"
Message = MutableMapping[str, Any]


def ask(path: str, accept: str = "*/*", method: str = "GET", query: str = "") -> tuple[dict[str, str], bytes]:
    """Headers and body of an answer, without a network."""
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"accept", accept.encode()), (b"host", b"localhost")],
        "scheme": "http",
        "server": ("localhost", 80),
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(Frontend(PlainTextResponse(PASSED_ON))(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return headers, b"".join(message.get("body", b"") for message in sent[1:])


def test_a_script_is_handed_over_whole_and_kept_by_the_browser() -> None:
    """Streamlit's file as it lies on disk, as JavaScript, never asked for again."""
    headers, body = ask(f"/static/js/{SCRIPT}")
    assert body == (FILES / "static" / "js" / SCRIPT).read_bytes()
    assert "javascript" in headers["content-type"]
    assert "immutable" in headers["cache-control"]


def test_a_page_names_the_server_and_what_it_will_ask_for_next() -> None:
    """Every part of Streamlit that our pages use is named, and the page is asked for anew each time."""
    headers, body = ask("/talk", "text/html,*/*")
    page = body.decode()
    assert "BACKEND_BASE_URL" in page
    assert headers["cache-control"] == "no-cache"
    for part in SOON:
        assert f'rel="modulepreload" crossorigin href="./static/js/{part}.' in page, part
    assert 'as="font" type="font/woff2" crossorigin href="./static/media/SourceSerif' in page


@pytest.mark.usefixtures("home")
def test_a_conversation_is_read_while_the_browser_reads_its_own_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for its page has it read once; a name that is none, or a damaged file, disturbs nobody."""
    read: list[str] = []
    original = Kept.original
    monkeypatch.setattr(Kept, "original", lambda kept: read.append(kept.name) or original(kept))
    kept, damaged = keep(composed(spoken())), keep(composed(spoken()))
    (damaged.folder / ORIGINAL).write_text("{")
    for name in (kept.name, damaged.name, "../../etc/passwd"):
        assert b"<html" in ask("/talk", "text/html", query=f"c={name}")[1]
    until(lambda: {kept.name, damaged.name} <= set(read))
    assert session.shown(kept) == original(kept)
    assert read.count(kept.name) == 1


@pytest.mark.parametrize(
    ("path", "accept", "method"),
    [
        ("/static/js/..", "*/*", "GET"),
        ("/static/js/../../index.html", "*/*", "GET"),
        ("/static/js/none.js", "*/*", "GET"),
        ("/_stcore/health", "text/html", "GET"),
        ("/talkratio/media/one", "text/html", "GET"),
        ("/talk", "application/json", "GET"),
        ("/talk", "text/html", "POST"),
        ("/favicon.png", "image/png", "GET"),
    ],
)
def test_all_else_is_left_to_streamlit(path: str, accept: str, method: str) -> None:
    """Addresses that are none of Streamlit's files, and whatever is no page, are not answered here."""
    assert ask(path, accept, method)[1] == PASSED_ON


def test_a_streamlit_that_is_built_otherwise_is_served_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Parts that are called something else are not named, and nothing fails."""
    monkeypatch.setattr(frontend, "SOON", ("NoSuchPart",))
    frontend._first_page.cache_clear()
    try:
        assert "NoSuchPart" not in ask("/", "text/html")[1].decode()
    finally:
        frontend._first_page.cache_clear()
