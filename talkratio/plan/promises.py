"""Sentences that promise something: suggested as agreements, never made into one without a person's yes.

A sentence counts when one of its clauses matches a promise and nothing takes it back: a question, a condition, the
past, a wish, a story about somebody else. The patterns are in promises.toml; the words that matched are the reason.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Literal

from talkratio.conversation import Conversation, Roles
from talkratio.plan.agreements import Agreement
from talkratio.plan.heard import heard
from talkratio.plan.reached import Said, sentences
from talkratio.texts import Language

Who = Literal["manager", "employee", "both"]
Kind = Literal["both", "self", "other"]
SHORT = 5
"""words below which a promise can be a mere answer, which is written down with what it answers"""
_ANSWER = re.compile(r"\b(?:det|den|så|aftalt?e?|that|it|deal|agreed)\b")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_NAME = re.compile(r"<(\w+)>")


@dataclass(frozen=True, slots=True)
class _Rules:
    """The patterns of one language, ready to search with."""

    openings: re.Pattern[str]
    splits: re.Pattern[str]
    kinds: tuple[tuple[Kind, re.Pattern[str]], ...]
    void: re.Pattern[str]
    void_here: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Promise:
    """What a sentence promises: by whom as seen from the speaker, and the pattern that says so."""

    who: Kind
    reason: str


def promise(text: str, language: Language) -> Promise | None:
    """What a sentence promises; `None` for nothing.

    >>> promise("Jeg sørger for, at du kommer med på kurset i marts.", "da")
    Promise(who='self', reason='jeg sørger')
    >>> promise("Jeg sørgede for det sidste år.", "da") is None
    True
    """
    rules = _rules(language)
    for sentence in _SENTENCE.split(heard(text, language)):
        if rules.void.search(rules.openings.sub("", sentence)):
            continue
        for part in rules.splits.split(sentence):
            clause = rules.openings.sub("", part.strip()).replace(",", "")
            if clause.endswith("?") or rules.void_here.search(clause):
                continue
            for who, pattern in rules.kinds:
                if found := pattern.search(clause):
                    return Promise(who, found.group().strip())
    return None


def suggested(conversation: Conversation, roles: Roles, language: Language | None = None) -> tuple[Agreement, ...]:
    """Agreements that the words suggest, in order of time; empty without words."""
    if not conversation.words:
        return ()
    spoken: Language = language or ("en" if conversation.language == "en" else "da")
    found = []
    said = sentences(conversation.words)
    for place, sentence in enumerate(said):
        if (made := promise(sentence.text, spoken)) is not None:
            moment = sentence.interval if conversation.clock != "order" else None
            key = f"{sentence.interval.start:.1f}"
            what = " ".join((*_asked(said[:place], sentence), sentence.text))
            found.append(Agreement(key, _by(made, sentence, roles), what, moment=moment))
    return tuple(found)


def _asked(before: tuple[Said, ...], sentence: Said) -> tuple[str, ...]:
    """What a short answer such as "I can do that." answers: the last the other person said in more than two words."""
    if len(sentence.text.split()) >= SHORT or not _ANSWER.search(sentence.text.lower()):
        return ()
    others = (one.text for one in reversed(before) if one.speaker != sentence.speaker and len(one.text.split()) > 2)
    return tuple(islice(others, 1))


def _by(made: Promise, sentence: Said, roles: Roles) -> Who:
    manager_spoke = sentence.speaker == roles.manager
    if made.who == "both":
        return "both"
    return "manager" if manager_spoke == (made.who == "self") else "employee"


@cache
def _rules(language: Language) -> _Rules:
    table = tomllib.loads(files(__package__).joinpath("promises.toml").read_text(encoding="utf-8"))[language]

    def compiled(pattern: str) -> re.Pattern[str]:
        while _NAME.search(pattern):
            pattern = _NAME.sub(lambda name: f"(?:{table['parts'][name.group(1)]})", pattern)
        return re.compile(pattern)

    voids = table["voids"]
    kinds: tuple[Kind, ...] = ("both", "self", "other")
    return _Rules(
        compiled(rf"^(?:(?:{table['openings']})\b,? (?=\w+ \w))+"),
        compiled(table["splits"]),
        tuple((who, compiled(rf"(?<!\w)(?:{'|'.join(table['kinds'][who])})(?!\w)")) for who in kinds),
        compiled("|".join(voids["void"])),
        compiled("|".join(voids["void_here"])),
    )
