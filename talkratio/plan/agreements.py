"""What was promised: suggested from the words, confirmed by both, kept or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from talkratio.interval import Interval

Status = Literal["suggested", "open", "kept", "dropped"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who does what until when; and for a development goal how it will be used and how success shows.

    `confirmed_by` names the sides that said yes; an agreement counts as made when both did. `moment` is where it was
    said, when it was found in a conversation.
    """

    key: str
    who: Literal["manager", "employee", "both"]
    what: str
    use: str = ""
    success: str = ""
    due: date | None = None
    moment: Interval | None = None
    status: Status = "suggested"
    confirmed_by: tuple[Literal["manager", "employee"], ...] = ()
    note: str = ""
    """what happened, written at a follow-up"""
