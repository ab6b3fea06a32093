"""Before the conversation: put it together, and take the papers along."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from talkratio.dashboard import pieces, plan_draft, plan_form, plan_weigh, session
from talkratio.dashboard.plan_open import FOR, changed, choose, chooser, current, known, lead, named, say
from talkratio.dashboard.routes import file_address
from talkratio.dashboard.session import in_words
from talkratio.dashboard.sure import sure
from talkratio.errors import TalkratioError
from talkratio.plan import documents, rounds
from talkratio.plan.plan import Plan, still_weighed
from talkratio.plan.round import Round


def page() -> None:
    """The form, and below it the papers once the plan is kept."""
    found = known()
    one = current(found)
    if plan_weigh.handed_over(one):
        return
    lead(say("plan_title"), say("plan_lead"))
    chooser(found, one, new=True)
    typed = plan_draft.opened(one)
    plan = plan_form.form(one, found, typed)
    if plan is not None:
        plan_draft.follow(one, plan)
        _save(one, plan)
    if one is not None:
        plan_weigh.weights(one)
        _papers(one)
    with st.container(horizontal=True):
        if st.button(say("to_year"), key="to_year", type="tertiary", icon=":material/calendar_month:"):
            session.go("year")
        if one is not None:
            if st.button(say("to_practice"), key="to_practice", type="tertiary", icon=":material/record_voice_over:"):
                session.go("plan_practice")
            if st.button(say("to_agreements"), key="to_agreements", type="tertiary", icon=":material/handshake:"):
                session.go("agreements")
            _delete(one)


def _save(one: Round | None, plan: Plan) -> None:
    if not st.button(say("save"), type="primary", key="save"):
        return
    if not (plan.employee and plan.manager):
        st.html(f'<p class="note bad">{say("names_missing")}</p>')
        return
    if one is not None:
        if not changed(one, lambda old: replace(old, plan=still_weighed(plan, old.plan))):
            return
    else:
        try:
            choose(rounds.begin(plan).key)
            st.session_state.pop(FOR, None)
        except TalkratioError as error:
            st.error(in_words(error))
            return
    plan_draft.done(one)
    st.toast(say("saved"), icon=":material/check:")
    st.rerun()


def _papers(one: Round) -> None:
    """Agenda, appointment and invitation."""
    language, plan = session.language(), one.plan
    st.header(say("papers_title"))
    offered = [(f"agenda_{end}", "agenda", end) for end in ("pdf", "docx", "html")] + [("sheet", "sheet", "pdf")]
    if plan.begins is not None:
        offered.append(("calendar", "appointment", "ics"))
    pieces.files((say(called), file_address(one.key, what, end, language)) for called, what, end in offered)
    if plan.begins is None:
        st.caption(say("no_day"))
    with st.expander(say("invitation"), key="invitation"):
        st.code(documents.invitation(plan, language), language=None, wrap_lines=True)


def _delete(one: Round) -> None:
    gone, icon = say("delete_sure", name=named(one)), ":material/delete:"
    if sure(say("delete"), gone, say("delete_yes"), key=f"delete-{one.key}", icon=icon):
        try:
            rounds.forget(one.key)
        except TalkratioError as error:
            st.error(in_words(error))
            return
        st.rerun()


page()
