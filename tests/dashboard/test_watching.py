"""A question of a page that watches, come late: the page after it stays as it is."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, MutableMapping
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from talkratio import jobs
from talkratio.dashboard import watching
from talkratio.dashboard.watching import Watching
from talkratio.library import EARLY, ORIGINAL
from tests.dashboard.chromium import browser, until
from tests.dashboard.keeping import composed, keep, spoken

Message = MutableMapping[str, Any]


def begun(page: str, *parts: str) -> bytes:
    """What the server tells when it begins to draw a page, or only parts of it."""
    told = ForwardMsg()
    told.new_session.page_script_hash = page
    told.metadata.run.fragment_ids.extend(parts)
    return told.SerializeToString()


def ended(how: int = ForwardMsg.FINISHED_SUCCESSFULLY) -> bytes:
    """What it tells when that is drawn."""
    return ForwardMsg(script_finished=how).SerializeToString()  # type: ignore[arg-type]


def asked(page: str, *, alone: bool = True) -> bytes:
    """What a browser asks: by itself, or because somebody did something."""
    question = BackMsg()
    question.rerun_script.page_script_hash = page
    question.rerun_script.is_auto_rerun = alone
    return question.SerializeToString()


def navigated(page: str) -> bytes:
    """What the server tells when it knows which page it is."""
    told = ForwardMsg()
    told.navigation.page_script_hash = page
    return told.SerializeToString()


def heard(*said: tuple[str, bytes]) -> list[bytes]:
    """What a server hears of what passes between it and a browser, without a network."""
    heard: list[bytes] = []
    left = list(said)

    async def server(scope: object, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        while left:
            who, content = left[0]
            if who == "server":
                left.pop(0)
                await send({"type": "websocket.send", "bytes": content})
            elif (message := await receive())["type"] == "websocket.receive":
                heard.append(message["bytes"])

    async def receive() -> Message:
        if left and left[0][0] == "browser":
            return {"type": "websocket.receive", "bytes": left.pop(0)[1]}
        return {"type": "nothing more for now"}

    async def send(message: Message) -> None:
        assert message["type"] in ("websocket.accept", "websocket.send")

    asyncio.run(Watching(server)({"type": "websocket"}, receive, send))
    return heard


def test_a_question_by_itself_waits_for_what_is_being_drawn() -> None:
    """It is heard when all is drawn, not before, and not between two drawings of which one leads to the other."""
    early, late, at_last = (("browser", asked("a")) for _ in range(3))
    quiet = [("server", begun("a")), ("server", ended())]
    between = ("server", ended(ForwardMsg.FINISHED_EARLY_FOR_RERUN))
    assert heard(*quiet, at_last) == [asked("a")]
    click = ("browser", asked("a", alone=False))
    assert heard(*quiet, click, early, ("server", begun("a")), late, between, late) == [click[1]]
    assert heard(*quiet, click, early, ("server", begun("a")), ("server", ended()), at_last) == [click[1], asked("a")]
    assert heard(*quiet, at_last, late, ("server", begun("a", "clock")), late) == [asked("a")]


def test_a_question_of_the_page_before_is_not_heard_any_more() -> None:
    """The page that is there is the one told last; what somebody does is heard from anywhere."""
    drawn = (("server", begun("main")), ("server", navigated("b")), ("server", ended()))
    assert heard(*drawn, ("browser", asked("a"))) == []
    assert heard(*drawn, ("browser", asked("b"))) == [asked("b")]
    assert heard(*drawn, ("browser", asked("a", alone=False))) == [asked("a", alone=False)]
    assert heard(*drawn, ("browser", b"\xff\xff")) == [b"\xff\xff"]


def test_an_end_that_is_never_told_stops_no_watching(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while the page asks again."""
    monkeypatch.setattr(watching, "LONGEST", -1.0)
    assert heard(("server", begun("a")), ("browser", asked("a"))) == [asked("a")]


@pytest.mark.browser
@pytest.mark.skipif(browser() is None, reason="no Chromium on this computer")
@pytest.mark.timeout(240)
def test_a_late_question_of_the_page_before_does_not_empty_the_page(visit: Callable[..., Any]) -> None:
    """What the page of the conversation asked for reaches the server once more while it draws the page after it."""
    kept = keep(composed(spoken()))
    (kept.folder / ORIGINAL).rename(kept.folder / EARLY)
    kept.write(jobs.STATE, json.dumps({"status": "running", "stage": "words", "pid": os.getpid()}))
    with kept.alone("job"):
        page, late = visit("settings"), Late()
        page.route_web_socket("**/_stcore/stream", late.between)
        page.goto(page.url.replace("settings", f"talk?c={kept.name}&lang=da"))
        page.locator(".st-key-to_correct button").wait_for()
        until(lambda: page.wait_for_timeout(50) or late.question)
        page.locator(".st-key-to_correct button").click()
        until(lambda: page.wait_for_timeout(50) or late.drawn)
        page.wait_for_timeout(1500)
        assert page.locator(".ribbon").count() == 1
        assert page.locator(".st-key-turns").count() == 1


class Late:
    """Stands between a browser and its server: what the first page asks by itself it asks again during the next."""

    def __init__(self) -> None:
        self.question, self.page = b"", ""
        self.drawn = self._drawing = False

    def between(self, browser: Any) -> None:
        """Listens to both."""
        server = browser.connect_to_server()

        def asked(message: bytes) -> None:
            rerun = BackMsg.FromString(message).rerun_script
            if rerun.is_auto_rerun and not self.question:
                self.question, self.page = message, rerun.page_script_hash
            server.send(message)

        def told(message: bytes) -> None:
            answer = ForwardMsg.FromString(message)
            kind = answer.WhichOneof("type")
            if kind == "new_session" and self.question and answer.new_session.page_script_hash != self.page:
                self._drawing = not self.drawn
            if kind == "script_finished" and self._drawing:
                self._drawing, self.drawn = False, True
            if self._drawing:
                server.send(self.question)
            browser.send(message)

        browser.on_message(asked)
        server.on_message(told)
