"""What was typed into a plan before it is saved: there again after a reload, a lost tab or a server that was killed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from talkratio import store
from talkratio.plan import rounds
from talkratio.plan.plan import Plan

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def keep(key: str | None, plan: Plan) -> None:
    """Keeps the plan as it stands beside its round, or for a new one (`None`). Raises `OutputError`, `InputError`."""
    # What comes from last time is not typed here: without it nothing outlives a withdrawal. A deleted folder stays so.
    content = _adapter().dump_json(replace(plan, carried=(), experiment=""))
    store.write(rounds.draft(key), content, make_folders=key is None)


def find(key: str | None) -> Plan | None:
    """What was typed last and not saved; `None` without any, or where it cannot be read."""
    try:
        return _adapter().validate_json(rounds.draft(key).read_bytes())
    except (OSError, ValueError):
        return None


def drop(key: str | None) -> None:
    """Throws it away, as after saving."""
    rounds.draft(key).unlink(missing_ok=True)


@cache
def _adapter() -> TypeAdapter[Plan]:
    from pydantic import TypeAdapter

    return TypeAdapter(Plan)
