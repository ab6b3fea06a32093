"""While it records: the check-in, the clock, the phases of the plan, and few buttons."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from talkratio import capture, consent, live, retention
from talkratio.capture import checkin
from talkratio.capture.state import PHASE, Mark, Standing
from talkratio.consent import Consent
from talkratio.dashboard import pieces, record_drawn, session
from talkratio.dashboard.session import in_words
from talkratio.errors import TalkratioError
from talkratio.library import Kept
from talkratio.plan import rounds
from talkratio.plan.documents import item_name
from talkratio.plan.plan import Item
from talkratio.texts import text

PATIENCE = 1.5
"""seconds within which a recorder at work has done what it was asked"""
CHECK_IN_WITHIN = 180.0
"""seconds of talk after which nobody begins a check-in any more"""
TROUBLE, SHARE = "record-trouble", "record-share"
Stop = Callable[[Kept], None]


def say(key: str, **values: object) -> str:
    """A sentence of recording in the language chosen."""
    return text(f"record.{key}", session.language(), **values)


def recording(kept: Kept, stop: Stop) -> None:
    """The recording as it runs; `stop` is what happens when somebody ends it."""
    now = capture.standing(kept)
    if now is None:
        return
    given, agenda = _consent(kept), _agenda(kept)
    checking = given is not None and _checking(kept, now)
    _standing(kept, _stage(now, capture.marks(kept)), () if checking else agenda)
    if now.status == "measuring":
        return
    if trouble := st.session_state.pop(TROUBLE, ""):
        st.html(f'<p class="note bad">{escape(trouble)}</p>')
    if given is not None and checking:
        _check_in(kept, given)
    elif agenda:
        _phases(kept, agenda)
    _buttons(kept, now, stop, all_of_them=not checking)
    if given is None or checking or not checkin.voices(kept):
        return
    if st.toggle(say("share_show"), key=SHARE, help=say("share_why"), on_change=live.stop, args=(kept,)):
        live.start(kept, given.people[0].name)  # another window may show it too, so only a change ends it


@st.fragment(run_every=0.5)
def _standing(kept: Kept, seen: tuple[str, int], agenda: tuple[Item, ...]) -> None:
    """The clock and what changes with it; when the stage is another one the whole page is drawn anew."""
    now, marks = capture.standing(kept), capture.marks(kept)
    if now is None or _stage(now, marks) != seen:
        st.rerun(scope="app")
    language = session.language()
    drawn = record_drawn.standing(now, language)
    if agenda:
        running, spent = capture.phases(marks, now.seconds)
        drawn += record_drawn.phases(agenda, running, spent, language)
    if st.session_state.get(SHARE):
        drawn += record_drawn.share(live.state(kept), language)
    drawn += record_drawn.noted(marks, language)
    st.html(record_drawn.look(drawn))


def _stage(now: Standing, marks: Sequence[Mark]) -> tuple[str, int]:
    """What the rest of the page hangs on, though a busy recorder may obey late: its status, and the steps taken."""
    return now.status, sum(mark.kind in (PHASE, checkin.KIND) for mark in marks)


def _phases(kept: Kept, agenda: tuple[Item, ...]) -> None:
    """One button for each stretch of the plan, the one that runs marked."""
    running, _ = capture.phases(capture.marks(kept), 0.0)
    items = {item.element: item for item in agenda}
    st.session_state["phase"] = running if running in items else None

    def named(element: str) -> str:
        item = items[element]
        return pieces.literal(say("phase_planned", name=item_name(item, session.language()), minutes=item.minutes))

    def begin() -> None:
        if chosen := st.session_state["phase"]:
            _ask(kept, lambda: capture.mark(kept, chosen, PHASE))

    st.pills(say("phases"), list(items), format_func=named, key="phase", on_change=begin)


def _buttons(kept: Kept, now: Standing, stop: Stop, *, all_of_them: bool) -> None:
    paused = now.status == "paused"
    with st.container(horizontal=True, key="record-buttons"):
        change = capture.resume if paused else capture.pause
        st.button(
            say("resume" if paused else "pause"),
            key="pause",
            icon=":material/play_arrow:" if paused else ":material/pause:",
            shortcut="p",
            on_click=_ask,
            args=(kept, lambda: change(kept)),
        )
        if all_of_them:
            _seldom(kept)
        _second_thoughts(kept)
        st.space("stretch")
        if st.button(say("stop"), key="stop", type="primary", icon=":material/stop_circle:"):
            stop(kept)


def _seldom(kept: Kept) -> None:
    icon = ":material/bookmark_add:"
    st.button(say("mark"), key="mark", type="tertiary", icon=icon, shortcut="m", on_click=_mark, args=(kept,))
    with st.popover(say("forget_last"), type="tertiary", icon=":material/backspace:"):
        st.html(f'<p class="quiet">{escape(say("forget_last_sure"))}</p>')
        st.button(say("forget_last_yes"), key="forget", on_click=_ask, args=(kept, lambda: capture.forget(kept)))


def _second_thoughts(kept: Kept) -> None:
    """Either of the two takes back the yes: everything goes at once, and there is a receipt."""
    with st.popover(say("undo_all"), type="tertiary", icon=":material/delete_forever:"):
        st.html(f'<p class="quiet">{escape(say("undo_all_sure"))}</p>')
        if not st.button(say("undo_all_yes"), key="undo_all"):
            return
    try:
        st.session_state[session.RECEIPT] = retention.withdraw(kept)
    except TalkratioError as error:
        st.session_state[TROUBLE] = in_words(error)
        st.rerun()
    session.open_conversation(None)
    session.forget_cached()
    session.go("mine")


def _checking(kept: Kept, now: Standing) -> bool:
    """Whether the check-in is still to be done or shown: not once it was closed, or the talk is well under way."""
    if st.session_state.get(f"checked-{kept.name}"):
        return False
    kinds = [mark.kind for mark in capture.marks(kept)]
    return PHASE not in kinds and (now.seconds < CHECK_IN_WITHIN or checkin.speaking(capture.marks(kept)) != "")


def _check_in(kept: Kept, given: Consent) -> None:
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
        st.button(label, key="says", type="primary", on_click=_ask, args=(kept, go_on))
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
    if len(found) > 1 and all(one.verdict == "good" for one in found):
        st.html(f'<p class="ask">{escape(words["heard_both"])}</p>')
    st.html(record_drawn.heard(found, words))
    with st.container(horizontal=True):
        st.button(say("checkin_close"), key="heard", type="primary", on_click=_close, args=(kept,))
        again = (kept, lambda: checkin.begin(kept, given.people[0].name))
        st.button(say("checkin_again"), key="again", type="tertiary", on_click=_ask, args=again)


def _mark(kept: Kept) -> None:
    _ask(kept, lambda: capture.mark(kept))
    if TROUBLE not in st.session_state:
        st.toast(say("marked"))


def _skip(kept: Kept, begun: bool) -> None:
    _close(kept)
    if begun:
        _ask(kept, lambda: checkin.end(kept))


def _close(kept: Kept) -> None:
    st.session_state[f"checked-{kept.name}"] = True


def _ask(kept: Kept, act: Callable[[], None]) -> None:
    """Asks the recorder for something and waits until it has done it; what went wrong is told, and it goes on."""
    before = _seen(kept)
    try:
        act()
    except TalkratioError as error:
        st.session_state[TROUBLE] = in_words(error)
        return
    until = time.monotonic() + PATIENCE
    while _seen(kept) == before and time.monotonic() < until:
        time.sleep(0.05)


def _seen(kept: Kept) -> tuple[object, ...]:
    now = capture.standing(kept)
    return (now and now.status, capture.marks(kept))


def _agenda(kept: Kept) -> tuple[Item, ...]:
    """The stretches of the plan that belongs to this conversation; none without one."""
    try:
        one = rounds.of(kept)
    except TalkratioError:
        return ()
    return one.plan.items if one is not None else ()


def _consent(kept: Kept) -> Consent | None:
    try:
        return consent.read(kept)
    except TalkratioError:
        return None
