"""The conversation: the share, how it went, what was asked, and what to try next time."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from talkratio import retention
from talkratio.dashboard import charts, components, giving, lists, pieces, routes, session, share, sharing
from talkratio.dashboard.sections import sections
from talkratio.dashboard.session import in_words, say
from talkratio.dashboard.sure import recording, sure
from talkratio.dashboard.trend import day
from talkratio.edits import Recast, Relabel
from talkratio.errors import TalkratioError
from talkratio.library import Kept
from talkratio.report import Report
from talkratio.texts import text
from talkratio.texts.numbers import clock


def page() -> None:
    """The whole report, most important first."""
    opened = pieces.opened()
    if opened is None:
        return
    kept, report = opened
    if not session.about(kept).cast and report.conversation.turns:
        session.go("people")
    language, about = session.language(), session.about(kept)
    top = pieces.headed(about.title, below=_when(kept, report)) + share.hero(report, language, about.guess)
    components.drawing(top, key="hero")
    pieces.notice(kept)
    audio = routes.media_address(kept) if pieces.has_sound(kept, report) else None
    if report.conversation.turns:
        components.ribbon(charts.ribbon(report, language, audio=audio, seek=session.wished()), key="ribbon")
        _below(kept, report, sound=audio is not None)
    pieces.notes(kept, report)
    below = sections(report, language, sound=audio is not None)
    components.drawing(below, key="sections", told=partial(_flip, kept, report))
    sharing.exports(kept, report)
    if kept.ready:
        giving.copy(kept, sound=audio is not None)


def _when(kept: Kept, report: Report) -> str:
    """The day and the length."""
    language, duration = session.language(), report.metrics.duration
    lasts = [] if duration is None else [text("report.lasts", language, time=clock(duration))]
    return " · ".join([day(kept.created, language), *lasts])


def _below(kept: Kept, report: Report, *, sound: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="below"):
        swap = partial(_change, kept, Recast(report.roles.swapped()))
        st.button(say("swap"), key="swap", type="tertiary", icon=":material/swap_vert:", on_click=swap)
        if st.button(say("to_correct"), key="to_correct", type="tertiary", icon=":material/edit:"):
            session.go("correct")
        if not session.about(kept).confirmed and kept.ready:
            _confirm(kept)
        if not sound:
            st.caption(say("no_sound" if report.conversation.clock == "speech" else "no_sound_ever"))
        if report.roles.guessed:
            st.caption(say(f"guessed_by_{report.roles.reason}"))


def _confirm(kept: Kept) -> None:
    """The share is right: from then on the recording has done its work."""
    goes = kept.recording is not None and retention.policy_of(kept).on_confirm
    means = recording(kept, "confirm_deletes") if goes else say("confirm_keeps")
    yes, no = say("confirm_yes"), say("confirm_no")
    if sure(say("confirm"), means, yes, no=no, key="confirm", icon=":material/check:"):
        try:
            retention.confirm(kept)
        except TalkratioError as error:
            st.error(in_words(error))
            return
        st.rerun()


def _flip(kept: Kept, report: Report, said: dict[str, Any]) -> None:
    asked, index, kind = report.questions or (), int(said["which"]), str(said["value"])
    if 0 <= index < len(asked) and kind != asked[index].kind:
        question = asked[index]
        chosen = None if kind == lists.NONE else kind
        _change(kept, Relabel(question.interval, question.speaker, chosen))  # type: ignore[arg-type]


def _change(kept: Kept, edit: Recast | Relabel) -> None:
    """Makes a correction, before the page is drawn again."""
    try:
        session.correct(kept, edit)
    except TalkratioError as error:
        session.refused(in_words(error))


page()
