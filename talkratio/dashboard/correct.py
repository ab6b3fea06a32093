"""Correct: turns, words and doubtful moments; every number follows, and the original is never touched."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from talkratio.conversation import Turn
from talkratio.dashboard import charts, components, mending, pieces, routes, session, sharing
from talkratio.dashboard.answers import answer
from talkratio.dashboard.markup import BOTH, mute
from talkratio.dashboard.session import in_words, say
from talkratio.edits import Edit, Merge, Reassign, Recast, Remove, Retext, Split
from talkratio.errors import TalkratioError
from talkratio.figures import name_of
from talkratio.interval import Interval, Seconds
from talkratio.library import Kept
from talkratio.report import Report
from talkratio.texts import Language
from talkratio.texts.numbers import clock, seconds

CHOSEN = "chosen"
"""the turn being corrected"""
FEW = 200
"""turns up to which the table of them stands open"""
REFUSED = "refused"
"""why the last correction could not be made"""


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
    components.ribbon(drawn, key="ribbon", chosen=partial(_choose, turns))
    left, right = st.columns([1.15, 1], gap="large")
    with left:
        _turn(kept, report, turn, sound=audio is not None)
    with right:
        _doubts(kept, report, sound=audio is not None)
    _table(report)
    sharing.exports(kept, report)


def _changes(kept: Kept, report: Report) -> None:
    """What the corrections did, and the way back; all that is pressed here happens before the page is drawn again."""
    made, undone = kept.edits()
    before = session.original(kept) or report
    if refused := st.session_state.pop(REFUSED, None):
        st.error(refused)
    with st.container(horizontal=True, vertical_alignment="center", key="changes"):
        # Saying who is who is where everybody begins, and no correction.
        count = sum(not isinstance(edit, Recast) for edit in made)
        components.drawing(mending.change(before, report, count, session.language()), key="change")
        back = partial(_step, session.undo, kept)
        again = partial(_step, session.redo, kept)
        there = mending.changed(before, report, count)
        st.button(say("undo"), disabled=not there, key="undo", icon=":material/undo:", on_click=back)
        st.button(say("redo"), disabled=not undone, key="redo", icon=":material/redo:", on_click=again)


def _turn(kept: Kept, report: Report, turn: Turn | None, *, sound: bool) -> None:
    st.header(say("correct_turn"))
    if turn is None:
        st.html(f'<p class="quiet">{say("correct_no_turn")}</p>')
        return
    language, span = session.language(), turn.interval
    drawn = mending.turn(report, turn, language)
    told = partial(_in_words, kept, report, turn)
    components.drawing(drawn if sound else mute(drawn), key="words", told=told)
    with st.container(horizontal=True):
        for speaker in report.conversation.speakers:
            if speaker == turn.speaker:
                continue
            role = report.roles.of(speaker)
            key = f"turn_to_{role}" if role in BOTH else "turn_to"
            label = say(key, name=pieces.literal(name_of(report, speaker, language)))
            make = partial(_make, kept, Turn(span, speaker, 1.0), Reassign(turn.speaker, span, speaker))
            st.button(label, key=f"to-{speaker}", type="primary", on_click=make)
        later = _next(report, turn)
        whole = Interval(span.start, max(span.end, later.interval.end)) if later else span
        make = partial(_make, kept, Turn(whole, turn.speaker, turn.confidence), Merge(turn.speaker, span))
        st.button(say("turn_merge"), key="merge", disabled=later is None, on_click=make)
        make = partial(_make, kept, None, Remove(turn.speaker, span))
        st.button(say("turn_delete"), key="remove", on_click=make)
    if span.duration > 0.4:
        low, high = span.start + 0.1, span.end - 0.1
        label, key = say("turn_split_at"), f"at-{span.start}"
        at = st.slider(label, low, high, span.middle, step=0.05, format="localized", key=key)
        st.button(
            say("turn_split"), key="split", icon=":material/content_cut:", on_click=partial(_split, kept, turn, at)
        )


def _doubts(kept: Kept, report: Report, *, sound: bool) -> None:
    st.header(say("correct_moments" if sound else "correct_moments_mute"))
    drawn = mending.doubts(report, session.language())
    if "<li>" in drawn:
        st.html(f'<p class="quiet">{say("correct_moments_lead")}</p>')
    components.drawing(drawn if sound else mute(drawn), key="doubts", told=partial(_answered, kept, report))


def _answered(kept: Kept, report: Report, said: dict[str, Any]) -> None:
    start, end = (float(edge) for edge in str(said["value"]).split("-"))
    people = {
        "manager": [report.roles.manager],
        "employee": [report.roles.employee],
        "both": [report.roles.manager, report.roles.employee],
    }.get(str(said["what"]), [])
    heard = Interval(start, min(end, report.conversation.duration))
    _make(kept, None, *answer(report.conversation, heard, [one for one in people if one is not None]))


def _table(report: Report) -> None:
    """All turns as a table; a long one is made when somebody opens it, since it costs as much as all the rest."""
    turns, language = report.conversation.turns, session.language()
    if not turns:
        return
    label = say("turns_list", count=len(turns))
    table = st.expander(label, expanded=len(turns) <= FEW, on_change="rerun", key="turns")
    if table.open:
        with table:
            _rows(report, turns, language)


def _rows(report: Report, turns: tuple[Turn, ...], language: Language) -> None:
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
        height=min(380, 36 * (len(turns) + 1) + 3),
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


def _in_words(kept: Kept, report: Report, turn: Turn, said: dict[str, Any]) -> None:
    """What was done where the words stand: the turn split between two of them, or one written anew."""
    if said["what"] == "split":
        _split(kept, turn, float(said["value"]))
    for word in report.conversation.words_of(turn.speaker) if said["what"] == "word" else ():
        written = str(said["value"]).strip()
        if abs(word.interval.start - float(said["which"])) < 0.001 and word.text != written:
            _make(kept, turn, Retext(word.interval, word.text, written))


def _split(kept: Kept, turn: Turn, at: Seconds) -> None:
    if turn.interval.start < at < turn.interval.end:
        first = Turn(Interval(turn.interval.start, at), turn.speaker, turn.confidence)
        _make(kept, first, Split(turn.speaker, turn.interval, at))


def _choose(turns: tuple[Turn, ...], moment: dict[str, Any]) -> None:
    index = moment.get("turn")
    if index is not None and int(index) < len(turns):
        st.session_state[CHOSEN] = turns[int(index)]


def _make(kept: Kept, turn: Turn | None, *edits: Edit) -> None:
    """Makes the corrections and goes on with `turn`."""
    _step(lambda one: session.correct(one, *edits), kept)
    if REFUSED not in st.session_state:
        st.session_state[CHOSEN] = turn


def _step(change: Callable[[Kept], None], kept: Kept) -> None:
    try:
        change(kept)
    except TalkratioError as error:
        st.session_state[REFUSED] = in_words(error)


page()
