"""What the sentences say about who speaks: people end theirs, answer questions, and say “mm” in those of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from talkratio.conversation import Word

# How likely a person says the next word; that the last speaker goes on is 1.
RESUMES = 1.0
BEGINS = 0.5
ANSWERS = 1.4
BEGINS_LISTENING = 10.0
INTERJECTS = 0.04
INTERRUPTS = 0.02
CAPITAL_INSIDE = 0.03
CAPITAL_FIRST = 0.99
CHANGES = 0.2
CHANGES_LISTENING = 2.5

LEAST_SENTENCES = 1 / 40
"""ends of sentences per word; a transcript with fewer is not punctuated"""
LEAST_CAPITALS = 0.3
"""share of sentences that begin with a capital letter; with fewer, case says nothing"""
_LISTENING = (
    "mm mhm mmm mmhm mm-hmm mmhmm hm hmm uh-huh huh ah aha oh okay ok okey yes yeah yep right sure no "
    "ja jo jaja jamen nej nå nåh præcis"
)
_LISTENING_WORDS = frozenset(_LISTENING.split())
_ENDS = (".", "?", "!", "…")


@dataclass(frozen=True, slots=True)
class Form:
    """What the writing of a word and its place say; `capital` is `None` where case says nothing."""

    capital: bool | None
    ends: bool
    listening: bool
    after_question: bool


def move(speaker: str, last: str, unfinished: frozenset[str], form: Form) -> float:
    """How likely `speaker` is to say the next word, by the sentences alone."""
    resumes = speaker in unfinished
    if speaker == last:
        chance = 1.0
    elif resumes:
        chance = RESUMES
    elif last in unfinished:
        chance = INTERJECTS if form.listening else INTERRUPTS
    else:
        chance = ANSWERS if form.after_question else BEGINS_LISTENING if form.listening else BEGINS
    if form.capital is not None:
        capital = CAPITAL_INSIDE if resumes else CAPITAL_FIRST
        chance *= capital if form.capital else 1 - capital
    return chance


def change(form: Form) -> float:
    """How likely another person is to say the next word, in a transcript without punctuation."""
    return CHANGES_LISTENING if form.listening else CHANGES


def listening(text: str) -> bool:
    """Whether the word is one that people put in while they listen."""
    return text.strip(".,?!…:;\"'»«”“").lower() in _LISTENING_WORDS


def forms(words: Sequence[Word]) -> tuple[list[Form], bool]:
    """The form of every word, and whether the transcript is punctuated."""
    ends = [_closed(word.text).endswith(_ENDS) for word in words]
    firsts = [_capital(word.text) for word, begins in zip(words, [True, *ends], strict=False) if begins]
    punctuated = sum(ends) >= LEAST_SENTENCES * len(words)
    cased = punctuated and sum(map(bool, firsts)) > LEAST_CAPITALS * len(firsts)
    found = [
        Form(
            _capital(word.text) if cased else None,
            end,
            listening(word.text),
            before is not None and _closed(before.text).endswith("?"),
        )
        for before, word, end in zip((None, *words), words, ends, strict=False)
    ]
    return found, punctuated


def _closed(text: str) -> str:
    return text.rstrip("\"'»«”’")


def _capital(text: str) -> bool | None:
    bare = text.lstrip("\"'»«“”-–")
    if not bare[:1].isalpha() or bare == "I" or bare.startswith(("I'", "I’")):
        return None
    return bare[0].isupper()
