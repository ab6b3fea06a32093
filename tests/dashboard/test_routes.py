from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import MutableMapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from talkratio import library, retention
from talkratio.dashboard import routes
from talkratio.plan import rounds
from talkratio.plan.agreements import Agreement
from talkratio.plan.plan import compose
from tests.dashboard.keeping import composed, keep, spoken

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


def fetch(address: str, *, token: str | None = None) -> tuple[int, bytes]:
    """What a file's address gives, with another token where one is given."""
    path, _, query = address.partition("?")
    return ask("GET", path, query=query if token is None else query.replace(routes.TOKEN, token))


def test_files_to_take_along_are_there_as_long_as_what_they_tell_of() -> None:
    """With the token alone, and only what there is; once withdrawn there is none, though a page still names it."""
    kept = keep(composed(spoken()), title="MUS med Bo")
    made = rounds.begin(compose("mus", manager="Mette", employee="Bo"))
    agenda, page = (
        routes.file_address(of, what, "html", "da") for of, what in ((made.key, "agenda"), (kept.name, "export"))
    )
    named = routes.file_address(kept.name, "export", "html", "da", named=True)
    rounds.link(made.key, kept)
    assert b"Mette" in fetch(agenda)[1]
    assert b"stolt" in fetch(named)[1]
    assert fetch(page)[0] == 200
    assert b"stolt" not in fetch(page)[1]
    assert fetch(agenda, token="no")[0] == fetch(page, token="")[0] == 403
    assert fetch(routes.file_address(made.key, "agenda", "exe", "da"))[0] == 404
    assert fetch(routes.file_address(made.key, "nothing", "pdf", "da"))[0] == 404
    assert fetch(page.replace("lang=da", "lang=xx"))[0] == 404
    retention.withdraw(kept)
    assert [fetch(address)[0] for address in (agenda, page, named)] == [404, 404, 404]


@pytest.mark.parametrize("end", ["pdf", "docx", "html"])
def test_every_paper_of_a_round_can_be_fetched(end: str) -> None:
    """Each opens with what such a file begins with."""
    begins = {"pdf": b"%PDF", "docx": b"PK", "html": b"<!doctype html>"}[end]
    plan = replace(compose("mus", manager="Mette", employee="Bo"), begins=datetime(2027, 1, 14, 13, 0))
    promise = Agreement("a", "both", "Kursus", due=date(2027, 1, 1), status="open")
    made = rounds.begin(plan)
    rounds.change(made.key, lambda one: one.with_agreement(promise))
    for what in ("agenda", "sheet", "development"):
        status, content = fetch(routes.file_address(made.key, what, end, "en"))
        assert status == 200
        assert content.lower().startswith(begins.lower())
    for what in ("appointment", "reminders"):
        assert fetch(routes.file_address(made.key, what, "ics", "da"))[1].startswith(b"BEGIN:VCALENDAR")


def test_another_name_for_this_computer_is_not_answered() -> None:
    """A page elsewhere that points its own name at this computer gets nothing."""
    assert ask("GET", f"{routes.MEDIA}/x", host="evil.example")[0] == 400
