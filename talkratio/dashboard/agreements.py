"""After the conversation: where the time went, what was agreed, whether it was worth it, and on to the next."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from talkratio import library
from talkratio.dashboard import (
    agreements_list,
    agreements_reached,
    agreements_worth,
    components,
    pieces,
    routes,
    session,
)
from talkratio.dashboard.plan_open import (
    FOR,
    NEW,
    changed,
    choose,
    chooser,
    current,
    known,
    none_yet,
    say,
    stands,
    taken,
)
from talkratio.dashboard.session import in_words
from talkratio.errors import TalkratioError
from talkratio.library import Kept
from talkratio.plan import rounds
from talkratio.plan.against import stretches, topics
from talkratio.plan.promises import suggested
from talkratio.plan.reached import Correction, corrected
from talkratio.plan.round import Round
from talkratio.report import Report
from talkratio.topics import marked


def page() -> None:
    """The round after the conversation, top to bottom."""
    found = known()
    one = current(found)
    if one is None:
        none_yet(say("agreements_title"))
        return
    pieces.heading(say("agreements_title"))
    chooser(found, one, new=False)
    conversation = _conversation(one)
    if conversation is None:
        _offer_link(one)
    else:
        _reached(one, *conversation)
    st.header(say("agreed_title"))
    heard = [each for each in one.agreements if each.moment is not None]
    st.html(f'<p class="quiet">{say("agreed_found" if heard else "agreed_lead")}</p>')
    if conversation is not None and not heard:
        _suggest(one, conversation[1])
    audio = _audio(*conversation) if conversation else None
    agreements_list.agreements(one, audio)
    agreements_list.papers(one)
    agreements_worth.worth(one)
    _tried(one)
    st.space("small")
    if st.button(say("next"), type="primary", key="next"):
        st.session_state[FOR] = (one.plan.employee, one.plan.manager)
        choose(NEW)
        session.go("plan")


def _conversation(one: Round) -> tuple[Kept, Report] | None:
    """The conversation that the round belongs to, with its report, when both are there."""
    if one.conversation is None:
        return None
    try:
        kept = library.find(one.conversation)
        report = session.shown(kept)
    except TalkratioError as error:
        st.html(f'<p class="note bad">{escape(in_words(error))}</p>')
        return None
    return None if report is None else (kept, report)


def _offer_link(one: Round) -> None:
    kept = session.current()
    if one.conversation is not None or kept is None or not kept.ready:
        st.html(f'<p class="note">{say("no_conversation")}</p>')
        return
    st.html(f'<p class="quiet">{say("link_lead")}</p>')
    if st.button(pieces.literal(say("link", title=kept.about.title)), key="link"):
        try:
            rounds.link(one.key, kept)
            if (report := session.shown(kept)) is not None:
                found = suggested(report.conversation, report.roles)
                rounds.change(one.key, lambda old: old.suggested(found))
        except TalkratioError as error:
            st.error(in_words(error))
            return
        choose(one.key)
        st.rerun()


def _audio(kept: Kept, report: Report) -> str | None:
    return routes.media_address(kept) if pieces.has_sound(kept, report) else None


def _reached(one: Round, kept: Kept, report: Report) -> None:
    """Minutes and share by element against the plan, and the stretches to put right."""
    language, heard = session.language(), report.conversation
    st.header(say("reached_title"))
    found = stretches(heard, marked(kept))
    if not found:
        st.html(f'<p class="quiet">{say("no_words")}</p>')
        return
    shown = corrected(found, one.corrections)
    rows = topics(one.plan, shown, heard, report.roles, language)
    components.drawing(agreements_reached.drawn(rows, language), key="reached")
    with st.expander(say("stretches")):
        st.html(f'<p class="quiet">{say("stretches_lead")}</p>')
        markup = agreements_reached.stretches(found, one.corrections, language)
        said = components.drawing(markup, key="stretches", audio=_audio(kept, report))
    if said is not None and said["what"] == "element" and int(said["which"]) < len(found):
        element = None if said["value"] == agreements_reached.NONE else str(said["value"])
        correction = Correction(found[int(said["which"])].interval.start, element)
        if changed(one, lambda old: old.corrected(correction)):
            st.rerun()


def _tried(one: Round) -> None:
    """Whether the manager tried what the last feedback proposed; asked once there is something to have tried."""
    if not one.plan.experiment:
        return
    st.header(say("tried_title"))
    st.html(f'<p class="quiet">{escape(one.plan.experiment)}</p>')
    key, names = f"tried-{one.key}", {True: say("tried_yes"), False: say("tried_no")}
    stands(key, one.tried)
    st.segmented_control(
        say("tried"), list(names), format_func=names.__getitem__, key=key, on_change=_said, args=(one, key)
    )


def _said(one: Round, key: str) -> None:
    """Keeps the answer the moment somebody taps, and only then."""
    taken(one, lambda old: replace(old, tried=st.session_state[key]))


def _suggest(one: Round, report: Report) -> None:
    if not st.button(say("find"), key="find", icon=":material/search:"):
        return
    found = suggested(report.conversation, report.roles)
    if found and changed(one, lambda old: old.suggested(found)):
        st.toast(say("found", count=len(found)))
        st.rerun()
    st.html(f'<p class="quiet">{say("found_none")}</p>')


page()
