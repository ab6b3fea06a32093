"""Train the small model of English questions: `python -m training.questions`.

Reads PriMock57 and the ICSI meetings (both CC BY 4.0) at TALKRATIO_DATA, never Switchboard, and writes
talkratio/questions/patterns_en.json. `python -m benchmarks.questions` tells how it does on conversations left out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from talkratio.questions import patterns
from talkratio.questions.grammar import compiled
from talkratio.questions.judging import GRAMMARS, Clause, clauses, judge
from talkratio.questions.patterns import USUAL, Setting, features

SETS = ("mrda_en", "mrda_en_balanced", "primock_en")
TO = Path(__file__).parent.parent / "talkratio" / "questions" / "patterns_en.json"
SEEN = 5
"""a feature has to occur in so many conversations to get a weight, so that topics stay out"""
NAMES = frozenset({"adam", "jane", "morgan"})
"""people of the meetings who are called by name in many of them"""
WEIGHED = 0.04
"""weights smaller than this are dropped"""
STRENGTH = 0.1
"""inverse of the L2 penalty"""
FOLDS = 5
FIRST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a set, its clauses as feature names, and which of them may be learnt from."""

    conversation: str
    asks: bool
    names: list[list[str]]
    taught: list[bool | None]
    weight: float


def texts() -> Path:
    """Where the sets lie."""
    return Path(os.environ.get("TALKRATIO_DATA", Path(__file__).resolve().parents[2] / "shared")) / "text" / "dev"


def rows(name: str) -> list[Row]:
    """The clear rows of a set without punctuation; what the next speaker says is seen in the sets that run on."""
    raw = [json.loads(line) for line in (texts() / f"{name}.nopunct.jsonl").read_text(encoding="utf-8").splitlines()]
    running = not name.endswith("balanced")
    nobody = [{"conv": "", "speaker": "", "text": ""}]
    before, after = ([*nobody, *raw[:-1]], [*raw[1:], *nobody]) if running else ([None] * len(raw), [None] * len(raw))
    clear = [around for around in zip(raw, before, after, strict=True) if not around[0]["ambiguous"]]
    asked = sum(row["is_question"] for row, _, _ in clear)
    scale = asked * (1 - USUAL) / USUAL / (len(clear) - asked)
    return [_row(row, one, other, 1.0 if row["is_question"] else scale) for row, one, other in clear]


def _row(row: dict[str, object], before: dict[str, str] | None, after: dict[str, str] | None, weight: float) -> Row:
    cut = clauses(str(row["text"]), "en")
    reasons = [verdict.reason if (verdict := judge(clause, "en")) else "" for clause in cut]
    whose = row["conv"], row["speaker"]
    begins = None if before is None else (before["conv"], before["speaker"]) != whose
    ends = None if after is None else (after["conv"], after["speaker"]) != whose
    reply = tuple(after["text"].split()[:FIRST_WORDS]) if after and ends and after["conv"] == row["conv"] else ()
    names = [
        list(
            _names(
                clause,
                reason,
                Setting(
                    begins if index == 0 else False,
                    ends if index == len(cut) - 1 else False,
                    reply if index == len(cut) - 1 else (),
                ),
            )
        )
        for index, (clause, reason) in enumerate(zip(cut, reasons, strict=True))
    ]
    return Row(
        str(row["conv"]), bool(row["is_question"]), names, list(_taught(bool(row["is_question"]), reasons)), weight
    )


def _names(clause: Clause, reason: str, setting: Setting) -> Iterator[str]:
    lead = compiled(GRAMMARS["en"].lead).match(clause.text)
    cut = lead.end() if lead else 0
    return features(clause.text[cut:], clause.text[:cut], reason, setting)


def _taught(asks: bool, reasons: list[str]) -> Iterator[bool | None]:
    """Of a row that does not ask, no clause does; else those the rules find, or the last one; the rest is left open."""
    found = any(reasons)
    for index, reason in enumerate(reasons):
        if not asks:
            yield False
        elif reason or (not found and index == len(reasons) - 1):
            yield True
        else:
            yield None


def fit(given: list[Row]) -> dict[str, float]:
    """Weights by name; the empty name is the constant."""
    taught = [
        (names, label, row.weight)
        for row in given
        for names, label in zip(row.names, row.taught, strict=True)
        if label is not None
    ]
    where: dict[str, set[str]] = {}
    for row in given:
        for name in (name for names in row.names for name in names):
            where.setdefault(name, set()).add(row.conversation)
    known = sorted(
        name for name, conversations in where.items() if len(conversations) >= SEEN and not NAMES & set(name.split())
    )
    counted = CountVectorizer(analyzer=list, vocabulary=known, binary=True, lowercase=False)
    seen = counted.fit_transform([names for names, _, _ in taught])
    model = LogisticRegression(C=STRENGTH, solver="liblinear")
    model.fit(seen, [label for _, label, _ in taught], sample_weight=[weight for _, _, weight in taught])
    found = zip(counted.get_feature_names_out(), model.coef_[0], strict=True)
    weights = {str(name): round(float(weight), 2) for name, weight in found if abs(weight) >= WEIGHED}
    return {"": round(float(model.intercept_[0]), 2), **dict(sorted(weights.items()))}


def weights_left_out() -> dict[str, dict[str, float]]:
    """For each conversation the weights of a model that has not seen it."""
    sets = [row for name in SETS for row in rows(name)]
    folds = {name: index % FOLDS for index, name in enumerate(sorted({row.conversation for row in sets}))}
    models = [fit([row for row in sets if folds[row.conversation] != fold]) for fold in range(FOLDS)]
    return {name: models[fold] for name, fold in folds.items()}


@contextmanager
def weighed(weights: Mapping[str, float] | None) -> Iterator[None]:
    """Judge with other weights than the shipped ones for a while; `None` changes nothing."""
    shipped = patterns._weights
    if weights is not None:
        patterns._weights = lambda: weights  # type: ignore[assignment]
    try:
        yield
    finally:
        patterns._weights = shipped


def main() -> None:
    """Train and write; `python -m benchmarks.questions` tells how right it is on conversations left out."""
    weights = fit([row for name in SETS for row in rows(name)])
    TO.write_text(json.dumps(weights, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{len(weights)} weights, {TO.stat().st_size / 1e6:.2f} MB in {TO}")


if __name__ == "__main__":
    main()
