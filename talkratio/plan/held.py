"""Was it worth the time, over the year: what each conversation took and brought. Never a score of a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from talkratio import library
from talkratio.errors import TalkratioError
from talkratio.interval import Seconds
from talkratio.library import Kept
from talkratio.library.numbers import Numbers
from talkratio.plan.round import Round
from talkratio.plan.worth import Worth, visible


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation that was held: with whom, how long, and what came of it.

    `spent` is the recording's length, else the planned one; `share` is the manager's (0..1), `None` if unmeasured.
    `made` counts the agreements both confirmed, `kept` those of them that were. `worth` is `None` unless both shared.
    """

    day: date
    who: str
    spent: Seconds
    measured: bool
    share: float | None
    made: int
    kept: int
    worth: tuple[Worth, ...] | None


def held(known: Iterable[Round], today: date) -> tuple[Held, ...]:
    """The conversations held until today, oldest first: recorded ones, and planned ones whose day has come."""
    found = [one for each in known if not each.plan.practice and (one := _held(each, today)) is not None]
    return tuple(sorted(found, key=lambda one: (one.day, one.who)))


def _held(one: Round, today: date) -> Held | None:
    kept = _kept(one)
    if kept is not None:
        day = datetime.fromisoformat(kept.created).date()
    elif one.plan.begins is not None and one.plan.begins.date() <= today:
        day = one.plan.begins.date()
    else:
        return None
    numbers = _numbers(kept)
    length = numbers.duration if numbers is not None else None
    made = [agreement for agreement in one.agreements if agreement.status != "suggested"]
    return Held(
        day=day,
        who=one.plan.employee,
        spent=60.0 * one.plan.minutes if length is None else length,
        measured=length is not None,
        share=numbers.share if numbers is not None else None,
        made=len(made),
        kept=sum(agreement.status == "kept" for agreement in made),
        worth=visible(one.worth),
    )


def _numbers(kept: Kept | None) -> Numbers | None:
    """Its numbers; `None` while it is locked or damaged, which costs nobody the rest of the year."""
    try:
        return None if kept is None else kept.numbers()
    except TalkratioError:
        return None


def _kept(one: Round) -> Kept | None:
    """The conversation of the round; `None` where there is none, or it cannot be opened now."""
    if one.conversation is None:
        return None
    try:
        return library.find(one.conversation)
    except TalkratioError:
        return None
