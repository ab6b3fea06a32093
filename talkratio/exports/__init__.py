"""A report as files: JSON, HTML, CSV, RTTM, WebVTT."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from talkratio import report as reports
from talkratio import store
from talkratio.errors import OutputError
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

_MARKS = {
    "html": "talkratio",
    "csv": ",".join(table.COLUMNS),
    "rttm": rttm.MARK,
    "vtt": f"WEBVTT\n\n{webvtt.MARK}",
}
"""what files of ours hold; whatever ends in .report.json is ours"""


def ready(folder: Path, stems: Iterable[str]) -> None:
    """Looks whether reports named `stems` can go into a folder, before hours are spent on them; makes nothing.

    Raises `OutputError` where that cannot be, and where a report would take the place of a file that talkratio did not
    write: the transcript beside a recording has its name.
    """
    nearest = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        missing = errno.EACCES if nearest.is_dir() else errno.ENOTDIR
        raise store.refused(folder, OSError(missing, os.strerror(missing)))
    for stem in stems:
        for end in WRITERS:
            _spared(folder / f"{stem}.{end}", end)


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
    that a defect in one format costs none. Raises `OutputError`, also where a file stands there that talkratio did not
    write; files that stood there keep their content then.
    """
    name = stem or Path(report.provenance.source).stem
    contents = {folder / f"{name}.{end}": WRITERS[end](report, language, topics) for end in available(report)}
    for end in available(report):
        _spared(folder / f"{name}.{end}", end)
    for path, content in contents.items():
        store.write(path, content)
    return tuple(contents)


def available(report: Report) -> tuple[str, ...]:
    """The formats a report can be written in."""
    timed, worded = report.conversation.clock != "order", bool(report.conversation.words)
    return tuple(end for end in WRITERS if (end != "rttm" or timed) and (end != "vtt" or (timed and worded)))


def _spared(path: Path, end: str) -> None:
    """Raises `OutputError` where somebody else's file stands."""
    mark = _MARKS.get(end, "")
    if path.is_file() and mark.encode() not in path.read_bytes():
        raise OutputError(f"{path} is there already, and talkratio did not write it. Choose another folder.")


__all__ = ["WRITERS", "anonymous", "available", "ready", "save"]
