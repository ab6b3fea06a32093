"""CSV, Parquet, workbook and page of one batch hold the same cells: numbers are numbers, nothing is an empty cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from talkratio import tables
from talkratio.conversation import Clock
from talkratio.pipeline import compose
from talkratio.report import Provenance
from talkratio.tables import columns
from talkratio.tables.columns import Column
from talkratio.tables.page import ASKING, COURSE, LEAD, NUMBERS
from talkratio.texts import LANGUAGES, Language, catalogue
from talkratio.texts.numbers import THIN
from talkratio.trends import EVERYONE
from tests.batch import reading
from tests.batch.reading import Cell, Rows
from tests.draw import conversations, draw

KNOWN = Provenance("mus.wav", None, "0", "2026-01-01T10:00:00+01:00", "labels", None)
RECORDINGS = tuple(one.column for one in columns.recordings())
PYTHON = {"text": str, "date": date, "count": int, "share": float, "seconds": float, "number": float}
EVIL = (
    "=HYPERLINK(1)",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "a\r\nb",
    "01",
    "1e5",
    "_x0041_",
    "<b>&amp;</b>",
    " a ",
    "–",
)

letters = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
words = st.one_of(st.sampled_from(EVIL), letters.filter(lambda text: text[0] != "'"))  # CSV puts one before a formula
clocks: tuple[Clock, ...] = ("speech", "captions", "order")
lines = st.builds(
    tables.Line,
    recording=words,
    status=st.just("done"),
    reason=st.just(""),
    manager=st.one_of(st.none(), st.sampled_from(["M1", "M2", "=M3"])),
    date=st.one_of(st.none(), st.dates(date(1900, 3, 1)).map(date.isoformat)),
    consent=st.one_of(st.none(), st.sampled_from(["receipt", "withdrawn"]), words),
    report=st.tuples(conversations(), st.sampled_from(clocks)).map(
        lambda drawn: compose(replace(drawn[0], clock=drawn[1]), KNOWN)
    ),
    notes=st.one_of(st.just(""), words),
)
unmeasured = st.builds(
    lambda line, status, reason: replace(line, status=status, reason=reason, report=None),
    lines,
    st.sampled_from(["failed", "duplicate", "no_consent"]),
    words,
)


@settings(max_examples=25)
@given(told=st.lists(st.one_of(lines, unmeasured), max_size=4), language=st.sampled_from(LANGUAGES))
@example(
    told=[
        tables.Line(evil, "done", "", evil, "2026-01-14", evil, compose(draw("A #..\nB .##"), KNOWN), evil)
        for evil in EVIL
    ],
    language="da",
)
def test_every_cell_is_the_same_in_every_format(
    told: list[tables.Line], language: Language, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What CSV holds is in Parquet and workbook, value and type, and on the page as people write it."""
    out = tmp_path_factory.mktemp("cells")
    tables.write(out, told, language)
    rows = assert_same_cells(out, language)
    assert [row[0] for row in rows] == [columns.rounded(line.recording, "text") for line in told]


def assert_same_cells(out: Path, language: Language) -> Rows:
    """Compares all cells of the tables in a folder; gives the rows of the recordings."""
    book, pages = reading.workbook(out / "table.xlsx"), reading.page(out / "table.html")
    recordings, managers, definitions = book.values()
    told = assert_same(out / "recordings", RECORDINGS, recordings, language)
    on_page(pages[-1], told, RECORDINGS, (*LEAD, *NUMBERS), language)
    if courses := assert_same(out / "managers", columns.MANAGERS, managers, language):
        on_page(pages[0], courses, columns.MANAGERS, (*COURSE, *ASKING), language)
    _, rules = reading.plain(out / "definitions.csv", ["text"] * 3)
    assert definitions[1:] == rules
    assert [rule[0] for rule in rules] == [column.key for column in (*RECORDINGS, *columns.MANAGERS)]
    return told


def assert_same(path: Path, held: Sequence[Column], sheet: Rows, language: Language) -> Rows:
    """CSV, Parquet and sheet of one table are the same, value and type; gives its rows."""
    head, rows = reading.plain(path.with_suffix(".csv"), [column.kind for column in held])
    assert head == [column.key for column in held]
    assert reading.parquet(path.with_suffix(".parquet")) == (head, rows)
    for row in rows:
        assert all(cell is None or type(cell) is PYTHON[column.kind] for cell, column in zip(row, held, strict=True))
    assert sheet == [[column.title(language) for column in held], *as_read(rows, held, language)]
    return rows


def as_read(rows: Rows, held: Sequence[Column], language: Language) -> Rows:
    """Rows as a sheet holds them: keys in words, numbers of one kind, empty cells at the end left out."""
    found: Rows = []
    for row in rows:
        cells = [in_words(cell, column, language) for cell, column in zip(row, held, strict=True)]
        last = max((index for index, cell in enumerate(cells) if cell is not None), default=-1)
        found.append(cells[: last + 1])
    return found


def in_words(cell: Cell, column: Column, language: Language) -> Cell:
    """A key of the tables as people read it; everything else as it is."""
    said = catalogue("batch", language)
    if column.key == "manager":
        return said["everyone"] if cell == EVERYONE else cell
    if column.key in ("status", "verdict", "counted", "roles", "change"):
        return None if cell is None else said[f"{column.key}_{cell}"]
    return said.get(f"{column.key}_{cell}", cell) if column.key in ("consent", "language") else cell


def on_page(table: Rows, rows: Rows, held: Sequence[Column], shown: Sequence[str], language: Language) -> None:
    """The page's table has these columns of the rows, as people write them."""
    place = {column.key: index for index, column in enumerate(held)}
    assert table[0] == [held[place[key]].title(language) for key in shown]
    assert len(table) == 1 + len(rows)
    for cells, row in zip(table[1:], rows, strict=True):
        reason = row[place["reason"]] if "reason" in place else None
        few = shown if reason is None else shown[: len(LEAD)]
        if reason is not None:
            assert cells.pop() == f"{in_words(row[1], held[1], language)}: {reason}"
        assert len(cells) == len(few)
        for cell, key in zip(cells, few, strict=True):
            column, value = held[place[key]], row[place[key]]
            assert_written(str(cell), in_words(value, column, language), column, language)


def assert_written(cell: str, value: Cell, column: Column, language: Language) -> None:
    """The cell says the value: text as it is, a number as near as its digits go."""
    if value is None:
        assert cell == "–"
    elif isinstance(value, str | date):
        assert cell == str(value)
    else:
        found, step = read_number(cell, language)
        assert found == pytest.approx(value, abs=step / 2 + 1e-9), column.key


def read_number(cell: str, language: Language) -> tuple[float, float]:
    """A number as people write it, and the step of its last digit."""
    if found := re.fullmatch(r"(?:(\d+):)?(\d+):(\d\d)", cell):
        hours, minutes, rest = (int(part or 0) for part in found.groups())
        return 3600.0 * hours + 60 * minutes + rest, 1.0
    point, apart = (",", ".") if language == "da" else (".", ",")
    bare = cell.replace(apart, "").replace(point, ".").rstrip(f"s%{THIN}").replace("−", "-")
    scale = 0.01 if cell.endswith("%") else 1.0
    return float(bare) * scale, scale * 10.0 ** -len(bare.partition(".")[2])


def test_the_date_is_a_date_and_not_a_text_in_workbook_and_parquet(tmp_path: Path) -> None:
    """So that a spreadsheet can sort and group by month; the first and last of a manager as well."""
    talk = compose(draw("A #..\nB .##"), KNOWN)
    told = [tables.Line(f"R{day}", "done", "", "M1", f"2026-01-{day}", None, talk) for day in (14, 20)]
    tables.write(tmp_path, told, "da")
    first, last = date(2026, 1, 14), date(2026, 1, 20)
    recordings, managers, _ = reading.workbook(tmp_path / "table.xlsx").values()
    assert [row[2] for row in recordings] == ["Dato", first, last]
    assert managers[1][3:5] == [first, last]
    assert reading.parquet(tmp_path / "managers.parquet")[1][0][3:5] == [first, last]


def test_no_number_is_minus_nothing(tmp_path: Path) -> None:
    """What is rounded to nothing from below is nothing."""
    assert str(columns.rounded(-0.00001, "seconds")) == "0.0"
    assert columns.rounded("", "text") is None
    assert columns.rounded("a\r\n\x00\udcffb", "text") == "a����b"


def test_a_table_without_recordings_has_its_headers(tmp_path: Path) -> None:
    """An empty batch gives the same columns in every format."""
    tables.write(tmp_path, [], "en")
    assert reading.plain(tmp_path / "recordings.csv", []) == reading.parquet(tmp_path / "recordings.parquet")
    assert [len(rows) for rows in reading.workbook(tmp_path / "table.xlsx").values()][:2] == [1, 1]
