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
from talkratio.plan.plan import shown
from talkratio.plan.round import Round
from talkratio.plan.worth import visible
from talkratio.spelling import same

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def given(kept: Kept) -> bytes | None:
    """The round of a conversation as the other person may read it; `None` without one.

    Answers about its worth stay out unless both agreed to share them, weights until both gave theirs, and what the
    manager wanted to try. Raises `FormatError`.
    """
    one = rounds.of(kept)
    if one is None:
        return None
    plan = replace(one.plan, wants=tuple(map(shown, one.plan.wants)), experiment="")
    return _adapter().dump_json(replace(one, plan=plan, worth=visible(one.worth) or (), tried=None))


def taken(kept: Kept, content: bytes) -> None:
    """Puts a round that somebody gave into the folder of its conversation, under a key that is free here.

    Raises `ValueError` when it is none, and `OutputError`.
    """
    one = _adapter().validate_json(content)
    known = {each.key for each in rounds.readable()[0]}
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

    So do copies that a crash left elsewhere, and practices of it that were never recorded.

    Raises `OutputError`; damaged rounds are passed over.
    """
    with contextlib.suppress(FormatError):
        one = rounds.of(kept)
        if one is None:
            return
        gone = {each.key for each in one.agreements}
        for other in rounds.readable()[0]:
            if other.key != one.key and _practises(other, one):
                rounds.forget(other.key)
            elif other.key != one.key and _follows(other, one):
                rounds.change(other.key, lambda found: _without(found, gone))
        rounds.forget(one.key)


def _practises(one: Round, real: Round) -> bool:
    both = (real.plan.employee, real.plan.manager)
    return one.plan.practice and one.conversation is None and (one.plan.employee, one.plan.manager) == both


def _follows(one: Round, gone: Round) -> bool:
    """Whether something of a round may have come into a later one: its agreements, or what was to be tried."""
    keys = {each.key for each in gone.agreements}
    theirs = same(one.plan.employee) == same(gone.plan.employee) and not gone.plan.practice
    return (theirs and bool(one.plan.experiment)) or any(each.key in keys for each in one.plan.carried)


def _without(one: Round, gone: set[str]) -> Round:
    carried = tuple(each for each in one.plan.carried if each.key not in gone)
    return replace(one, tried=None, plan=replace(one.plan, carried=carried, experiment=""))


def _made(agreement: Agreement) -> bool:
    return agreement.status != "suggested" or bool(agreement.confirmed_by)


@cache
def _adapter() -> TypeAdapter[Round]:
    from pydantic import TypeAdapter

    return TypeAdapter(Round)
