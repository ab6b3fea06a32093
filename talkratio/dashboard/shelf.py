"""The models on this computer and those that can be fetched: what each weighs, is good for, and how to be rid of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from html import escape

import streamlit as st

from talkratio import downloads, hardware, weights
from talkratio.background import Job, under_way
from talkratio.dashboard import preferences, session
from talkratio.dashboard.session import in_words, say, weight
from talkratio.dashboard.sure import sure
from talkratio.errors import TalkratioError
from talkratio.texts import text
from talkratio.texts.numbers import clock
from talkratio.weights import Installed, Model, keeping

REFUSED = "models_refused"
"""why the last wish could not be met"""


def models() -> None:
    """Every model in a row of its own; while one is on its way the rows follow it."""
    st.header(say("models_title"))
    st.html(f'<p class="quiet">{say("models_lead")}</p>')
    if refused := st.session_state.pop(REFUSED, None):
        st.error(refused)
    coming = any(under_way(job) for name in weights.manifest() if (job := downloads.state(name)) is not None)
    st.fragment(_rows, run_every=1.0 if coming else None)(coming=coming)
    st.html(f'<p class="quiet">{say("models_legend")}</p>')
    st.html(f'<p class="quiet">{say("models_by_hand")}</p>')


def _rows(*, coming: bool) -> None:
    here = {known.model.name: known for known in weights.installed("whisper")}
    listed = {name: model for name, model in weights.manifest().items() if model.kind == "whisper"}
    now = {name: downloads.state(name) for name in listed}
    if coming != any(job is not None and under_way(job) for job in now.values()):
        st.rerun(scope="app")
    for name, model in (listed | {name: known.model for name, known in here.items()}).items():
        _row(model, here.get(name), now.get(name))


def _row(model: Model, here: Installed | None, job: Job | None) -> None:
    with st.container(key=f"model-{model.name}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(_about(model, here), width="stretch")
            if here is not None:
                _mine(here)
            elif job is not None and under_way(job):
                st.button(say("cancel"), key=f"stop-{model.name}", on_click=downloads.cancel, args=(model.name,))
            elif model.repository is not None:
                _fetching(model, job)
        if job is not None and here is None:
            _come_so_far(model, job)


def _about(model: Model, here: Installed | None) -> str:
    """Name, weight, and what it is good for, as one line and a half."""
    language = session.language()
    marks = [f'<i class="good">{say("models_here")}</i>'] if here is not None else []
    best = [spoken for spoken in ("da", "en") if model.name == weights.recommended(spoken)]
    marks += [f"<i>{say(f'models_best_{spoken}')}</i>" for spoken in best]
    parts = [] if model.bytes is None else [weight(model.bytes)]
    if model.bytes is not None:
        parts.append(say("models_memory", size=weight(hardware.whisper_memory(model.bytes))))
    parts += [_wrong(model, spoken) for spoken in ("da", "en")]
    if here is None and model.repository is None:
        parts.append(text("models.by_converting", language, name=model.name))
    about = escape(" · ".join(part for part in parts if part))
    return (
        f'<div class="model"><b>{escape(model.name)}</b>{"".join(marks)}<p>{escape(in_words(model.title))}</p>'
        f"<small>{about}</small></div>"
    )


def _wrong(model: Model, spoken: str) -> str:
    """The range of published error rates in a language; empty where none was published."""
    rates = [round(100 * rate.value) for rate in model.error_rates if rate.language == spoken]
    if not rates:
        return ""
    low, high = min(rates), max(rates)
    return say(f"models_wrong_{spoken}", percent=f"{low}" if low == high else f"{low}–{high}")


def _fetching(model: Model, job: Job | None) -> None:
    """The choice to fetch it, made by a person who has read what that means."""
    size = weight(model.bytes or 0)
    with st.popover(say("models_get"), icon=":material/download:"):
        st.html(f'<p class="quiet">{say("models_get_means", size=size, licence=model.licence)}</p>')
        weights.home().mkdir(parents=True, exist_ok=True, mode=0o700)
        free = weight(shutil.disk_usage(weights.home()).free)
        st.html(f'<p class="quiet">{say("models_free", size=free)}</p>')
        again = job is not None and job.fraction > 0
        label = say("models_get_on" if again else "models_get_yes", size=size)
        st.button(label, key=f"get-{model.name}", type="primary", on_click=_start, args=(model.name,))


def _come_so_far(model: Model, job: Job) -> None:
    """How far it has come, or why it did not."""
    if not under_way(job):
        reason = in_words(job.error) if job.error else say(f"models_{job.status}")
        st.html(f'<p class="note bad">{escape(reason)}</p>')
        return
    percent = f"{100 * job.fraction:.0f}"
    left = f" · {say('models_left', time=clock(job.left))}" if job.left is not None else ""
    st.html(
        f'<div class="bar" role="progressbar" aria-label="{escape(model.name)}" aria-valuemin="0" aria-valuemax="100" '
        f'aria-valuenow="{percent}"><i style="width:{percent}%"></i></div>'
        f'<p class="quiet">{say("models_coming", percent=percent)}{escape(left)}</p>'
    )


def _mine(here: Installed) -> None:
    """A model that is here: use it from now on, or delete it."""
    name = here.model.name
    preferred = preferences.read().model == name
    if not preferred:
        st.button(say("models_use"), key=f"use-{name}", on_click=_prefer, args=(name,))
    else:
        st.button(say("models_used"), key=f"use-{name}", on_click=_prefer, args=(None,), icon=":material/check:")
    if here.own:
        gone = say("models_delete_means", name=name, size=weight(here.model.bytes or 0))
        if sure(say("mine_delete"), gone, say("models_delete_yes"), key=f"drop-{name}", quiet=False):
            _drop(name)
            st.rerun(scope="app")


def _start(name: str) -> None:
    _try(lambda: downloads.start(name))


def _prefer(name: str | None) -> None:
    _try(lambda: preferences.change(model=name))


def _drop(name: str) -> None:
    _try(lambda: keeping.remove(name))
    if preferences.read().model == name:
        _prefer(None)


def _try(change: Callable[[], object]) -> None:
    try:
        change()
    except TalkratioError as error:
        st.session_state[REFUSED] = in_words(error)
