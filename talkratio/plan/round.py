"""The whole round as a value: a plan with what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from talkratio.errors import InputError
from talkratio.plan.agreements import Agreement, Status
from talkratio.plan.plan import Plan, Side
from talkratio.plan.reached import Correction
from talkratio.plan.worth import Worth


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
    tried: bool | None = None
    """whether the plan's experiment was tried; `None` until the manager said"""

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

    def confirmed(self, key: str, side: Side) -> Round:
        """The round with one side's yes to an agreement; with both it counts as made. Raises `InputError`."""
        return self.with_yes(key, {*self.agreement(key).confirmed_by, side})

    def with_yes(self, key: str, sides: Iterable[Side]) -> Round:
        """The round in which these sides say yes to an agreement; without both it is a suggestion again.

        Raises `InputError`.
        """
        agreement = self.agreement(key)
        said = tuple(sorted(set(sides)))
        made: Status = "open" if agreement.status == "suggested" else agreement.status
        status: Status = made if len(said) == 2 else "suggested"
        return self.with_agreement(replace(agreement, confirmed_by=said, status=status))

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
