"""How a sentence sounds: the words and phrases of each element, and a small model of the words around them.

The lists of elements.toml name an element outright. Most of what people say names none, so a logistic regression weighs
every word, pair of words and kind of word (alike.toml) beside them; `training/elements.py` trains it on sentences
written for it, models/elements.md tells how right it is.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from math import sqrt

from talkratio.plan.elements import elements
from talkratio.plan.heard import heard
from talkratio.texts import Language

PHRASE = 2.0
"""weight of a phrase of the lists; a word weighs 1"""
MOST = 4.0
"""weight of the lists above which more of them says no more"""
LISTED = 0.1
"""how large a weight of the lists stands beside the rest in the model"""
SIZE = 2.0
"""Euclidean length of a sentence's features without the lists, so that long sentences weigh no more than short ones"""
STEM = 5
"""letters of a longer word that stand for all its endings"""
APART = 4
"""how many of the small words between two of them a pair may skip, less one"""
SHOWN = 3
"""words of the model given as the reason where the lists say nothing"""
GAP = r"(?: \S+){0,3} "
"""what the dots of a phrase stand for: at most three words"""
SHORT = 3
"""letters up to which a word is no reason to be shown"""
_LETTERS = re.compile(r"[^\w'’-]+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an element against none, in log odds, and the words that say so; none where it speaks against."""

    weight: float
    reason: tuple[str, ...]


def evidence(text: str, language: Language) -> dict[str, Evidence]:
    """Of every element in a sentence; empty for one without words."""
    said = plain(text, language)
    if not said:
        return {}
    lists = {key: (weight, reason) for key, weight, reason in _listed(said, language)}
    named, weights = features(said, language), _weights(language)
    heard_of = sizes(named, {key: weight for key, (weight, _) in lists.items()})
    shares = [(named.get(name, ""), part, weights[name]) for name, part in heard_of.items() if name in weights]
    found = {}
    for place, key in enumerate(elements()):
        each = [(part * row[place], words) for words, part, row in shares]
        weight = weights[""][place] + sum(value for value, _ in each)
        spoken = weight > 0 and (lists[key][1] if key in lists else _shown(each, language))
        found[key] = Evidence(weight, spoken or ())
    return found


def features(said: str, language: Language) -> dict[str, str]:
    """What the model sees of a sentence in plain words: the name of each feature and the words it comes from.

    >>> list(features("du hører mig", "da"))[:5]
    ['du', 'hører', 'mig', '^ du', 'du hører']
    """
    words = said.split()
    found = {word: word for word in words}
    found |= {f"{one} {two}": f"{one} {two}" for one, two in pairwise(["^", *words, "$"])}
    found |= {f"{word[:STEM]}*": word for word in words if len(word) > STEM}
    found |= {kind: word for word in words for kind in _kinds(word, language)}
    for one, two in pairwise(words):
        ones, twos = (one, *_kinds(one, language)), (two, *_kinds(two, language))
        found |= {f"{a} {b}": f"{one} {two}" for a in ones for b in twos if (a, b) != (one, two)}
    small = [word for word in words if word in _small(language)]
    for place, one in enumerate(small):
        found |= {f"{one} .. {two}": f"{one} … {two}" for two in small[place + 1 : place + 1 + APART]}
    return found


def listed(text: str, language: Language) -> dict[str, float]:
    """Weight of each element's lists in a sentence, where they say anything: a word counts 1, a phrase 2."""
    return {key: weight for key, weight, _ in _listed(plain(text, language), language)}


def sizes(named: Collection[str], lists: Mapping[str, float]) -> dict[str, float]:
    """How large each feature of a sentence and the `listed` weight of each element, called `@element`, stand in it."""
    size = SIZE / sqrt(len(named))
    return dict.fromkeys(named, size) | {f"@{key}": min(weight, MOST) * LISTED for key, weight in lists.items()}


def _shown(shares: Iterable[tuple[float, str]], language: Language) -> tuple[str, ...]:
    """The words that speak most for an element, small ones on their own only where no others do; no part of another."""
    sums: defaultdict[str, float] = defaultdict(float)
    for value, words in shares:
        sums[words.strip("^$ ")] += value
    best = [told for told, value in sorted(sums.items(), key=lambda one: -one[1]) if told and value > 0]
    chosen: list[str] = []
    for told in [told for told in best if _tells(told, language)] or best[:1]:
        if len(chosen) < SHOWN and not any(told in one or one in told for one in chosen):
            chosen.append(told)
    return tuple(chosen)


def _tells(told: str, language: Language) -> bool:
    return "…" not in told and told not in _small(language) and any(len(word) > SHORT for word in told.split())


def _listed(said: str, language: Language) -> Iterator[tuple[str, float, tuple[str, ...]]]:
    for key, words, phrases in _patterns(language):
        single = [found.group() for found in words.finditer(said)]
        longer = [found.group().strip() for found in phrases.finditer(f" {said} ")]
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


@cache
def _small(language: Language) -> frozenset[str]:
    """Words whose order tells who speaks about whom, and of what time: "you … me" is about the one spoken to."""
    return frozenset(_table()["small"][language].split())


@cache
def _alike(language: Language) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((f"<{name}>", re.compile(_any(words.split()))) for name, words in _table()[language].items())


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("alike.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=4096)
def _kinds(word: str, language: Language) -> tuple[str, ...]:
    return tuple(name for name, pattern in _alike(language) if pattern.fullmatch(word))


@cache
def _weights(language: Language) -> dict[str, tuple[float, ...]]:
    """Of each feature, the log odds it adds to every element against none, in the elements' order."""
    table = json.loads(files(__package__).joinpath(f"evidence_{language}.json").read_text(encoding="utf-8"))
    return {name: tuple(tenths / 10 for tenths in row) for name, row in table["tenths"].items()}


def plain(text: str, language: Language) -> str:
    """What was said in lower case, without marks and hesitations, as words between single spaces."""
    return " ".join(_LETTERS.sub(" ", heard(text, language)).split())
