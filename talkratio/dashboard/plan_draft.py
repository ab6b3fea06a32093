"""What is typed into the plan is kept as it is typed, so that a reload, a lost tab or a killed server costs nothing."""

from __future__ import annotations

from html import escape

import streamlit as st

from talkratio.dashboard.plan_open import FOR, NEW, say
from talkratio.dashboard.session import in_words
from talkratio.dashboard.sure import sure
from talkratio.errors import TalkratioError
from talkratio.plan import drafts
from talkratio.plan.plan import Plan
from talkratio.plan.round import Round

TYPED, FIRST = "plan-typed", "plan-first"
"""places in the session: by round, what was found typed when it was opened, and how the form stood then"""


def opened(one: Round | None) -> Plan | None:
    """What was typed earlier and not saved, read once for each opening; offers to throw it away."""
    key = _key(one)
    typed: dict[str, Plan | None] = st.session_state.setdefault(TYPED, {})
    if key not in typed:
        found = drafts.find(None if one is None else one.key)
        wanted = st.session_state.get(FOR) if one is None else None
        typed[key] = found if found is None or wanted is None or found.employee == wanted[0] else None
    if (plan := typed[key]) is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f'<p class="note">{escape(say("draft_found"))}</p>')
            gone = say("draft_sure", name=plan.employee or say("new"))
            if sure(say("draft_drop"), gone, say("draft_yes"), key=f"drop-{key}"):
                _restart(one)
    return plan


def follow(one: Round | None, plan: Plan) -> None:
    """Keeps the form as it stands once it differs from how it was opened."""
    first: dict[str, Plan] = st.session_state.setdefault(FIRST, {})
    if first.setdefault(_key(one), plan) == plan:
        return
    first[_key(one)] = plan
    try:
        drafts.keep(None if one is None else one.key, plan)
    except TalkratioError as error:
        st.html(f'<p class="note bad">{escape(in_words(error))}</p>')


def done(one: Round | None) -> None:
    """The plan is saved: what was typed is no longer needed."""
    drafts.drop(None if one is None else one.key)
    for place in (TYPED, FIRST):
        st.session_state.get(place, {}).pop(_key(one), None)


def _restart(one: Round | None) -> None:
    """Forgets what was typed together with the fields that hold it."""
    done(one)
    for name in [name for name in st.session_state if f"-{_key(one)}" in str(name)]:
        del st.session_state[name]
    st.rerun()


def _key(one: Round | None) -> str:
    return NEW if one is None else one.key
