"""What a page knows: the language, the conversation that is open, and everything that is cached."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import streamlit as st

from talkratio import hardware, library, pipeline, questions
from talkratio.edits import Edit
from talkratio.errors import TalkratioError
from talkratio.interval import Seconds
from talkratio.library import RECORDING, About, Kept
from talkratio.report import Report
from talkratio.texts import LANGUAGES, Language, text
from talkratio.texts.notes import translated
from talkratio.texts.numbers import size

PAGES = (
    "start",
    "record",
    "underway",
    "people",
    "talk",
    "correct",
    "mine",
    "settings",
    "plan",
    "plan_practice",
    "agreements",
    "year",
)
STEPS = "steps.json"
"""beside the corrections: which of them were made as one, so that undo takes them back as one after a reload too"""
REFUSED = "refused-above"
"""the place for what could not be done before the page was drawn, to be told once"""
RECEIPT = "receipt"
"""what was deleted when somebody withdrew, to be shown once"""
OPEN = "c"
"""the query parameter that names the open conversation, so that a reload or a bookmark finds it again"""


def language() -> Language:
    """The language chosen; Danish until somebody chooses."""
    chosen = st.session_state.get("lang") or st.query_params.get("lang")
    return cast("Language", chosen) if chosen in LANGUAGES else "da"


def say(key: str, **values: object) -> str:
    """A sentence of the dashboard in the language chosen."""
    return text(f"dashboard.{key}", language(), **values)


def in_words(error: TalkratioError | str, kept: Kept | None = None) -> str:
    """What went wrong, in the language chosen; the recording of `kept` under the name that a person gave it."""
    said = translated(str(error), language())
    if kept is None:
        return said
    title = about(kept).title
    return re.sub(
        rf"(?:{re.escape(str(kept.folder))}/)?\b{RECORDING}\.(\w+)", lambda found: f"{title}.{found[1]}", said
    )


def refused(said: str) -> None:
    """Has it told under the header: what is written before the page is drawn would stand above that."""
    st.session_state[REFUSED] = said


def weight(weighed: float) -> str:
    """A number of bytes as people say it in the language chosen."""
    return size(hardware.in_words(weighed), language())


def current() -> Kept | None:
    """The open conversation, or `None` when there is none or it was deleted."""
    name = st.session_state.get(OPEN) or st.query_params.get(OPEN)
    if not name:
        return None
    try:
        kept = library.find(name)
    except TalkratioError:
        return None
    st.session_state[OPEN] = name
    return kept


def about(kept: Kept) -> About:
    """What a person wrote about it; its folder's name where that file is damaged."""
    try:
        return kept.about
    except TalkratioError:
        return About(kept.name, kept.created)


def remember(kept: Kept | None) -> None:
    """Writes into the address what a reload has to find again."""
    if kept is not None:
        st.query_params[OPEN] = kept.name
    elif OPEN in st.query_params:
        del st.query_params[OPEN]
    st.query_params["lang"] = language()


def address() -> dict[str, str]:
    """What a link to another page carries along."""
    opened = st.session_state.get(OPEN)
    return {"lang": language(), **({OPEN: opened} if opened else {})}


def open_conversation(kept: Kept | None) -> None:
    """Makes it the open one; `None` closes it."""
    if kept is None:
        st.session_state.pop(OPEN, None)
        st.query_params.pop(OPEN, None)
    else:
        st.session_state[OPEN] = kept.name


def go(page: str) -> None:
    """Leaves this page for another one, with the open conversation."""
    st.switch_page(str(Path(__file__).parent / f"{page}.py"), query_params=address())


def shown(kept: Kept) -> Report | None:
    """The report with a person's corrections, computed once for each state of the files.

    Raises `TalkratioError` when a file is damaged.
    """
    made, _ = kept.edits()
    return _revised(str(kept.folder), _stamps(kept), made)


# As resources, not as data: a report is frozen, so nobody needs a copy of 12,000 words at every click.
@st.cache_resource(max_entries=8, ttl=1800, show_spinner=False)
def _revised(folder: str, stamps: tuple[int, ...], edits: tuple[Edit, ...]) -> Report | None:
    first = _original(folder, stamps)
    return pipeline.revise(first, edits) if first is not None and edits else first


def original(kept: Kept) -> Report | None:
    """The report without a person's corrections."""
    return _original(str(kept.folder), _stamps(kept))


@st.cache_resource(max_entries=8, ttl=1800, show_spinner=False)
def _original(folder: str, stamps: tuple[int, ...]) -> Report | None:
    """Read anew when `stamps`, the states of its files, say so."""
    if not any(stamps):
        return None
    _remembered().add(folder)
    return Kept(Path(folder)).original()


@st.cache_resource
def _remembered() -> set[str]:
    """The folders of the conversations that are, or may be, in memory."""
    return set()


def _stamps(kept: Kept) -> tuple[int, ...]:
    paths = (kept.folder / name for name in (library.EARLY, library.ORIGINAL))
    return tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in paths)


def forget_cached() -> None:
    """Drops every report from memory: what was deleted is not to live on there."""
    _revised.clear()
    _original.clear()
    _remembered().clear()
    questions.forget()


def forget_gone() -> None:
    """The same once one of them is no longer on disk, whoever deleted or locked it, here or in another program."""
    if not all(any(_stamps(Kept(Path(folder)))) for folder in tuple(_remembered())):
        forget_cached()


def correct(kept: Kept, *edits: Edit) -> None:
    """Adds corrections, made as one step; what was taken back before can no longer be made again.

    Raises `InputError` when one names what is not there; then none is made.
    """
    made, _ = kept.edits()
    if _revised(str(kept.folder), _stamps(kept), (*made, *edits)) is not None:
        steps = {end: size for end, size in _steps(kept).items() if end <= len(made)}
        if len(edits) > 1 or steps != _steps(kept):
            steps |= {len(made) + len(edits): len(edits)}
            kept.write(STEPS, json.dumps(steps))
        kept.keep_edits((*made, *edits))


def undo(kept: Kept) -> None:
    """Takes the last step back."""
    made, undone = kept.edits()
    if made:
        back = min(_steps(kept).get(len(made), 1), len(made))
        kept.keep_edits(made[:-back], (*undone, *reversed(made[-back:])))


def redo(kept: Kept) -> None:
    """Makes the step again that was last taken back."""
    made, undone = kept.edits()
    if undone:
        ends = [end for end, size in _steps(kept).items() if end - size == len(made)]
        again = min((ends or [len(made) + 1])[-1] - len(made), len(undone))
        kept.keep_edits((*made, *reversed(undone[-again:])), undone[:-again])


def _steps(kept: Kept) -> dict[int, int]:
    """How many corrections belong to the step that ended with so many, as kept beside them; others are steps of one."""
    try:
        return {int(end): int(size) for end, size in json.loads((kept.folder / STEPS).read_bytes()).items()}
    except (OSError, ValueError, AttributeError):
        return {}


@dataclass(frozen=True, slots=True)
class Seek:
    """A moment the page wants heard; the token tells a new wish from an old one."""

    at: Seconds
    until: Seconds | None
    token: str


def hear(at: Seconds, until: Seconds | None = None) -> None:
    """Asks the ribbon to play from a moment."""
    st.session_state["seek"] = Seek(max(at, 0.0), until, secrets.token_hex(4))


def wished() -> dict[str, Any] | None:
    """The moment last asked for, as the ribbon takes it."""
    seek: Seek | None = st.session_state.get("seek")
    return None if seek is None else {"at": seek.at, "until": seek.until, "token": seek.token}
