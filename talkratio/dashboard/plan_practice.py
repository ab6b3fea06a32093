"""Practice: the questions of the plan one by one, asked in one's own words, or recorded like a real conversation."""

from __future__ import annotations

import time
from html import escape

import streamlit as st

from talkratio.dashboard import session
from talkratio.dashboard.plan_open import choose, chooser, current, known, lead, none_yet, say
from talkratio.dashboard.session import in_words
from talkratio.errors import TalkratioError
from talkratio.plan import aloud, rounds
from talkratio.plan.elements import bank, elements
from talkratio.plan.practice import counted, places, rehearsal, told, tried
from talkratio.plan.round import Round
from talkratio.texts.numbers import clock, percent

AT, BEGAN, ASKED, SAID = "practice-at", "practice-began", "practice-asked", "practice-said"


def page() -> None:
    """One question large on the page, how to go on, and the time it takes."""
    found = known()
    one = current(found)
    if one is None:
        none_yet(say("practice_title"))
        return
    lead(say("practice_title"), say("practice_lead"))
    chooser(found, one, new=False)
    chosen = places(one.plan)
    if st.session_state.get("practice-of") != (one.key, chosen):
        st.session_state["practice-of"] = (one.key, chosen)
        _go(0, anew=True)
    at = min(st.session_state[AT], len(chosen))
    if at == len(chosen):
        st.html(f'<p class="note">{say("practice_done")}</p>')
        _counted()
    else:
        _question(chosen[at], at, len(chosen))
        _clock()
        _own(chosen[at])
    with st.container(horizontal=True):
        st.button(say("back"), key="back", disabled=at == 0, on_click=_go, args=(at - 1,))
        if at < len(chosen):
            st.button(say("forward"), key="forward", type="primary", on_click=_go, args=(at + 1,))
        st.button(say("again"), key="again", type="tertiary", on_click=_go, args=(0,), kwargs={"anew": True})
    if not one.plan.practice:
        _record(one)


def _question(place: int, at: int, count: int) -> None:
    language, prompt = session.language(), bank()[place]
    element = elements()[prompt.element]
    share = percent(element.manager, language)
    above = say("practice_place", number=at + 1, count=count, element=element.name[language], share=share)
    st.html(
        '<div style="display:grid;gap:.7rem;margin:.6rem 0 .3rem">'
        f'<p class="eyebrow">{escape(above)}</p><p class="title">{escape(prompt.ask[language])}</p>'
        f'<p class="note">{escape(say("practice_follow", follow=prompt.follow[language]))}</p>'
        f'<p class="quiet">{escape(say("practice_purpose", purpose=prompt.purpose[language]))}</p></div>'
    )


def _own(place: int) -> None:
    """The question in the manager's own words, and at once what it opens."""
    language = session.language()
    if aloud.voice(language) and st.button(say("speak"), key="speak", type="tertiary", icon=":material/volume_up:"):
        aloud.speak(bank()[place].ask[language], language)
    words = st.text_input(say("practice_own"), key=f"own-{place}", max_chars=300, help=say("practice_own_why")).strip()
    if not words:
        return
    one = tried(words, place, language)
    st.session_state[SAID][place] = one
    lines = "<br>".join(map(escape, told(one, language)))
    st.html(f'<p class="note">{lines}</p>')


def _counted() -> None:
    if said := tuple(st.session_state[SAID].values()):
        st.html(f'<p class="note">{escape(counted(said, session.language()))}</p>')


def _record(one: Round) -> None:
    """A plan of its own for the recording, so that the real one stays free; open on the page that records."""
    st.html(f'<p class="quiet">{escape(say("practice_record_why"))}</p>')
    if not st.button(say("practice_record"), key="practice_record", icon=":material/mic:"):
        return
    try:
        waiting = (each for each in known() if each.plan.practice and each.conversation is None)
        for left in waiting:
            rounds.forget(left.key)
        choose(rounds.begin(rehearsal(one.plan)).key)
    except TalkratioError as error:
        st.error(in_words(error))
        return
    st.session_state.pop("follow", None)
    session.go("record")


@st.fragment(run_every=1.0)
def _clock() -> None:
    now = time.monotonic()
    spent, whole = (clock(now - st.session_state[name]) for name in (ASKED, BEGAN))
    st.caption(say("practice_time", spent=spent, whole=whole))


def _go(at: int, *, anew: bool = False) -> None:
    st.session_state[AT] = max(at, 0)
    if anew:
        st.session_state[SAID] = {}
    st.session_state[ASKED] = time.monotonic()
    if anew:
        st.session_state[BEGAN] = st.session_state[ASKED]


page()
