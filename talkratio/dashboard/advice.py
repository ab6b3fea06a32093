"""Three facts and one experiment, as markup."""

from __future__ import annotations

from html import escape

from talkratio.dashboard.markup import play, say
from talkratio.feedback import Item, basis_in_words, feedback, in_words
from talkratio.report import Report
from talkratio.texts import Language

MOST_MOMENTS = 3


def facts(report: Report, language: Language) -> str:
    """What to take along, each with where to hear it and what it rests on, and what to try next time."""
    found = feedback(report)
    items = "".join(
        f"<li><span>{escape(in_words(fact, language))}</span>{_under(fact, language)}</li>" for fact in found.facts
    )
    return (
        f'<ul class="facts">{items}</ul><div class="experiment"><b>{say("experiment", language)}</b>'
        f"<p>{escape(in_words(found.experiment, language))}</p>{_under(found.experiment, language)}</div>"
    )


def _under(item: Item, language: Language) -> str:
    moments = "".join(play(moment.start, moment.end, language) for moment in item.moments[:MOST_MOMENTS])
    heard = f'<span class="moments">{moments}</span>' if moments else ""
    return f"{heard}<small>{escape(basis_in_words(item, language))}</small>"
