"""Record: consent by everybody, a check-in, then a recorder in a process of its own to which the page attaches."""

from __future__ import annotations

from html import escape

import streamlit as st

from talkratio import capture, consent, jobs, library, retention
from talkratio.capture import checkin, devices
from talkratio.capture.state import Standing
from talkratio.consent import Yes
from talkratio.dashboard import pieces, preferences, session
from talkratio.dashboard.markup import BOTH
from talkratio.dashboard.session import in_words, say
from talkratio.errors import TalkratioError
from talkratio.library import Kept
from talkratio.report import Target
from talkratio.texts.numbers import clock

QUIETEST = -60.0
"""dBFS at the left edge of the level meter"""


def page() -> None:
    """The recording that runs, wherever it was started; otherwise the way to begin one."""
    running = next((kept for kept in library.kept() if capture.running(kept)), None)
    pieces.heading(say("record_title"))
    if running is not None:
        _recording(running)
    elif st.session_state.get("refused"):
        _refused()
    else:
        _left_over()
        _agree()


def _agree() -> None:
    """What both are asked to agree to, each with a name and a yes of their own; a no costs one click."""
    words, rules = consent.wording(session.language()), retention.policy()
    st.html(f'<p class="lead">{escape(words["question"])}</p>')
    sections = "".join(
        f"<dt>{escape(heading)}</dt><dd>{escape(content)}</dd>"
        for heading, content in consent.paragraphs(rules, session.language())
    )
    st.html(f'<dl class="consent">{sections}</dl>')
    left, right = st.columns(2)
    names = [
        column.text_input(say(f"record_{role}"), key=f"name_{index}")
        for index, (column, role) in enumerate(zip((left, right), BOTH, strict=True))
    ]
    ticks = [
        column.checkbox(words["tick"].format(name=name.strip() or "…"), key=f"tick_{index}")
        for index, (column, name) in enumerate(zip((left, right), names, strict=True))
    ]
    try:
        microphones = devices.microphones()
    except TalkratioError as error:
        st.html(f'<p class="note bad">{escape(in_words(error))}</p>')
        microphones = ()
    if microphones:
        known = {one.key: one.name for one in microphones}
        st.selectbox(say("record_microphone"), list(known), format_func=known.__getitem__, key="microphone")
    else:
        st.html(f'<p class="note">{say("record_missing")}</p>')
    ready = bool(microphones) and all(ticks) and len({name.strip() for name in names if name.strip()}) == 2
    with st.container(horizontal=True):
        if st.button(words["yes"], type="primary", disabled=not ready, key="yes"):
            _begin([name.strip() for name in names])
        if st.button(words["no"], key="no"):
            st.session_state["refused"] = True
            st.rerun()


def _begin(names: list[str]) -> None:
    kept = None
    try:
        kept, _ = library.new(say("record_untitled"), ".wav")
        people = [Yes(name, "ticked") for name in names]
        consent.give(kept, people, retention.policy(), session.language())
        capture.start(kept, capture.choose([st.session_state["microphone"]]))
    except TalkratioError as error:
        if kept is not None:
            capture.discard(kept)
        st.error(in_words(error))
        return
    session.open_conversation(kept)
    st.rerun()


def _refused() -> None:
    words = consent.wording(session.language())
    st.html(f'<p class="lead">{escape(words["no_heading"])}</p>')
    lines = "".join(f"<p>{escape(line)}</p>" for line in words["no_plan"].split("\n"))
    st.html(f'<div class="quiet">{lines}</div>')
    if st.button(say("to_start"), key="to_start"):
        st.session_state.pop("refused")
        session.go("start")


def _left_over() -> None:
    """Recordings that a crash or a power cut ended: offered, never lost."""
    for found in capture.interrupted():
        st.html(f'<p class="note">{say("record_left", time=clock(found.seconds))}</p>')
        with st.container(horizontal=True):
            if st.button(say("record_recover"), key=f"recover-{found.kept.name}", type="primary"):
                _analyse(found.kept)
            if st.button(say("delete_this"), key=f"drop-{found.kept.name}"):
                found.kept.delete()
                st.rerun()


def _recording(kept: Kept) -> None:
    _standing(kept)
    with st.container(horizontal=True):
        now = capture.standing(kept)
        paused = now is not None and now.status == "paused"
        if st.button(say("record_resume" if paused else "record_pause"), key="pause"):
            (capture.resume if paused else capture.pause)(kept)
            st.rerun()
        if st.button(say("record_mark"), key="mark"):
            capture.mark(kept)
            st.toast(say("record_marked"))
        if st.button(say("record_forget"), key="forget"):
            capture.forget(kept)
            st.toast(say("record_forgotten"))
        if st.button(say("record_stop"), key="stop", type="primary"):
            _analyse(kept)
    _check_in(kept)


@st.fragment(run_every=0.6)
def _standing(kept: Kept) -> None:
    now = capture.standing(kept)
    if now is None or now.status in ("done", "failed"):
        if now is not None and now.error:
            st.html(f'<p class="note bad">{escape(in_words(now.error))}</p>')
        return
    st.html(meter(now))


def meter(now: Standing) -> str:
    """How long it has recorded, how loud it is, and what is wrong."""
    bars = "".join(
        f'<span class="level"><i style="width:{100 * (1 - max(QUIETEST, loud) / QUIETEST):.0f}%"></i></span>'
        for loud in now.loud
    )
    warnings = dict.fromkeys(warning.split(":")[0] for warning in now.warnings)
    told = "".join(f'<p class="note bad">{say(f"record_warn_{warning}")}</p>' for warning in warnings)
    room = "" if now.room is None else say("record_room", hours=f"{now.room / 60:.0f}")
    return (
        f'<div class="recorder {now.status}"><b>{clock(now.seconds)}</b><span>{say(f"record_{now.status}")} · '
        f"{escape(now.microphone)}</span>{bars}<span>{room}</span></div>{told}"
    )


def _check_in(kept: Kept) -> None:
    """Each person says a name and a yes: the microphone is tried, and each voice is known once."""
    words = consent.wording(session.language())
    given = consent.read(kept)
    if given is None:
        return
    st.subheader(words["checkin"])
    st.html(f'<p class="quiet">{escape(words["checkin_why"])} {escape(words["checkin_example"])}</p>')
    with st.container(horizontal=True):
        for index, person in enumerate(given.people):
            if st.button(pieces.literal(person.name), key=f"says-{index}"):
                checkin.begin(kept, person.name)
                st.session_state["saying"] = person.name
        if st.button(say("record_checked"), key="checked"):
            checkin.end(kept)
            st.session_state.pop("saying", None)
    if saying := st.session_state.get("saying"):
        st.html(f'<p class="note">{escape(words["checkin_now"].format(name=saying))}</p>')
        return
    try:
        heard = checkin.check(kept)
    except TalkratioError:
        heard = ()
    for one in heard:
        st.html(f'<p class="quiet">{escape(words[f"heard_{one.verdict}"].format(name=one.name))}</p>')


def _analyse(kept: Kept) -> None:
    chosen = preferences.read()
    try:
        if capture.stop(kept) is None:
            st.error(say("record_nothing"))
            return
        given = consent.read(kept)
        words = "auto" if given is None or given.policy.transcribe else "none"
        options = {"voices": checkin.voices(kept), "transcriber": words, "target": Target(chosen.target)}
        jobs.start(kept, **options)
    except TalkratioError as error:
        st.error(in_words(error))
        return
    session.open_conversation(kept)
    session.go("underway")


page()
