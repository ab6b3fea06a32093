"""Exports: a report as files to take along, anonymous unless somebody chooses otherwise."""

from __future__ import annotations

import streamlit as st

from talkratio.dashboard import pieces, session
from talkratio.dashboard.routes import file_address
from talkratio.dashboard.session import say
from talkratio.exports import available
from talkratio.library import Kept
from talkratio.report import Report

ENDS = ("html", "pdf", "csv", "report.json", "rttm", "vtt")
"""the formats in the order they are offered"""


def exports(kept: Kept, report: Report, *, small: bool = False) -> None:
    """A link for each format."""
    with st.container(key=f"exports-{kept.name}"):
        if not small:
            st.header(say("exports_title"))
        st.html(f'<p class="quiet">{say("exports_lead")}</p>')
        named = st.toggle(say("exports_named"), key=f"named-{kept.name}")
        if named:
            st.html(f'<p class="note bad">{say("exports_named_warning")}</p>')
        language, can = session.language(), (*available(report), "pdf")
        ends = [end for end in ENDS if end in can and (named or end != "vtt")]
        pieces.files(
            (say(f"export_{end.rpartition('.')[2]}"), file_address(kept.name, "export", end, language, named=named))
            for end in ends
        )
        if "vtt" in can and not named:
            st.caption(say("exports_no_words"))
