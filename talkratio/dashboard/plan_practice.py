"""Practice: the questions of the plan one by one, with a clock and nobody listening."""

from __future__ import annotations

import time
from html import escape

import streamlit as st

from talkratio.dashboard import session
from talkratio.dashboard.plan_open import chooser, current, known, lead, none_yet, say
from talkratio.plan.elements import bank, elements
from talkratio.plan.plan import Plan
from talkratio.texts.numbers import clock, percent

AT, BEGAN, ASKED = "practice-at", "practice-began", "practice-asked"


def page() -> None:
    """One question large on the page, how to go on, and the time it takes."""
    lead(say("practice_title"), say("practice_lead"))
    found = known()
    one = current(found)
    if one is None:
        none_yet()
        return
    chooser(found, one, new=False)
    places = _places(one.plan)
    if st.session_state.get("practice-of") != (one.key, places):
        st.session_state["practice-of"] = (one.key, places)
        _go(0, anew=True)
    at = min(st.session_state[AT], len(places))
    if at == len(places):
        st.html(f'<p class="note">{say("practice_done")}</p>')
    else:
        _question(places[at], at, len(places))
        _clock()
    with st.container(horizontal=True):
        st.button(say("back"), key="back", disabled=at == 0, on_click=_go, args=(at - 1,))
        if at < len(places):
            st.button(say("forward"), key="forward", type="primary", on_click=_go, args=(at + 1,))
        st.button(say("again"), key="again", type="tertiary", on_click=_go, args=(0,), kwargs={"anew": True})


def _places(plan: Plan) -> tuple[int, ...]:
    """The questions chosen, else the first three of each element, as the agenda has them."""
    if plan.questions:
        return plan.questions
    keys = [item.element for item in plan.items if item.element in elements()]
    by_element = [[index for index, prompt in enumerate(bank()) if prompt.element == key][:3] for key in keys]
    return tuple(index for group in by_element for index in group)


def _question(place: int, at: int, count: int) -> None:
    language, prompt = session.language(), bank()[place]
    element = elements()[prompt.element]
    share = percent(element.manager, language)
    above = say("practice_place", number=at + 1, count=count, element=element.name[language], share=share)
    st.html(
        f'<p class="eyebrow">{escape(above)}</p><p class="title">{escape(prompt.ask[language])}</p>'
        f'<p class="note">{escape(say("practice_follow", follow=prompt.follow[language]))}</p>'
        f'<p class="quiet">{escape(say("practice_purpose", purpose=prompt.purpose[language]))}</p>'
    )


@st.fragment(run_every=1.0)
def _clock() -> None:
    now = time.monotonic()
    spent, whole = (clock(now - st.session_state[name]) for name in (ASKED, BEGAN))
    st.caption(say("practice_time", spent=spent, whole=whole))


def _go(at: int, *, anew: bool = False) -> None:
    st.session_state[AT] = max(at, 0)
    st.session_state[ASKED] = time.monotonic()
    if anew:
        st.session_state[BEGAN] = st.session_state[ASKED]


page()
