"""What exists here and when it goes by itself, and what is gone: the two halves of the ledger as tables."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from talkratio import library, retention
from talkratio.dashboard import trend
from talkratio.dashboard.record_drawn import look
from talkratio.errors import TalkratioError
from talkratio.library import Entry
from talkratio.library.ledger import Deleted
from talkratio.texts import Language, text
from talkratio.texts.dates import told_at
from talkratio.texts.numbers import number

MOST = 50
"""lines shown of each half, the newest"""


def there(entries: Sequence[Entry], language: Language) -> str:
    """Each conversation with what is kept of it, and when that goes."""
    rows = [
        (
            entry.title or text("dashboard.untitled", language),
            trend.day(entry.created, language),
            _parts(entry, language),
            _due(entry, language),
        )
        for entry in entries[:MOST]
    ]
    return _table(("title", "when", "there", "due"), rows, language)


def gone(lines: Sequence[Deleted], language: Language) -> str:
    """What was deleted, when and why: no name, no word."""
    rows = [
        (
            told_at(line.when, language),
            text(f"record.what_{line.what}", language),
            text(f"record.why_{line.why}", language),
            _size(line.size, language),
        )
        for line in reversed(lines[-MOST:])
    ]
    return _table(("when", "what", "why", "size"), rows, language)


def _parts(entry: Entry, language: Language) -> str:
    if entry.locked:
        return text("record.there_locked", language)
    parts = [name for name, here in (("sound", entry.recording), ("words", entry.report)) if here] or ["numbers"]
    return ", ".join(text(f"record.there_{part}", language) for part in parts)


def _due(entry: Entry, language: Language) -> str:
    try:
        recording, words = retention.due(library.find(entry.name))
    except TalkratioError:
        return "–"
    told = [
        text(f"record.due_{what}", language, days=max(0, round(days)))
        for what, days in (("sound", recording), ("words", words))
        if days is not None
    ]
    return ", ".join(told) or "–"


def _size(size: int, language: Language) -> str:
    return f"{number(size / 1e6, language, digits=1)} MB"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], language: Language) -> str:
    head = "".join(f'<th scope="col">{escape(text(f"record.column_{name}", language))}</th>' for name in columns)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return look(f'<table class="ledger"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')
