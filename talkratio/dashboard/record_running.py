"""While it records: the check-in, the clock, the phases of the plan, and few buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from talkratio import capture, consent, live, retention
from talkratio.capture import checkin
from talkratio.capture.state import PHASE, Mark, Standing
from talkratio.consent import Consent
from talkratio.dashboard import pieces, record_checkin, record_drawn, session
from talkratio.dashboard.record_asked import TROUBLE, ask, say
from talkratio.dashboard.session import in_words
from talkratio.dashboard.sure import sure
from talkratio.errors import TalkratioError
from talkratio.library import Kept
from talkratio.plan import rounds
from talkratio.plan.documents import item_name
from talkratio.plan.plan import Item

SHARE = "record-share"
Stop = Callable[[Kept], None]


def recording(kept: Kept, stop: Stop) -> None:
    """The recording as it runs; `stop` is what happens when somebody ends it."""
    now = capture.standing(kept)
    if now is None:
        return
    given, agenda = _consent(kept), _agenda(kept)
    checking = given is not None and record_checkin.under_way(kept, now)
    _standing(kept, _stage(now, capture.marks(kept)), () if checking else agenda)
    if now.status == "measuring":
        return
    if trouble := st.session_state.pop(TROUBLE, ""):
        st.html(f'<p class="note bad">{escape(trouble)}</p>')
    if given is not None and checking:
        record_checkin.shown(kept, given)
    elif agenda:
        _phases(kept, agenda)
    _buttons(kept, now, stop, all_of_them=not checking)
    if given is not None and given.memory:
        _receipt(given)
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
            ask(kept, lambda: capture.mark(kept, chosen, PHASE))

    st.pills(say("phases"), list(items), format_func=named, key="phase", on_change=begin)


def _buttons(kept: Kept, now: Standing, stop: Stop, *, all_of_them: bool) -> None:
    paused = now.status == "paused"
    with st.container(horizontal=True, key="record-buttons"):
        with st.container(horizontal=True):
            change = capture.resume if paused else capture.pause
            st.button(
                say("resume" if paused else "pause"),
                key="pause",
                icon=":material/play_arrow:" if paused else ":material/pause:",
                shortcut="p",
                on_click=ask,
                args=(kept, lambda: change(kept)),
            )
            if all_of_them:
                _seldom(kept)
            _second_thoughts(kept)
        if st.button(say("stop"), key="stop", type="primary", icon=":material/stop_circle:"):
            stop(kept)


def _seldom(kept: Kept) -> None:
    icon = ":material/bookmark_add:"
    st.button(say("mark"), key="mark", type="tertiary", icon=icon, shortcut="m", on_click=_mark, args=(kept,))
    gone, yes = say("forget_last_sure"), say("forget_last_yes")
    if sure(say("forget_last"), gone, yes, key="forget", icon=":material/backspace:"):
        ask(kept, lambda: capture.forget(kept))
        st.rerun()


def _second_thoughts(kept: Kept) -> None:
    """Either of the two takes back the yes: everything goes at once, and there is a receipt."""
    gone, yes = say("undo_all_sure"), say("undo_all_yes")
    if not sure(say("undo_all"), gone, yes, key="undo_all", icon=":material/delete_forever:"):
        return
    try:
        st.session_state[session.RECEIPT] = retention.withdraw(kept)
    except TalkratioError as error:
        st.session_state[TROUBLE] = in_words(error)
        st.rerun()
    session.open_conversation(None)
    session.forget_cached()
    session.go("mine")


def _mark(kept: Kept) -> None:
    ask(kept, lambda: capture.mark(kept))
    if TROUBLE not in st.session_state:
        st.toast(say("marked"))


def _agenda(kept: Kept) -> tuple[Item, ...]:
    """The stretches of the plan that belongs to this conversation; none without one."""
    try:
        one = rounds.of(kept)
    except TalkratioError:
        return ()
    return one.plan.items if one is not None else ()


def _receipt(given: Consent) -> None:
    """The receipt to take along: it names the two, so it goes with everything else when only numbers remain."""
    st.download_button(
        session.say("mine_consent"),
        consent.receipt(given, session.language()),
        say("consent_file"),
        "text/html",
        key="receipt",
        type="tertiary",
        icon=":material/receipt_long:",
        help=say("receipt_goes"),
        on_click="ignore",
    )


def _consent(kept: Kept) -> Consent | None:
    try:
        return consent.read(kept)
    except TalkratioError:
        return None
