"""The department's year as a wheel, and what is coming up for whom. Only one's own plans; nobody is ranked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import escape

import streamlit as st

from talkratio.dashboard import components, pieces, session, year_held
from talkratio.dashboard.agreements_reached import look
from talkratio.dashboard.plan_open import choose, known, plan_text, say, stands
from talkratio.dashboard.session import in_words
from talkratio.errors import TalkratioError
from talkratio.plan import calendar
from talkratio.plan import year as years
from talkratio.plan.held import held
from talkratio.texts.dates import shown_day

DAYS = (30, 60, 90, 180, 365)


def page() -> None:
    """What is due first, then the wheel and the year for the calendar."""
    language, today = session.language(), date.today()
    found = known()
    pieces.heading(plan_text("year_title"))
    st.html(f'<p class="lead">{escape(say("year_lead"))}</p>')
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.header(plan_text("due_title"))
        days = st.select_slider(say("look_ahead"), DAYS, 60, key="days")
        coming = years.due(found, today, days, language)
        if not coming:
            st.html(f'<p class="quiet">{escape(plan_text("due_none", days=days))}</p>')
        for item in coming:
            when = shown_day(item.day, language)
            late = "bad" if item.day < today else ""
            who = f" · {escape(item.who)}" if item.who else ""
            st.html(f'<p class="note {late}"><b>{escape(when)}</b><br>{escape(item.what)}{who}</p>')
    with right:
        rhythm = years.kept()
        talks = years.talks(found)
        components.drawing(look(f'<div class="wheel">{years.wheel(rhythm, language, today, talks)}</div>'), key="wheel")
        content = calendar.write(years.appointments(rhythm, today.year + 1, language))
        st.download_button(say("year_ics"), content, "year.ics", "text/calendar", key="year_ics", on_click="ignore")
    year_held.shown(held(found, today), today)
    with st.expander(say("rhythm")):
        _rhythm(rhythm)
    if st.button(say("to_plan"), type="primary", key="to_plan"):
        choose("new")
        session.go("plan")


def _rhythm(rhythm: years.Year) -> None:
    """The months in which each thing happens, to choose anew."""
    names = plan_text("months").split()
    for name, months in rhythm.months().items():
        key = f"months-{name}"
        stands(key, list(months))
        st.pills(
            plan_text(f"year_{name}"),
            range(1, 13),
            selection_mode="multi",
            format_func=lambda month: names[month - 1][:3],
            key=key,
            on_change=_said,
            args=(name, key),
        )


def _said(name: str, key: str) -> None:
    """Keeps the months the moment somebody taps, and only then."""
    months = tuple(sorted(st.session_state[key]))
    try:
        years.keep(replace(years.kept(), **{name: months}))
    except TalkratioError as error:
        session.refused(in_words(error))


page()
