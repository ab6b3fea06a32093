"""What the page asks of the recorder, and the sentences of recording."""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from talkratio import capture
from talkratio.dashboard import session
from talkratio.dashboard.session import in_words
from talkratio.errors import TalkratioError
from talkratio.library import Kept
from talkratio.texts import text

PATIENCE = 1.5
"""seconds within which a recorder at work has done what it was asked"""
TROUBLE = "record-trouble"
"""the place in the session for what went wrong, to be told once"""


def say(key: str, **values: object) -> str:
    """A sentence of recording in the language chosen."""
    return text(f"record.{key}", session.language(), **values)


def ask(kept: Kept, act: Callable[[], None]) -> None:
    """Asks the recorder for something and waits until it has done it; what went wrong is told, and it goes on."""
    before = _seen(kept)
    try:
        act()
    except TalkratioError as error:
        st.session_state[TROUBLE] = in_words(error)
        return
    until = time.monotonic() + PATIENCE
    while _seen(kept) == before and time.monotonic() < until:
        time.sleep(0.05)


def _seen(kept: Kept) -> tuple[object, ...]:
    now = capture.standing(kept)
    return (now and now.status, capture.marks(kept))
