"""The agreements of a round: what was suggested, confirmed by both, followed up, and taken along on paper."""

from __future__ import annotations

import secrets
from dataclasses import replace
from html import escape
from typing import get_args

import streamlit as st

from talkratio.dashboard import components, pieces, session
from talkratio.dashboard.agreements_reached import look
from talkratio.dashboard.markup import play
from talkratio.dashboard.plan_open import DAY_AS, changed, plan_text, say, stands, taken
from talkratio.dashboard.routes import file_address
from talkratio.dashboard.sure import sure
from talkratio.plan import documents
from talkratio.plan.agreements import Agreement, Status
from talkratio.plan.plan import Side
from talkratio.plan.promises import Who
from talkratio.plan.round import Round
from talkratio.texts.dates import shown_day

SIDES: tuple[Side, ...] = get_args(Side)
WHO: tuple[Who, ...] = get_args(Who)


def agreements(one: Round, audio: str | None) -> None:
    """Each agreement with its moment, a yes for each of the two, and its details folded up; last an empty one."""
    for each in one.agreements:
        with st.container(border=True, key=f"agreement-{each.key}"):
            components.drawing(look(_told(each)), key=f"said-{each.key}", audio=audio)
            _yes(one, each)
            with st.expander(say("details"), expanded=each.status == "open" and each.due is None):
                _form(one, each)
    with st.expander(say("add"), icon=":material/add:"):
        _form(one, None)


def _told(each: Agreement) -> str:
    """What was promised, by whom, how it stands, and the moment to hear."""
    about = [plan_text(f"who_{each.who}"), plan_text(f"status_{each.status}")]
    if each.due is not None:
        about.append(shown_day(each.due, session.language()))
    mark = "" if each.moment is None else play(each.moment.start, each.moment.end, session.language())
    return f'<p class="agreed"><b>{escape(each.what)}</b>{mark}<small>{escape(" · ".join(about))}</small></p>'


def _yes(one: Round, each: Agreement) -> None:
    """The two names; a tap is that person's yes, and with both it counts."""
    names = {"manager": one.plan.manager, "employee": one.plan.employee}
    key = f"yes-{each.key}"
    stands(key, list(each.confirmed_by))
    st.pills(
        say("who_agrees"),
        SIDES,
        selection_mode="multi",
        format_func=lambda side: pieces.literal(say("says_yes", who=names[side])),
        key=key,
        on_change=_said,
        args=(one, each.key, key),
        label_visibility="collapsed",
    )


def _said(one: Round, which: str, key: str) -> None:
    """Keeps who says yes the moment somebody taps, and only then."""
    taken(one, lambda old: old.with_yes(which, st.session_state[key]))


def papers(one: Round) -> None:
    """The development plan and the reminders, once something was agreed by both."""
    if not any(each.status == "open" for each in one.agreements):
        st.html(f'<p class="quiet">{say("none_agreed")}</p>')
        return
    language = session.language()
    offered = [(f"plan_{end}", "development", end) for end in ("docx", "pdf", "md")]
    if documents.reminders(one.agreements, language):
        offered.append(("reminders", "reminders", "ics"))
    pieces.files((say(called), file_address(one.key, what, end, language)) for called, what, end in offered)


def _form(one: Round, each: Agreement | None) -> None:
    """The fields of an agreement; nothing is kept until the button is pressed."""
    old = each or Agreement(secrets.token_hex(3), "both", "")
    where = each.key if each else f"new-{len(one.agreements)}"
    with st.form(f"form-{where}", border=False):
        what = st.text_input(say("what"), old.what, key=f"what-{where}", max_chars=300).strip()
        left, right = st.columns(2)
        who: Who = left.selectbox(
            say("who"), WHO, WHO.index(old.who), format_func=lambda one: plan_text(f"who_{one}"), key=f"who-{where}"
        )
        due = right.date_input(say("due"), old.due, key=f"due-{where}", format=DAY_AS[session.language()])
        use = left.text_input(say("use"), old.use, key=f"use-{where}", max_chars=300).strip()
        success = right.text_input(say("success"), old.success, key=f"success-{where}", max_chars=300).strip()
        made = replace(old, what=what, who=who, use=use, success=success, due=due)
        made = replace(_followed(made, where), status=_status(made, where))
        kept = st.form_submit_button(say("keep"), type="primary", key=f"keep-{where}")
    if each is not None:
        _remove(one, each)
    if kept and not what:
        st.html(f'<p class="note bad">{say("what_missing")}</p>')
    elif kept and changed(one, lambda before: before.with_agreement(made)):
        st.rerun()


def _remove(one: Round, each: Agreement) -> None:
    gone = say("remove_sure", what=each.what)
    if sure(say("remove"), gone, say("delete_yes"), key=f"remove-{each.key}", icon=":material/delete:") and changed(
        one, lambda before: before.without(each.key)
    ):
        st.rerun()


def _status(made: Agreement, where: str) -> Status:
    """How it goes with what both said yes to; before that it is a suggestion."""
    if made.status == "suggested":
        return made.status
    stands: tuple[Status, ...] = ("open", "kept", "dropped")
    picked: Status = st.selectbox(
        say("status"),
        stands,
        stands.index(made.status),
        format_func=lambda one: plan_text(f"status_{one}"),
        key=f"status-{where}",
    )
    return picked


def _followed(made: Agreement, where: str) -> Agreement:
    if made.status == "suggested":
        return made
    return replace(made, note=st.text_input(say("note"), made.note, key=f"note-{where}", max_chars=500).strip())
