"""What cannot be undone is asked first: a button opens a question that names what would be gone, with both answers."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Literal

import streamlit as st

from talkratio.dashboard import session
from talkratio.dashboard.session import say, weight
from talkratio.dashboard.trend import day
from talkratio.library import RECORDING, Kept
from talkratio.transcribers.captions import is_transcript


def sure(
    label: str,
    gone: str,
    yes: str,
    *,
    key: str,
    no: str | None = None,
    icon: str | None = None,
    quiet: bool = True,
) -> bool:
    """A button called `label` that asks; true in the one run in which somebody answered `yes`.

    `gone` is plain text and says what is lost, `no` keeps it; `quiet` draws the button as one seldom needed.
    """
    place = f"sure-{key}"
    kind: Literal["tertiary", "secondary"] = "tertiary" if quiet else "secondary"
    # Told of every opening, so that it can be closed from here; full from the start, so that it finds room for itself.
    with st.popover(label, type=kind, icon=icon, key=place, on_change="rerun"):
        st.html(f'<p class="quiet">{escape(gone)}</p>')
        with st.container(horizontal=True, key=f"answers-{key}"):
            said = st.button(yes, key=key, type="primary", on_click=_close, args=(place,))
            st.button(no or say("keep_it"), key=f"keep-{key}", on_click=_close, args=(place,))
    return said


def conversation(kept: Kept, key: str) -> str:
    """What is lost with everything about a conversation: the sentence `key` with its name, day and size."""
    return _told(kept, key, kept.folder.rglob("*"))


def recording(kept: Kept, key: str) -> str:
    """What is lost with its sound or transcript: the sentence `key` with the conversation's name, day and size."""
    return _told(kept, of_recording(kept, key), kept.folder.glob(f"{RECORDING}.*"))


def of_recording(kept: Kept, key: str) -> str:
    """The sentence `key`, or that beside it where what the conversation was made from has no sound."""
    return f"{key}_text" if kept.recording is not None and is_transcript(kept.recording) else key


def _told(kept: Kept, key: str, files: Iterable[Path]) -> str:
    size = sum(path.stat().st_size for path in files if path.is_file())
    title = session.about(kept).title or say("untitled")
    return say(key, title=title, day=day(kept.created, session.language()), size=weight(size))


def _close(place: str) -> None:
    st.session_state[place] = False
