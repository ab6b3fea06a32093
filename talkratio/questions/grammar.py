"""A grammar is data: what the words of a language look like, and a table of rules of which the first fit wins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from talkratio.questions.question import QuestionKind, Verdict


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a grammar: a clause that fits the pattern from its start gets the verdict."""

    verdict: Verdict
    pattern: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """How one language asks.

    Patterns are matched on normalised text: lower case, one space between tokens, `spoken` forms written out,
    `fillers` and immediate repetitions dropped. `lead` is what may stand before a clause without being part of it;
    `opens` fits where a new clause begins inside running words, unless `holds` is found in the clause so far (a match
    of the group `sure` begins one all the same); `rules` are tried in order. `small_words` tell the language.
    """

    spoken: Mapping[str, str]
    fillers: frozenset[str]
    lead: str
    opens: str
    holds: str
    rules: tuple[Rule, ...]
    small_words: frozenset[str]


def listed(words: str) -> frozenset[str]:
    """Words parted by space."""
    return frozenset(words.split())


def any_of(words: str) -> str:
    """A pattern that fits any of some words, parted by space; `_` is a space inside one.

    >>> any_of("have has thank_you")
    '(?:have|has|thank you)'
    """
    return f"(?:{'|'.join(word.replace('_', ' ') for word in words.split())})"


def pattern(*alternatives: str) -> str:
    """A pattern that fits when any of the alternatives does."""
    return "|".join(alternatives)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when first asked for: all of them take most of a second, and who records or reads asks nothing."""
    return re.compile(pattern)


def rule(kind: QuestionKind | None, reason: str, *alternatives: str, certain: bool = True) -> Rule:
    """A rule that fits when any of the alternatives does."""
    return Rule(Verdict(kind, reason, certain), pattern(*alternatives))
