"""Three facts and one experiment from a report: for the manager, about the manager. Never a score, never a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from talkratio.feedback.good import GOOD, looked
from talkratio.feedback.notice import NOTICE
from talkratio.feedback.seen import Seen
from talkratio.feedback.share import share
from talkratio.feedback.values import Feedback, Item, basis_in_words, in_words
from talkratio.interval import Interval, Seconds
from talkratio.report import Report

__all__ = ["Feedback", "Item", "basis_in_words", "feedback", "in_words"]

FACTS = 3
CLOCKS = {"speech": "speech", "captions": "captions", "order": "words"}
"""what a number of time rests on, by the clock of the conversation"""
DELICATE = frozenset({"interruptions", "self_rescued", "sounds"})
"""facts that a second heard wrongly can make"""
FIRST: Seconds = 1.0
"""of a moment decide whether such a fact is so"""


def feedback(report: Report) -> Feedback:
    """The share, something good, something to notice, and the one experiment that it suggests.

    Where there is nothing to notice, the experiment is a next step in listening. Where nobody is known to be the
    manager the facts are about the conversation. What is a guess is said to be one.
    """
    if not report.metrics.shared:
        found = _no_conversation(report)
    elif report.roles.manager is None or report.roles.employee is None:
        found = Feedback((_most(report), _length(report), looked()), Item("try_say_who", (), (), ("roles",)))
    else:
        found = _for_the_manager(Seen.of(report))
    return Feedback(tuple(_told(fact, report) for fact in found.facts), _told(found.experiment, report))


def _for_the_manager(seen: Seen) -> Feedback:
    good = [item for rule in GOOD if (item := rule(seen)) is not None]
    noticed = [(item, key, basis) for rule, key, basis in NOTICE if (item := rule(seen)) is not None]
    facts = (share(seen), good[0], *(item for item, _, _ in noticed[:1]), *good[1:], _length(seen.report))
    chosen = tuple(_different(fact for fact in facts if fact is not None))[:FACTS]
    if seen.report.roles.guessed:
        chosen = tuple(replace(fact, rests_on=(*fact.rests_on, "guess")) for fact in chosen)
    if not noticed:
        return Feedback(chosen, Item("try_say_back", (), (), ("listened_to",)))
    fact, key, basis = noticed[0]
    return Feedback(chosen, Item(key, (), fact.moments, basis))


def _different(facts: Iterable[Item]) -> Iterator[Item]:
    """The facts without those that tell again what an earlier one told."""
    told: list[Item] = []
    for fact in facts:
        if not any(fact.key == other.key or set(fact.moments) & set(other.moments) for other in told):
            told.append(fact)
            yield fact


def _told(item: Item, report: Report) -> Item:
    """The item as this recording bears it out: its clock and its doubts named, no moments where there are no times."""
    clock = report.conversation.clock
    basis = [CLOCKS[clock] if key == "speech" else key for key in item.rests_on]
    begins = [Interval(moment.start, moment.start + FIRST) for moment in item.moments]
    if item.key in DELICATE and any(doubt.interval & begin for doubt in report.doubts or () for begin in begins):
        basis.append("doubt")
    return replace(item, rests_on=tuple(dict.fromkeys(basis)), moments=() if clock == "order" else item.moments)


def _length(report: Report) -> Item:
    """How long the conversation was and how often the floor changed hands, or how many turns and words it had."""
    metrics = report.metrics
    if metrics.duration is not None and metrics.switches_per_minute is not None:
        return Item("length", (("time", metrics.duration), ("rate", metrics.switches_per_minute)), (), ("speech",))
    return _turns(report)


def _turns(report: Report) -> Item:
    metrics = report.metrics
    turns = sum(numbers.turns for numbers in metrics.speakers)
    return Item("turns", (("count", turns), ("words", len(report.conversation.words or ()))), (), ("words",))


def _most(report: Report) -> Item:
    """The larger share, whosever it is."""
    shares = [numbers.talk_share for numbers in report.metrics.speakers if numbers.talk_share is not None]
    if not shares:
        return Item("voices", (("count", len(report.metrics.speakers)),), (), ("speech",))
    return Item("most", (("share", max(shares)), ("counted", f"of_{report.metrics.counted}")), (), ("speech",))


def _no_conversation(report: Report) -> Feedback:
    """One voice alone, or none."""
    someone = bool(report.metrics.speakers)
    if report.conversation.clock != "speech":
        name = Item("one_name" if someone else "no_names", (), (), ("words",))
        return Feedback((name, _turns(report), looked()), Item("try_names", (), (), ("roles",)))
    voice = Item("one_voice" if someone else "no_voice", (), (), ("speech",))
    length = Item("recorded", (("time", report.conversation.duration),), (), ("speech",))
    return Feedback((voice, length, looked()), Item("try_microphone", (), (), ("microphone",)))
