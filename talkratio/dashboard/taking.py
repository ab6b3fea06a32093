"""A copy that somebody gave, taken in on the start page, under its passphrase where it has one."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from talkratio import copies
from talkratio.dashboard import session
from talkratio.dashboard.session import in_words, say
from talkratio.errors import InputError, TalkratioError

ENDS = (".html", ".htm")
WAITING = "copy_waiting"
"""the copy that arrived and still wants its passphrase"""


def take(path: Path, passphrase: str | None = None) -> None:
    """Makes a conversation of the copy at `path` and opens it; a locked one is asked for its passphrase."""
    try:
        kept = copies.take(path, passphrase)
    except InputError as error:
        if passphrase is not None:
            st.error(_said(error, path))
        st.session_state[WAITING] = str(path)
        return
    except TalkratioError as error:
        _done(path)
        st.error(_said(error, path))
        return
    _done(path)
    session.open_conversation(kept)
    session.go("talk" if kept.ready else "mine")


def ask() -> None:
    """Asks for the passphrase of the copy that arrived, if one did."""
    if not (waiting := st.session_state.get(WAITING)):
        return
    with st.form("taking"):
        st.html(f'<p class="lead">{escape(say("take_locked"))}</p>')
        phrase = st.text_input(say("give_phrase"), type="password", key="take_phrase")
        with st.container(horizontal=True):
            opened = st.form_submit_button(say("mine_open"), type="primary", key="take_open")
            dropped = st.form_submit_button(say("take_not"), key="take_not")
    if dropped:
        _done(Path(waiting))
        st.rerun()
    if opened and phrase:
        take(Path(waiting), phrase)


def _done(path: Path) -> None:
    path.unlink(missing_ok=True)
    st.session_state.pop(WAITING, None)


def _said(error: TalkratioError, path: Path) -> str:
    """The error with the copy called what it is; here it lies under a name that says nothing."""
    return in_words(error).replace(str(path), say("take_file"))
