"""What was marked in a recording, and what is missing from it, in words."""

from __future__ import annotations

from collections.abc import Sequence

from talkratio.capture.state import Mark
from talkratio.interval import Seconds
from talkratio.texts import Language, text
from talkratio.texts.numbers import clock

NOTICED: Seconds = 0.5
"""sound missing for less than this is not worth a word"""
_MISSING = ("gap", "sleep", "overflow", "forgotten", "pause")


def told(marks: Sequence[Mark], language: Language) -> tuple[str, ...]:
    """A few words for each moment marked, and each place where something is missing; phases and check-in left out."""
    found = []
    for one in marks:
        if one.kind == "mark":
            found.append(text("record.told_mark", language, at=clock(one.at)))
        elif one.kind in _MISSING and one.lost >= NOTICED:
            found.append(text(f"record.told_{one.kind}", language, at=clock(one.at), lost=clock(one.lost)))
    return tuple(found)
