"""What becomes of a round when its conversation is given away, reduced to its numbers, or withdrawn."""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from talkratio.errors import FormatError
from talkratio.library import Kept
from talkratio.plan import rounds
from talkratio.plan.agreements import Agreement
from talkratio.plan.rounds import Round
from talkratio.plan.worth import visible

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def given(kept: Kept) -> bytes | None:
    """The round of a conversation as the other person may read it; `None` without one.

    Answers about its worth stay out unless both agreed to share them. Raises `FormatError`.
    """
    one = rounds.of(kept)
    if one is None:
        return None
    return _adapter().dump_json(replace(one, worth=visible(one.worth) or ()))


def taken(kept: Kept, content: bytes) -> None:
    """Puts a round that somebody gave into the folder of its conversation, under a key that is free here.

    Raises `ValueError` when it is none, and `OutputError`.
    """
    one = _adapter().validate_json(content)
    known = {each.key for each in rounds.rounds()}
    key = one.key if one.key not in known else secrets.token_hex(4)
    rounds.save(replace(one, key=key, conversation=kept.name))


def release(kept: Kept) -> None:
    """Takes the round out of the folder of a conversation that goes, so that what both agreed on stays theirs.

    What was only heard goes: suggestions that nobody confirmed, moments, and stretches put right. The round no longer
    says which conversation it was. Raises `OutputError`; a damaged round is left where it is.
    """
    with rounds.alone(), contextlib.suppress(FormatError):
        one = rounds.of(kept)
        if one is None or one.plan.practice:
            return
        made = tuple(replace(each, moment=None) for each in one.agreements if _made(each))
        rounds.save(replace(one, agreements=made, corrections=(), conversation=None))
        (kept.folder / rounds.FILE).unlink(missing_ok=True)


def withdraw(kept: Kept) -> None:
    """Takes out of every other plan what was agreed in this conversation; its own round goes with its folder.

    Raises `OutputError`; damaged rounds are passed over.
    """
    with contextlib.suppress(FormatError):
        one = rounds.of(kept)
        if one is None:
            return
        gone = {each.key for each in one.agreements}
        for other in rounds.rounds():
            if other.key != one.key and any(each.key in gone for each in other.plan.carried):
                rounds.change(other.key, lambda found: _without(found, gone))
        rounds.loose(one.key).unlink(missing_ok=True)  # left by a crash while the round was moved


def _without(one: Round, gone: set[str]) -> Round:
    carried = tuple(each for each in one.plan.carried if each.key not in gone)
    return replace(one, plan=replace(one.plan, carried=carried))


def _made(agreement: Agreement) -> bool:
    return agreement.status != "suggested" or bool(agreement.confirmed_by)


@cache
def _adapter() -> TypeAdapter[Round]:
    from pydantic import TypeAdapter

    return TypeAdapter(Round)
