"""From running words to clauses, and from a clause to what it asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from talkratio.questions.da import DANISH
from talkratio.questions.en import ENGLISH
from talkratio.questions.grammar import Grammar, compiled
from talkratio.questions.patterns import USUAL, Setting, chance
from talkratio.questions.question import Verdict
from talkratio.questions.tokens import ENDS, Token, tokens

GRAMMARS = {"da": DANISH, "en": ENGLISH}
STATED = (".", "!")
NODDED = "tag_ikke"
MARKED = Verdict("declarative", "mark")
PATTERN = Verdict("declarative", "pattern", certain=False)
LIKELY, DENIED, OUTVOTED = 0.5, 0.2, 0.9
"""Chances: from the first the model finds a question where no rule does, below the second it doubts a rule, from the
third a rule outvotes a printed full stop."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of one speaker's words that is judged as one.

    `text` is normalised, `mark` is the end mark ("" when none was printed), `first` and `last` are indices of words.
    """

    text: str
    mark: str
    first: int
    last: int


def language_of(words: Sequence[str]) -> str:
    """`da` or `en`, by the small words; English when neither shows.

    >>> language_of("og hvad synes du om det".split())
    'da'
    """
    plain = [word.lower().strip(".,?!") for word in words]
    danish = sum(word in DANISH.small_words for word in plain)
    english = sum(word in ENGLISH.small_words for word in plain)
    return "da" if danish > english else "en"


def clauses(words: Sequence[str] | str, language: str) -> tuple[Clause, ...]:
    """What one person said without being interrupted, cut into clauses, with or without punctuation."""
    spoken = words.split() if isinstance(words, str) else words
    grammar = GRAMMARS[language]
    return tuple(_clauses(tokens(spoken, grammar, _known(language)), grammar))


def judge(clause: Clause, language: str) -> Verdict | None:
    """What a clause asks and by which rule; `None` when it is no question."""
    grammar = GRAMMARS[language]
    lead = compiled(grammar.lead).match(clause.text)
    text = clause.text[lead.end() :] if lead else clause.text
    for rule in grammar.rules:
        if compiled(rule.pattern).match(text) and _goes_with(rule.verdict, clause.mark):
            return rule.verdict if rule.verdict.kind else None
    return MARKED if clause.mark == "?" else None


def _goes_with(verdict: Verdict, mark: str) -> bool:
    """Whether the printed mark lets a verdict stand: a question mark asks, a full stop can only invite."""
    if mark == "?":
        return verdict.kind is not None
    if mark in STATED:
        return verdict.kind == "invitation"
    return mark != "," or verdict.certain


def weigh(clause: Clause, verdict: Verdict | None, language: str, setting: Setting) -> Verdict | None:
    """The verdict after its surroundings were heard.

    An "ikk" in the middle of somebody's story wants a nod rather than an answer, and is uncertain. The model of words
    speaks in English alone, and never against a question mark.
    """
    if verdict is not None and verdict.reason == NODDED and setting.ends is False:
        return replace(verdict, certain=False)
    if language != "en" or clause.mark == "?":
        return verdict
    if clause.mark in STATED:
        formed = judge(replace(clause, mark=""), language)
        sure = formed is not None and formed.certain and _chance(clause, formed, setting) >= OUTVOTED
        return formed if sure else verdict
    likely = _chance(clause, verdict, setting)
    if verdict is not None:
        return verdict if likely >= DENIED or verdict.kind not in ("open", "closed") else None
    return PATTERN if likely >= LIKELY and not clause.mark else None


def _chance(clause: Clause, verdict: Verdict | None, setting: Setting) -> float:
    lead = compiled(GRAMMARS["en"].lead).match(clause.text)
    cut = lead.end() if lead else 0
    return chance(clause.text[cut:], clause.text[:cut], verdict.reason if verdict else "", setting)


def asked(
    cut: Sequence[Clause], verdicts: Sequence[Verdict | None], settings: Sequence[Setting], language: str
) -> tuple[tuple[Clause, Verdict], ...]:
    """The clauses that ask, after rules and model. A question mark asks once, however many clauses stand before it."""
    found: list[tuple[Clause, Verdict]] = []
    sentence: list[tuple[Clause, Verdict]] = []
    for clause, judged, setting in zip(cut, verdicts, settings, strict=True):
        verdict = weigh(clause, judged, language, setting)
        if verdict is not None:
            sentence.append((clause, verdict))
        if clause.mark == "?":
            formed = [pair for pair in sentence if pair[1] not in (MARKED, PATTERN)]
            found += (formed or sentence)[-1:]
        elif clause.mark:
            found += sentence
        if clause.mark:
            sentence = []
    return tuple(found + sentence)


def classify(text: str, language: str, *, usual: float = USUAL) -> Verdict | None:
    """The last thing a text asks; `None` when it asks nothing.

    `usual` is the share (0..1) of such texts that are questions; it moves only what the words leave open.

    >>> classify("how do you feel about that", "en")
    Verdict(kind='open', reason='wh_open', certain=True)
    """
    cut = clauses(text, language)
    ends = len(cut) - 1
    settings = [
        Setting(None if index == 0 else False, None if index == ends else False, usual=usual)
        for index in range(len(cut))
    ]
    found = asked(cut, [judge(clause, language) for clause in cut], settings, language)
    return found[-1][1] if found else None


@cache
def _known(language: str) -> dict[str, tuple[str, ...]]:  # noqa: ARG001
    return {}


def _clauses(found: list[Token], grammar: Grammar) -> Iterator[Clause]:
    start = 0
    for end, token in enumerate(found):
        if token.text in ENDS:
            yield from _cut(found[start:end] or [Token("", token.word)], token.text, grammar)
            start = end + 1
    yield from _cut(found[start:], "," if found and found[-1].text == "," else "", grammar)


def _cut(sentence: list[Token], mark: str, grammar: Grammar) -> Iterator[Clause]:
    """The clauses of a stretch without end marks inside; a question mark belongs to the last one alone."""
    text = " ".join(token.text for token in sentence)
    places, place = {}, 0
    for index, token in enumerate(sentence):
        places[place] = index
        place += len(token.text) + 1
    starts, since = [0], 0
    for match in compiled(grammar.opens).finditer(text):
        if match.start() and (match["sure"] or not compiled(grammar.holds).search(text[since : match.start()])):
            starts.append(places[match.start()])
            since = match.start()
    for start, end in zip(starts, [*starts[1:], len(sentence)], strict=True):
        part = _without_commas(sentence[start:end])
        if part:
            plain = " ".join(token.text for token in part)
            yield Clause(plain, "" if mark == "?" and end < len(sentence) else mark, part[0].word, part[-1].word)


def _without_commas(part: list[Token]) -> list[Token]:
    """A comma tells something before the last word alone: "du er glad for det, ikke"."""
    while part and part[-1].text == ",":
        part = part[:-1]
    return [token for index, token in enumerate(part) if token.text != "," or 0 < index == len(part) - 2]
