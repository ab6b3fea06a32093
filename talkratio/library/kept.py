"""One conversation on disk."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from talkratio import store
from talkratio.edits import Edit
from talkratio.errors import FormatError, OutputError
from talkratio.library import index, ledger
from talkratio.library.numbers import Numbers, numbers
from talkratio.report import Report
from talkratio.report import read as read_report

RECORDING = "recording"
EARLY = "early.report.json"
ORIGINAL = "original.report.json"
EDITS = "edits.json"
ABOUT = "about.json"
NUMBERS = "numbers.json"
LOCKED = "locked.age"
"""the whole conversation under a passphrase; then nothing else lies in the folder but `ABOUT` without a title"""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class About:
    """What a person wrote or decided about a conversation; `guess` is the share guessed before it was shown, 0..1."""

    title: str
    created: str
    notes: str = ""
    guess: float | None = None
    cast: bool = False
    """whether a person has said who the manager is"""
    confirmed: bool = False
    """whether a person has said that the share is right; from then on the recording has done its work"""


_ABOUT: TypeAdapter[About] = TypeAdapter(About)
_EDITS: TypeAdapter[tuple[tuple[Edit, ...], tuple[Edit, ...]]] = TypeAdapter(tuple[tuple[Edit, ...], tuple[Edit, ...]])
_NUMBERS: TypeAdapter[Numbers] = TypeAdapter(Numbers)


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation on disk, named by its folder."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder's name: a date and random letters, never anything a person typed."""
        return self.folder.name

    @property
    def exists(self) -> bool:
        """Whether it is there, whole enough to be opened."""
        return (self.folder / ABOUT).is_file()

    @property
    def recording(self) -> Path | None:
        """The sound or transcript it was made from, as long as it is kept; not one that is being recorded."""
        found = sorted(path for path in self.folder.glob(f"{RECORDING}.*") if ".part." not in path.name)
        if len(found) > 1:
            from talkratio.transcribers.captions import is_transcript  # opens the sound libraries

            found.sort(key=is_transcript)  # of a recording and its captions the recording
        return found[0] if found else None

    @property
    def about(self) -> About:
        """What a person wrote about it. Raises `FormatError` when the file is damaged."""
        return _read(self.folder / ABOUT, _ABOUT)

    @property
    def created(self) -> str:
        """When it was made, ISO 8601; the day alone when the file about it is damaged."""
        try:
            return self.about.created
        except FormatError:
            return self.name[:10]

    @property
    def age(self) -> float:
        """Days since it was made."""
        return (time.time() - datetime.fromisoformat(self.created).timestamp()) / 86_400

    @property
    def stamp(self) -> str:
        """The state of its files: another one whenever a file came, went or changed."""
        found = []
        with contextlib.suppress(OSError):
            for path in self.folder.iterdir():
                status = path.stat()
                found.append(f"{path.name}:{status.st_mtime_ns}:{status.st_ino}:{status.st_size}")
        return "|".join(
            sorted(item for item in found if not item.startswith((".", "state", "capture", "commands", "live")))
        )

    @property
    def ready(self) -> bool:
        """Whether its analysis is complete."""
        return (self.folder / ORIGINAL).is_file()

    @property
    def locked(self) -> bool:
        """Whether it lies under a passphrase."""
        return (self.folder / LOCKED).is_file()

    def introduce(self, about: About) -> None:
        """Makes the folder, with what is known about it. Raises `OutputError`."""
        store.write(self.folder / ABOUT, _ABOUT.dump_json(about))

    def describe(self, **changes: object) -> None:
        """Changes title, notes, guess, who-is-who or confirmed. Raises `OutputError`."""
        with self.alone():
            about = replace(self.about, **changes)  # type: ignore[arg-type]
            self.write(ABOUT, _ABOUT.dump_json(about))

    def original(self) -> Report | None:
        """The report as the engines made it, or as far as they have come; `None` before the voices are told apart."""
        for name in (ORIGINAL, EARLY):
            if (self.folder / name).is_file():
                return read_report(self.folder / name)
        return None

    def edits(self) -> tuple[tuple[Edit, ...], tuple[Edit, ...]]:
        """Corrections made, and those taken back and ready to be made again."""
        path = self.folder / EDITS
        return _read(path, _EDITS) if path.is_file() else ((), ())

    def keep_edits(self, made: tuple[Edit, ...], undone: tuple[Edit, ...] = ()) -> None:
        """Writes the corrections beside the original. Raises `OutputError`."""
        self.write(EDITS, _EDITS.dump_json((made, undone)))

    def report(self) -> Report | None:
        """The report with the corrections made; the original is never changed."""
        original, made = self.original(), self.edits()[0]
        if original is None or not made:
            return original
        from talkratio import pipeline  # opens the sound libraries, which a list seldom needs

        return pipeline.revise(original, made)

    def numbers(self) -> Numbers | None:
        """The numbers: of the report while there is one, else those kept when it was deleted."""
        if (self.folder / NUMBERS).is_file():
            return _read(self.folder / NUMBERS, _NUMBERS)
        return None if (report := self.report()) is None else numbers(report)

    def keep_numbers(self, found: Numbers) -> None:
        """Writes the numbers alone, as what will be left. Raises `OutputError`."""
        self.write(NUMBERS, _NUMBERS.dump_json(found))

    def write(self, name: str, content: str | bytes) -> None:
        """Puts a file into the folder; a folder deleted meanwhile stays deleted. Raises `OutputError`."""
        store.write(self.folder / name, content, make_folders=False)

    def forget_recording(self, why: ledger.Why = "person") -> None:
        """Deletes the sound or transcript and keeps the rest. Raises `OutputError` when it would stay."""
        gone = [path for path in self.folder.glob(f"{RECORDING}.*") if path.is_file()]
        size = sum(path.stat().st_size for path in gone)
        for path in gone:
            try:
                path.unlink()
            except OSError as error:
                raise OutputError(f"{path} could not be deleted ({error.strerror}). Close what uses it.") from error
        if gone:
            self.note("recording", why, size)

    def delete(self, why: ledger.Why | None = "person") -> None:
        """Deletes everything about this conversation; without a `why` the ledger does not tell that it ever was.

        Raises `OutputError` when something would stay.
        """
        if not self.folder.exists():
            return
        size = sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
        gone = self.folder.with_name(f".gone-{self.name}")
        # Renamed first: whoever still writes finds no folder, and a crash midway leaves something that tidy() knows.
        # Windows lets no folder go in which a file is open, as by a recorder that is just ending: it is waited for.
        with contextlib.suppress(OSError):
            store.rename(self.folder, gone)
        shutil.rmtree(gone if gone.exists() else self.folder, ignore_errors=True)
        if self.folder.exists() or gone.exists():
            raise OutputError(f"{self.folder} could not be deleted completely. Close what uses it; delete it again.")
        for path in self._locks.glob(f"{self.name}.*"):
            with contextlib.suppress(OSError):
                path.unlink()
        if why is not None:
            self.note("conversation", why, size)
        index.drop(self._home / "index.sqlite", self.name)

    @contextlib.contextmanager
    def alone(self, purpose: str = "write", *, patience: float = 20.0) -> Iterator[None]:
        """Keeps other processes out that want the same; the system frees it however a process ends.

        Raises `OutputError` when it is still taken after `patience` seconds.
        """
        try:
            with self.lock(purpose).acquire(timeout=patience):
                yield
        except Timeout as error:
            raise OutputError(f"{self.folder} is in use by another window. Close it and try again.") from error

    def lock(self, purpose: str) -> FileLock:
        """The lock of this conversation for a purpose. It lies elsewhere, so that it cannot bring the folder back."""
        store.make_folder(self._locks)
        return FileLock(self._locks / f"{self.name}.{purpose}", mode=0o600)

    def busy(self, purpose: str) -> bool:
        """Whether a process holds the lock now."""
        try:
            with self.lock(purpose).acquire(timeout=0):
                return False
        except Timeout:
            return True

    @property
    def _home(self) -> Path:
        return self.folder.parent.parent

    @property
    def _locks(self) -> Path:
        return self._home / "locks"

    def note(self, what: ledger.What, why: ledger.Why, size: int) -> None:
        """Adds a line to the ledger about something of it that is gone. Raises `OutputError`."""
        ledger.note(self._home / "ledger.jsonl", self.name, what, why, size)


def _read(path: Path, adapter: TypeAdapter[T]) -> T:
    try:
        return adapter.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise FormatError(f"{path} cannot be read: it is damaged. The recording beside it is untouched.") from error
