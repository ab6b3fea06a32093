"""Who is who, and a guess before the number shows: the difference is the first lesson."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from talkratio import roles
from talkratio.dashboard import components, pieces, routes, session
from talkratio.dashboard.markup import mute
from talkratio.dashboard.session import in_words, say
from talkratio.dashboard.voices import voices
from talkratio.edits import Recast
from talkratio.errors import TalkratioError
from talkratio.library import Kept
from talkratio.report import Report


def page() -> None:
    """The voices to listen to, one click for the manager, then the guess."""
    opened = pieces.opened()
    if opened is None:
        return
    kept, report = opened
    pieces.heading(say("people_title"), session.about(kept).title)
    if not report.conversation.turns:
        st.html(f'<p class="lead">{say("nobody_speaks")}</p>')
        if st.button(say("to_start"), type="primary", key="to_start"):
            session.go("start")
        return
    audio = routes.media_address(kept) if pieces.has_sound(kept, report) else None
    st.html(f'<p class="lead">{say("people_lead" if audio else "people_lead_mute")}</p>')
    cards = voices(report, session.language())
    said = components.drawing(cards if audio else mute(cards), key="voices", audio=audio)
    if said is not None and said["what"] == "manager":
        _cast(kept, report, str(said["value"]))
    with st.container():  # there even when empty: what stands below keeps its place, and the keyboard its focus
        if report.roles.guessed:
            st.caption(say(f"guessed_by_{report.roles.reason}"))
    _guess(kept, report)


def _cast(kept: Kept, report: Report, manager: str) -> None:
    if manager == report.roles.manager and not report.roles.guessed:
        return
    try:
        session.correct(kept, Recast(roles.assign(report.conversation, manager=manager)))
    except TalkratioError as error:
        st.error(in_words(error))
        return
    st.rerun()


def _guess(kept: Kept, report: Report) -> None:
    if session.about(kept).guess is not None:
        if st.button(say("to_talk"), type="primary", key="on"):
            _on(kept, report)
        return
    st.subheader(say("guess_title"))
    st.html(f'<p class="quiet">{say("guess_lead")}</p>')
    # A form, so that moving the slider does nothing until a button is pressed.
    with st.form("guessing", border=False):
        guess = st.slider(say("guess_label"), 0, 100, 50, format=say("slider_percent"), key="guess")
        with st.container(horizontal=True):
            shown = st.form_submit_button(say("guess_done"), type="primary", key="guessed")
            skipped = st.form_submit_button(say("guess_skip"), key="skip")
    if shown:
        _on(kept, report, guess=guess / 100)
    if skipped:
        _on(kept, report)


def _on(kept: Kept, report: Report, **changes: object) -> None:
    """Goes on to the number; a guess about the manager that nobody changed is from now on what a person said."""
    try:
        if report.roles.guessed:
            session.correct(kept, Recast(replace(report.roles, guessed=False, reason="given")))
        kept.describe(cast=True, **changes)
    except TalkratioError as error:
        st.error(in_words(error))
        return
    session.go("talk")


page()
