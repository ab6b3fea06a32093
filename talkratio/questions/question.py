"""What a question is here: who asked, when, in which words, of which kind, and the rule that says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from talkratio.interval import Interval

QuestionKind = Literal[
    "open", "closed", "choice", "leading", "tag", "ritual", "rhetorical", "declarative", "invitation"
]


@dataclass(frozen=True, slots=True)
class Question:
    """Something asked: by whom, when, in which words, of which kind, and the rule that says so.

    `reason` is the name of the rule (a stable key); faces have it in Danish and English.
    `certain` is false where only context or voice could settle it.
    """

    speaker: str | None
    interval: Interval
    text: str
    kind: QuestionKind
    reason: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of a clause; `kind` is `None` when it says that nothing is asked."""

    kind: QuestionKind | None
    reason: str
    certain: bool = True
