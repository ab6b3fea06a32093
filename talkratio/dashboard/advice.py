"""Three facts and one experiment, as markup."""

from __future__ import annotations

from html import escape

from talkratio.dashboard.markup import play, say
from talkratio.feedback import feedback, in_words
from talkratio.report import Report
from talkratio.texts import Language


def facts(report: Report, language: Language) -> str:
    """What to take along, each with where to hear it, and what to try next time."""
    found = feedback(report)
    items = "".join(f"<li><span>{escape(in_words(fact, language))}</span></li>" for fact in found.facts)
    tried = ""
    if found.experiment is not None:
        tried = (
            f'<div class="experiment"><b>{say("experiment", language)}</b>'
            f"<p>{escape(in_words(found.experiment, language))}</p></div>"
        )
    return f'<ul class="facts">{items}</ul>{tried}'


__all__ = ["facts", "play"]
