"""Facts worth keeping. Each function gives its fact, or `None` where the report does not show it."""

from __future__ import annotations

from talkratio.feedback.seen import Seen, quoted, with_answer
from talkratio.feedback.values import Item
from talkratio.listening.values import LONG_WAIT

STORY = 30.0
"""seconds from which a stretch of talk is a story"""
LONG_ANSWER_WORDS = 60
FEW_QUESTIONS = 4
OPEN_SHARE = 0.5
"""half of the questions open is what motivational interviewing asks for (MITI 3.1.1)"""
FOLLOW_UPS = 0.3
SHORT_TURN = 15.0
SOUNDS = 3


def story(seen: Seen) -> Item | None:
    """A long story of the employee, and the question that it answers."""
    them, outcomes = seen.them, seen.report.listening.outcomes if seen.report.listening else None
    if them is None or them.story is None or them.story.duration < STORY:
        return None
    length = ("time", them.story.duration)
    if them.story_question is None or not outcomes:
        return Item("story", (length,), (them.story,), ("speech",), good=True)
    question = seen.question(them.story_question)
    if seen.mine is None or question.speaker != seen.mine.speaker:
        return Item("story", (length,), (them.story,), ("speech",), good=True)
    moment = with_answer(question, outcomes[them.story_question])
    return Item("story_asked", (length, ("question", quoted(question))), (moment,), ("speech", "words"), good=True)


def opened(seen: Seen) -> Item | None:
    """The question with the longest answer."""
    outcomes = seen.report.listening.outcomes if seen.report.listening else None
    if seen.asking is None or not outcomes or not seen.asking.opened_most:
        return None
    best = outcomes[seen.asking.opened_most[0]]
    question = seen.question(best.question)
    said = ("question", quoted(question))
    if best.seconds is not None and best.seconds >= STORY:
        moment = with_answer(question, best)
        return Item("opened", (said, ("time", best.seconds)), (moment,), ("speech", "words"), good=True)
    if best.seconds is None and (best.words or 0) >= LONG_ANSWER_WORDS:
        return Item("opened_words", (said, ("words", best.words or 0)), (), ("words",), good=True)
    return None


def waited(seen: Seen) -> Item | None:
    """A long silence that the manager left alone until an answer came."""
    waits = [
        (outcome.wait, question, outcome)
        for question, outcome in seen.asked()
        if outcome.answered and outcome.wait is not None and outcome.wait >= LONG_WAIT
    ]
    if not waits:
        return None
    wait, question, outcome = max(waits, key=lambda found: found[0])
    values = (("time", wait), ("question", quoted(question)))
    return Item("waited", values, (with_answer(question, outcome),), ("speech", "rowe"), good=True)


def open_questions(seen: Seen) -> Item | None:
    """At least half of the questions were open."""
    asking = seen.asking
    if asking is None or asking.open is None or asking.count < FEW_QUESTIONS or asking.open < OPEN_SHARE:
        return None
    moments = tuple(with_answer(question, outcome) for question, outcome in seen.asked() if question.kind == "open")
    return Item("open_questions", (("share", asking.open),), moments[:3], ("words", "miti"), good=True)


def follow_ups(seen: Seen) -> Item | None:
    """Many questions took up what the employee had said."""
    asking = seen.asking
    if asking is None or asking.count < FEW_QUESTIONS or (asking.follow_ups or 0.0) < FOLLOW_UPS:
        return None
    moments = tuple(question.interval for question, outcome in seen.asked() if outcome.follow_up)
    values = (("count", len(moments)), ("of", asking.count))
    return Item("follow_ups", values, moments[:3], ("words", "huang"), good=True)


def let_finish(seen: Seen) -> Item | None:
    """Not one interruption, in a conversation where the employee spoke for a while."""
    if seen.me is None or seen.me.interruptions != () or not seen.theirs or (seen.theirs.talk_time or 0.0) < 60:
        return None
    return Item("let_finish", (), (), ("speech",), good=True)


def gave_back(seen: Seen) -> Item | None:
    """The employee soon had the floor again."""
    if seen.me is None or seen.me.floor_returned is None or seen.me.floor_returned > SHORT_TURN:
        return None
    if seen.mine is None or seen.mine.turns < FEW_QUESTIONS:
        return None
    return Item("gave_back", (("time", seen.me.floor_returned),), (), ("speech",), good=True)


def sounds(seen: Seen) -> Item | None:
    """Listening sounds while the employee spoke."""
    if seen.me is None or seen.me.backchannels is None or len(seen.me.backchannels) < SOUNDS:
        return None
    values = (("count", len(seen.me.backchannels)),)
    return Item("sounds", values, seen.me.backchannels[:3], ("speech",), good=True)


def looked(_seen: Seen | None = None) -> Item:
    """What is always true of somebody who reads this."""
    return Item("looked", (), (), ("nothing",), good=True)


GOOD = (story, waited, open_questions, follow_ups, opened, let_finish, gave_back, sounds, looked)
"""In this order the first that a report shows is told; the last always is."""
