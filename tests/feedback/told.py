"""Reports to give feedback on, drawn."""

from __future__ import annotations

from talkratio import questions
from talkratio.conversation import Conversation, Roles
from talkratio.feedback import feedback
from talkratio.interval import Interval
from talkratio.listening import listen
from talkratio.metrics import measure
from talkratio.questions import Question, QuestionKind
from talkratio.report import Provenance, Report
from tests.draw import draw

SOURCE = Provenance("mus.wav", None, "0", "2026-01-01T10:00:00+01:00", "labels", None)
TELLS = "det_var_det_nye_system_og_alle_dets_fejl"


def report(
    conversation: Conversation,
    manager: str | None = "A",
    employee: str | None = "B",
    asked: tuple[Question, ...] | None = None,
    **more: object,
) -> Report:
    """A report with roles that somebody said."""
    metrics = measure(conversation)
    found = asked if asked is not None or conversation.words is None else questions.find(conversation)
    heard = listen(conversation, metrics, found)
    roles = Roles(manager, employee, reason="given")
    return Report(conversation, metrics, roles, SOURCE, found, heard, **more)  # type: ignore[arg-type]


def keys(told: Report) -> tuple[list[str], str]:
    advice = feedback(told)
    return [fact.key for fact in advice.facts], advice.experiment.key


def talk(mine: int, theirs: int, step: float = 1.0) -> Conversation:
    """The manager for so many signs, then the employee."""
    return draw(f"A {'#' * mine}\nB {'.' * mine}{'#' * theirs}", step=step)


def asks(*asked: tuple[str, QuestionKind], wait: int = 10, answer: int = 40) -> Report:
    """The manager asks, and after `wait` tenths the employee answers for `answer` tenths."""
    a, b, found, at = "", "", [], 0
    for word, kind in asked:
        found.append(Question("A", Interval(at / 10, (at + len(word)) / 10), word, kind, "drawn"))
        a += word + "." * (wait + answer + 10)
        b += "." * (len(word) + wait) + ("ordet_" * answer)[:answer] + "." * 10
        at = len(a)
    return report(draw(f"A {a}\nB {b}", step=0.1), asked=tuple(found))
