"""The ledger: what was deleted, when and why, in lines that are only ever added; no names, no words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from talkratio import store

What = Literal["recording", "words", "conversation", "copy", "everything"]
Why = Literal["confirmed", "time", "withdrawn", "person", "forgotten"]
"""`confirmed`: the share was confirmed; `time`: its days were over; `person`: somebody deleted it by hand;
`forgotten`: the last minutes were taken out while recording"""


@dataclass(frozen=True, slots=True)
class Deleted:
    """Something that no longer exists. `conversation` is a folder's name, `size` bytes."""

    when: str
    """ISO 8601 with offset"""
    conversation: str
    what: What
    why: Why
    size: int


_LINE: TypeAdapter[Deleted] = TypeAdapter(Deleted)


def note(path: Path, conversation: str, what: What, why: Why, size: int) -> Deleted:
    """Adds a line to the ledger at `path`. Raises `OutputError`."""
    line = Deleted(datetime.now().astimezone().isoformat(timespec="seconds"), conversation, what, why, size)
    store.append(path, _LINE.dump_json(line).decode())
    return line


def read(path: Path) -> tuple[Deleted, ...]:
    """Every line, oldest first; a line that a crash cut short is passed over."""
    return tuple(_lines(path)) if path.is_file() else ()


def _lines(path: Path) -> Iterator[Deleted]:
    for line in path.read_bytes().splitlines():
        try:
            yield _LINE.validate_json(line)
        except ValidationError:
            continue
