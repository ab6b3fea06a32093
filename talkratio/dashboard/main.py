"""The frame of every page: navigation, language, and the one page that is open."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from talkratio import jobs, library, retention
from talkratio.dashboard import components, preferences, record_strip, session
from talkratio.dashboard.session import say
from talkratio.errors import TalkratioError
from talkratio.library import Kept
from talkratio.texts import LANGUAGES

HERE = Path(__file__).parent
IN_REACH = ("start", "plan", "talk", "correct", "agreements", "mine", "settings")
"""pages that stand in the header; the others are steps on the way"""
SHOWS = {
    "talk": (library.ORIGINAL, library.EARLY, library.NUMBERS, jobs.STATE),
    "correct": (library.ORIGINAL, library.EARLY),
}
"""pages that need an open conversation, and the files of which it must have one to be seen there"""
OWN_NAMES = {"da": "Dansk", "en": "English"}


def frame() -> None:
    """Draws the header, then the page."""
    st.set_page_config(page_title="talkratio", page_icon=str(HERE / "assets" / "icon.svg"), layout="wide")
    components.look()
    _swept()
    session.forget_gone()
    asked = st.query_params.get("lang")
    st.session_state.setdefault("lang", asked if asked in LANGUAGES else preferences.read().language)
    opened = session.current()
    session.remember(opened)
    pages = {
        name: st.Page(HERE / f"{name}.py", title=say(f"nav_{name}"), url_path=name, default=name == "start")
        for name in session.PAGES
    }
    page = st.navigation(list(pages.values()), position="hidden")
    with st.container(key="head", horizontal=True, vertical_alignment="center", gap="small"):
        st.html('<span class="wordmark"><i aria-hidden="true"><b></b><u></u></i>talkratio</span>', width="content")
        for name in IN_REACH:
            if name not in SHOWS or _seen(opened, name):
                st.page_link(pages[name], label=say(f"nav_{name}"), query_params=session.address())
        st.space("stretch")
        _other_language()
    if page is not pages["record"]:
        record_strip.strip(pages["record"])
    if (said := st.session_state.pop(session.REFUSED, None)) is not None:
        st.html(f'<p class="note bad">{escape(said)}</p>')
    try:
        page.run()
    except TalkratioError as error:  # what no page heeds, as it may come from anywhere: a list that is in use
        st.html(f'<p class="note bad">{escape(session.in_words(error))}</p>')
    components.spoken(session.language(), page.url_path, say("skip"))


def _seen(opened: Kept | None, page: str) -> bool:
    """Whether there is anything of the open conversation on a page: not of one that is being recorded."""
    return opened is not None and any((opened.folder / name).is_file() for name in SHOWS[page])


def _other_language() -> None:
    """One click, in its own words: the language that the page is not in."""
    other = next(one for one in LANGUAGES if one != session.language())

    def change() -> None:
        st.session_state["lang"] = other

    st.button(OWN_NAMES[other], key="other_language", type="tertiary", icon=":material/language:", on_click=change)


@st.cache_resource(ttl=3600)
def _swept() -> bool:
    """At every start, and every hour of a page left open: what was promised to be deleted by now is deleted."""
    retention.sweep()
    return True


frame()
