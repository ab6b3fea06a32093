"""Practice without a microphone: a question as the manager would ask it, its kind, and what would open it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from talkratio.plan.elements import bank, elements
from talkratio.plan.plan import Plan
from talkratio.questions import QuestionKind, classify, clauses
from talkratio.texts import Language, text

FIRST = 3
"""questions of each element where the plan chose none"""
BETTER = 2
OPENING: frozenset[QuestionKind] = frozenset({"open", "invitation"})


@dataclass(frozen=True, slots=True)
class Tried:
    """A question as it was written, `place` in the bank beside it, its kind and the rule that says so.

    `kind` is `None` where nothing is asked; `double` where one breath asks more than one thing; `better` are open
    questions of the bank about the same, nearest in wording first, and empty where the question opens by itself.
    """

    text: str
    place: int
    kind: QuestionKind | None
    reason: str
    double: bool
    better: tuple[str, ...] = ()


def places(plan: Plan) -> tuple[int, ...]:
    """The questions chosen, else the first of each element, as places in the bank."""
    if plan.questions:
        return plan.questions
    keys = [item.element for item in plan.items if item.element in elements()]
    by_element = [[index for index, prompt in enumerate(bank()) if prompt.element == key][:FIRST] for key in keys]
    return tuple(index for group in by_element for index in group)


def tried(words: str, place: int, language: Language) -> Tried:
    """What the rules say of a question written in one's own words.

    >>> tried("Er du glad for dit arbejde?", 0, "da").kind
    'closed'
    """
    verdict = classify(words, language)
    asked = [classify(clause.text, language) for clause in clauses(words, language)]
    double = sum(one is not None and one.kind is not None for one in asked) > 1
    kind = verdict.kind if verdict is not None else None
    better = () if kind in OPENING and not double else _nearest(words, place, language)
    return Tried(words, place, kind, verdict.reason if verdict is not None else "", double, better)


def kinds(found: Iterable[Tried]) -> dict[QuestionKind | None, int]:
    """How many of each kind, most first."""
    return dict(Counter(one.kind for one in found).most_common())


def told(one: Tried, language: Language) -> tuple[str, ...]:
    """What a question opens, in sentences: its kind and why, whether it is two, and what would open more."""
    if one.kind is None:
        said = [text("round.practice_no_question", language)]
    else:
        kind, reason = text(f"questions.kind_{one.kind}", language), text(f"questions.reason_{one.reason}", language)
        said = [text("round.practice_kind", language, kind=kind, reason=reason)]
    if one.kind in OPENING and not one.double:
        said.append(text("round.practice_opens", language))
    if one.double:
        said.append(text("round.practice_double", language))
    return (*said, *(text("round.practice_better", language, better=better) for better in one.better))


def counted(found: Sequence[Tried], language: Language) -> str:
    """How many questions of each kind were written."""
    names = {kind: text(f"questions.kind_{kind or 'none'}", language) for kind in kinds(found)}
    listed = ", ".join(f"{count} {names[kind]}" for kind, count in kinds(found).items())
    return text("round.practice_told", language, count=len(found), kinds=listed)


def rehearsal(plan: Plan) -> Plan:
    """The plan for a recorded practice: the same agenda, of no day, and with nothing that the other brought to it."""
    return replace(plan, practice=True, begins=None, carried=(), wants=(), points=())


def _nearest(words: str, place: int, language: Language) -> tuple[str, ...]:
    prompts: Sequence[str] = [one.ask[language] for one in bank() if one.element == bank()[place].element]
    alike = SequenceMatcher(b=words.casefold())

    def likeness(prompt: str) -> float:
        alike.set_seq1(prompt.casefold())
        return alike.ratio()

    first = bank()[place].ask[language]
    others = sorted((one for one in prompts if one != first), key=likeness, reverse=True)
    return (first, *others)[:BETTER]
