"""A report as files: JSON, HTML, CSV, RTTM, WebVTT."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from talkratio import report as reports
from talkratio import store
from talkratio.exports import html, table
from talkratio.exports.anonymous import anonymous
from talkratio.figures import Topic
from talkratio.formats import rttm, webvtt
from talkratio.report import Report
from talkratio.texts import Language

Writer = Callable[[Report, Language, Sequence[Topic]], str]

WRITERS: dict[str, Writer] = {
    "report.json": lambda report, *_: reports.dumps(report),
    "html": html.write,
    "csv": lambda report, *_: table.write(report),
    "rttm": lambda report, *_: rttm.write(report.conversation, Path(report.provenance.source).stem),
    "vtt": lambda report, *_: webvtt.write(report.conversation),
}
"""By the end of the file's name. The topics are the conversation held against its plan, where there is one."""


def save(
    report: Report,
    folder: Path,
    language: Language = "da",
    *,
    stem: str | None = None,
    topics: Sequence[Topic] = (),
) -> tuple[Path, ...]:
    """Writes every format into `folder`, named after the recording's stem; returns the paths.

    WebVTT is left out without words, RTTM without times. Everything is drawn up before the first file is written, so
    that a defect in one format costs none. Raises `OutputError`; files that stood there keep their content then.
    """
    name = stem or Path(report.provenance.source).stem
    contents = {folder / f"{name}.{end}": WRITERS[end](report, language, topics) for end in available(report)}
    for path, content in contents.items():
        store.write(path, content)
    return tuple(contents)


def available(report: Report) -> tuple[str, ...]:
    """The formats a report can be written in."""
    timed, worded = report.conversation.clock != "order", bool(report.conversation.words)
    return tuple(end for end in WRITERS if (end != "rttm" or timed) and (end != "vtt" or (timed and worded)))


__all__ = ["WRITERS", "anonymous", "available", "save"]
