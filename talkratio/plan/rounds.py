"""The whole round on disk: plan, agreements and what it was worth, one file each, readable by its owner alone.

A round that belongs to a kept conversation lies in that conversation's folder, so that whoever withdraws or deletes the
conversation takes the round along; before that it lies in `rounds` beside the conversations.
"""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
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
from talkratio.plan.round import Round
from talkratio.spelling import same

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FILE = "round.json"
DRAFT = ".draft"
PATIENCE = 20.0
"""seconds to wait for another window"""
_KEY = re.compile(r"[0-9a-f]{8}")


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
        linked = replace(which, conversation=kept.name)
        _move(_path(which), linked)
    return linked


def _move(before: Path, moved: Round) -> None:
    """Keeps the round in its new place with what was typed into it; killed on the way, wherever it is, that is too."""
    after = _path(moved)
    if before == after:
        save(moved)
        return
    typed, there = before.with_suffix(DRAFT), after.with_suffix(DRAFT)
    if typed.is_file():
        store.write(there, typed.read_bytes(), make_folders=False)
    else:
        there.unlink(missing_ok=True)  # what a move left there when the power went
    save(moved)
    for left in (before, typed):  # the round first: where it is found, what was typed lies beside it
        left.unlink(missing_ok=True)


def rounds() -> tuple[Round, ...]:
    """Every round on this computer, newest first. Raises `FormatError` for a damaged one."""
    found, damaged = readable()
    if damaged:
        raise damaged[0]
    return found


def readable() -> tuple[tuple[Round, ...], tuple[FormatError, ...]]:
    """Every round that can be read, newest first, and what is wrong with the others."""
    alone_standing = sorted(_loose().glob("*.json"))
    in_folders = [kept.folder / FILE for kept in library.kept() if (kept.folder / FILE).is_file()]
    found: dict[str, Round] = {}
    damaged = []
    for path in (*alone_standing, *in_folders):
        try:
            one = _read(path)
        except FormatError as error:
            damaged.append(error)
            continue
        # A crash while one was moved leaves it in both places; the folder of the conversation holds the newer.
        found[one.key] = one
    return tuple(sorted(found.values(), key=lambda one: one.created, reverse=True)), tuple(damaged)


def find(key: str) -> Round:
    """The round with this key, or the newest that is no practice for `last`.

    Raises `InputError` for one there is not, and `FormatError` when it may be one that is damaged.
    """
    known, damaged = readable()
    held = [one for one in known if not one.plan.practice]
    if key == "last" and held:
        return held[0]
    for one in known:
        if one.key == key:
            return one
    if damaged:
        raise damaged[0]
    if key == "last":
        raise InputError("There are no plans yet. Begin with: talkratio plan new")
    raise InputError(f"There is no plan {key!r} on this computer. See: talkratio plan list")


def of(kept: Kept) -> Round | None:
    """The round of a conversation, if there is one. Raises `FormatError`."""
    path = kept.folder / FILE
    return _read(path) if path.is_file() else None


def forget(key: str) -> None:
    """Deletes a round. Raises `InputError` for one there is not, `OutputError` when it would stay."""
    for place in places(find(key).key):
        for path in (place.with_suffix(DRAFT), place):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise OutputError(f"{path} could not be deleted ({error.strerror}). Close what uses it.") from error


def places(key: str) -> tuple[Path, ...]:
    """Everywhere something of a round may lie: its place, and where moving it left something when the power went.

    That is another conversation's folder, or one without a round that holds what was typed alone.
    """
    found = [loose(key)]
    for kept in library.kept():
        with contextlib.suppress(FormatError):
            one = of(kept)
            if one is None or one.key == key:
                found.append(kept.folder / FILE)
    return tuple(found)


def carried(employee: str, known: Iterable[Round]) -> tuple[Agreement, ...]:
    """What was agreed in the newest round with this person that agreed on anything: on top of the next agenda."""
    for one in known:
        if same(one.plan.employee) == same(employee) and not one.plan.practice:
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
