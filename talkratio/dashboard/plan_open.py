"""The round that is open on the pages before and after the conversation, and how it is changed."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from talkratio.dashboard import pieces, session
from talkratio.dashboard.session import in_words
from talkratio.errors import InputError, TalkratioError
from talkratio.plan import documents, rounds
from talkratio.plan.round import Round
from talkratio.texts import Language, text

OPEN, NEW, FOR = "round", "new", "round-for"
"""places in the session: the key of the open round or `NEW`, and the two people a new one is for"""


DAY_AS: dict[Language, str] = {"da": "DD.MM.YYYY", "en": "DD/MM/YYYY"}
"""how a day is typed; the letters that stand in an empty field are Streamlit's, those of a year made Danish by CSS"""


def say(key: str, **values: object) -> str:
    """A sentence of these pages in the language chosen."""
    return text(f"round.{key}", session.language(), **values)


def plan_text(key: str, **values: object) -> str:
    """A sentence that the papers use too."""
    return text(f"plan.{key}", session.language(), **values)


def known() -> tuple[Round, ...]:
    """Every round that can be read, newest first; names those that cannot."""
    found, damaged = rounds.readable()
    for error in damaged:
        st.html(f'<p class="note bad">{escape(in_words(error))}</p>')
    return found


def current(found: tuple[Round, ...]) -> Round | None:
    """The round chosen, else that of the open conversation, else the newest; `None` for a new one."""
    key = st.session_state.get(OPEN)
    by_key = {one.key: one for one in found}
    if key == NEW or key in by_key:
        return by_key.get(key)
    kept = session.current()
    linked = [one for one in found if kept is not None and one.conversation == kept.name]
    held = [one for one in found if not one.plan.practice]
    return next(iter((*linked, *held)), None)


def choose(key: str) -> None:
    """Opens another round, or a new one."""
    st.session_state[OPEN] = key


def chooser(found: tuple[Round, ...], one: Round | None, *, new: bool) -> None:
    """A list to choose the round from, where there is a choice."""
    names = {each.key: named(each) for each in found} | ({NEW: say("new")} if new else {})
    keys = list(names)
    if len(keys) < 2:
        return
    index = keys.index(one.key if one is not None else NEW)
    picked = st.selectbox(say("which"), keys, index, format_func=names.__getitem__, key=f"which-{keys[index]}")
    if picked != keys[index]:
        choose(picked)
        st.rerun()


def changed(one: Round, how: Callable[[Round], Round]) -> bool:
    """Changes the round on disk; says so and gives `False` when that cannot be done."""
    try:
        rounds.change(one.key, how)
    except TalkratioError as error:
        st.html(f'<p class="note bad">{escape(_why(error))}</p>')
        return False
    return True


def taken(one: Round, how: Callable[[Round], Round]) -> None:
    """The same for what somebody tapped, before the page is drawn again."""
    try:
        rounds.change(one.key, how)
    except TalkratioError as error:
        session.refused(_why(error))


def _why(error: TalkratioError) -> str:
    """What a page offers is there, unless another window or program has done away with it since."""
    return say("elsewhere") if isinstance(error, InputError) else in_words(error)


def stands(key: str, kept: object) -> None:
    """A field is drawn as what it stands for is kept, also where another window has changed that since."""
    now = st.session_state.get(key, ...)
    if (set(now) != set(kept)) if isinstance(now, list) and isinstance(kept, list) else now != kept:
        st.session_state[key] = kept


def none_yet(title: str) -> None:
    """What to do where there is no plan."""
    pieces.blank(title, say("no_plan"))
    if st.button(say("to_plan"), type="primary", key="to_plan"):
        choose(NEW)
        session.go("plan")


def lead(title: str, words: str) -> None:
    """The heading of a page and what it is for."""
    pieces.heading(title)
    st.html(f'<p class="lead">{escape(words)}</p>')


def named(one: Round) -> str:
    """Whose plan it is, and for when."""
    return documents.called(one, session.language())
