"""Files to take along, each made from what is on disk the moment somebody fetches it, and kept nowhere.

So one that is asked for while the page is being drawn comes as well, is never older than what was last kept, and is
gone with its conversation, also where a page that names it still stands open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from talkratio import library
from talkratio.copies import titled
from talkratio.dashboard import session
from talkratio.exports import WRITERS, anonymous, pdf
from talkratio.plan import calendar, documents, paper, rounds
from talkratio.plan.round import Round
from talkratio.texts import Language, text
from talkratio.topics import topics

KINDS = {
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown",
    "csv": "text/csv",
    "report.json": "application/json",
    "rttm": "text/plain",
    "vtt": "text/vtt",
    "ics": "text/calendar",
}
"""the type of a file, by the end of its name"""
_WRITERS: dict[str, Callable[[paper.Paper], bytes | str]] = {
    "pdf": paper.pdf,
    "docx": paper.docx,
    "html": paper.html,
    "md": paper.markdown,
}
_PAPERS: dict[str, Callable[[Round, Language], paper.Paper]] = {
    "agenda": lambda one, language: documents.agenda(one.plan, language),
    "sheet": lambda one, language: documents.sheet(one.plan, "employee", language),
    "development": lambda one, language: documents.development_plan(
        one.agreements, one.plan.manager, one.plan.employee, date.today(), language
    ),
}
_DAYS: dict[str, Callable[[Round, Language], tuple[calendar.Appointment, ...]]] = {
    "appointment": lambda one, language: documents.appointments(one.plan, language),
    "reminders": lambda one, language: documents.reminders(one.agreements, language),
}


@dataclass(frozen=True, slots=True)
class File:
    """What the browser keeps, under which name and as what type."""

    name: str
    kind: str
    content: bytes


def made(of: str, what: str, end: str, language: Language, *, named: bool) -> File:
    """The file `what.end` of a conversation or a round, called by its name or key.

    Raises `TalkratioError` for what is not there any more, `KeyError` for a file that there is not.
    """
    return export(of, end, language, named=named) if what == "export" else of_round(of, what, end, language)


def export(name: str, end: str, language: Language, *, named: bool) -> File:
    """The conversation's report in one format, without names and words unless `named`."""
    kept = library.find(name)
    report = session.shown(kept)
    if report is None:
        raise library.missing(name)
    went = topics(kept, report, language)
    called = titled(report, session.about(kept).title or kept.name)
    shown = called if named else anonymous(called, language)
    content = pdf.write(shown, language, went) if end == "pdf" else WRITERS[end](shown, language, went)
    return _file(f"talkratio-{kept.name[:10]}", end, content)


def of_round(key: str, what: str, end: str, language: Language) -> File:
    """A paper of a round, or its days for the calendar."""
    one = rounds.find(key)
    if end == "ics":
        content: bytes | str = calendar.write(_DAYS[what](one, language))
    else:
        content = _WRITERS[end](_PAPERS[what](one, language))
    return _file(text(f"round.file_{what}", language), end, content)


def _file(stem: str, end: str, content: bytes | str) -> File:
    return File(f"{stem}.{end}", KINDS[end], content if isinstance(content, bytes) else content.encode())
