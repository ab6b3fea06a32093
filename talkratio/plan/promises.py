"""Sentences that promise something: suggested as agreements, never made into one without a person's yes.

A sentence counts when it matches a promise and nothing that takes it back: a question, a condition, the past, a
wish, a story about somebody else. One file of patterns a language; the pattern that matched is the reason.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from talkratio.conversation import Conversation, Roles
from talkratio.plan.agreements import Agreement
from talkratio.plan.reached import Said, sentences
from talkratio.texts import Language

Who = Literal["manager", "employee", "both"]
FEWEST_WORDS = 4
"""a shorter sentence promises nothing that could be written down"""


@dataclass(frozen=True, slots=True)
class Promise:
    """What a sentence promises: by whom as seen from the speaker, and the pattern that says so."""

    who: Literal["self", "other", "both"]
    reason: str


def promise(text: str, language: Language) -> Promise | None:
    """What a sentence promises; `None` for nothing.

    >>> promise("Jeg sørger for, at du kommer med på kurset i marts.", "da")
    Promise(who='self', reason='jeg sørger for')
    >>> promise("Jeg sørgede for det sidste år.", "da") is None
    True
    """
    plain = " ".join(text.lower().split())
    if len(plain.split()) < FEWEST_WORDS or plain.endswith("?"):
        return None
    kept, voided = _patterns(language)
    if voided.search(plain):
        return None
    for who, pattern in kept:
        if found := pattern.search(plain):
            return Promise(who, found.group().strip(" ,"))
    return None


def suggested(conversation: Conversation, roles: Roles, language: Language | None = None) -> tuple[Agreement, ...]:
    """Agreements that the words suggest, in order of time; empty without words."""
    if not conversation.words:
        return ()
    spoken: Language = language or ("en" if conversation.language == "en" else "da")
    found = []
    for sentence in sentences(conversation.words):
        if (made := promise(sentence.text, spoken)) is not None:
            moment = sentence.interval if conversation.clock != "order" else None
            key = f"{sentence.interval.start:.1f}"
            found.append(Agreement(key, _by(made, sentence, roles), sentence.text, moment=moment))
    return tuple(found)


def _by(made: Promise, sentence: Said, roles: Roles) -> Who:
    manager_spoke = sentence.speaker == roles.manager
    if made.who == "both":
        return "both"
    return "manager" if manager_spoke == (made.who == "self") else "employee"


@cache
def _patterns(
    language: Language,
) -> tuple[tuple[tuple[Literal["self", "other", "both"], re.Pattern[str]], ...], re.Pattern[str]]:
    table = tomllib.loads(files(__package__).joinpath("promises.toml").read_text(encoding="utf-8"))[language]
    kinds: tuple[Literal["self", "other", "both"], ...] = ("both", "self", "other")
    kept = tuple((who, re.compile(rf"\b(?:{'|'.join(table[who])})(?!\w)")) for who in kinds)
    return kept, re.compile(rf"(?:{'|'.join(table['void'])})")
