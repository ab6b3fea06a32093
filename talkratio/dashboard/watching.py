"""Keeps what a page asked for by itself from emptying the page after it.

A page that watches something asks for it every second or so. A question that is still on its way when somebody goes
on is answered under the name of the page just left; the browser takes that for a change of page and clears what it
shows. Here such an answer gets the name of the page that the browser has.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class Watching:
    """Passes everything on to `app`, and what it tells a browser under the right page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one connection."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        page = Page()

        async def tell(message: Message) -> None:
            content = message.get("bytes")
            await send({**message, "bytes": page.named(content)} if content else message)

        await self.app(scope, receive, tell)


class Page:
    """The page that a browser has, as far as it was told."""

    def __init__(self) -> None:
        self._name = ""

    def named(self, content: bytes) -> bytes:
        """What is to be told, under this page where only a part of one was drawn anew."""
        told = ForwardMsg.FromString(content)
        kind = told.WhichOneof("type")
        if kind == "page_not_found":
            self._name = ""
        elif kind == "navigation":
            self._name = told.navigation.page_script_hash
        elif kind == "new_session" and not told.metadata.run.fragment_ids:
            self._name = told.new_session.page_script_hash
        elif kind == "new_session" and self._name not in ("", told.new_session.page_script_hash):
            told.new_session.page_script_hash = self._name
            renamed: bytes = told.SerializeToString()
            return renamed
        return content
