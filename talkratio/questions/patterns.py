"""What rules cannot see: the words that questions in English conversations are made of, weighed by a small model.

A logistic regression over the words of a clause, its place and what the other person answers, trained by
`training/questions.py`; models/questions.md tells on what. It never overrules a printed mark.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

USUAL = 0.08
"""Share of clauses that are questions in ordinary talk; the model is trained to it."""
LONG = 12
SHORT = 3
CLASSES = {
    word: name
    for name, words in {
        "^": "^",
        "$": "$",
        "i": "i we me us my our",
        "you": "you your yours yourself",
        "it": "it that this these those there here",
        "he": "he she they him her them his their somebody someone people everyone everybody",
        "be": "am is are was were 's 're 'm be been being",
        "do": "do does did done",
        "have": "have has had 've got",
        "will": "can could will would shall should may might must 'll 'd going",
        "not": "n't not never no",
        "what": "what who where when why which how whose",
        "the": "the a an some any all every each another other",
        "of": "of in on at for from with by about to into like than as after before over",
        "and": "and but or so because if then though",
        "mean": "mean think guess know wonder thought suppose wondering",
        "one": "one two three four five six seven eight nine ten hundred",
    }.items()
    for word in words.split()
}
"""Words that do the same work in a clause."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands around a clause.

    `begins`: somebody else spoke before it, `ends`: somebody else speaks after it, `None` where nobody knows; `reply`:
    how the next speaker begins, as tokens; `usual`: the share of this speaker's clauses that are questions, 0..1.
    """

    begins: bool | None = None
    ends: bool | None = None
    reply: tuple[str, ...] = ()
    usual: float = USUAL


def chance(text: str, lead: str, reason: str, setting: Setting) -> float:
    """The chance (0..1) that a clause asks, `reason` being what the rules said of it ("" for nothing)."""
    weights = _weights()
    score = weights[""] + sum(weights.get(feature, 0.0) for feature in features(text, lead, reason, setting))
    return 1 / (1 + math.exp(-score - _odds(setting.usual) + _odds(USUAL)))


def features(text: str, lead: str, reason: str, setting: Setting) -> Iterator[str]:
    """The names of what is seen in a clause; `text` has no lead, `lead` is what was cut off."""
    said = text.split()
    before = lead.split()
    size = len(said) + len(before)
    yield f"rule {reason}"
    yield f"size {min(size, LONG)}" if size <= LONG else f"size over {LONG if size <= 2 * LONG else 2 * LONG}"
    if size <= SHORT:
        yield f"all {lead}{text}"
    yield f"place {setting.begins} {setting.ends}"
    if size <= SHORT:
        yield f"all {lead}{text} {setting.begins} {setting.ends}"
    if setting.reply:
        yield f"reply {setting.reply[0]}"
        yield f"reply {' '.join(setting.reply)}"
    yield from (f"lead {word}" for word in before)
    said = ["^", *said, "$"]
    yield f"first {' '.join(said[1:2])}"
    yield f"first {' '.join(said[1:3])}"
    yield f"first {' '.join(said[1:4])}"
    yield f"last {said[-2]}"
    yield f"last {' '.join(said[-3:-1])}"
    yield from (f"has {word}" for word in set(said[1:-1]))
    yield from {f"has {one} {two}" for one, two in pairwise(said)}
    shape = [CLASSES.get(word, "x") for word in said]
    yield f"shape {' '.join(shape[1:4])}"
    yield f"shape {' '.join(shape[1:6])}"
    yield f"ends {' '.join(shape[-4:-1])}"
    yield f"lead {'yes' if before else 'no'} shape {' '.join(shape[1:3])}"
    yield f"kinds {' '.join(sorted(set(shape)))}"


@cache
def _weights() -> Mapping[str, float]:
    content = files(__package__).joinpath("patterns_en.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(content)
    return weights


def _odds(share: float) -> float:
    return math.log(share / (1 - share))
