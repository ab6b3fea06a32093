"""How sure a talk share is: the band."""

from __future__ import annotations

from dataclasses import dataclass

from talkratio.conversation import Conversation, Doubt


@dataclass(frozen=True, slots=True)
class Band:
    """The true talk share of `speaker` lies between `low` and `high` (0..1) in `level` (0..1) of recordings."""

    speaker: str
    level: float
    low: float
    high: float


def bands(conversation: Conversation, doubts: tuple[Doubt, ...] | None) -> tuple[Band, ...]:
    """Bands at levels 0.8, 0.9 and 0.95 for every speaker; empty when the engine gave no doubts."""
    return ()
