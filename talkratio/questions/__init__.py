"""What was asked: finds questions in the words and says which kind each is, and why. One file a language."""

from __future__ import annotations

from talkratio.questions.finding import find, forget
from talkratio.questions.judging import classify, clauses
from talkratio.questions.question import Question, QuestionKind, Verdict

__all__ = ["Question", "QuestionKind", "Verdict", "classify", "clauses", "find", "forget"]
