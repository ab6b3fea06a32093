"""From words as spoken to tokens that a grammar can read: lower case, forms written out, fillers and repairs gone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from talkratio.questions.grammar import Grammar

ENDS = frozenset(".?!")
MARK = {"…": ".", ";": ".", ":": ",", "–": ",", "—": ","}
WORD = re.compile(r"[\w'][\w'.-]*[\w']-?|[\w'][\w']*-?|[.?!,;:…–—]")
LONGEST_REPAIR = 5
"""tokens in the longest repetition that counts as one thing said twice"""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a word, or a punctuation mark; `word` is the index of the word that it belongs to."""

    text: str
    word: int


def tokens(words: Sequence[str], grammar: Grammar, known: dict[str, tuple[str, ...]] | None = None) -> list[Token]:
    """The tokens of some words. `known` remembers how words fall apart, for speed over a long conversation."""
    known = {} if known is None else known
    found: list[Token] = []
    for index, word in enumerate(words):
        if word not in known:
            known[word] = pieces(word, grammar)
        for piece in known[word]:
            found.append(Token(piece, index))
            _drop_repetition(found)
    return found


def pieces(word: str, grammar: Grammar) -> tuple[str, ...]:
    """How one word falls apart.

    >>> from talkratio.questions.en import ENGLISH
    >>> pieces("Don't,", ENGLISH)
    ('do', "n't", ',')
    """
    plain = word.lower().replace("’", "'").replace("´", "'")
    parts: list[str] = []
    for part in WORD.findall(plain):
        if part.endswith("-") or part in grammar.fillers:
            continue
        parts.extend(grammar.spoken.get(part, MARK.get(part, part)).split(" "))
    return tuple(parts)


def _drop_repetition(found: list[Token]) -> None:
    """Take back the second half when the end of what was said repeats itself: "are you, are you" is said once."""
    last = found[-1].text
    if last in ENDS:
        return
    size = len(found)
    for length in range(1, LONGEST_REPAIR + 1):
        if size < 2 * length:
            return
        if found[size - 1 - length].text == last and all(
            found[size - 1 - step].text == found[size - 1 - length - step].text for step in range(length)
        ):
            del found[size - length :]
            return
