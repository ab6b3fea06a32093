"""The check-in on the page: each says a name and a yes, and sees how it was heard."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from talkratio import capture, consent
from talkratio.capture import checkin
from talkratio.capture.state import PHASE, Standing
from talkratio.consent import Consent
from talkratio.dashboard import pieces, record_drawn, session
from talkratio.dashboard.record_asked import ask, say
from talkratio.dashboard.session import in_words
from talkratio.errors import TalkratioError
from talkratio.library import Kept

WITHIN = 180.0
"""seconds of talk after which nobody begins a check-in any more"""


def under_way(kept: Kept, now: Standing) -> bool:
    """Whether the check-in is still to be done or shown: not once it was closed, or the talk is well under way."""
    if st.session_state.get(f"checked-{kept.name}"):
        return False
    kinds = [mark.kind for mark in capture.marks(kept)]
    return PHASE not in kinds and (now.seconds < WITHIN or checkin.speaking(capture.marks(kept)) != "")


def shown(kept: Kept, given: Consent) -> None:
    """Each person says a name and a yes: the microphone is tried, and each voice is known once."""
    people = [one.name for one in given.people]
    found = capture.marks(kept)
    with st.container(border=True, key="check-in"):
        if (name := checkin.speaking(found)) in people:
            _said(kept, people, people.index(name))
        elif any(mark.kind == checkin.KIND for mark in found):
            _checked(kept, given)
        else:
            _said(kept, people, -1)


def _said(kept: Kept, people: Sequence[str], at: int) -> None:
    """Whose turn it is, −1 before the first, and the way on to the next."""
    words = consent.wording(session.language())
    told = words["checkin"] if at < 0 else words["checkin_now"].format(name=people[at])
    why = words["checkin_why"] if at < 0 else words["checkin_example"]
    st.html(f'<p class="ask">{escape(told)}</p><p class="quiet">{escape(why)}</p>')
    following = people[at + 1] if at + 1 < len(people) else ""
    way_on = "checkin_begin" if at < 0 else "checkin_next" if following else "checkin_done"

    def go_on() -> None:
        (checkin.begin(kept, following) if following else checkin.end(kept))

    with st.container(horizontal=True):
        label = pieces.literal(say(way_on, name=following))
        st.button(label, key="says", type="primary", on_click=ask, args=(kept, go_on))
        st.button(say("checkin_skip"), key="skip", type="tertiary", on_click=_skip, args=(kept, at >= 0))


def _checked(kept: Kept, given: Consent) -> None:
    """How each was heard; whose yes was heard is noted on the receipt."""
    found: tuple[checkin.Heard, ...] = ()
    try:
        found = checkin.check(kept)
        if any(one.how == "ticked" for one in given.people):
            checkin.agree(kept, found)
    except TalkratioError as error:
        st.html(f'<p class="note bad">{escape(in_words(error))}</p>')
    if given.memory:
        st.html(f'<p class="ask">{escape(say("checkin_memory"))}</p>')
    words = consent.wording(session.language())
    both = len(found) > 1 and all(one.verdict == "good" for one in found)
    if both:
        st.html(f'<p class="ask">{escape(words["heard_both"])}</p>')
    st.html(record_drawn.heard(found, words))
    again = (kept, lambda: checkin.begin(kept, given.people[0].name))
    with st.container(horizontal=True):
        if both or given.memory:
            st.button(say("checkin_close"), key="heard", type="primary", on_click=_close, args=(kept,))
            st.button(say("checkin_again"), key="again", type="tertiary", on_click=ask, args=again)
        else:
            st.button(say("checkin_again"), key="again", type="primary", on_click=ask, args=again)
            st.button(say("checkin_anyway"), key="heard", type="tertiary", on_click=_close, args=(kept,))


def _skip(kept: Kept, begun: bool) -> None:
    _close(kept)
    if begun:
        ask(kept, lambda: checkin.end(kept))


def _close(kept: Kept) -> None:
    st.session_state[f"checked-{kept.name}"] = True
