"""Sentences of our own, and how well lists, model and patterns do on them: `trades` and `fresh` are the honest sets."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from talkratio.plan.promises import promise
from talkratio.plan.reached import classify
from talkratio.texts import Language

HERE = Path(__file__).parent
NONE = "none"
Half = Literal["development", "test"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence with what it is and what was said of it."""

    text: str
    true: str
    said: str


def elements(language: Language, half: Half, *, bare: bool = False) -> tuple[Judged, ...]:
    """One half of the sentences, judged; `bare` takes away punctuation and capitals first."""
    found = []
    for true, text in _half(f"elements_{language}", half):
        said = classify(_bare(text) if bare else text, language)
        found.append(Judged(text, true, said[0] if said else NONE))
    return tuple(found)


def others(language: Language) -> tuple[Judged, ...]:
    """Sentences of another hand, judged."""
    return _topics(f"others_{language}", language)


def fresh(language: Language) -> tuple[Judged, ...]:
    """The fifth set, from eight more trades, written after what the model learns from, judged. Never tune on it."""
    return _topics(f"fresh_{language}", language)


def registers(language: Language) -> tuple[tuple[Judged, ...], tuple[Judged, ...]]:
    """The second set, in other registers: topics, then promises and near misses, judged."""
    return _both(f"registers_{language}", slice(None), language)


def spoken(language: Language, half: Half) -> tuple[tuple[Judged, ...], tuple[Judged, ...]]:
    """One half of the third set, plain spoken language: topics, then promises and near misses, judged."""
    return _both(f"spoken_{language}", _places(half), language)


def trades(language: Language) -> tuple[tuple[Judged, ...], tuple[Judged, ...]]:
    """The fourth set, from seven trades, frozen before the lists met it: topics, then promises. Never tune on it.

    Without the few sentences that stand in another set as well.
    """
    halves = [*elements(language, "development"), *elements(language, "test"), *others(language)]
    pairs = [registers(language), spoken(language, "development"), spoken(language, "test")]
    promised = [*promises(language, "development"), *promises(language, "test")]
    seen = {one.text for one in (*halves, *promised, *(one for pair in pairs for part in pair for one in part))}
    topics, said = _both(f"trades_{language}", slice(None), language)
    return tuple(one for one in topics if one.text not in seen), tuple(one for one in said if one.text not in seen)


def improving(language: Language) -> tuple[Judged, ...]:
    """The topics of every set that improves the lists and trains the model: all but those that measure."""
    halves: tuple[Half, ...] = ("development", "test")
    each = [one for half in halves for one in (*elements(language, half), *spoken(language, half)[0])]
    return (*each, *others(language), *registers(language)[0])


def accuracy(judged: tuple[Judged, ...]) -> float:
    """How many were judged right, 0..1."""
    return sum(one.true == one.said for one in judged) / len(judged)


def promises(language: Language, half: Half) -> tuple[Judged, ...]:
    """One half of the promises and near misses, judged."""
    return tuple(
        Judged(text, true, "promise" if promise(text, language) else NONE)
        for true, text in _half(f"promises_{language}", half)
    )


def macro_f1(judged: tuple[Judged, ...]) -> float:
    """The mean of F1 (0..1) over every kind there is, `none` among them."""
    by_kind = f1(judged)
    return sum(by_kind.values()) / len(by_kind)


def f1(judged: tuple[Judged, ...]) -> dict[str, float]:
    """F1 (0..1) of each kind: 2 right / (said + true)."""
    right = Counter(one.true for one in judged if one.true == one.said)
    true, said = Counter(one.true for one in judged), Counter(one.said for one in judged)
    return {kind: 2 * right[kind] / (true[kind] + said[kind]) for kind in true}


def precision_recall(judged: tuple[Judged, ...]) -> tuple[float, float]:
    """How many of the promises found are promises, and how many promises were found, 0..1 each."""
    hits = sum(one.said == one.true == "promise" for one in judged)
    return hits / sum(one.said == "promise" for one in judged), hits / sum(one.true == "promise" for one in judged)


def _topics(name: str, language: Language) -> tuple[Judged, ...]:
    return _judged(tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8")), slice(None), language)


def _judged(table: dict[str, list[str]], places: slice, language: Language) -> tuple[Judged, ...]:
    return tuple(
        Judged(text, true, said[0] if (said := classify(text, language)) else NONE)
        for true, texts in table.items()
        for text in texts[places]
    )


def _both(name: str, places: slice, language: Language) -> tuple[tuple[Judged, ...], tuple[Judged, ...]]:
    table = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    promised = {"promise": table.pop("promise"), NONE: table.pop("no_promise")}
    return _judged(table, places, language), tuple(
        Judged(text, true, "promise" if promise(text, language) else NONE)
        for true, texts in promised.items()
        for text in texts[places]
    )


def _half(name: str, half: Half) -> list[tuple[str, str]]:
    table = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    return [(kind, text) for kind, texts in table.items() for text in texts[_places(half)]]


def _places(half: Half) -> slice:
    return slice(0 if half == "development" else 1, None, 2)


def _bare(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter not in ".,?!")
