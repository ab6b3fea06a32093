"""Which elements a conversation touched, and when: by how they sound, sentence for sentence, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from talkratio.conversation import Conversation, Roles, Word
from talkratio.interval import Interval, Seconds, intersect, total, union
from talkratio.plan.elements import elements
from talkratio.plan.heard import heard
from talkratio.texts import Language

PAUSE: Seconds = 1.0
"""a silence at least this long in one person's words ends a sentence"""
LONGEST = 30
"""words after which a sentence without any end is cut, as where nobody punctuates"""
LEAST = 1.0
"""weight of words below which a sentence belongs to no element"""
AROUND = ("arrival", "closing")
"""parts of every plan around its elements"""
PHRASE = 2.0
GAP = r"(?: \S+){0,3} "
"""what the dots of a phrase stand for: at most three words"""
STAY = 0.6
"""weight added to the element of the sentence before: a topic goes on until another one begins"""
_ENDS = re.compile(r"[.!?…]$")
_LETTERS = re.compile(r"[^\w'’-]+")


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

    A word of an element's list counts 1, a phrase 2; the heaviest element wins, the first in the list on a tie.

    >>> classify("Hvad skal der til for at du trives på arbejdet?", "da")
    ('wellbeing', ('trives',))
    """
    scores = {key: (weight, reason) for key, weight, reason in _weights(_plain(text, language), language)}
    if not scores:
        return None
    best = max(scores, key=lambda key: scores[key][0])
    return (best, scores[best][1]) if scores[best][0] >= LEAST else None


def touches(conversation: Conversation, language: Language | None = None) -> tuple[Touch, ...] | None:
    """Stretches by element in order of time; `None` without words or without times.

    A sentence that says nothing of its own goes on with the element before it, up to the next that does.
    """
    if not conversation.words or conversation.clock == "order":
        return None
    spoken = language or ("en" if conversation.language == "en" else "da")
    found: list[Touch] = []
    for sentence in sentences(conversation.words):
        weights = {key: (weight, reason) for key, weight, reason in _weights(_plain(sentence.text, spoken), spoken)}
        before = found[-1].element if found else None
        if before in weights:
            weights[before] = (weights[before][0] + STAY, weights[before][1])
        best = max(weights, key=lambda key: weights[key][0], default=None)
        if best is None or weights[best][0] < LEAST:
            if found:
                found[-1] = _longer(found[-1], sentence.interval)
            continue
        reason = weights[best][1]
        if found and best == found[-1].element:
            found[-1] = _longer(found[-1], sentence.interval, reason)
        else:
            found.append(Touch(best, sentence.interval, reason))
    return tuple(found)


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


def _longer(touch: Touch, interval: Interval, reason: tuple[str, ...] = ()) -> Touch:
    whole = Interval(touch.interval.start, max(touch.interval.end, interval.end))
    return Touch(touch.element, whole, tuple(dict.fromkeys((*touch.reason, *reason))))


def _weights(plain: str, language: Language) -> Iterable[tuple[str, float, tuple[str, ...]]]:
    for key, words, phrases in _patterns(language):
        single = [found.group() for found in words.finditer(plain)]
        longer = [found.group().strip() for found in phrases.finditer(f" {plain} ")]
        if weight := len(set(single)) + PHRASE * len(set(longer)):
            yield key, float(weight), tuple(dict.fromkeys((*longer, *single)))


@cache
def _patterns(language: Language) -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (
            key,
            re.compile(rf"\b(?:{_any(element.words[language])})\b"),
            re.compile(rf"\b(?:{_any(element.phrases[language])})\b"),
        )
        for key, element in elements().items()
    )


def _any(entries: Iterable[str]) -> str:
    longest_first = sorted(entries, key=len, reverse=True)
    return "|".join(
        re.escape(entry).replace(r"\*", r"\w*").replace(r"\ …\ ", GAP).replace("'", "'?") for entry in longest_first
    )


def _plain(text: str, language: Language) -> str:
    return " ".join(_LETTERS.sub(" ", heard(text, language)).split())
