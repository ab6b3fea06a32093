"""What several pages show in the same way: headings, the open conversation or why there is none, and exports."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

import streamlit as st

from talkratio import jobs, library
from talkratio.dashboard import components, left, session
from talkratio.dashboard.session import in_words, say
from talkratio.dashboard.sure import conversation, sure
from talkratio.dashboard.trend import day
from talkratio.errors import TalkratioError
from talkratio.library import Kept, Numbers
from talkratio.report import Report
from talkratio.transcribers.captions import is_transcript

ASKS = ((0, 7), (21, 4), (39, 3), (44, 3), (63, 5), (84, 3), (94, 6))
TELLS = ((8, 12), (26, 12), (47, 15), (69, 14), (87, 6))
"""left edge and width of the drawn turns, in percent"""


def motif() -> str:
    """A conversation as one would wish it, in two lanes: who listens asks shortly and often."""
    blocks = "".join(
        f'<i class="{who}" style="left:{left}%;width:{width}%"></i>'
        for who, lane in (("manager", ASKS), ("employee", TELLS))
        for left, width in lane
    )
    return f'<div class="motif" aria-hidden="true">{blocks}</div>'


def blank(title: str, said: str) -> None:
    """A page on which there is nothing yet, as an invitation."""
    words = f'<h1 class="title">{escape(title)}</h1><p class="lead">{escape(said)}</p>'
    st.html(f'<div class="opening"><div>{words}</div>{motif()}</div>')


def heading(name: str, above: str = "", below: str = "") -> None:
    """A heading that may hold what a person typed: shown as text, never as markup."""
    st.html(headed(name, above, below))


def headed(name: str, above: str = "", below: str = "") -> str:
    """A heading as markup, with a word above and a line below it."""
    eyebrow = f'<p class="eyebrow">{escape(above)}</p>' if above else ""
    lead = f'<p class="quiet">{escape(below)}</p>' if below else ""
    return f'{eyebrow}<h1 class="title">{escape(name)}</h1>{lead}'


def files(offered: Iterable[tuple[str, str]]) -> None:
    """Files to take along, each as what it is called and where it is fetched."""
    links = "".join(f'<a download href="{escape(address)}">{escape(name)}</a>' for name, address in offered)
    st.html(f'<p class="files">{links}</p>')


def literal(text: str) -> str:
    """Text as the label of a widget, where Streamlit would read it as Markdown and load pictures it names."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!:$~<>|&])", r"\\\1", text)


def opened() -> tuple[Kept, Report] | None:
    """The open conversation with its report; otherwise says what there is to do instead, and gives `None`."""
    kept = session.current()
    if kept is None:
        nothing_open()
        return None
    try:
        report = session.shown(kept)
    except TalkratioError:
        _damaged(kept)
        return None
    if report is None:
        if (numbers := kept.numbers()) is None:
            session.go("underway")
        else:
            _numbers_alone(kept, numbers)
        return None
    return kept, report


def nothing_open() -> None:
    """Says that no conversation is open, and where there is one."""
    blank(say("nothing_open_title"), say("nothing_open"))
    with st.container(horizontal=True):
        if st.button(say("to_start"), type="primary", key="to_start"):
            session.go("start")
        if library.kept() and st.button(say("nav_mine"), key="to_mine"):
            session.go("mine")


def _damaged(kept: Kept) -> None:
    """A file of it cannot be read: what it was, and a new try where the recording is still there."""
    heading(session.about(kept).title, say("damaged_title"))
    whole = _whole(kept)
    why = say("damaged_edits" if whole else "damaged_gone" if kept.recording is None else "damaged_again")
    st.html(f'<p class="note bad">{escape(why)}</p>')
    with st.container(horizontal=True):
        if whole:
            gone = conversation(kept, "drop_edits_sure")
            if sure(say("drop_edits"), gone, say("delete_yes"), key="drop_edits", quiet=False):
                kept.keep_edits(())
                st.rerun()
        elif kept.recording is not None and st.button(say("again"), type="primary", key="again_damaged"):
            jobs.again(kept)
            session.go("underway")
        if deletes(kept, "delete_damaged"):
            kept.delete()
            session.open_conversation(None)
            session.go("start")


def deletes(kept: Kept, key: str) -> bool:
    """A button that asks once more; true when somebody wants the conversation gone."""
    return sure(say("delete_this"), conversation(kept, "delete_sure"), say("delete_yes"), key=key)


def _whole(kept: Kept) -> bool:
    """Whether the report itself can be read, so that only the corrections do not fit it."""
    try:
        return session.original(kept) is not None
    except TalkratioError:
        return False


def _numbers_alone(kept: Kept, found: Numbers) -> None:
    """What stays when sound and words were deleted as agreed, or were never written down."""
    language = session.language()
    heading(session.about(kept).title or say("untitled"), below=day(kept.created, language))
    st.html(f'<p class="note">{say("numbers_locked" if kept.locked else "numbers_left")}</p>')
    components.drawing(left.numbers(found, language), key="left")
    if st.button(say("nav_mine"), key="to_mine"):
        session.go("mine")


def has_sound(kept: Kept, report: Report) -> bool:
    """Whether there is a recording to hear, not only a transcript of it."""
    return kept.recording is not None and not is_transcript(kept.recording) and report.conversation.clock != "order"


def notice(kept: Kept) -> None:
    """What a person should know before the numbers: that words are still on their way, or will not come."""
    job = jobs.state(kept)
    if job.status in ("running", "waiting"):
        _words_coming(kept)
    elif not kept.ready:
        st.html(f'<p class="note bad">{say("half_done")}</p>')
        if st.button(say("look_why"), key="look_why"):
            session.go("underway")


def notes(kept: Kept, report: Report) -> None:
    """What the engines have to say about the recording."""
    for note in report.provenance.notes:
        st.html(f'<p class="note soft">{escape(in_words(note, kept))}</p>')


@st.fragment(run_every=1.5)
def _words_coming(kept: Kept) -> None:
    job = jobs.state(kept)
    if job.status not in ("running", "waiting"):
        st.rerun(scope="app")
    st.html(f'<p class="note">{say("words_coming", percent=f"{100 * job.fraction:.0f}")}</p>')
