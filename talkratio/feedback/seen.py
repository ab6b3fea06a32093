"""A report seen from the manager's chair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from talkratio.interval import Interval
from talkratio.listening import Asking, Listener, Outcome
from talkratio.metrics import SpeakerMetrics
from talkratio.questions import Question
from talkratio.report import Report

LONGEST_QUOTE = 90


@dataclass(frozen=True, slots=True)
class Seen:
    """Manager (`mine`, `me`) and employee (`theirs`, `them`) of a report; `None` where there is none, or no numbers."""

    report: Report
    mine: SpeakerMetrics | None
    theirs: SpeakerMetrics | None
    me: Listener | None
    them: Listener | None

    @classmethod
    def of(cls, report: Report) -> Seen:
        """Finds the two in a report."""
        heard, roles = report.listening, report.roles
        return cls(
            report,
            report.of("manager"),
            report.of("employee"),
            heard.of(roles.manager) if heard and roles.manager else None,
            heard.of(roles.employee) if heard and roles.employee else None,
        )

    @property
    def asking(self) -> Asking | None:
        """The manager's questions, when there are any."""
        asking = self.me.asking if self.me else None
        return asking if asking and asking.count else None

    def asked(self) -> Iterator[tuple[Question, Outcome]]:
        """The manager's questions with what became of them."""
        outcomes = self.report.listening.outcomes if self.report.listening else None
        for question, outcome in zip(self.report.questions or (), outcomes or (), strict=False):
            if self.mine and question.speaker == self.mine.speaker:
                yield question, outcome

    def question(self, index: int) -> Question:
        """A question by its place in the report."""
        return (self.report.questions or ())[index]


def quoted(question: Question) -> str:
    """The words of a question, cut at a word when they are many.

    >>> quoted(Question("A", Interval(0.0, 1.0), "  hvad  tænker du? ", "open", "open_word"))
    'Hvad tænker du?'
    """
    said = " ".join(question.text.split())
    if len(said) > LONGEST_QUOTE:
        said = said[:LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(" ,") + " …"
    return said[:1].upper() + said[1:]


def with_answer(question: Question, outcome: Outcome) -> Interval:
    """A question and the beginning of its answer: what to hear."""
    end = outcome.answer.end if outcome.answer else question.interval.end
    return Interval(question.interval.start, max(question.interval.end, end))
