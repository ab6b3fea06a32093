"""Before the recording: what both agree to, each with a name and a yes, and how it is recorded."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from html import escape

import streamlit as st

from talkratio import capture, consent, library, retention
from talkratio.capture import Microphone, devices
from talkratio.consent import Yes
from talkratio.dashboard import pieces, plan_open, session
from talkratio.dashboard.markup import BOTH
from talkratio.dashboard.record_asked import say
from talkratio.dashboard.session import in_words
from talkratio.errors import TalkratioError
from talkratio.library import Kept
from talkratio.plan import rounds
from talkratio.plan.round import Round
from talkratio.retention import Policy

REFUSED = "refused"
SYSTEMS = {"darwin": "mac", "win32": "windows"}
NAMES = ("name_0", "name_1")


def agree() -> None:
    """The text on one side, names, yes and microphone on the other; a no costs one click.

    Raises `FormatError` when the settings or the organisation's own words are damaged.
    """
    words, rules = consent.wording(session.language()), retention.policy()
    st.html(f'<p class="lead">{escape(words["question"])}</p>')
    text, form = st.columns([1.15, 1], gap="large")
    with text:  # first, since it takes a moment to look for microphones
        _paragraphs(rules, memory=bool(st.session_state.get("memory")))
        st.html(f'<p class="quiet small">{escape(words["not_advice"])}</p>')
    with form, st.container(border=True, key="agree"):
        followed = _plan()
        names = _names(words)
        microphones, memory = _microphones()
        ready = bool(microphones) and all(names)
        with st.container(horizontal=True):  # alike, so that neither answer is the easier one
            said = st.button(words["yes"], disabled=not ready, key="yes", width="stretch")
            if st.button(words["no"], key="no", width="stretch"):
                st.session_state[REFUSED] = True
                st.rerun()
        if said:
            _begin([name for name in names if name], microphones, followed, memory=memory)


def _paragraphs(rules: Policy, *, memory: bool) -> None:
    sections = "".join(
        f"<dt>{escape(heading)}</dt><dd>{escape(content)}</dd>"
        for heading, content in consent.paragraphs(rules, session.language(), memory=memory)
    )
    st.html(f'<dl class="consent">{sections}</dl>')


def _plan() -> Round | None:
    """The plan to follow, where there is one that has no conversation yet; its names fill the fields."""
    opened = st.session_state.get(plan_open.OPEN)
    waiting = (one for one in plan_open.known() if one.conversation is None)
    free = {one.key: one for one in waiting if not one.plan.practice or one.key == opened}
    if not free:
        return None

    def fill() -> None:
        if (one := free.get(st.session_state["follow"])) is not None:
            st.session_state.update(zip(NAMES, (one.plan.manager, one.plan.employee), strict=True))

    if "follow" not in st.session_state and opened in free:
        st.session_state["follow"] = opened
        fill()
    chosen = st.selectbox(
        say("plan"),
        ["", *free],
        format_func=lambda key: plan_open.named(free[key]) if key else say("plan_none"),
        key="follow",
        on_change=fill,
    )
    return free.get(chosen)


def _names(words: Mapping[str, str]) -> list[str]:
    """Two names, each empty until that person has said yes under a name of their own."""
    found = []
    for key, tick, role in zip(NAMES, ("tick_0", "tick_1"), BOTH, strict=True):
        name = st.text_input(say(f"who_{role}"), key=key, max_chars=80).strip()
        said = st.checkbox(pieces.literal(words["tick"].format(name=name or say(f"they_{role}"))), key=tick)
        found.append(name if said else "")
    return found if len(set(found)) == 2 else ["", ""]


def _microphones() -> tuple[tuple[Microphone, ...], bool]:
    """What to record from, and whether in memory alone; where that is not possible, why, and what to do instead."""
    try:
        here = devices.microphones()
    except TalkratioError as error:
        here, why = (), in_words(error)
    else:
        why = in_words(devices.NONE)
    real = {one.key: one for one in here if not one.own_sound}
    if not real:
        st.html(f'<p class="note bad">{escape(why)}</p>')
        st.button(say("look_again"), key="look_again", icon=":material/refresh:")
        return (), False
    last = [one.key for one in capture.remembered(here) if one.key in real]
    first = st.selectbox(
        say("microphone"),
        list(real),
        index=list(real).index(last[0]) if last else 0,
        format_func=lambda key: real[key].name,
        key="microphone",
    )
    with st.expander(say("choices")):
        second = _second(real, first, next((one for one in here if one.own_sound), None))
        memory = st.checkbox(say("memory"), key="memory", help=say("memory_why"))
    return ((real[first], *second), memory)


def _second(real: dict[str, Microphone], first: str, own: Microphone | None) -> tuple[Microphone, ...]:
    """A second microphone as the other channel, or what the computer plays, where the system offers it."""
    others = {"": None, **{key: one for key, one in real.items() if key != first}}
    if own is not None:
        others["online"] = own
    names = {"": say("second_none"), "online": say("second_online")}
    chosen = st.selectbox(
        say("second"),
        list(others),
        format_func=lambda key: names.get(key) or say("second_also", name=real[key].name),
        key="second",
        help=say("second_why"),
    )
    if own is None:
        st.caption(say(f"online_{SYSTEMS.get(sys.platform, 'linux')}"))
    found = others.get(chosen)
    return () if found is None else (found,)


def _begin(names: list[str], microphones: tuple[Microphone, ...], followed: Round | None, *, memory: bool) -> None:
    kept: Kept | None = None
    try:
        kept, _ = library.new(followed.plan.name if followed else say("untitled"), ".wav")
        people = [Yes(name, "ticked") for name in names]
        consent.give(kept, people, retention.policy(), session.language(), memory=memory)
        online = any(one.own_sound for one in microphones)
        chosen = capture.choose([one.key for one in microphones if not one.own_sound], online=online)
        with st.spinner(say("begins")):
            capture.start(kept, chosen, memory=memory, manager=names[0])
        if followed is not None:
            rounds.link(followed.key, kept)
    except TalkratioError as error:
        if kept is not None and not capture.running(kept):
            capture.discard(kept)
            st.html(f'<p class="note bad">{escape(in_words(error))}</p>')
            return
    if kept is not None:
        session.open_conversation(kept)
    st.rerun()
