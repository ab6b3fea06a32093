"""Train the small model of what a conversation is about: `python -m training.elements`.

Reads the frames beside this file (elements_da.toml, elements_en.toml) and the sets of tests/plan that improve the
lists, and writes talkratio/plan/evidence_da.json and evidence_en.json. A sentence that stands in a set that measures is
left out. `python -m benchmarks.plan` tells how it does.
"""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from talkratio.plan.elements import elements
from talkratio.plan.evidence import features, listed, plain, sizes
from talkratio.texts import LANGUAGES, Language
from tests.plan.measured import NONE, fresh, improving, trades

HERE = Path(__file__).parent
TO = HERE.parent / "talkratio" / "plan"
SEEN = 3
"""a feature has to occur in so many frames or sentences to get a weight, so that a single one teaches no word"""
STRENGTH = 5.0
"""inverse of the L2 penalty"""
KNOWN = 0.4
"""weight of a sentence that the lists were improved on: they look better there than they are"""
_SLOT = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence, its kind, how much it counts, and the frame it comes from."""

    text: str
    kind: str
    weight: float
    frame: int


def main() -> None:
    """Trains one model for each language and writes it."""
    for language in LANGUAGES:
        path = TO / f"evidence_{language}.json"
        measured = {plain(one.text, language) for one in (*trades(language)[0], *fresh(language))}
        taught = [row for row in rows(language) if plain(row.text, language) not in measured]
        table = train(taught, language)
        path.write_text(json.dumps({"tenths": table}, ensure_ascii=False, separators=(",", ":")).replace("],", "],\n"))
        print(f"{path.name}: {len(table)} features, {path.stat().st_size / 1000:.0f} kB")


def rows(language: Language) -> list[Row]:
    """Every frame with its alternatives in turn, which share the weight of their square root, then the known sets."""
    found, chance = [], random.Random(1)
    table = tomllib.loads((HERE / f"elements_{language}.toml").read_text(encoding="utf-8"))
    frames = [(kind, frame) for kind, kept in table.items() for frame in kept]
    for place, (kind, frame) in enumerate(frames):
        each = list(spoken(frame, chance))
        found += [Row(text, kind, 1 / sqrt(len(each)), place) for text in each]
    known = improving(language)
    return found + [Row(one.text, one.true, KNOWN, len(frames) + place) for place, one in enumerate(known)]


def spoken(frame: str, chance: random.Random) -> Iterator[str]:
    """Sentences of a frame, as many as its longest list of alternatives has, each alternative at least once."""
    lists = [chance.sample(own, len(own)) for own in (slot.split("|") for slot in _SLOT.findall(frame))]
    for turn in range(max(map(len, lists), default=1)):
        rest = iter(lists)
        yield _SLOT.sub(lambda _, rest=rest, turn=turn: (own := next(rest))[turn % len(own)], frame)


def train(taught: list[Row], language: Language) -> dict[str, list[int]]:
    """Tenths of the log odds that a feature adds to each element against none; those of "" are there always."""
    seen = [_seen(row.text, language) for row in taught]
    frames = defaultdict(set)
    for row, own in zip(taught, seen, strict=True):
        for name in own:
            frames[name].add(row.frame)
    often = Counter({name: len(own) for name, own in frames.items()})
    vectorizer = DictVectorizer()
    known = vectorizer.fit_transform(
        [{name: size for name, size in own.items() if often[name] >= SEEN} for own in seen]
    )
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    model.fit(known, [row.kind for row in taught], sample_weight=[row.weight for row in taught])
    kinds = list(model.classes_)
    order = [kinds.index(key) for key in elements()]
    weights = np.column_stack([model.intercept_, model.coef_])
    tenths = np.rint(10 * (weights[order] - weights[kinds.index(NONE)])).astype(int).T
    names = ["", *vectorizer.get_feature_names_out()]
    return {name: row.tolist() for name, row in zip(names, tenths, strict=True) if row.any()}


def _seen(text: str, language: Language) -> dict[str, float]:
    return sizes(features(plain(text, language), language), listed(text, language))


if __name__ == "__main__":
    main()
