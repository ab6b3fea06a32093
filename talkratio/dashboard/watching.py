"""Keeps what a page asks for by itself from disturbing the page after it.

A page that watches something asks for it every second or so. Streamlit puts such a question in a queue, and answers it
under the name of the page that asked even when another one is there by then: that one loses what was entered, and the
browser empties it. Here a question by itself is let through only while nothing is being drawn, and from the page that
is there; the next one comes in a second anyway.
"""

from __future__ import annotations

import contextlib
import time

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

LONGEST = 30.0
"""seconds after which something being drawn is taken for over, should its end never be told"""


class Watching:
    """Passes everything on between a browser and `app` but questions that come at the wrong moment."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one connection."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        page = Page()

        async def hear() -> Message:
            while page.disturbed_by((message := await receive()).get("bytes") or b""):
                pass
            return message

        async def tell(message: Message) -> None:
            page.told(message.get("bytes") or b"")
            await send(message)

        await self.app(scope, hear, tell)


class Page:
    """Which page a browser has, and whether something of it is being drawn."""

    def __init__(self) -> None:
        self._name = ""
        self._drawing_until = 0.0

    def disturbed_by(self, content: bytes) -> bool:
        """Whether this is a question by itself at the wrong moment; any other question begins a drawing."""
        asked = BackMsg()
        with contextlib.suppress(DecodeError):  # what is no question at all is Streamlit's to refuse
            asked.ParseFromString(content)
        if asked.WhichOneof("type") != "rerun_script":
            return False
        elsewhere = asked.rerun_script.page_script_hash != self._name
        if asked.rerun_script.is_auto_rerun and (elsewhere or time.monotonic() < self._drawing_until):
            return True
        self._drawing_until = time.monotonic() + LONGEST
        return False

    def told(self, content: bytes) -> None:
        """Takes note of what the browser is told."""
        said = ForwardMsg.FromString(content)
        kind = said.WhichOneof("type")
        if kind == "navigation":
            self._name = said.navigation.page_script_hash
        elif kind == "new_session":
            self._drawing_until = time.monotonic() + LONGEST
            if not said.metadata.run.fragment_ids:
                self._name = said.new_session.page_script_hash
        elif kind == "script_finished" and said.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self._drawing_until = 0.0
