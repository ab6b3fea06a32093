"""A report that names nobody: roles for names, no words, nothing that leads back to the file."""

from __future__ import annotations

from dataclasses import replace

from talkratio.feedback.values import HIDDEN
from talkratio.listening import listen
from talkratio.metrics import measure
from talkratio.questions import Question
from talkratio.report import Report
from talkratio.texts import Language, text

NEW_YEAR = "-01-01T00:00:00+00:00"
"""the day and hour of every report that names nobody"""


def anonymous(report: Report, language: Language = "da") -> Report:
    """The same numbers with roles instead of names, without words, file name, hash, day, notes and corrections.

    Questions keep who, when and which kind, and lose their text.
    """
    names = {speaker: _name(report, speaker, language) for speaker in report.conversation.speakers}
    spoken = report.conversation.renamed(names)
    numbers = measure(spoken, report.metrics.rules)
    asked = _renamed(report, names)
    return replace(
        report,
        conversation=replace(spoken, words=None),
        metrics=numbers,
        roles=replace(
            report.roles,
            manager=names.get(report.roles.manager or ""),
            employee=names.get(report.roles.employee or ""),
            observers=tuple(names[who] for who in report.roles.observers if who in names),
        ),
        provenance=replace(
            report.provenance,
            source=text("report.anonymous", language),
            sha256=None,
            created=report.provenance.created[:4] + NEW_YEAR,
            notes=(),
        ),
        questions=None if asked is None else tuple(replace(one, text=HIDDEN) for one in asked),
        listening=listen(spoken, numbers, asked) if spoken.turns else None,
        doubts=None if report.doubts is None else tuple(doubt.renamed(names, HIDDEN) for doubt in report.doubts),
        bands=tuple(replace(band, speaker=names[band.speaker]) for band in report.bands if band.speaker in names),
        edits=(),
    )


def _renamed(report: Report, names: dict[str, str]) -> tuple[Question, ...] | None:
    if report.questions is None:
        return None
    return tuple(replace(one, speaker=names.get(one.speaker or "")) for one in report.questions)


def _name(report: Report, speaker: str, language: Language) -> str:
    role = report.roles.of(speaker) or "observer"
    name = text(f"report.{role}", language)
    others = [who for who in report.conversation.speakers if (report.roles.of(who) or "observer") == "observer"]
    return f"{name} {others.index(speaker) + 1}" if role == "observer" and len(others) > 1 else name
