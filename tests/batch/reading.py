"""The files of a batch read back cell by cell, each by what its own format says, without talkratio's help."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet

Cell = str | float | int | date | None
Rows = list[list[Cell]]

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def plain(path: Path, kinds: Sequence[str]) -> tuple[list[str], Rows]:
    """Header and rows of a CSV file, cells by the kinds of their columns, without the apostrophe before a formula."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        head, *rows = csv.reader(stream)
    return head, [[_told(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in rows]


def parquet(path: Path) -> tuple[list[str], Rows]:
    """Names of the fields and rows of a Parquet file."""
    found = pyarrow.parquet.read_table(path)
    return found.column_names, [list(row.values()) for row in found.to_pylist()]


def workbook(path: Path) -> dict[str, Rows]:
    """The sheets of a workbook by their titles, headers included. A formula fails, since none may be in it."""
    with zipfile.ZipFile(path) as book:
        sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{_SHEET}sheet")
        dated = _dated(book)
        return {
            str(sheet.get("name")): _sheet(book.read(f"xl/worksheets/sheet{index}.xml"), dated)
            for index, sheet in enumerate(sheets, 1)
        }


def page(path: Path) -> list[Rows]:
    """The tables of an HTML page as the texts of their cells, headers included."""
    reader = _Tables()
    reader.feed(path.read_bytes().decode())
    reader.close()
    return reader.tables


def _told(cell: str, kind: str) -> Cell:
    if cell == "":
        return None
    if kind == "count":
        assert re.fullmatch(r"-?\d+", cell), cell
        return int(cell)
    if kind in ("share", "seconds", "number"):
        assert re.fullmatch(r"-?\d+\.\d+", cell), cell
        return float(cell)
    if kind == "date":
        return date.fromisoformat(cell)
    return re.sub(r"^'(?=[=+\-@])", "", cell)


def _dated(book: zipfile.ZipFile) -> set[str]:
    """The numbers of the styles in which a cell is a date."""
    styles = ElementTree.fromstring(book.read("xl/styles.xml"))
    formats = {one.get("numFmtId") for one in styles.iter(f"{_SHEET}numFmt") if "yyyy" in str(one.get("formatCode"))}
    cells = styles.find(f"{_SHEET}cellXfs")
    assert cells is not None
    return {str(index) for index, one in enumerate(cells) if one.get("numFmtId") in formats}


def _sheet(content: bytes, dated: set[str]) -> Rows:
    rows: Rows = []
    for row in ElementTree.fromstring(content).iter(f"{_SHEET}row"):
        found: dict[int, Cell] = {}
        for cell in row.iter(f"{_SHEET}c"):
            assert cell.find(f"{_SHEET}f") is None, "a formula"
            found[_column(str(cell.get("r")))] = _value(cell, dated)
        rows.append([found.get(index) for index in range(max(found, default=-1) + 1)])
    return rows


def _value(cell: ElementTree.Element, dated: set[str]) -> Cell:
    if cell.get("t") == "inlineStr":
        text = "".join(part.text or "" for part in cell.iter(f"{_SHEET}t"))
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    assert cell.get("t") in (None, "n")
    number = cell.findtext(f"{_SHEET}v")
    if number is None:
        return None
    return date(1899, 12, 30) + timedelta(int(number)) if cell.get("s") in dated else float(number)


def _column(place: str) -> int:
    number = 0
    for letter in place.rstrip("0123456789"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


class _Tables(HTMLParser):
    """Collects the cells of each table; one that spans several columns stands once."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Rows] = []
        self._text: io.StringIO | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self._text = io.StringIO()

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._text is not None:
            self.tables[-1][-1].append(self._text.getvalue())
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.write(data)
