"""The whole round on disk: plan, agreements and what it was worth, one file each, readable by its owner alone.

A round that belongs to a kept conversation lies in that conversation's folder, so that whoever withdraws or deletes the
conversation takes the round along; before that it lies in `rounds` beside the conversations.
"""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from talkratio import library, store
from talkratio.errors import FormatError, InputError, OutputError
from talkratio.library import Kept
from talkratio.plan.agreements import Agreement
from talkratio.plan.plan import Plan
from talkratio.plan.reached import Correction
from talkratio.plan.worth import Worth

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FILE = "round.json"
DRAFT = ".draft"
PATIENCE = 20.0
"""seconds to wait for another window"""
_KEY = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Round:
    """A plan with what came of it; `conversation` is the name of the kept conversation, when there is one."""

    key: str
    created: str
    plan: Plan
    agreements: tuple[Agreement, ...] = ()
    worth: tuple[Worth, ...] = ()
    conversation: str | None = None
    corrections: tuple[Correction, ...] = ()
    """what people put right in the elements found"""

    def with_agreement(self, agreement: Agreement) -> Round:
        """The round with an agreement added, or changed where its key is there already."""
        known = {one.key: one for one in self.agreements}
        return replace(self, agreements=tuple((known | {agreement.key: agreement}).values()))

    def suggested(self, found: Iterable[Agreement]) -> Round:
        """The round with suggestions added; what people already said about one stays."""
        known = {agreement.key for agreement in self.agreements}
        return replace(self, agreements=(*self.agreements, *(one for one in found if one.key not in known)))

    def without(self, key: str) -> Round:
        """The round without an agreement."""
        return replace(self, agreements=tuple(one for one in self.agreements if one.key != key))

    def confirmed(self, key: str, side: str) -> Round:
        """The round with one side's yes to an agreement; with both it counts as made. Raises `InputError`."""
        agreement = self.agreement(key)
        said = tuple(sorted({*agreement.confirmed_by, side}))
        status = "open" if len(said) == 2 and agreement.status == "suggested" else agreement.status
        return self.with_agreement(replace(agreement, confirmed_by=said, status=status))  # type: ignore[arg-type]

    def agreement(self, key: str) -> Agreement:
        """The agreement with this key. Raises `InputError`."""
        for agreement in self.agreements:
            if agreement.key == key:
                return agreement
        raise InputError(f"There is no agreement {key!r} here. See: talkratio agreements list")

    def corrected(self, correction: Correction) -> Round:
        """The round with a stretch put right; what was said of it before no longer counts."""
        others = tuple(other for other in self.corrections if other.at != correction.at)
        return replace(self, corrections=(*others, correction))

    def answered(self, worth: Worth) -> Round:
        """The round with one side's answer to what it was worth; a new answer takes the place of the old."""
        return replace(self, worth=(*(other for other in self.worth if other.side != worth.side), worth))


def begin(plan: Plan) -> Round:
    """A new round with this plan, kept. Raises `OutputError`."""
    made = Round(secrets.token_hex(4), datetime.now().astimezone().isoformat(timespec="seconds"), plan)
    save(made)
    return made


def save(changed: Round) -> None:
    """Writes the round where it belongs, whole or not at all.

    Raises `OutputError`, and `InputError` when its conversation was deleted: then the round went with it for good.
    """
    # A folder deleted meanwhile stays deleted; only the one for rounds without a conversation may be made.
    store.write(_path(changed), _adapter().dump_json(changed, indent=1), make_folders=changed.conversation is None)


def change(key: str, how: Callable[[Round], Round]) -> Round:
    """Reads a round, changes it and keeps it, with every other window waiting meanwhile.

    Raises `InputError` for one there is not, `OutputError` when it cannot be written.
    """
    with alone():
        changed = how(find(key))
        save(changed)
    return changed


def link(key: str, kept: Kept) -> Round:
    """Moves a round into the folder of its conversation, out of another one if need be.

    Raises `InputError` when the conversation has one already, `OutputError` when it cannot be written.
    """
    with alone():
        which = find(key)
        there = of(kept)
        if there is not None and there.key != which.key:
            raise InputError("This conversation belongs to another plan already. Choose that one, or delete it first.")
        before = _path(which)
        linked = replace(which, conversation=kept.name)
        save(linked)
        if before != _path(linked):
            before.unlink(missing_ok=True)
            before.with_suffix(DRAFT).unlink(missing_ok=True)
    return linked


def rounds() -> tuple[Round, ...]:
    """Every round on this computer, newest first. Raises `FormatError` for a damaged one."""
    alone_standing = sorted(_loose().glob("*.json"))
    in_folders = [kept.folder / FILE for kept in library.kept() if (kept.folder / FILE).is_file()]
    # A crash while one was moved leaves it in both places; the folder of the conversation holds the newer.
    found = {one.key: one for one in map(_read, (*alone_standing, *in_folders))}
    return tuple(sorted(found.values(), key=lambda one: one.created, reverse=True))


def find(key: str) -> Round:
    """The round with this key, or the newest that is no practice for `last`. Raises `InputError`."""
    known = rounds()
    held = [one for one in known if not one.plan.practice]
    if key == "last" and held:
        return held[0]
    for one in known:
        if one.key == key:
            return one
    raise InputError(f"There is no plan {key!r} on this computer. See: talkratio plan list")


def of(kept: Kept) -> Round | None:
    """The round of a conversation, if there is one. Raises `FormatError`."""
    path = kept.folder / FILE
    return _read(path) if path.is_file() else None


def forget(key: str) -> None:
    """Deletes a round. Raises `InputError` for one there is not, `OutputError` when it would stay."""
    one = find(key)
    papers = {_path(one), loose(one.key)}
    for path in papers | {paper.with_suffix(DRAFT) for paper in papers}:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"{path} could not be deleted ({error.strerror}). Close what uses it.") from error


def carried(employee: str, known: Iterable[Round]) -> tuple[Agreement, ...]:
    """What was agreed in the newest round with this person that agreed on anything: on top of the next agenda."""
    for one in known:
        if one.plan.employee.casefold() == employee.casefold() and not one.plan.practice:
            made = tuple(agreement for agreement in one.agreements if agreement.status != "suggested")
            if made:
                return made
    return ()


def draft(key: str | None) -> Path:
    """Where lies what was typed into a round and not saved; a new one has no key yet. Raises `InputError`."""
    return (_loose() / "new" if key is None else _path(find(key))).with_suffix(DRAFT)


def loose(key: str) -> Path:
    """Where a round without a conversation lies. Raises `InputError` for what is no key."""
    if not _KEY.fullmatch(key):
        raise InputError(f"{key!r} is no key of a plan. See: talkratio plan list")
    return _loose() / f"{key}.json"


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Keeps other windows from changing rounds meanwhile. Raises `OutputError` when one of them takes too long."""
    locks = library.home() / "locks"
    store.make_folder(locks)
    try:
        with FileLock(locks / "rounds", mode=0o600).acquire(timeout=PATIENCE):
            yield
    except Timeout as error:
        raise OutputError("The plans are in use by another window. Close it and try again.") from error


def _path(which: Round) -> Path:
    if which.conversation is not None:
        return library.find(which.conversation).folder / FILE
    return loose(which.key)


def _loose() -> Path:
    return library.home() / "rounds"


def _read(path: Path) -> Round:
    from pydantic import ValidationError

    try:
        return _adapter().validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise FormatError(f"{path} cannot be read: it is damaged. Delete it, or plan again.") from error


@cache
def _adapter() -> TypeAdapter[Round]:
    from pydantic import TypeAdapter

    return TypeAdapter(Round)
