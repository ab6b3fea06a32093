"""Which elements a conversation touched, and when: by how they sound, sentence for sentence, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from talkratio.conversation import Conversation, Roles, Word
from talkratio.interval import Interval, Seconds, intersect, total, union
from talkratio.plan.elements import elements
from talkratio.plan.evidence import Evidence, evidence
from talkratio.texts import Language

PAUSE: Seconds = 1.0
"""a silence at least this long in one person's words ends a sentence"""
LONGEST = 30
"""words after which a sentence without any end is cut, as where nobody punctuates"""
LEAST = 0.0
"""evidence at or below which a sentence belongs to no element"""
AROUND = ("arrival", "closing")
"""parts of every plan around its elements"""
CHANGE = 3.0
"""evidence that a new element has to bring beyond what goes on: a topic goes on until another one surely begins"""
_ENDS = re.compile(r"[.!?…]$")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence: who, when, and its words in lower case without punctuation."""

    speaker: str | None
    interval: Interval
    text: str


@dataclass(frozen=True, slots=True)
class Touch:
    """A stretch that belongs to one element; `reason` are the words and phrases that say so."""

    element: str
    interval: Interval
    reason: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's word: the stretch that begins at `at` is about this element, or about none (`None`)."""

    at: Seconds
    element: str | None


def classify(text: str, language: Language) -> tuple[str, tuple[str, ...]] | None:
    """The element a sentence belongs to and the words that say so; `None` for none.

    The lists and the words around them are weighed together (evidence.py); the element with most evidence wins.

    >>> classify("Hvad skal der til for at du trives på arbejdet?", "da")
    ('wellbeing', ('trives',))
    """
    found = _enough(text, language)
    best = max(found, key=lambda key: found[key].weight, default=None)
    return None if best is None else (best, found[best].reason)


def touches(conversation: Conversation, language: Language | None = None) -> tuple[Touch, ...] | None:
    """Stretches by element in order of time; `None` without words or without times.

    A sentence that says nothing of its own goes on with the element before it. So does one that sounds like another
    element among many that do not: the course is the one with most evidence over the whole conversation.
    """
    if not conversation.words or conversation.clock == "order":
        return None
    spoken = language or ("en" if conversation.language == "en" else "da")
    said = sentences(conversation.words)
    each = [_enough(sentence.text, spoken) for sentence in said]
    told = list(zip(said, each, _course(each), strict=True))
    return tuple(
        _touch(element, [(sentence.interval, weighed.get(element)) for sentence, weighed, _ in own])
        for element, own in groupby(told, key=lambda one: one[2])
        if element is not None
    )


def minutes(found: Iterable[Touch]) -> dict[str, Seconds]:
    """Seconds in each element that was reached, in the order of the elements."""
    stretches: dict[str, list[Interval]] = {key: [] for key in elements()}
    for touch in found:
        stretches[touch.element].append(touch.interval)
    return {key: total(own) for key, own in stretches.items() if own}


def phased(marks: Iterable[tuple[Seconds, str]], duration: Seconds) -> tuple[Touch, ...]:
    """Stretches as they were marked while talking: each mark begins an element, up to the next mark or the end.

    Arrival and closing end the element before them and are none themselves; other names are left out. Without any the
    result is empty, and what was found by the words counts.
    """
    named = [(at, part) for at, part in marks if part in (*elements(), *AROUND) and at < duration]
    known = sorted(named, key=lambda mark: mark[0])
    ends = [*(at for at, _ in known[1:]), duration][: len(known)]
    return tuple(
        Touch(part, Interval(at, end), ())
        for (at, part), end in zip(known, ends, strict=True)
        if part in elements() and end > at
    )


def corrected(found: Iterable[Touch], corrections: Iterable[Correction]) -> tuple[Touch, ...]:
    """The stretches as a person put them right; one about no element is left out."""
    said = {correction.at: correction.element for correction in corrections}
    moved = (replace(touch, element=said.get(touch.interval.start, touch.element) or "") for touch in found)
    return tuple(touch for touch in moved if touch.element)


def shares(found: Iterable[Touch], conversation: Conversation, roles: Roles) -> dict[str, float | None]:
    """The manager's share (0..1) of what both said within each element; `None` where neither spoke."""
    stretches: dict[str, list[Interval]] = {}
    for touch in found:
        stretches.setdefault(touch.element, []).append(touch.interval)
    spoken = {
        role: [turn.interval for turn in conversation.turns if turn.speaker == role]
        for role in (roles.manager, roles.employee)
        if role is not None
    }
    result: dict[str, float | None] = {}
    for element, own in stretches.items():
        within = {role: total(intersect(union(turns), union(own))) for role, turns in spoken.items()}
        both = sum(within.values())
        result[element] = within.get(roles.manager or "", 0.0) / both if both else None
    return result


def sentences(words: Sequence[Word]) -> tuple[Said, ...]:
    """Words cut into sentences: at punctuation, at a pause, else after `LONGEST` words; in order of time.

    Each person's words are cut on their own, so that an "mm" in between ends nobody's sentence.
    """
    running: dict[str | None, list[Word]] = {}
    found: list[list[Word]] = []
    for word in words:
        part = running.get(word.speaker)
        if (
            part is None
            or _ENDS.search(part[-1].text)
            or word.interval.start - part[-1].interval.end >= PAUSE
            or len(part) >= LONGEST
        ):
            running[word.speaker] = part = []
            found.append(part)
        part.append(word)
    return tuple(
        Said(
            part[0].speaker,
            Interval(part[0].interval.start, max(word.interval.end for word in part)),
            " ".join(word.text for word in part),
        )
        for part in found
    )


def _enough(text: str, language: Language) -> dict[str, Evidence]:
    return {key: one for key, one in evidence(text, language).items() if one.weight > LEAST}


def _course(each: Sequence[dict[str, Evidence]]) -> list[str | None]:
    """The element of each sentence, `None` before the first: most evidence in all, less `CHANGE` for each beginning."""
    best: dict[str | None, float] = {None: 0.0} | dict.fromkeys(elements(), -CHANGE)
    before: list[dict[str | None, str | None]] = []
    for found in each:
        top = max(best, key=lambda key: best[key])
        begun = best[top] - CHANGE
        before.append({key: key if key is None or best[key] > begun else top for key in best})
        best = {
            key: so_far if key is None else max(so_far, begun) + (found[key].weight if key in found else 0.0)
            for key, so_far in best.items()
        }
    course = [max(best, key=lambda key: best[key])]
    for step in reversed(before[1:]):
        course.append(step[course[-1]])
    return course[::-1] if each else []


def _touch(element: str, own: Sequence[tuple[Interval, Evidence | None]]) -> Touch:
    """One stretch, with the words of the sentences that speak most for its element first."""
    spoken = sorted((one for _, one in own if one is not None), key=lambda one: -one.weight)
    whole = Interval(own[0][0].start, max(interval.end for interval, _ in own))
    return Touch(element, whole, tuple(dict.fromkeys(word for one in spoken for word in one.reason)))
