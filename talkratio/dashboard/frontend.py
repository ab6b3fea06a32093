"""Streamlit's own browser files, handed over without delay: they are half of what a first visit waits for.

Each is read once and sent in one piece. The first page also names the files that it will ask for a moment later, so
that they travel while the rest is still being read, and where the server is, which every page but the first would
have to find out by asking at a wrong address. Meanwhile the conversation that the address names is read from disk.
"""

from __future__ import annotations

import contextlib
import re
from functools import cache, lru_cache
from mimetypes import guess_type
from pathlib import Path
from threading import Thread

import streamlit
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from talkratio import library
from talkratio.dashboard import session
from talkratio.errors import TalkratioError

FILES = Path(streamlit.__file__).parent / "static"
SOON = ("BidiComponent", "serialization", "recordbatch", "Html", "purify", "PageLink", "Button")
"""parts of Streamlit that every page of ours uses and its first page does not name"""
_ADDRESS = re.compile(r"/static/(?:js|css|media)/[\w.-]+")
_HERE = "<script>window.__streamlit = { BACKEND_BASE_URL: location.origin }</script>"
_YEAR = {"Cache-Control": "public, immutable, max-age=31536000"}  # their names change with their content


class Frontend:
    """Answers for `/static/…` and for pages; all else goes on to `app`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers itself, or lets the app answer."""
        answer = _answer(Request(scope)) if scope["type"] == "http" and scope["method"] == "GET" else None
        await (answer or self.app)(scope, receive, send)


def _answer(request: Request) -> Response | None:
    path = request.url.path
    if _ADDRESS.fullmatch(path):
        content = _content(path)
        return None if content is None else Response(content, media_type=guess_type(path)[0], headers=_YEAR)
    if "/" not in path[1:] and "text/html" in request.headers.get("accept", ""):
        if name := request.query_params.get(session.OPEN):
            Thread(target=_read, args=(name,), daemon=True).start()
        return Response(_first_page(), media_type="text/html", headers={"Cache-Control": "no-cache"})
    return None


def _read(name: str) -> None:
    """Half a second before the page asks for it, while the browser still reads its own files."""
    with contextlib.suppress(TalkratioError):  # what is wrong with it the page will say
        session.shown(library.find(name))


@lru_cache(maxsize=512)
def _content(path: str) -> bytes | None:
    file = FILES / path[1:]
    return file.read_bytes() if file.is_file() else None


@cache
def _first_page() -> str:
    scripts = sorted((FILES / "static" / "js").iterdir())
    soon = [one.name for one in scripts if one.name.split(".")[0] in SOON]
    fonts = [one.name for one in (FILES / "static" / "media").glob("SourceSerifVariable-Roman*.woff2")]
    links = [f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in soon]
    links += [
        f'<link rel="preload" as="font" type="font/woff2" crossorigin href="./static/media/{name}">' for name in fonts
    ]
    page = (FILES / "index.html").read_text(encoding="utf-8")
    return page.replace("</head>", f"{_HERE}{''.join(links)}</head>")
