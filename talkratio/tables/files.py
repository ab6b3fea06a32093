"""Tables as files, a row at a time, so that memory stays flat: CSV, Parquet, XLSX. Same rows, same bytes."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from talkratio.formats.csv import cell
from talkratio.tables.columns import Column, Kind, Value
from talkratio.tables.page import shown
from talkratio.texts import Language, text

if TYPE_CHECKING:
    import pyarrow

AT_ONCE = 1000
"""rows held before they are written to Parquet"""
NEVER = datetime(2000, 1, 1)
"""a workbook's day of making: the true one would make every file another"""

_ARROW = {
    "text": "string",
    "date": "date32",
    "count": "int64",
    "share": "double",
    "seconds": "double",
    "number": "double",
}
_FORMATS = {"date": "yyyy-mm-dd", "share": "0.0%", "seconds": "0.0", "number": "0.00"}


class Writer(Protocol):
    """Takes rows of one table and is closed once."""

    def add(self, row: Sequence[Value]) -> None: ...

    def close(self) -> None: ...


class Csv:
    """CSV in UTF-8 with a mark that Excel understands; the header holds the columns' keys."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow([column.key for column in columns])

    def add(self, row: Sequence[Value]) -> None:
        """Writes one row; what is not measurable is empty."""
        self._writer.writerow(["" if value is None else cell(value) for value in row])

    def close(self) -> None:
        """Ends the file."""
        self._file.close()


class Parquet:
    """Parquet; each field carries its definition as metadata."""

    def __init__(self, path: Path, columns: Sequence[Column], language: Language) -> None:
        import pyarrow
        import pyarrow.parquet

        self._arrow = pyarrow
        self._schema: pyarrow.Schema = pyarrow.schema(
            pyarrow.field(
                column.key,
                pyarrow.type_for_alias(_ARROW[column.kind]),
                metadata={"title": column.title(language), "definition": column.definition(language)},
            )
            for column in columns
        )
        self._writer = pyarrow.parquet.ParquetWriter(path, self._schema)
        self._kinds = [column.kind for column in columns]
        self._rows: list[Sequence[Value | date]] = []

    def add(self, row: Sequence[Value]) -> None:
        """Takes one row; `AT_ONCE` of them are written together."""
        self._rows.append([_dated(value, kind) for value, kind in zip(row, self._kinds, strict=True)])
        if len(self._rows) == AT_ONCE:
            self._write()

    def close(self) -> None:
        """Ends the file."""
        if self._rows:
            self._write()
        self._writer.close()

    def _write(self) -> None:
        columns = zip(*self._rows, strict=True)
        arrays = [self._arrow.array(values, field.type) for values, field in zip(columns, self._schema, strict=True)]
        self._writer.write_batch(self._arrow.record_batch(arrays, schema=self._schema))
        self._rows = []


class Workbook:
    """An XLSX workbook that never runs anything: text stays text. Sheets are written one after the other."""

    def __init__(self, path: Path, language: Language) -> None:
        import xlsxwriter

        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(path), {**options, "strings_to_numbers": False})
        self._book.set_properties({"title": text("batch.title", language), "created": NEVER})
        self._head = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._formats = {kind: self._book.add_format({"num_format": shown}) for kind, shown in _FORMATS.items()}

    def sheet(self, title: str, columns: Sequence[Column], language: Language) -> Writer:
        """A sheet whose header holds the columns' names in a language."""
        sheet = self._book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 1)
        sheet.set_row(0, 45)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, 22 if column.kind == "text" else 13, self._formats.get(column.kind))
            sheet.write_string(0, index, column.title(language), self._head)
        return _Sheet(sheet, columns, [self._formats.get(column.kind) for column in columns], language)

    def close(self) -> None:
        """Ends the file."""
        self._book.close()


class _Sheet:
    """The rows of a sheet below its header, in words that people read; each column can be filtered."""

    def __init__(self, sheet: Any, columns: Sequence[Column], formats: Sequence[Any], language: Language) -> None:
        self._sheet = sheet
        self._columns = columns
        self._formats = formats
        self._language: Language = language
        self._next = 1

    def add(self, row: Sequence[Value]) -> None:
        for index, (value, column) in enumerate(zip(row, self._columns, strict=True)):
            told = _dated(value, column.kind)
            if isinstance(told, date):
                self._sheet.write_datetime(self._next, index, told, self._formats[index])
            elif isinstance(told, str):
                self._sheet.write_string(self._next, index, shown(told, column.kind, column.key, self._language))
            elif told is not None:
                self._sheet.write_number(self._next, index, told, self._formats[index])
        self._next += 1

    def close(self) -> None:
        """The sheet itself ends with its workbook."""
        self._sheet.autofilter(0, 0, max(1, self._next - 1), len(self._columns) - 1)


def _dated(value: Value, kind: Kind) -> Value | date:
    """A date as a date, for formats that know them."""
    return date.fromisoformat(value) if kind == "date" and isinstance(value, str) else value
