"""Exports: a report as files to take along, anonymous unless somebody chooses otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from talkratio.copies import titled
from talkratio.dashboard import session
from talkratio.dashboard.session import say
from talkratio.exports import WRITERS, anonymous, available, pdf
from talkratio.figures import Topic
from talkratio.library import Kept
from talkratio.report import Report
from talkratio.texts import Language
from talkratio.topics import topics

KINDS = {
    "html": ("export_html", "text/html"),
    "pdf": ("export_pdf", "application/pdf"),
    "csv": ("export_csv", "text/csv"),
    "report.json": ("export_json", "application/json"),
    "rttm": ("export_rttm", "text/plain"),
    "vtt": ("export_vtt", "text/vtt"),
}
"""By the end of the file's name: what the button says, and the type of the file."""


def exports(kept: Kept, report: Report, *, small: bool = False) -> None:
    """A button for each format; a file is made when its button is pressed."""
    with st.container(key=f"exports-{kept.name}"):
        if not small:
            st.header(say("exports_title"))
        st.html(f'<p class="quiet">{say("exports_lead")}</p>')
        named = st.toggle(say("exports_named"), key=f"named-{kept.name}")
        if named:
            st.html(f'<p class="note bad">{say("exports_named_warning")}</p>')
        language = session.language()
        stem = f"talkratio-{kept.name[:10]}"
        called = titled(report, session.about(kept).title or kept.name)
        ends = [end for end in KINDS if end == "pdf" or end in available(report)]
        with st.container(horizontal=True):
            for end in ends:
                if end == "vtt" and not named:
                    continue
                key, kind = KINDS[end]
                st.download_button(
                    say(key),
                    partial(content, called, end, language, topics(kept, report, language), named=named),
                    f"{stem}.{end}",
                    kind,
                    key=f"export-{end}-{kept.name}",
                    on_click="ignore",
                )
        if "vtt" in ends and not named:
            st.caption(say("exports_no_words"))


def content(report: Report, end: str, language: Language, went: Sequence[Topic] = (), *, named: bool) -> bytes:
    """The file with this end to its name; `went` is where the time went, when there is a plan to hold it against."""
    shown = report if named else anonymous(report, language)
    return pdf.write(shown, language, went) if end == "pdf" else WRITERS[end](shown, language, went).encode()
