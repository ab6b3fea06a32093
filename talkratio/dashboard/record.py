"""Record: consent by everybody, a check-in, then a recorder in a process of its own to which the page attaches."""

from __future__ import annotations

from html import escape

import streamlit as st

from talkratio import capture, consent, jobs
from talkratio.capture import checkin
from talkratio.dashboard import pieces, preferences, record_agree, record_drawn, record_running, session, trend
from talkratio.dashboard.record_asked import say
from talkratio.dashboard.session import in_words
from talkratio.errors import TalkratioError
from talkratio.library import Kept
from talkratio.plan import parting
from talkratio.report import Target
from talkratio.texts.numbers import clock

MEASURING = "measuring"
"""the place in the session for the conversation in memory that is being measured"""


def page() -> None:
    """What there is to see, or in words why it cannot be shown."""
    st.html(record_drawn.look(""))
    try:
        _shown()
    except TalkratioError as error:
        st.html(f'<p class="note bad">{escape(in_words(error))}</p>')


def _shown() -> None:
    """The recording that runs, wherever it was started; otherwise what is left over, and the way to begin one."""
    if (running := capture.underway()) is not None:
        pieces.heading(session.about(running).title)
        record_running.recording(running, _analyse)
        return
    if st.session_state.get(record_agree.REFUSED):
        _refused()
        return
    pieces.heading(say("title"))
    if _measured():
        return
    for found in capture.interrupted():
        told = say("left", time=clock(found.seconds), day=trend.day(found.kept.created, session.language()))
        _offered(found.kept, told, say("left_why"))
    for found in capture.unheard():
        _offered(found.kept, say("ended", time=clock(found.seconds)), in_words(found.why))
    record_agree.agree()


def _refused() -> None:
    """A no stands equal to a yes: the conversation with a plan, and nothing written down."""
    words = consent.wording(session.language())
    steps = "".join(f"<li>{escape(line.split('. ', 1)[-1])}</li>" for line in words["no_plan"].split("\n")[:-1])
    last = escape(words["no_plan"].split("\n")[-1])
    pieces.heading(words["no_heading"])
    st.html(f'<ol class="agenda">{steps}</ol><p class="quiet">{last}</p>')
    with st.container(horizontal=True):
        if st.button(say("to_plan"), key="to_plan", type="primary"):
            st.session_state.pop(record_agree.REFUSED)
            session.go("plan")
        if st.button(session.say("to_start"), key="to_start"):
            st.session_state.pop(record_agree.REFUSED)
            session.go("start")


def _measured() -> bool:
    """What was recorded in memory and ended: on to its numbers, or why there are none; then nothing stays."""
    name = st.session_state.pop(MEASURING, None)
    kept = session.current()
    if kept is None or kept.name != name:
        return False
    if kept.numbers() is not None:
        session.go("talk")
    now = capture.standing(kept)
    st.html(f'<p class="note bad">{escape(in_words(now.error) if now and now.error else say("nothing"))}</p>')
    parting.release(kept)
    kept.delete(None)
    session.open_conversation(None)
    return False


def _offered(kept: Kept, told: str, why: str) -> None:
    """A recording that is there and was not heard yet."""
    with st.container(border=True, key=f"offer-{kept.name}"):
        st.html(f'<p class="ask">{escape(told)}</p><p class="quiet">{escape(why)}</p>')
        with st.container(horizontal=True):
            if st.button(say("recover"), key=f"recover-{kept.name}", type="primary"):
                _analyse(kept)
            if pieces.deletes(kept, f"drop-{kept.name}"):
                _delete(kept)


def _delete(kept: Kept) -> None:
    try:
        parting.release(kept)
        kept.delete()
    except TalkratioError as error:
        st.error(in_words(error))
        return
    session.open_conversation(None)
    st.rerun()


def _analyse(kept: Kept) -> None:
    """Ends the recording and has it analysed; the check-in says who is the manager."""
    chosen = preferences.read()
    try:
        given = consent.read(kept)
        if capture.stop(kept) is None:
            if given is not None and given.memory:
                session.open_conversation(kept)
                st.session_state[MEASURING] = kept.name
                st.rerun()
            st.error(say("nothing"))
            return
        checkin.agree(kept, checkin.check(kept))  # its moments may have been forgotten since
        jobs.start(kept, **checkin.known(kept), target=Target(chosen.target))
    except TalkratioError as error:
        st.error(in_words(error))
        return
    session.open_conversation(kept)
    session.go("underway")


page()
