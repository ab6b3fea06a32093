"""From what became of the recordings to the lines of the table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from talkratio import report as reports
from talkratio.batch.names import PLAIN, Names
from talkratio.batch.running import Results, report_path
from talkratio.errors import FormatError
from talkratio.tables import Line
from talkratio.texts import Language, text
from talkratio.texts.notes import translated

SENTENCES = 1000
"""kept in the language of the table; most notes stand at many recordings"""


def lines(
    results: Results, out: Path, names: Names = PLAIN, *, consent: str | None = None, language: Language = "da"
) -> Iterator[Line]:
    """A line for each recording, its report read when its turn comes and let go afterwards."""
    said = lru_cache(SENTENCES)(translated)
    for recording, result in results:
        status, reason, report = result.status, result.reason, None
        if status == "done":
            try:
                report = reports.read(report_path(out, recording.name))
            except FormatError as error:
                status, reason = "failed", str(error)
        notes = [] if report is None else [said(note, language) for note in report.provenance.notes]
        if report is not None and not report.conversation.speakers:
            notes.append(text("batch.nobody", language))
        if result.original:
            reason = text("batch.copy_of", language, name=names.recordings.get(result.original, result.original))
        yield Line(
            recording=names.recording(recording),
            status=status,
            reason=names.hidden(said(reason, language), recording) if reason else "",
            manager=names.manager(recording),
            date=recording.date,
            consent=recording.consent or consent,
            report=report,
            notes=names.hidden(" ".join(notes), recording) if notes else "",
        )
