"""The tables as one page that needs nothing else: what was found, the managers over time, recordings, rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import IO

from talkratio.tables.columns import ASKING, COURSE, MANAGERS, Column, Kind, Value, named
from talkratio.texts import Language, catalogue, text
from talkratio.texts.numbers import number, percent, seconds
from talkratio.trends import EVERYONE

LEAD = ("recording", "date", "manager")
"""columns of the page that every recording has"""
SAID = frozenset({"status", "consent", "verdict", "counted", "roles", "language", "change"})
"""columns some of whose values are keys of sentences; what a person wrote in them stands as it is"""
NUMBERS = (
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
)
"""columns in whose place status and reason stand where there are no numbers; the others are in the files beside it"""


class Page:
    """Collects the rows of the recordings in a file of their own while they come, and puts the page around them."""

    def __init__(self, rows: IO[str], columns: Sequence[Column], language: Language) -> None:
        self._rows = rows
        self._language: Language = language
        self._lead, self._numbers = named(columns, LEAD), named(columns, NUMBERS)
        ((self._status, _),) = named(columns, ("status",))
        ((self._reason, _),) = named(columns, ("reason",))
        self._counts: Counter[str] = Counter()

    def add(self, row: Sequence[Value]) -> None:
        """Draws one recording."""
        status, reason = str(row[self._status]), row[self._reason]
        self._counts[status] += 1
        cells = _cells(row, self._lead, self._language)
        if reason is None:
            cells += _cells(row, self._numbers, self._language)
        else:
            told = escape(f"{text(f'batch.status_{status}', self._language)}: {reason}")
            cells += f'<td class="w" colspan="{len(self._numbers)}">{told}</td>'
        self._rows.write(f'<tr class="{status}">{cells}</tr>\n')

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
            f"<style>{style}</style></head>\n<body><main><h1>{title}</h1>\n"
            f"<p>{escape(summary(self._counts, language))}.</p>\n"
        )
        course = named(MANAGERS, (*COURSE, *ASKING))
        rows = [f"<tr>{_cells(row, course, language)}</tr>\n" for row in managers]
        if rows:
            out.write(_heading("managers", language) + f"<p>{escape(text('batch.managers_note', language))}</p>\n")
            out.write(f"<table>{_head(course, language)}<tbody>\n{''.join(rows)}</tbody></table>\n")
        told = (*self._lead, *self._numbers)
        out.write(_heading("recordings", language) + f"<table>{_head(told, language)}<tbody>\n")
        self._rows.seek(0)
        while block := self._rows.read(1 << 16):
            out.write(block)
        out.write(f"</tbody></table>\n{_heading('definitions', language)}<dl>\n")
        for _, column in (*told, *course):
            out.write(f"<dt>{escape(column.title(language))}</dt><dd>{escape(column.definition(language))}</dd>\n")
        out.write(f"</dl>\n<p>{escape(text('batch.privacy', language))}</p>\n</main></body></html>\n")


def summary(counts: Mapping[str, int], language: Language) -> str:
    """How many recordings there are, and how many of each status, those with numbers first."""
    order = sorted(counts.items(), key=lambda item: (item[0] != "done", item[0]))
    parts = (f"{count} {text(f'batch.{_many(count)}_{status}', language)}" for status, count in order)
    whole = sum(counts.values())
    return f"{whole} {text(f'batch.{_many(whole)}_found', language)}: {', '.join(parts)}"


def shown(value: Value, kind: Kind, key: str, language: Language) -> str:
    """A value as people write it; what is not measurable is a dash."""
    if value is None:
        return "–"
    if isinstance(value, str):
        if key == "manager":
            return text("batch.everyone", language) if value == EVERYONE else value
        return catalogue("batch", language).get(f"{key}_{value}", value) if key in SAID else value
    if kind == "share":
        return percent(value, language, digits=1)
    if kind == "seconds":
        return seconds(value, language)
    return number(value, language, digits=0 if kind == "count" else 2 if key == "chance" else 1)


def _cells(row: Sequence[Value], columns: Iterable[tuple[int, Column]], language: Language) -> str:
    """Cells of the page with their numbers as people write them."""
    return "".join(
        f'<td class="{_look(column)}">{escape(shown(row[index], column.kind, column.key, language))}</td>'
        for index, column in columns
    )


def _head(columns: Iterable[tuple[int, Column]], language: Language) -> str:
    cells = (
        f'<th scope="col" class="{_look(column)}" title="{escape(column.definition(language), quote=True)}">'
        f"{escape(column.title(language))}</th>"
        for _, column in columns
    )
    return f"<thead><tr>{''.join(cells)}</tr></thead>"


def _heading(key: str, language: Language) -> str:
    return f"<h2>{escape(text(f'batch.{key}', language))}</h2>\n"


def _look(column: Column) -> str:
    return "" if column.kind in ("text", "date") else "n"


def _many(count: int) -> str:
    return "status" if count == 1 else "several"
