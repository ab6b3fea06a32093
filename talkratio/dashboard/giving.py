"""A copy for the other person: one file, plain or under a passphrase, in the folder of downloads."""

from __future__ import annotations

from html import escape
from pathlib import Path

import platformdirs
import streamlit as st

from talkratio import copies
from talkratio.dashboard import session
from talkratio.dashboard.session import in_words, say
from talkratio.errors import TalkratioError
from talkratio.library import Kept

WAYS = ("locked", "plain")


def copy(kept: Kept, *, sound: bool) -> None:
    """What the copy holds and who can open it, then the choice; nothing is made before that."""
    st.header(say("give_title"))
    st.html(f'<p class="quiet">{say("give_lead")}</p>')
    chosen = st.expander(say("give_open"), on_change="rerun", key=f"give-{kept.name}")
    if not chosen.open:
        return
    with chosen:
        way = st.radio(
            say("give_who"), WAYS, format_func=lambda name: say(f"give_{name}"), key=f"way-{kept.name}", horizontal=True
        )
        st.html(f'<p class="quiet">{say(f"give_{way}_means")}</p>')
        with st.form(f"giving-{kept.name}", border=False):
            phrase, again = _phrase(kept) if way == "locked" else (None, None)
            with_sound = st.checkbox(say("give_sound"), sound, key=f"sound-{kept.name}") if sound else False
            pressed = st.form_submit_button(say("give_make"), type="primary", key=f"give-now-{kept.name}")
        if pressed:
            _give(kept, phrase, again, sound=with_sound)


def _phrase(kept: Kept) -> tuple[str, str]:
    left, right = st.columns(2)
    return (
        left.text_input(say("give_phrase"), type="password", key=f"phrase-{kept.name}", help=say("give_phrase_hint")),
        right.text_input(say("give_again"), type="password", key=f"again-{kept.name}"),
    )


def _give(kept: Kept, phrase: str | None, again: str | None, *, sound: bool) -> None:
    if phrase != again:
        st.error(say("give_differ"))
        return
    try:
        with st.spinner(say("give_making")):
            path = copies.give(kept, free(kept), session.language(), passphrase=phrase, sound=sound)
    except TalkratioError as error:
        st.error(in_words(error))
        return
    st.html(f'<p class="note">{escape(say("give_done", path=path))}</p>')


def free(kept: Kept) -> Path:
    """A name in the folder of downloads that nothing has yet, and that tells nobody's name."""
    folder = platformdirs.user_downloads_path()
    stem = f"{say('give_file')}-{kept.name[:10]}"
    names = (folder / f"{stem}{'' if count == 1 else f'-{count}'}.html" for count in range(1, 1000))
    return next((path for path in names if not path.exists()), folder / f"{stem}.html")
