"""What the results wanted mean to each: said alone on a screen handed over, shown together when both have answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import get_args

import streamlit as st

from talkratio.dashboard import components, pieces, session
from talkratio.dashboard.agreements_reached import look
from talkratio.dashboard.plan_open import changed, plan_text, say
from talkratio.plan.documents import want_name
from talkratio.plan.plan import HEAVIEST, LIGHTEST, Plan, Side, Want, has_weighed, weighed, weighing
from talkratio.plan.round import Round

ALONE, THANKED = "weigh-alone", "weigh-thanked"
"""places in the session: whose screen it is now, and whether that person is done"""
SIDES: tuple[Side, ...] = get_args(Side)


def handed_over(one: Round | None) -> bool:
    """Whether the screen is one person's alone now; then it is drawn here and nothing else of the plan may be."""
    side: Side | None = st.session_state.get(ALONE)
    if side is None or one is None or not one.plan.wants:
        return False
    if st.session_state.get(THANKED):
        pieces.heading(say("weigh_thanks", who=_name(one.plan, side)))
        st.html(f'<p class="lead">{escape(say("weigh_back"))}</p>')
    else:
        _ask(one, side)
    if st.button(say("weigh_to_plan"), key="weigh_to_plan", type="tertiary", icon=":material/arrow_back:"):
        _give(None)
        st.rerun()
    return True


def weights(one: Round) -> None:
    """Who has answered, a way to hand over the screen, and both answers once both gave theirs."""
    if not one.plan.wants:
        return
    st.header(say("weigh_title"))
    both = [(want, said) for want in one.plan.wants if (said := weighed(want)) is not None]
    if both:
        components.drawing(look(_drawn(both, one.plan)), key="weights")
    else:
        st.html(f'<p class="quiet">{escape(say("weigh_lead"))}</p>')
    with st.container(horizontal=True):
        for side in SIDES:
            done = has_weighed(one.plan, side)
            label = say("weigh_again" if done else "weigh_now", who=_name(one.plan, side))
            icon = ":material/check:" if done else ":material/person:"
            if st.button(pieces.literal(label), key=f"weigh-{side}", icon=icon):
                _give(side)
                st.rerun()


def _ask(one: Round, side: Side) -> None:
    """Empty fields each time, so that nobody finds there what the other chose."""
    pieces.heading(say("weigh_for", who=_name(one.plan, side)))
    st.html(f'<p class="lead">{escape(say("weigh_how"))}</p>')
    with st.form(f"weigh-{one.key}-{side}", border=False):
        said = {
            want.result: st.segmented_control(
                pieces.literal(want_name(want.result, session.language())),
                range(LIGHTEST, HEAVIEST + 1),
                key=f"weight-{one.key}-{side}-{want.result}",
            )
            for want in one.plan.wants
        }
        done = st.form_submit_button(say("weigh_done"), type="primary", key="weigh_done")
    given = {result: weight for result, weight in said.items() if weight is not None}
    if done and len(given) < len(said):
        st.html(f'<p class="note bad">{escape(say("weigh_missing"))}</p>')
    elif done and changed(one, lambda old: replace(old, plan=weighing(old.plan, side, given))):
        st.session_state[THANKED] = True
        st.rerun()


def _give(side: Side | None) -> None:
    st.session_state[ALONE] = side
    st.session_state[THANKED] = False


def _name(plan: Plan, side: Side) -> str:
    return plan.manager if side == "manager" else plan.employee


def _drawn(both: Sequence[tuple[Want, tuple[int, int]]], plan: Plan) -> str:
    """A row for each result: both weights as dots in the colours of the two."""
    rows = "".join(
        f'<tr><th scope="row">{escape(want_name(want.result, session.language()))}</th>'
        f"{''.join(_dots(side, weight) for side, weight in zip(SIDES, said, strict=True))}</tr>"
        for want, said in both
    )
    heads = "".join(f"<th>{escape(_name(plan, side))}</th>" for side in SIDES)
    title = escape(plan_text("column_want"))
    return f'<table class="held weights"><thead><tr><th>{title}</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _dots(side: Side, weight: int) -> str:
    dots = "".join(f'<i class="{"done" if step < weight else ""}"></i>' for step in range(HEAVIEST))
    return f'<td class="marks {side}">{dots}<span class="hidden">{weight}</span></td>'
