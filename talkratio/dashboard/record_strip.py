"""On every page but its own: that a recording runs, for how long, and the way back; or that one was left over."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from talkratio import capture
from talkratio.dashboard import record_drawn, session
from talkratio.dashboard.record_asked import say
from talkratio.library import Kept


def strip(page: StreamlitPage) -> None:
    """Nothing in most cases; `page` is the one to go to."""
    if (kept := capture.underway()) is not None:
        _running(kept, page)
        return
    for told in [
        *(record_drawn.left_over("left", one.seconds, session.language()) for one in capture.interrupted()),
        *(record_drawn.left_over("ended", one.seconds, session.language()) for one in capture.unheard()),
    ][:1]:
        _line(told, say("strip_look"), page)


@st.fragment(run_every=1.0)
def _running(kept: Kept, page: StreamlitPage) -> None:
    """The clock, once a second; the whole page is drawn anew when the recording is over."""
    now = capture.standing(kept)
    if now is None or now.status in ("done", "failed"):
        st.rerun(scope="app")
    _line(record_drawn.strip(now, session.language()), say("strip_back"), page)


def _line(told: str, way: str, page: StreamlitPage) -> None:
    with st.container(key="recording", horizontal=True, vertical_alignment="center"):
        st.html(record_drawn.look(told), width="stretch")
        st.page_link(page, label=way, query_params=session.address())
