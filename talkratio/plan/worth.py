"""Was it worth the time? Two private taps by each, shown to both only when both answered and agreed to share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

LEAST, MOST = 1, 5


@dataclass(frozen=True, slots=True)
class Worth:
    """One side's answer, each from 1 (not at all) to 5 (very much). It is about the conversation, never a person."""

    side: Literal["manager", "employee"]
    heard: int
    """felt heard"""
    nearer: int
    """got nearer the result wanted"""
    share: bool
    """whether the other may see it, if they share theirs"""

    def __post_init__(self) -> None:
        if not all(LEAST <= answer <= MOST for answer in (self.heard, self.nearer)):
            raise ValueError("an answer lies between 1 and 5")


def visible(answers: Iterable[Worth]) -> tuple[Worth, ...] | None:
    """Both answers when both sides gave one and agreed to share; `None` otherwise, whoever asks.

    >>> visible([Worth("manager", 4, 3, True)]) is None
    True
    """
    by_side = {answer.side: answer for answer in answers}
    if by_side.keys() != {"manager", "employee"} or not all(answer.share for answer in by_side.values()):
        return None
    return by_side["manager"], by_side["employee"]
