"""What the conversations of the year took and brought, drawn: time, share, agreements kept, and what it was worth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from talkratio.dashboard import components, preferences, session
from talkratio.dashboard.agreements_reached import look
from talkratio.dashboard.plan_open import say
from talkratio.plan.course import course
from talkratio.plan.held import Held
from talkratio.texts.dates import shown_day
from talkratio.texts.numbers import percent


def shown(found: Sequence[Held], today: date) -> None:
    """The year as a drawing, and a row for each conversation below it, oldest first."""
    st.header(say("held_title"))
    if not found:
        st.html(f'<p class="quiet">{escape(say("held_none"))}</p>')
        return
    st.html(f'<p class="quiet">{escape(say("held_lead"))}</p>')
    heads = "".join(f"<th>{_said(f'held_{name}')}</th>" for name in ("with", "minutes", "share", "kept", "worth"))
    longest = max(one.spent for one in found)
    rows = "".join(_row(one, longest) for one in found)
    if drawn := course(found, today, preferences.read().target, session.language()):
        components.drawing(look(f'<div class="year">{drawn}</div>'), key="course")
    with st.expander(say("held_each")):
        components.drawing(
            look(f'<table class="held"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'), key="held"
        )


def _row(one: Held, longest: float) -> str:
    language = session.language()
    share = "–" if one.share is None else _bar("share", one.share) + percent(one.share, language)
    marks = '<i class="done"></i>' * one.kept + "<i></i>" * (one.made - one.kept)
    kept = f"{marks} {_said('held_of', kept=one.kept, made=one.made)}" if one.made else "–"
    answers = [f"{each.heard} · {each.nearer}" for each in one.worth or ()]
    worth = _said("held_answers", manager=answers[0], employee=answers[1]) if answers else "–"
    return (
        f'<tr><th scope="row">{escape(one.who)}<small>{escape(shown_day(one.day, language))}</small></th>'
        f"<td>{_bar('spent', one.spent / longest)}{one.spent / 60:.0f}</td>"
        f"<td>{share}</td>"
        f'<td class="marks">{kept}</td><td>{worth}</td></tr>'
    )


def _bar(name: str, part: float) -> str:
    return f'<span class="{name}" aria-hidden="true"><b style="width:{100 * part:.0f}%"></b></span>'


def _said(key: str, **values: object) -> str:
    return escape(say(key, **values))
