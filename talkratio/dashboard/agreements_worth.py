"""Was it worth the time? Two taps by each; nobody sees any before both agreed."""

from __future__ import annotations

from html import escape
from typing import get_args

import streamlit as st

from talkratio.dashboard.plan_open import changed, plan_text, say
from talkratio.plan.plan import Side
from talkratio.plan.round import Round
from talkratio.plan.worth import LEAST, MOST, Worth, visible

SIDES: tuple[Side, ...] = get_args(Side)


def worth(one: Round) -> None:
    """The two questions, and both answers once both may be seen."""
    st.header(say("worth_title"))
    st.html(f'<p class="quiet">{say("worth_lead")}</p>')
    shown = visible(one.worth)
    for each in shown or ():
        told = say("worth_shown", who=say(each.side), heard=each.heard, nearer=each.nearer)
        st.html(f'<p class="note">{escape(told)}</p>')
    if st.session_state.pop("worth-kept", False):
        st.html(f'<p class="note">{say("answered")}</p>')
    with st.expander(say("answer_here")):
        _ask(one)


def _ask(one: Round) -> None:
    """An empty form each time, so that nobody finds there what the other chose."""
    answers = range(LEAST, MOST + 1)
    with st.form(f"worth-{one.key}", border=False, clear_on_submit=True):
        # Nobody is chosen beforehand, so that no answer takes the place of the other's by mistake.
        side: Side | None = st.radio(
            say("answering"), SIDES, None, format_func=say, horizontal=True, key=f"side-{one.key}"
        )
        heard = st.segmented_control(plan_text("worth_heard"), answers, key=f"heard-{one.key}")
        nearer = st.segmented_control(plan_text("worth_nearer"), answers, key=f"nearer-{one.key}")
        share = st.checkbox(say("share"), key=f"share-{one.key}")
        done = st.form_submit_button(say("answer"), key=f"answer-{one.key}")
    if not done:
        return
    if side is None or heard is None or nearer is None:
        st.html(f'<p class="note bad">{say("answer_missing")}</p>')
    elif changed(one, lambda old: old.answered(Worth(side, heard, nearer, share))):
        st.session_state["worth-kept"] = True
        st.rerun()
