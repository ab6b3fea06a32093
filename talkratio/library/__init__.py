"""The conversations kept on this computer: one folder each, readable by their owner alone."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import platformdirs
from pydantic import TypeAdapter

from talkratio.errors import InputError, OutputError, TalkratioError
from talkratio.library import index, ledger
from talkratio.library.kept import ABOUT, EARLY, EDITS, LOCKED, NUMBERS, ORIGINAL, RECORDING, About, Kept
from talkratio.library.numbers import Numbers

__all__ = [
    "ABOUT",
    "EARLY",
    "EDITS",
    "LOCKED",
    "NUMBERS",
    "ORIGINAL",
    "RECORDING",
    "About",
    "Entry",
    "Kept",
    "Numbers",
    "delete_everything",
    "deleted",
    "entries",
    "find",
    "holding",
    "home",
    "kept",
    "new",
    "size",
    "tidy",
]

_NAME = re.compile(r"\d{4}-\d\d-\d\d-[0-9a-f]{12}")
_SAFE_SUFFIX = re.compile(r"(\.part)?\.[a-z0-9]{1,8}", re.IGNORECASE)
_STALE = 3600
"""seconds after which what a crash left behind is certainly nobody's work any more"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list: enough to show it without opening its files. `numbers` is `None` before the analysis."""

    name: str
    title: str
    created: str
    recording: bool
    report: bool
    locked: bool
    numbers: Numbers | None


_ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)
_LINE = 3
"""what a line of the index holds; another number has them all read anew"""


def home() -> Path:
    """Where conversations are kept: `TALKRATIO_HOME`, else the user's data folder."""
    return Path(os.environ.get("TALKRATIO_HOME") or platformdirs.user_data_dir("talkratio", appauthor=False))


def new(title: str, suffix: str = "") -> tuple[Kept, Path]:
    """A fresh folder, and where to put the recording in it; neither name holds anything a person typed.

    Raises `OutputError` when it cannot be made.
    """
    now = datetime.now().astimezone()
    folder = _conversations() / f"{now:%Y-%m-%d}-{secrets.token_hex(6)}"
    safe = suffix.lower() if _SAFE_SUFFIX.fullmatch(suffix) else ".bin"
    kept = Kept(folder)
    kept.introduce(About(title=title, created=now.isoformat(timespec="seconds")))
    return kept, folder / f"{RECORDING}{safe}"


def find(name: str) -> Kept:
    """The conversation with this folder name. Raises `InputError` when there is none."""
    kept = Kept(_conversations() / name)
    if not _NAME.fullmatch(name) or not kept.exists:
        raise missing(name)
    return kept


def missing(name: str) -> InputError:
    """What to raise where there is no conversation with this folder name, or nothing in it any more."""
    return InputError(f"There is no conversation called {name!r} on this computer. It may have been deleted.")


def kept() -> tuple[Kept, ...]:
    """Every conversation on this computer, newest first; leftovers of a crash are skipped."""
    return tuple(sorted(_folders(), key=lambda one: (one.created, one.name), reverse=True))


def holding(name: str) -> tuple[Kept, ...]:
    """The conversations in whose folder a file of this name lies, the newest day first; no file is opened for it."""
    found = (Kept(path.parent) for path in _conversations().glob(f"*/{name}"))
    there = (one for one in found if _NAME.fullmatch(one.name) and one.exists)
    return tuple(sorted(there, key=lambda one: one.name, reverse=True))


def entries() -> tuple[Entry, ...]:
    """Every conversation as a line of the list, newest first, read from the index where its files did not change."""
    folders = {one.name: one for one in _folders()}

    def read(name: str) -> str:
        return _ENTRY.dump_json(_entry(folders[name])).decode()

    stamps = {name: f"{_LINE}|{one.stamp}" for name, one in folders.items()}
    rows = index.refreshed(_index(), stamps, read) if stamps or _index().exists() else {}
    found = (_ENTRY.validate_json(content) for content in rows.values())
    return tuple(sorted(found, key=lambda entry: (entry.created, entry.name), reverse=True))


def deleted() -> tuple[ledger.Deleted, ...]:
    """What was deleted from this computer, oldest first."""
    return ledger.read(home() / "ledger.jsonl")


def size() -> int:
    """Bytes used by everything kept."""
    found = 0
    for path in home().rglob("*"):
        with contextlib.suppress(OSError):
            found += path.stat().st_size if path.is_file() else 0
    return found


def tidy() -> None:
    """Removes what a crash left: half-deleted folders, files half written, uploads that nobody came back for."""
    now = time.time()
    for folder in _conversations().glob(".gone-*"):
        shutil.rmtree(folder, ignore_errors=True)
    leftovers = (
        *home().glob(".*"),
        *_conversations().glob("*/.*"),
        *(home() / "arriving").glob("*"),
        *(home() / "rounds").glob(".*"),
    )
    for path in leftovers:
        with contextlib.suppress(OSError):
            if path.is_file() and now - path.stat().st_mtime > _STALE:
                path.unlink()
    for folder in _conversations().glob("*"):
        with contextlib.suppress(OSError):
            if not any(folder.iterdir()) and now - folder.stat().st_mtime > _STALE:
                folder.rmdir()
    entries()


def delete_everything() -> None:
    """Deletes every conversation and setting on this computer. Raises `OutputError` when something would stay."""
    shutil.rmtree(home(), ignore_errors=True)
    if home().exists():
        raise OutputError(f"{home()} could not be deleted completely. Close what uses it and delete it again.")


def _entry(one: Kept) -> Entry:
    """What the folder holds; a damaged file shows as one that is not there, and the folder stays in the list."""
    about, numbers = About("", ""), None
    with contextlib.suppress(TalkratioError):
        about = one.about
    with contextlib.suppress(TalkratioError):
        numbers = one.numbers()
    return Entry(
        one.name,
        about.title,
        about.created or one.created,
        one.recording is not None,
        one.ready,
        one.locked,
        numbers,
    )


def _folders() -> Iterator[Kept]:
    folder = _conversations()
    if folder.is_dir():
        for path in folder.iterdir():
            if _NAME.fullmatch(path.name) and (one := Kept(path)).exists:
                yield one


def _conversations() -> Path:
    return home() / "conversations"


def _index() -> Path:
    return home() / "index.sqlite"
