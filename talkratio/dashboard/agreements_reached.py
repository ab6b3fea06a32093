"""Drawing of where the time went: minutes and share of each element against the plan, and stretches to correct."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files

from talkratio.dashboard.markup import play
from talkratio.figures import Topic, longest, share_in, time_in
from talkratio.plan.elements import elements
from talkratio.plan.reached import Correction, Touch
from talkratio.texts import Language, text

NONE = "none"


def look(markup: str) -> str:
    """The markup with the style of these drawings."""
    style = files("talkratio.dashboard").joinpath("assets", "round.css").read_text(encoding="utf-8")
    return f"<style>{style}</style>{markup}"


def drawn(topics: Sequence[Topic], language: Language) -> str:
    """A row for each element reached: its time as a bar, the manager's part of it, and a mark where the plan ends."""
    whole = longest(topics)
    rows = [_row(each, whole, language) for each in topics if each.spent is not None]
    missed = [each.name.lower() for each in topics if each.spent is None]
    never = f'<p class="nothing">{_say("never", language, names=", ".join(missed))}</p>' if missed else ""
    return look(f'{_key(topics, language)}<ul class="reached">{"".join(rows)}</ul>{never}')


def _key(topics: Sequence[Topic], language: Language) -> str:
    """What the colours and the mark stand for, and how the topics were found."""
    planned = f"<u></u>{_say('reached_planned', language)}" if any(each.planned for each in topics) else ""
    return (
        f'<p class="key">{_say("reached_lead", language)} <span><i class="manager"></i>{_say("manager", language)}'
        f'<i class="employee"></i>{_say("employee", language)}{planned}</span></p>'
    )


def stretches(found: Sequence[Touch], corrections: Sequence[Correction], language: Language) -> str:
    """Every stretch with its moment, its element to choose anew, and the words that decided."""
    said = {correction.at: correction.element or NONE for correction in corrections}
    rows = []
    for index, touch in enumerate(found):
        chosen = said.get(touch.interval.start, touch.element)
        names = {key: one.name[language] for key, one in elements().items()} | {NONE: _plain("no_element", language)}
        options = "".join(
            f'<option value="{key}"{" selected" if key == chosen else ""}>{escape(name)}</option>'
            for key, name in names.items()
        )
        words = ", ".join(touch.reason[:4])
        reason = _say("because", language, words=words) if words else _say("marked", language)
        rows.append(
            f"<li>{play(touch.interval.start, touch.interval.end, language)}"
            f'<label><span class="hidden">{_say("element_of", language)}</span>'
            f'<select data-say="element" data-which="{index}">{options}</select></label><small>{reason}</small></li>'
        )
    return look(f'<ol class="stretches">{"".join(rows)}</ol>')


def _row(one: Topic, whole: float, language: Language) -> str:
    spent = one.spent or 0.0
    wide = 100 * spent / whole
    mark = "" if one.planned is None else f'<u style="left:{100 * one.planned / whole:.1f}%"></u>'
    told = f"{escape(time_in(one, language))}<br>{_say('reached_share', language)} {escape(share_in(one, language))}"
    return (
        f"<li><b>{escape(one.name)}</b>"
        f'<span class="lane" aria-hidden="true"><i style="width:{wide:.1f}%"></i>'
        f'<i style="width:{wide * (one.share or 0):.1f}%"></i>{mark}</span>'
        f'<span class="of">{told}</span></li>'
    )


def _plain(key: str, language: Language, **values: object) -> str:
    return text(f"round.{key}", language, **values)


def _say(key: str, language: Language, **values: object) -> str:
    return escape(_plain(key, language, **values))
