"""Tables of turns (speaker, start, end, perhaps text), and cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from talkratio.conversation import Conversation
from talkratio.errors import FormatError
from talkratio.formats.cue import Cue, conversation, timed
from talkratio.formats.text import Text
from talkratio.interval import Interval, Seconds

_COLUMNS = {
    "speaker": {"speaker", "name", "who", "label", "taler", "navn", "person"},
    "start": {"start", "begin", "from", "onset", "start_s", "start_time", "starttid", "fra"},
    "end": {"end", "stop", "to", "offset", "end_s", "end_time", "sluttid", "slut", "til"},
    "duration": {"duration", "length", "varighed"},
    "text": {"text", "words", "transcript", "content", "tekst"},
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def read(source: Path | str) -> Conversation:
    """Turns marked by hand, one a row under a header, times in seconds or `mm:ss`; clock `speech`.

    Comma, semicolon or tab between cells; decimal comma is fine. Raises `FormatError` with the line.
    """
    text = Text.of(source)
    lines = text.lines
    between = max("\t;,", key=lines[0].count)
    rows = csv.reader(lines, delimiter=between)
    columns = _columns(text, next(rows))
    cues = [_cue(text, rows.line_num, row, columns) for row in rows if any(cell.strip() for cell in row)]
    found = conversation(cues, "speech")
    return found if "text" in columns else replace(found, words=None)


def cell(value: object) -> object:
    """A value for a table; text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP).

    >>> cell("=SUM(A1)"), cell(-3.5)
    ("'=SUM(A1)", -3.5)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _columns(text: Text, header: list[str]) -> dict[str, int]:
    titles = [title.strip().lower() for title in header]
    columns = {
        column: index
        for column, known in _COLUMNS.items()
        for index in [next((i for i, title in enumerate(titles) if title in known), -1)]
        if index >= 0
    }
    if not {"speaker", "start"} <= columns.keys() or not {"end", "duration"} & columns.keys():
        raise FormatError(f"{text.name} has no columns speaker, start and end. Name them so in the first row.")
    return columns


def _cue(text: Text, line: int, row: list[str], columns: Mapping[str, int]) -> Cue:
    cells = {column: row[index].strip() for column, index in columns.items() if index < len(row)}
    speaker = cells.get("speaker", "")
    if not speaker:
        raise text.fault(line, "no speaker")
    return Cue(line, cells.get("text", ""), _interval(text, line, cells), speaker)


def _interval(text: Text, line: int, cells: Mapping[str, str]) -> Interval:
    try:
        start = _seconds(cells["start"])
        end = _seconds(cells["end"]) if cells.get("end") else start + _seconds(cells["duration"])
        return timed(start, end)
    except (KeyError, ValueError) as error:
        raise text.fault(line, "start and end are no stretch of time", "Seconds or mm:ss are wanted.") from error


def _seconds(time: str) -> Seconds:
    if not re.fullmatch(r"\s*-?(?:\d+:){0,2}\d*[.,]?\d+\s*", time):
        raise ValueError(time)
    total = 0.0
    for part in time.strip().lstrip("-").replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return -total if time.strip().startswith("-") else total
