"""The journal of a batch: what became of each recording, a line each, so that the same command goes on after any end.

A line counts once it is whole on the disk. One torn by a kill is passed over: that recording is analysed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from talkratio import store
from talkratio.batch import places
from talkratio.batch.recordings import Recording, Result
from talkratio.errors import InputError

NAME = "journal.jsonl"
LOCK = "batch.lock"
HEADER = {"talkratio journal": 1}
SPARE = 2
"""the journal is written anew when it holds more than so many lines a recording"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of a recording under settings with this fingerprint, when its file had this stamp."""

    name: str
    settings: str
    stamp: str
    result: Result


_ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)


class Journal:
    """The journal in a folder, for one batch at a time. Use as a context manager.

    Raises `InputError` when another batch is writing there, `OutputError` when the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        try:
            store.make_folder(folder)
            self._lock = FileLock(folder / LOCK, mode=0o600)
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise InputError(f"Another batch is at work in {folder}. Wait for it, or give another --out.") from error
        except OSError as error:
            raise store.refused(self.path, error) from error
        try:
            self.entries, lines = _read(self.path)
            if lines is None or lines > SPARE * len(self.entries) + 100:
                store.write(self.path, "\n".join(_lines(self.entries)))
        except BaseException:
            self.close()
            raise

    def add(self, entry: Entry) -> None:
        """Writes down what became of a recording; when this returns, no kill can lose it. Raises `OutputError`."""
        store.append(self.path, _line(entry))
        self.entries[entry.name] = entry

    def ended(self, recording: Recording, settings: str, report: Callable[[str], Path]) -> Result | None:
        """How this very recording ended under these settings, or `None` when it has to be analysed (again).

        A file that was touched and not changed is recognised by its hash. A report that is missing or was changed by
        somebody else is made again; a failure counts when nothing but another file or setting could mend it.
        """
        entry = self.entries.get(recording.name)
        if entry is None or entry.settings != settings or not entry.result.final:
            return None
        if entry.result.status == "done" and _hash(report(recording.name)) != entry.result.report_sha256:
            return None
        if entry.stamp != recording.stamp:
            known = entry.result.sha256
            if known is None or places.sha256(recording.source) != known:
                return None
            self.add(Entry(entry.name, settings, recording.stamp, entry.result))
        return entry.result

    def close(self) -> None:
        """Lets other batches write here."""
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def entries(folder: Path) -> Mapping[str, Entry]:
    """What the journal in a folder says of each recording, by name; nothing when there is none."""
    return _read(folder / NAME)[0]


def _read(path: Path) -> tuple[dict[str, Entry], int | None]:
    """Entries by name, later lines over earlier ones, and the number of lines; `None` when it must be written anew."""
    found: dict[str, Entry] = {}
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return found, None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}). Check who may read it.") from error
    lines = content.split(b"\n")
    whole = lines.pop() == b""
    if lines and not _header(lines[0]):
        raise InputError(f"{path} is no journal of this talkratio. Give another --out, or move it away.")
    for line in lines[1:]:
        try:
            entry = _ENTRY.validate_json(line)
        except ValidationError:
            whole = False  # a torn line: that recording is simply analysed again
            continue
        found[entry.name] = entry
    return found, len(lines) if whole and lines else None


def _header(line: bytes) -> bool:
    try:
        return bool(json.loads(line) == HEADER)
    except ValueError:
        return False


def _lines(found: Mapping[str, Entry]) -> list[str]:
    return [json.dumps(HEADER), *(_line(entry) for entry in found.values()), ""]


def _line(entry: Entry) -> str:
    return _ENTRY.dump_json(entry).decode()


def _hash(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
