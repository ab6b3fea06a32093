from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from talkratio import library
from talkratio.dashboard import routes

TICKET = "0123456789abcdef" * 2
Message = MutableMapping[str, Any]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TALKRATIO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def ask(
    method: str, path: str, body: bytes = b"", query: str = "", pieces: int = 1, **headers: str
) -> tuple[int, bytes]:
    """Status and body of one request, without a network; its own body arrives as so many `pieces`, each the same."""
    app = Starlette(routes=routes.extra_routes(), middleware=routes.middleware())
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    named = {"host": "localhost", "content-length": str(pieces * len(body)), **given}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 1),
    }
    sent: list[Message] = []

    left = pieces

    async def receive() -> Message:
        nonlocal left
        if not left:
            await asyncio.Event().wait()  # the visitor stays until the answer is there
        left -= 1
        copy = bytes(bytearray(body))  # memory of its own, as from a network
        return {"type": "http.request", "body": copy, "more_body": left > 0}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def put(body: bytes, offset: int, ticket: str = TICKET, **headers: str) -> int:
    found = ask("PUT", f"{routes.UPLOAD}/{ticket}", body, f"offset={offset}", x_talkratio=routes.TOKEN, **headers)
    return found[0]


def test_pieces_sent_one_after_another_become_the_file() -> None:
    """A file arrives whole, readable by its owner alone, and a piece sent twice does no harm."""
    assert put(b"hello ", 0) == put(b"world", 6) == put(b"world", 6) == 200
    assert routes.arrived(TICKET).read_bytes() == b"hello world"
    assert routes.arrived(TICKET).stat().st_mode & 0o777 == 0o600


def test_a_large_file_is_never_whole_in_memory() -> None:
    """Of 48 MiB that arrive in pieces of one, no more than a few are held at a time."""
    piece = b"x" * (1 << 20)
    tracemalloc.start()
    try:
        place = f"{routes.UPLOAD}/{TICKET}"
        status, _ = ask("PUT", place, piece, "offset=0", pieces=48, x_talkratio=routes.TOKEN)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert status == 200
    assert routes.arrived(TICKET).stat().st_size == 48 << 20
    assert peak < 8 << 20


def test_without_the_token_nothing_is_written(home: Path) -> None:
    """A stranger's piece is refused before anything is touched."""
    assert ask("PUT", f"{routes.UPLOAD}/{TICKET}", b"x", "offset=0")[0] == 403
    assert ask("PUT", f"{routes.UPLOAD}/{TICKET}", b"x", "offset=0", x_talkratio="no")[0] == 403
    assert not home.exists()


def test_holes_false_lengths_and_nonsense_are_refused() -> None:
    """A piece after a hole, longer than announced, or with nonsense for an offset is not taken."""
    assert put(b"x", 5) == 409
    assert put(b"xyz", 0, content_length="1") == 400
    assert put(b"x", -1) == 409 or not routes.arrived(TICKET).exists()
    assert ask("PUT", f"{routes.UPLOAD}/{TICKET}", b"x", "offset=abc", x_talkratio=routes.TOKEN)[0] == 400


def test_more_than_the_limit_is_refused_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that grows past the limit is deleted, however it is cut into pieces."""
    monkeypatch.setattr(routes, "MOST", 10)
    assert put(b"12345678", 0) == 200
    assert put(b"90123", 8) == 413
    assert not routes.arrived(TICKET).exists()


@pytest.mark.parametrize("ticket", ["../../etc/passwd", "A" * 32, "0" * 31, "%2e%2e"])
def test_a_ticket_that_is_none_is_no_path(ticket: str, home: Path) -> None:
    """Only 32 hexadecimal digits are a ticket."""
    assert put(b"x", 0, ticket) in (400, 404)
    with pytest.raises(ValueError, match="ticket"):
        routes.arrived(ticket)
    assert not (home / "arriving").exists() or not any((home / "arriving").iterdir())


def test_sound_is_heard_with_the_token_alone_and_any_part_of_it() -> None:
    """The address of a recording carries the token; parts are served; a transcript or nothing is not found."""
    kept, place = library.new("MUS", ".wav")
    place.write_bytes(bytes(range(100)))
    address = routes.media_address(kept)
    assert address is not None
    path, _, query = address.partition("?")
    assert ask("GET", path, query=query) == (200, bytes(range(100)))
    assert ask("GET", path, query=query, range="bytes=10-19") == (206, bytes(range(10, 20)))
    assert ask("GET", path, query="token=no")[0] == 403
    assert ask("GET", f"{routes.MEDIA}/2026-01-01-000000000000", query=query)[0] == 404
    place.unlink()
    assert routes.media_address(kept) is None
    assert ask("GET", path, query=query)[0] == 404


def test_another_name_for_this_computer_is_not_answered() -> None:
    """A page elsewhere that points its own name at this computer gets nothing."""
    assert ask("GET", f"{routes.MEDIA}/x", host="evil.example")[0] == 400
