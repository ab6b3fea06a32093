"""Where the time of a kept conversation went, for every face that shows or writes its report."""

from __future__ import annotations

from talkratio import capture
from talkratio.errors import FormatError
from talkratio.figures import Topic
from talkratio.interval import Seconds
from talkratio.library import Kept
from talkratio.plan import rounds
from talkratio.plan.against import held_against
from talkratio.report import Report
from talkratio.texts import Language


def topics(kept: Kept, report: Report, language: Language) -> tuple[Topic, ...]:
    """Minutes and share by element against the plan; empty without a plan, words or marks, or where it is damaged."""
    try:
        one = rounds.of(kept)
    except FormatError:
        return ()
    if one is None:
        return ()
    return held_against(one, report.conversation, report.roles, language, marked(kept))


def marked(kept: Kept) -> tuple[tuple[Seconds, str], ...]:
    """When which element was marked while talking."""
    return tuple((mark.at, mark.label) for mark in capture.marks(kept) if mark.kind == "phase")
