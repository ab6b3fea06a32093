"""What page and server exchange beside Streamlit: files sent in pieces, sound heard from any moment, files taken along.

All ask for a token that is made anew at every start and known to the page alone; names from outside are never paths.
"""

from __future__ import annotations

import errno
import hmac
import os
import re
import secrets
from pathlib import Path
from urllib.parse import urlencode

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from talkratio import library
from talkratio.dashboard import files
from talkratio.dashboard.frontend import Frontend
from talkratio.dashboard.watching import Watching
from talkratio.errors import TalkratioError
from talkratio.texts import LANGUAGES, Language

UPLOAD = "/talkratio/upload"
MEDIA = "/talkratio/media"
FILE = "/talkratio/file"
MOST = 2_000_000_000
"""largest file taken, in bytes: three hours of CD quality"""
TOKEN = secrets.token_urlsafe(24)
_TICKET = re.compile(r"[0-9a-f]{32}")


def arrived(ticket: str) -> Path:
    """Where the file sent under a ticket lies. Raises `ValueError` for a ticket that is none."""
    if not _TICKET.fullmatch(ticket):
        raise ValueError("not a ticket")
    return library.home() / "arriving" / ticket


def media_address(kept: library.Kept) -> str | None:
    """Where the page hears the recording, or `None` when it is not kept."""
    return f"{MEDIA}/{kept.name}?token={TOKEN}" if kept.recording is not None else None


async def upload(request: Request) -> Response:
    """Writes one piece at its offset; refuses strangers, holes, and files larger than `MOST`."""
    if not _known(request.headers.get("x-talkratio")):
        return PlainTextResponse("403", 403)
    try:
        path = arrived(request.path_params["ticket"])
        offset = int(request.query_params["offset"])
        length = int(request.headers["content-length"])
    except (KeyError, ValueError):
        return PlainTextResponse("400", 400)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    present = path.stat().st_size if path.exists() else 0
    if offset > present or length < 0:
        return PlainTextResponse("409", 409)
    if offset + length > MOST:
        path.unlink(missing_ok=True)
        return PlainTextResponse("413", 413)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.seek(offset)
            written = 0
            async for piece in request.stream():
                written += len(piece)
                if written > length:
                    return PlainTextResponse("400", 400)
                file.write(piece)
    except OSError as error:
        path.unlink(missing_ok=True)
        status = 507 if error.errno in (errno.ENOSPC, errno.EDQUOT) else 500
        return PlainTextResponse(str(status), status)
    return PlainTextResponse("ok")


async def media(request: Request) -> Response:
    """The recording of a kept conversation, any part of it."""
    if not _known(request.query_params.get("token")):
        return PlainTextResponse("403", 403)
    try:
        recording = library.find(request.path_params["name"]).recording
    except TalkratioError:
        recording = None
    if recording is None:
        return PlainTextResponse("404", 404)
    return FileResponse(recording, headers={"Cache-Control": "no-store"})


def file_address(of: str, what: str, end: str, language: Language, *, named: bool = False) -> str:
    """Where the page fetches a file of a conversation or a round, as `files` makes it."""
    asked = {"lang": language, **({"named": "1"} if named else {}), "token": TOKEN}
    return f"{FILE}/{of}/{what}.{end}?{urlencode(asked)}"


def file(request: Request) -> Response:
    """A file to take along, made now: in a thread of its own, as a PDF takes a moment."""
    asked, language = request.query_params, request.query_params.get("lang")
    if not _known(asked.get("token")):
        return PlainTextResponse("403", 403)
    of, (what, _, end) = request.path_params["of"], request.path_params["name"].partition(".")
    try:
        if language not in LANGUAGES:
            raise KeyError(language)
        made = files.made(of, what, end, language, named="named" in asked)
    except (KeyError, TalkratioError):
        return PlainTextResponse("404", 404)
    kept = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return Response(made.content, media_type=made.kind, headers=kept)


def extra_routes() -> list[BaseRoute]:
    """The three addresses, to be given to the Streamlit app."""
    return [
        Route(f"{UPLOAD}/{{ticket}}", upload, methods=["PUT"]),
        Route(f"{MEDIA}/{{name}}", media, methods=["GET", "HEAD"]),
        Route(f"{FILE}/{{of}}/{{name}}", file, methods=["GET"]),
    ]


def middleware() -> list[Middleware]:
    """Answers only to this computer's own names, against a page elsewhere that points its name at us; see each file."""
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["localhost", "127.0.0.1"])
    return [hosts, Middleware(Frontend), Middleware(Watching)]


def _known(token: str | None) -> bool:
    return hmac.compare_digest(token or "", TOKEN)
