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
from talkratio.dashboard.watching import Watching
from talkratio.library import EARLY, ORIGINAL
from tests.dashboard.chromium import browser, until
from tests.dashboard.keeping import composed, keep, spoken

Message = MutableMapping[str, Any]


def session(page: str, *fragments: str) -> ForwardMsg:
    """What the server tells when it begins to draw a page, or only parts of it."""
    told = ForwardMsg()
    told.new_session.page_script_hash = page
    told.metadata.run.fragment_ids.extend(fragments)
    return told


def navigation(page: str) -> ForwardMsg:
    """What the server tells when it knows which page it is."""
    told = ForwardMsg()
    told.navigation.page_script_hash = page
    return told


def heard(*told: ForwardMsg) -> list[ForwardMsg]:
    """What a browser is told of it, without a network."""
    sent: list[Message] = []

    async def server(scope: object, receive: object, send: Any) -> None:
        await send({"type": "websocket.accept"})
        for one in told:
            await send({"type": "websocket.send", "bytes": one.SerializeToString()})

    async def receive() -> Message:
        raise AssertionError("nobody asks")

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(Watching(server)({"type": "websocket"}, receive, send))
    assert sent[0] == {"type": "websocket.accept"}
    return [ForwardMsg.FromString(message["bytes"]) for message in sent[1:]]


def test_a_late_answer_gets_the_name_of_the_page_that_is_there() -> None:
    """Two browsers' pages are told apart by their connections; an answer in time and a page drawn whole stay as is."""
    late = session("old", "clock")
    found = heard(session("old"), late, navigation("new"), late, session("new", "clock"), session("newer"), late)
    pages = [one.new_session.page_script_hash or one.navigation.page_script_hash for one in found]
    assert pages == ["old", "old", "new", "new", "new", "newer", "newer"]
    assert list(found[3].metadata.run.fragment_ids) == ["clock"]
    assert heard(late) == [late]


def test_a_page_that_is_not_there_has_no_name() -> None:
    """What is told after it is left alone."""
    missing = ForwardMsg()
    missing.page_not_found.page_name = "none"
    late = session("old", "clock")
    assert heard(session("new"), missing, late)[-1] == late


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
