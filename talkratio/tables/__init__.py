"""Many reports as tables: recordings and managers, each in CSV and Parquet, both in one workbook and on one page.

Rows come in the order of the recordings' names, never of their numbers. The same reports give the same bytes.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from talkratio import store
from talkratio.report import Report
from talkratio.tables import columns
from talkratio.tables.columns import Column, Line, Measured, Value
from talkratio.tables.files import Csv, Parquet, Workbook, Writer
from talkratio.tables.page import Page
from talkratio.tables.pooled import Pooled
from talkratio.texts import Language, text
from talkratio.trends import EVERYONE, Point, everyone, trends

__all__ = ["FILES", "Line", "write"]

FILES = (
    "recordings.csv",
    "recordings.parquet",
    "managers.csv",
    "managers.parquet",
    "definitions.csv",
    "table.xlsx",
    "table.html",
)
_WORKSHOP = ".tables-"
_DEFINITIONS = tuple(Column(key, "text", f"batch.{key}", f"batch.{key}") for key in ("key", "title_of", "definition"))


def write(out: Path, lines: Iterable[Line], language: Language = "da") -> tuple[Path, ...]:
    """Writes every table into `out` and returns the paths; memory hardly grows with the number of lines.

    All files are made before the first is put in place. Raises `OutputError`; what stood there is untouched then.
    """
    with _workshop(out) as folder:
        measured = columns.recordings()
        told = [one.column for one in measured]
        book = Workbook(folder / "table.xlsx", language)
        with tempfile.TemporaryFile("w+", encoding="utf-8", dir=folder) as rows:
            page = Page(rows, told, language)
            sheet = book.sheet(text("batch.recordings", language), told, language)
            points, pooled = _recordings(lines, measured, (*_plain(folder / "recordings", told, language), sheet, page))
            courses = (*trends(points), *everyone(points))
            managers = [columns.of_trend(pooled[course.manager].told(course)) for course in courses]
            with (folder / "table.html").open("w", encoding="utf-8") as whole:
                page.write(whole, managers)
        sheet = book.sheet(text("batch.managers", language), columns.MANAGERS, language)
        _fill(managers, (*_plain(folder / "managers", columns.MANAGERS, language), sheet))
        _define((*told, *columns.MANAGERS), folder, book, language)
        book.close()
    return tuple(out / name for name in FILES)


def _recordings(
    lines: Iterable[Line], measured: Sequence[Measured], writers: Sequence[Writer]
) -> tuple[list[Point], dict[str, Pooled]]:
    """Writes a row for each recording; a point of each manager's course, and what their conversations add up to."""
    points: list[Point] = []
    pooled: dict[str, Pooled] = defaultdict(Pooled)

    def rows() -> Iterator[Sequence[Value]]:
        for line in lines:
            for point in _point(line):
                points.append(point)
                for manager in (point.manager, EVERYONE):
                    pooled[manager].add(cast(Report, line.report))
            yield [columns.rounded(one.of(line), one.column.kind) for one in measured]

    _fill(rows(), writers)
    return points, pooled


def _fill(rows: Iterable[Sequence[Value]], writers: Sequence[Writer]) -> None:
    for row in rows:
        for writer in writers:
            writer.add(row)
    for writer in writers:
        writer.close()


def _plain(path: Path, told: Sequence[Column], language: Language) -> tuple[Writer, ...]:
    return Csv(path.with_suffix(".csv"), told), Parquet(path.with_suffix(".parquet"), told, language)


def _define(told: Sequence[Column], folder: Path, book: Workbook, language: Language) -> None:
    rows = [(column.key, column.title(language), column.definition(language)) for column in told]
    sheet = book.sheet(text("batch.definitions", language), _DEFINITIONS, language)
    _fill(rows, (Csv(folder / "definitions.csv", _DEFINITIONS), sheet))


def _point(line: Line) -> tuple[Point, ...]:
    numbers = None if line.report is None or line.status != "done" else line.report.of("manager")
    if line.report is None or numbers is None or numbers.talk_share is None or not line.report.metrics.shared:
        return ()
    timed = line.report.metrics.counted == "seconds"
    talk, speech = (numbers.talk_time, columns.everyone(line.report)) if timed else (None, None)
    target = line.report.target.manager_share
    return (Point(line.manager or "", line.recording, line.date, numbers.talk_share, talk, speech, target),)


@contextmanager
def _workshop(out: Path) -> Iterator[Path]:
    """A folder in `out` whose files are put in place together at the end; gone afterwards, whatever happens."""
    try:
        store.make_folder(out)
        for left in out.glob(f"{_WORKSHOP}*"):  # of a run that was killed while writing
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=_WORKSHOP, dir=out))
        try:
            yield folder
            for name in FILES:
                (folder / name).chmod(0o600)
                with (folder / name).open("rb") as stream:
                    os.fsync(stream.fileno())
            for name in FILES:
                (folder / name).replace(out / name)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise store.refused(out, error) from error
