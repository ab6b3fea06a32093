"""Facts worth noticing, and the experiment that each suggests."""

from __future__ import annotations

from talkratio.feedback.good import FEW_QUESTIONS
from talkratio.feedback.seen import Seen
from talkratio.feedback.share import above
from talkratio.feedback.values import Item
from talkratio.interval import total
from talkratio.listening.asking import NOT_WAITING
from talkratio.listening.values import SHORT_WAIT

SEVERAL = 2
OFTEN = 0.1
"""of the questions: less is chance"""
SHORT: float = 1.0
"""most people wait no longer than this after a question (Rowe 1986)"""
FEW_OPEN = 0.35
FEW_FOLLOW_UPS = 0.1
MONOLOGUE = 120.0
MOST_MOMENTS = 3


def self_rescued(seen: Seen) -> Item | None:
    """Questions after which the manager went on too soon."""
    count = seen.asking.self_rescued if seen.asking else None
    if seen.asking is None or count is None or count < max(SEVERAL, OFTEN * seen.asking.count):
        return None
    moments = tuple(
        question.interval
        for question, outcome in seen.asked()
        if outcome.self_rescued and outcome.place == outcome.run and question.kind not in NOT_WAITING
    )
    values = (("count", count), ("of", seen.asking.count), ("time", SHORT_WAIT))
    return Item("self_rescued", values, moments[:MOST_MOMENTS], ("speech", "words"))


def interruptions(seen: Seen) -> Item | None:
    """The manager took the floor while the employee was speaking, and the employee stopped."""
    if seen.me is None or seen.me.interruptions is None or len(seen.me.interruptions) < SEVERAL:
        return None
    values = (("count", len(seen.me.interruptions)),)
    return Item("interruptions", values, seen.me.interruptions[:MOST_MOMENTS], ("speech", "interruption"))


def stacked(seen: Seen) -> Item | None:
    """Several questions in a row."""
    if seen.asking is None or seen.asking.stacked < SEVERAL:
        return None
    moments = tuple(question.interval for question, outcome in seen.asked() if outcome.place == outcome.run > 1)
    return Item("stacked", (("count", seen.asking.stacked),), moments[:MOST_MOMENTS], ("words",))


def short_waits(seen: Seen) -> Item | None:
    """Little silence after the manager's questions."""
    wait = seen.asking.wait if seen.asking else None
    if wait is None or wait.count < FEW_QUESTIONS or wait.median >= SHORT:
        return None
    return Item("short_waits", (("time", wait.median), ("count", wait.count)), (), ("speech", "words"))


def lecture(seen: Seen) -> Item | None:
    """Minutes in which the manager had most of the talk, or a long monologue."""
    zones = (seen.me.lecture_zones if seen.me else None) or ()
    longest = seen.mine.longest if seen.mine else None
    if longest is not None and longest.duration >= MONOLOGUE:
        return Item("monologue", (("time", longest.duration),), (longest,), ("speech",))
    if not zones:
        return None
    return Item("lecture", (("time", total(zones)),), zones[:MOST_MOMENTS], ("speech",))


def closed(seen: Seen) -> Item | None:
    """Few of the questions were open."""
    asking = seen.asking
    if asking is None or asking.open is None or asking.count < FEW_QUESTIONS or asking.open > FEW_OPEN:
        return None
    moments = tuple(question.interval for question, _ in seen.asked() if question.kind == "closed")
    return Item("closed", (("share", asking.open),), moments[:MOST_MOMENTS], ("words",))


def leading(seen: Seen) -> Item | None:
    """Questions that point at an answer."""
    moments = tuple(question.interval for question, _ in seen.asked() if question.kind == "leading")
    if len(moments) < SEVERAL:
        return None
    return Item("leading", (("count", len(moments)),), moments[:MOST_MOMENTS], ("words",))


def few_follow_ups(seen: Seen) -> Item | None:
    """Few questions took up what the employee had said."""
    asking = seen.asking
    if asking is None or asking.follow_ups is None or asking.count < 2 * FEW_QUESTIONS:
        return None
    if asking.follow_ups >= FEW_FOLLOW_UPS:
        return None
    count = round(asking.follow_ups * asking.count)
    if count == 0:
        return Item("no_follow_ups", (("of", asking.count),), (), ("words",))
    return Item("few_follow_ups", (("count", count), ("of", asking.count)), (), ("words",))


NOTICE = (
    # fact            experiment          the research that it rests on
    (self_rescued, "try_wait", ("rowe",)),
    (interruptions, "try_let_finish", ("listened_to",)),
    (stacked, "try_one_question", ("rowe",)),
    (lecture, "try_hand_over", ("thirty_seventy",)),
    (short_waits, "try_wait", ("rowe",)),
    (closed, "try_open", ("miti",)),
    (leading, "try_neutral", ("leading",)),
    (above, "try_begin_with_them", ("thirty_seventy",)),
    (few_follow_ups, "try_follow", ("huang",)),
)
"""In this order the first fact that a report shows is told, and with it its experiment."""
