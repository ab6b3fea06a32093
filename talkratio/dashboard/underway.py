"""Analysis under way: how far it has come, read from disk, so that a reload or a restart loses nothing."""

from __future__ import annotations

from html import escape

import streamlit as st

from talkratio import jobs
from talkratio.background import Job
from talkratio.dashboard import pieces, session
from talkratio.dashboard.session import in_words, say
from talkratio.errors import TalkratioError
from talkratio.library import Kept
from talkratio.texts.numbers import clock, percent

STAGES = ("read", "voices", "words")
"""what a person sees of the work; each engine's own stages belong to one of them"""
WORDS = ("captions", "words", "transcribing", "language", "faster_whisper")


def page() -> None:
    """The stages of the open conversation, or what became of them."""
    kept = session.current()
    if kept is None:
        pieces.nothing_open()
        return
    _progress(kept)


@st.fragment(run_every=0.8)
def _progress(kept: Kept) -> None:
    job = jobs.state(kept)
    if job.status == "done":
        session.go("talk" if session.about(kept).cast else "people")
    elif job.status in ("waiting", "running"):
        _running(kept, job)
    else:
        _ended(kept, job)


def _running(kept: Kept, job: Job) -> None:
    pieces.heading(say("underway_title"), session.about(kept).title)
    st.html(f'<p class="lead">{say("underway_lead")}</p>')
    st.html(stages(job))
    early = session.shown(kept)
    with st.container(horizontal=True):
        if early is not None and st.button(say("look_already"), type="primary"):
            session.go("talk" if session.about(kept).cast else "people")
        if st.button(say("cancel")):
            jobs.cancel(kept)
            st.rerun(scope="app")


def stages(job: Job) -> str:
    """The stages as a list, the present one marked, with a bar and the time left."""
    present = _stage(job)
    fraction = 0.0 if job.stage == "audio" and present else job.fraction
    items = []
    for index, name in enumerate(STAGES):
        kind = "past" if index < present else "now" if index == present else ""
        far = percent(fraction, session.language()) if index == present and fraction > 0 else ""
        items.append(f'<li class="{kind}"><span>{say(f"stage_{name}")}</span><span>{far}</span></li>')
    left = say("time_left", time=clock(job.left)) if job.left is not None and job.left >= 1 else ""
    if job.status == "waiting":
        left = say("waiting")
    done = (present + fraction) / len(STAGES)
    return (
        f'<ol class="stages">{"".join(items)}</ol><div class="bar" role="progressbar" aria-valuemin="0" '
        f'aria-valuemax="100" aria-valuenow="{100 * done:.0f}"><i style="width:{100 * done:.0f}%"></i></div>'
        f'<p class="quiet">{left}</p>'
    )


def _stage(job: Job) -> int:
    if job.status == "waiting" or job.stage == "" or (job.stage == "audio" and job.fraction < 1):
        return 0
    return 2 if job.stage in WORDS else 1


def _ended(kept: Kept, job: Job) -> None:
    """What happened, and what can be done next: nothing is lost."""
    pieces.heading(say(f"ended_{job.status}"), session.about(kept).title)
    reason = in_words(job.error, kept) if job.error else say(f"ended_{job.status}_why")
    st.html(f'<p class="note bad">{escape(reason)}</p>')
    with st.container(horizontal=True):
        if kept.recording is not None and st.button(say("again"), type="primary"):
            _again(kept)
        if st.button(say("to_start")):
            session.open_conversation(None)
            session.go("start")
        if pieces.deletes(kept, "delete-ended"):
            kept.delete()
            session.open_conversation(None)
            session.go("start")


def _again(kept: Kept) -> None:
    try:
        jobs.again(kept)
    except TalkratioError as error:
        st.error(in_words(error))
        return
    st.rerun(scope="app")


page()
