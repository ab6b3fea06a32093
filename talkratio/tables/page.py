"""The tables as one page that needs nothing else: what was found, the managers over time, recordings, rules."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files
from typing import IO

from talkratio.tables.columns import MANAGERS, Column, Kind, Value
from talkratio.texts import Language, text
from talkratio.texts.numbers import number, percent, seconds

SHOWN = (
    "recording",
    "date",
    "manager",
    "status",
    "manager_talk_share",
    "low",
    "high",
    "verdict",
    "manager_questions",
    "manager_open_questions",
    "waited_for_answers",
    "manager_wait",
    "employee_longest",
    "duration",
    "reason",
)
"""columns of the page; the others are in the files beside it"""


class Page:
    """Collects the rows of the recordings in a file of their own while they come, and puts the page around them."""

    def __init__(self, rows: IO[str], columns: Sequence[Column], language: Language) -> None:
        self._rows = rows
        self._language: Language = language
        self._columns = columns
        self._shown = [index for key in SHOWN for index, column in enumerate(columns) if column.key == key]
        self._status = next(index for index, column in enumerate(columns) if column.key == "status")
        self._counts: Counter[str] = Counter()

    def add(self, row: Sequence[Value]) -> None:
        """Draws one recording."""
        status = str(row[self._status])
        self._counts[status] += 1
        cells = (cell(row[index], self._columns[index], self._language) for index in self._shown)
        self._rows.write(f'<tr class="{status}">{"".join(cells)}</tr>\n')

    def close(self) -> None:
        """The rows end with the page."""

    def write(self, out: IO[str], managers: Iterable[Sequence[Value]]) -> None:
        """Writes the whole page."""
        language = self._language
        style = files("talkratio.tables").joinpath("page.css").read_text(encoding="utf-8")
        title = escape(text("batch.title", language))
        out.write(
            f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<style>{style}</style></head>\n<body><main><h1>{title}</h1>\n<p>{escape(self._summary())}</p>\n"
        )
        rows = [f"<tr>{''.join(map(cell, row, MANAGERS, [language] * len(row)))}</tr>\n" for row in managers]
        if rows:
            out.write(f"<h2>{escape(text('batch.managers', language))}</h2>\n")
            out.write(f"<p>{escape(text('batch.managers_note', language))}</p>\n")
            out.write(f"<table>{_head(MANAGERS, language)}<tbody>\n{''.join(rows)}</tbody></table>\n")
        shown = [self._columns[index] for index in self._shown]
        out.write(f"<h2>{escape(text('batch.recordings', language))}</h2>\n")
        out.write(f"<table>{_head(shown, language)}<tbody>\n")
        self._rows.seek(0)
        while block := self._rows.read(1 << 16):
            out.write(block)
        out.write(f"</tbody></table>\n<h2>{escape(text('batch.definitions', language))}</h2>\n<dl>\n")
        for column in (*shown, *MANAGERS):
            out.write(f"<dt>{escape(column.title(language))}</dt><dd>{escape(column.definition(language))}</dd>\n")
        out.write(f"</dl>\n<p>{escape(text('batch.privacy', language))}</p>\n</main></body></html>\n")

    def _summary(self) -> str:
        parts = (f"{count} {text(f'batch.status_{status}', self._language)}" for status, count in self._order())
        return f"{sum(self._counts.values())} {text('batch.found', self._language)}: {', '.join(parts)}."

    def _order(self) -> list[tuple[str, int]]:
        return sorted(self._counts.items(), key=lambda item: (item[0] != "done", item[0]))


def cell(value: Value, column: Column, language: Language) -> str:
    """A cell of the page with its number as people write it."""
    look = "w" if column.key == "reason" else "" if column.kind == "text" else "n"
    return f'<td class="{look}">{escape(shown(value, column.kind, column.key, language))}</td>'


def shown(value: Value, kind: Kind, key: str, language: Language) -> str:
    """A value as people write it; what is not measurable is a dash."""
    if value is None:
        return "–"
    if isinstance(value, str):
        known = {"status": "batch.status_", "verdict": "batch.verdict_", "change": "batch.change_"}.get(key)
        return text(f"{known}{value}", language) if known else value
    if kind == "share":
        return percent(value, language, digits=1)
    if kind == "seconds":
        return seconds(value, language)
    return number(value, language, digits=0 if kind == "count" else 2)


def _head(columns: Sequence[Column], language: Language) -> str:
    cells = io.StringIO()
    for column in columns:
        rule = escape(column.definition(language), quote=True)
        cells.write(f'<th scope="col" title="{rule}">{escape(column.title(language))}</th>')
    return f"<thead><tr>{cells.getvalue()}</tr></thead>"
