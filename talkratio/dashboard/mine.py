"""My conversations: found again, looked back on, given away or deleted. Only one's own, and nobody is ranked."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from html import escape

import streamlit as st

from talkratio import capture, consent, library, retention
from talkratio.capture.told import told
from talkratio.dashboard import components, pieces, record_drawn, session, sharing, trend
from talkratio.dashboard.session import in_words, say
from talkratio.dashboard.sure import conversation, of_recording, recording, sure
from talkratio.errors import TalkratioError
from talkratio.library import Entry, Kept, locking
from talkratio.retention import Withdrawn
from talkratio.texts import text
from talkratio.texts.numbers import clock, percent

MOST = 25
"""conversations shown before the search has to help"""


def page() -> None:
    """The list with search, then how it went over time."""
    entries = library.entries()
    if entries:
        pieces.heading(say("nav_mine"))
        st.html(f'<p class="lead">{say("mine_lead")}</p>')
    if (gone := st.session_state.pop(session.RECEIPT, None)) is not None:
        _receipt(gone)
    if not entries:
        pieces.blank(say("nav_mine"), say("mine_none"))
        if st.button(say("to_start"), type="primary", key="to_start"):
            session.go("start")
        return
    wanted = st.text_input(
        say("mine_search"), key="search", placeholder=say("mine_search"), label_visibility="collapsed"
    )
    wanted = wanted.strip().casefold()
    found = [entry for entry in entries if not wanted or wanted in _searched(entry)]
    if not found:
        st.html(f'<p class="quiet">{say("mine_found_none")}</p>')
    for entry in found[:MOST]:
        _row(entry)
    if len(found) > MOST:
        st.caption(say("mine_more", count=len(found) - MOST))
    _over_time(entries)


def _receipt(gone: Withdrawn) -> None:
    """What was deleted, to be read now, and kept or printed by whoever wants to."""
    language = session.language()
    lines = "".join(f"<p>{escape(line)}</p>" for line in gone.told(language).splitlines())
    with st.container(border=True, key="receipt"):
        heading = f'<p class="ask">{escape(consent.wording(language)["withdrawn"])}</p>'
        st.html(record_drawn.look(heading + lines))
        page, name = consent.farewell(gone, language), text("record.receipt_file", language)
        # without a new run of the page, which would take the receipt away
        st.download_button(text("record.receipt_keep", language), page, name, "text/html", on_click="ignore")


def _searched(entry: Entry) -> str:
    notes = ""
    with contextlib.suppress(TalkratioError):
        notes = session.about(library.find(entry.name)).notes
    return f"{entry.title} {notes} {trend.day(entry.created, session.language())}".casefold()


def _row(entry: Entry) -> None:
    with st.container(key=f"row-{entry.name}", horizontal=True, vertical_alignment="center"):
        st.html(line(entry), width="stretch")
        try:
            kept = library.find(entry.name)
        except TalkratioError:
            return
        if entry.locked:
            with st.popover(say("mine_unlock")):
                _unlock(kept)
        elif st.button(say("mine_open"), key=f"open-{entry.name}"):
            session.open_conversation(kept)
            session.go("talk" if entry.report else "underway" if entry.numbers is None else "talk")
        more = st.popover(say("mine_more_of"), on_change="rerun", key=f"more-{entry.name}")
        if more.open:
            with more:
                _more(kept, entry)


def line(entry: Entry) -> str:
    """A conversation as a line: name, day, length, and the share as a small bar."""
    language, numbers = session.language(), entry.numbers
    title = escape(entry.title or say("untitled"))
    parts = [trend.day(entry.created, language)]
    if numbers is not None and numbers.duration is not None:
        parts.append(clock(numbers.duration))
    if entry.locked:
        parts.append(say("mine_locked"))
    elif numbers is None:
        parts.append(say("mine_damaged" if entry.report else "mine_unfinished"))
    share = ""
    if numbers is not None and numbers.share is not None:
        share = (
            f'<span class="mini" aria-hidden="true"><i style="width:{100 * numbers.share:.0f}%"></i></span>'
            f"<em>{escape(percent(numbers.share, language))}</em>"
        )
    about = "".join(f"<small>{escape(part)}</small>" for part in parts)
    return f'<div class="line"><b>{title}</b><span class="parts">{about}</span><span class="has">{share}</span></div>'


def _more(kept: Kept, entry: Entry) -> None:
    """Name, notes, files to take along, and deletion."""
    if not entry.locked:  # a title typed before would be written beside the lock
        _describe(kept)
    if said := told(capture.marks(kept), session.language()):
        title = text("record.told_title", session.language())
        st.html(f'<p class="quiet"><b>{escape(title)}:</b> {escape(" · ".join(said))}</p>')
    if entry.report and (report := session.shown(kept)) is not None:
        sharing.exports(kept, report, small=True)
    with contextlib.suppress(TalkratioError):
        if (given := consent.read(kept)) is not None:
            page, name = consent.receipt(given, session.language()), text("record.consent_file", session.language())
            st.download_button(say("mine_consent"), page, name, "text/html", key=f"consent-{kept.name}")
    if entry.report:
        _lock(kept)
    _delete(kept, entry)


def _delete(kept: Kept, entry: Entry) -> None:
    """What it was made from alone, or everything about the conversation; either is asked first."""
    if entry.recording:
        label, yes = (say(of_recording(kept, key)) for key in ("mine_forget", "mine_forget_yes"))
        if sure(label, recording(kept, "mine_forget_sure"), yes, key=f"forget-{kept.name}", quiet=False):
            _try(kept.forget_recording)
            st.rerun()
    key = f"delete-{kept.name}"
    if sure(say("mine_delete_yes"), conversation(kept, "mine_delete_sure"), say("delete_yes"), key=key, quiet=False):
        _withdraw(kept)


def _describe(kept: Kept) -> None:
    about = session.about(kept)
    title = st.text_input(say("mine_rename"), about.title, key=f"title-{kept.name}", max_chars=120)
    notes = st.text_area(say("mine_notes"), about.notes, key=f"notes-{kept.name}", help=say("mine_notes_hint"))
    if (title, notes) != (about.title, about.notes):
        _try(lambda: kept.describe(title=title, notes=notes))


def _lock(kept: Kept) -> None:
    """A passphrase for all that is kept of it, written twice."""
    language = session.language()
    with st.expander(text("record.lock", language)), st.form(f"lock-{kept.name}", border=False):
        st.html(f'<p class="quiet">{text("record.lock_means", language)}</p>')
        phrase, again = (
            st.text_input(say(name), type="password", key=f"{name}-lock-{kept.name}")
            for name in ("give_phrase", "give_again")
        )
        if not st.form_submit_button(text("record.lock_yes", language), key=f"lock-now-{kept.name}"):
            return
    if phrase != again:
        st.error(say("give_differ"))
        return
    try:
        locking.lock(kept, phrase)
    except TalkratioError as error:
        st.error(in_words(error))
        return
    session.forget_cached()
    st.rerun()


def _withdraw(kept: Kept) -> None:
    try:
        receipt = retention.withdraw(kept)
    except TalkratioError as error:
        st.error(in_words(error))
        return
    if st.session_state.get(session.OPEN) == kept.name:
        session.open_conversation(None)
    session.forget_cached()
    st.session_state[session.RECEIPT] = receipt
    st.rerun()


def _unlock(kept: Kept) -> None:
    phrase = st.text_input(say("mine_passphrase"), type="password", key=f"phrase-{kept.name}")
    if phrase:
        _try(lambda: locking.unlock(kept, phrase))
        if not kept.locked:
            st.rerun()


def _over_time(entries: tuple[Entry, ...]) -> None:
    language = session.language()
    if sum(entry.numbers is not None for entry in entries) < 2:
        st.html(f'<p class="quiet">{say("trend_few")}</p>')
        return
    st.header(say("mine_pooled"))
    components.drawing(trend.pooled(entries, language), key="pooled")
    st.html(f'<p class="quiet">{say("mine_pooled_rule")}</p>')
    left, right = st.columns(2, gap="large")
    with left:
        st.header(say("mine_trend"))
        drawn = trend.share_over_time(entries, language)
        components.drawing(drawn, key="trend")
        if "<figure" in drawn:
            st.html(f'<p class="quiet">{say("mine_trend_rule")}</p>')
    with right:
        st.header(say("mine_trend_questions"))
        components.drawing(trend.questions_over_time(entries, language), key="trend_questions")


def _try(change: Callable[[], object]) -> None:
    try:
        change()
    except TalkratioError as error:
        st.error(in_words(error))


page()
