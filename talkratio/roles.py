"""Who is the manager: said by a person, read from names, or guessed, and then said to be a guess."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from talkratio.conversation import Conversation, Roles
from talkratio.errors import InputError
from talkratio.questions import Question
from talkratio.spelling import same

MANAGER_NAMES = re.compile(r"\b(manager|leder|lederen|chef|chefen|boss|supervisor|lead)\b", re.IGNORECASE)
EMPLOYEE_NAMES = re.compile(r"\b(employee|medarbejder|medarbejderen|ansat)\b", re.IGNORECASE)


def assign(
    conversation: Conversation, *, manager: str | None = None, questions: Iterable[Question] | None = None
) -> Roles:
    """Roles for everybody who speaks.

    `manager` is a speaker's name or label, `left` or `right` for a stereo recording, or `first` for who speaks first;
    case and white space do not matter. Without it the roles are read from the names (`Leder`, `Manager`), else guessed:
    who asks clearly more questions, else who speaks first. The other person who speaks most is the employee, the rest
    observe.

    Raises `InputError` when `manager` names nobody in the recording.
    """
    speakers = conversation.speakers
    if not speakers:
        return Roles(reason="nobody")
    found, guessed, reason = _manager(conversation, manager, tuple(questions or ()))
    talk = dict.fromkeys(speakers, 0.0)
    for turn in conversation.turns:
        talk[turn.speaker] += turn.interval.duration
    others = sorted((speaker for speaker in speakers if speaker != found), key=lambda speaker: -talk[speaker])
    named = [speaker for speaker in others if EMPLOYEE_NAMES.search(speaker)]
    employee = next(iter(named + others), None)
    observers = tuple(speaker for speaker in others if speaker != employee)
    return Roles(found, employee, observers, guessed, reason)


def _manager(conversation: Conversation, wanted: str | None, questions: tuple[Question, ...]) -> tuple[str, bool, str]:
    speakers = conversation.speakers
    if wanted is not None:
        return _named(speakers, wanted), False, "given"
    titled = [speaker for speaker in speakers if MANAGER_NAMES.search(speaker)]
    others = tuple(speaker for speaker in speakers if not EMPLOYEE_NAMES.search(speaker)) or speakers
    if not titled and len(others) == 1 < len(speakers):
        titled = [others[0]]  # the other one is called the employee
    if len(titled) == 1:
        return titled[0], False, "name"
    asked = Counter(question.speaker for question in questions if question.speaker in others).most_common(2)
    if asked and asked[0][1] >= 3 and (len(asked) == 1 or asked[0][1] >= 1.5 * asked[1][1]):
        return str(asked[0][0]), True, "asks"
    return others[0], True, "first"


def _named(speakers: tuple[str, ...], wanted: str) -> str:
    if same(wanted) == "first":
        return speakers[0]
    whole = [speaker for speaker in speakers if same(speaker) == same(wanted)]
    part = [speaker for speaker in speakers if same(wanted) in same(speaker).split()]
    match = whole or part
    if len(match) != 1:
        raise InputError(
            f"Nobody in this recording is called {wanted!r}. Choose one of: {', '.join(speakers)}, or 'first'."
        )
    return match[0]
