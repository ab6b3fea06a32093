"""Correct: turns, words and doubtful moments; every number follows, and the original is never touched."""

from __future__ import annotations

from bisect import bisect_left
from functools import partial

import streamlit as st

from talkratio.conversation import Turn
from talkratio.dashboard import charts, components, mending, pieces, routes, session, sharing
from talkratio.dashboard.answers import answer
from talkratio.dashboard.markup import BOTH
from talkratio.dashboard.session import in_words, say
from talkratio.edits import Edit, Merge, Reassign, Remove, Retext, Split
from talkratio.errors import TalkratioError
from talkratio.figures import name_of
from talkratio.interval import Interval, Seconds
from talkratio.library import Kept
from talkratio.report import Report
from talkratio.texts.numbers import clock, seconds

CHOSEN = "chosen"
"""the turn being corrected"""


def page() -> None:
    """The ribbon to choose from, what changed, the moments that matter most, the turn, and all turns."""
    opened = pieces.opened()
    if opened is None:
        return
    kept, report = opened
    pieces.heading(session.about(kept).title, say("correct_title"))
    st.html(f'<p class="quiet">{say("correct_lead")}</p>')
    pieces.notice(kept)
    _changes(kept, report)
    turns = report.conversation.turns
    turn = st.session_state.get(CHOSEN)
    turn = turn if turn in turns else None
    audio = routes.media_address(kept) if pieces.has_sound(kept, report) else None
    drawn = charts.ribbon(
        report,
        session.language(),
        audio=audio,
        chosen=() if turn is None else (turns.index(turn),),
        seek=session.wished(),
    )
    moment = components.ribbon(drawn, key="ribbon")
    if moment is not None and moment.get("turn") is not None and int(moment["turn"]) < len(turns):
        _choose(turns[int(moment["turn"])])
    left, right = st.columns([1.15, 1], gap="large")
    with left:
        _turn(kept, report, turn)
    with right:
        _doubts(kept, report)
    _table(report)
    sharing.exports(kept, report)


def _changes(kept: Kept, report: Report) -> None:
    made, undone = kept.edits()
    before = session.original(kept) or report
    with st.container(horizontal=True, vertical_alignment="center", key="changes"):
        components.drawing(mending.change(before, report, len(made), session.language()), key="change")
        if st.button(say("undo"), disabled=not made, key="undo", icon=":material/undo:"):
            session.undo(kept)
            st.rerun()
        if st.button(say("redo"), disabled=not undone, key="redo", icon=":material/redo:"):
            session.redo(kept)
            st.rerun()


def _turn(kept: Kept, report: Report, turn: Turn | None) -> None:
    st.header(say("correct_turn"))
    if turn is None:
        st.html(f'<p class="quiet">{say("correct_no_turn")}</p>')
        return
    language, span = session.language(), turn.interval
    st.caption(
        f"{pieces.literal(name_of(report, turn.speaker, language))} · {clock(span.start)}–{clock(span.end)} · "
        f"{seconds(span.duration, language)}"
    )
    others = [speaker for speaker in report.conversation.speakers if speaker != turn.speaker]
    with st.container(horizontal=True):
        if st.button(say("turn_play"), key="turn_play", icon=":material/play_arrow:"):
            session.hear(span.start, span.end)
            st.rerun()
        for speaker in others:
            role = report.roles.of(speaker)
            key = f"turn_to_{role}" if role in BOTH else "turn_to"
            label = say(key, name=pieces.literal(name_of(report, speaker, language)))
            if st.button(label, key=f"to-{speaker}", type="primary"):
                _make(kept, Turn(span, speaker, 1.0), Reassign(turn.speaker, span, speaker))
        if st.button(say("turn_merge"), key="merge", disabled=_next(report, turn) is None):
            later = _next(report, turn)
            end = max(span.end, later.interval.end) if later else span.end
            _make(kept, Turn(Interval(span.start, end), turn.speaker, turn.confidence), Merge(turn.speaker, span))
        if st.button(say("turn_delete"), key="remove"):
            _make(kept, None, Remove(turn.speaker, span))
    said = components.drawing(mending.words(report, turn.speaker, span, language), key="words")
    if said is not None and said["what"] == "split":
        _split(kept, turn, float(said["value"]))
    if said is not None and said["what"] == "word":
        _retext(kept, report, turn, float(said["which"]), str(said["value"]))
    if span.duration > 0.4:
        low, high = span.start + 0.1, span.end - 0.1
        at = st.slider(say("turn_split_at"), low, high, span.middle, step=0.05, format="%.2f", key=f"at-{span.start}")
        if st.button(say("turn_split"), key="split", icon=":material/content_cut:"):
            _split(kept, turn, at)


def _doubts(kept: Kept, report: Report) -> None:
    st.header(say("correct_moments"))
    st.html(f'<p class="quiet">{say("correct_moments_lead")}</p>')
    said = components.drawing(mending.doubts(report, session.language()), key="doubts")
    if said is None:
        return
    start, end = (float(edge) for edge in str(said["value"]).split("-"))
    people = {
        "manager": [report.roles.manager],
        "employee": [report.roles.employee],
        "both": [report.roles.manager, report.roles.employee],
    }.get(str(said["what"]), [])
    heard = Interval(start, min(end, report.conversation.duration))
    _make(kept, None, *answer(report.conversation, heard, [one for one in people if one is not None]))


def _table(report: Report) -> None:
    st.header(say("turns_list"))
    turns, language = report.conversation.turns, session.language()
    rows = {
        say("column_start"): [clock(turn.interval.start) for turn in turns],
        say("column_length"): [seconds(turn.interval.duration, language) for turn in turns],
        say("column_who"): [name_of(report, turn.speaker, language) for turn in turns],
        say("column_words"): _said(report),
    }
    key = f"turns-{len(report.edits)}-{len(turns)}"
    st.dataframe(
        rows,
        hide_index=True,
        height=380,
        key=key,
        on_select=partial(_picked, key, turns),
        selection_mode="single-row",
        column_config={say("column_words"): st.column_config.TextColumn(width="large")},
    )


def _picked(key: str, turns: tuple[Turn, ...]) -> None:
    rows = st.session_state[key].selection.rows
    if rows and rows[0] < len(turns):
        st.session_state[CHOSEN] = turns[rows[0]]
        session.hear(turns[rows[0]].interval.start, turns[rows[0]].interval.end)


def _said(report: Report) -> list[str]:
    """What was said in each turn; a word belongs to the turn its middle lies in."""
    said = []
    of = {speaker: report.conversation.words_of(speaker) for speaker in report.conversation.speakers}
    middles = {speaker: [word.interval.middle for word in words] for speaker, words in of.items()}
    for turn in report.conversation.turns:
        first, last = (bisect_left(middles[turn.speaker], edge) for edge in (turn.interval.start, turn.interval.end))
        said.append(" ".join(word.text for word in of[turn.speaker][first:last]))
    return said


def _next(report: Report, turn: Turn) -> Turn | None:
    return next((other for other in report.conversation.turns_of(turn.speaker) if other > turn), None)


def _split(kept: Kept, turn: Turn, at: Seconds) -> None:
    if turn.interval.start < at < turn.interval.end:
        first = Turn(Interval(turn.interval.start, at), turn.speaker, turn.confidence)
        _make(kept, first, Split(turn.speaker, turn.interval, at))


def _retext(kept: Kept, report: Report, turn: Turn, at: Seconds, written: str) -> None:
    for word in report.conversation.words_of(turn.speaker):
        if abs(word.interval.start - at) < 0.001 and word.text != written:
            _make(kept, turn, Retext(word.interval, word.text, written.strip()))


def _choose(turn: Turn | None) -> None:
    if st.session_state.get(CHOSEN) != turn:
        st.session_state[CHOSEN] = turn
        st.rerun()


def _make(kept: Kept, turn: Turn | None, *edits: Edit) -> None:
    """Makes the corrections and goes on with `turn`."""
    try:
        session.correct(kept, *edits)
    except TalkratioError as error:
        st.error(in_words(error))
        return
    st.session_state[CHOSEN] = turn
    st.rerun()


page()
