"""Drawing of where the time went: minutes and share of each element against the plan, and stretches to correct."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files

from talkratio.conversation import Conversation, Roles
from talkratio.dashboard.markup import play
from talkratio.plan.elements import elements
from talkratio.plan.plan import Item, Plan
from talkratio.plan.reached import Correction, Touch, minutes, shares
from talkratio.texts import Language, text
from talkratio.texts.numbers import percent

NONE = "none"


def look(markup: str) -> str:
    """The markup with the style of these drawings."""
    style = files("talkratio.dashboard").joinpath("assets", "round.css").read_text(encoding="utf-8")
    return f"<style>{style}</style>{markup}"


def drawn(plan: Plan, found: Sequence[Touch], conversation: Conversation, roles: Roles, language: Language) -> str:
    """A row for each element reached: its time as a bar, the manager's part of it, and a mark where the plan ends."""
    spent, parts = minutes(found), shares(found, conversation, roles)
    planned = {item.element: item for item in plan.items if item.element in elements()}
    longest = max([*(60.0 * item.minutes for item in planned.values()), *spent.values(), 1.0])
    rows = [
        _row(key, spent[key], parts[key], planned.get(key), longest, language)
        for key in sorted(spent, key=lambda key: list(planned).index(key) if key in planned else 99)
    ]
    missed = [elements()[key].name[language].lower() for key in planned if key not in spent]
    never = f'<p class="nothing">{_say("never", language, names=", ".join(missed))}</p>' if missed else ""
    return look(f'<ul class="reached">{"".join(rows)}</ul>{never}')


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


def _row(key: str, spent: float, share: float | None, planned: Item | None, longest: float, language: Language) -> str:
    length = f"{spent / 60:.0f}" if spent >= 60 else "< 1"
    if planned is None:
        told = _say("reached_unplanned", language, minutes=length)
        mark = ""
    else:
        told = _say("reached_of", language, minutes=length, planned=planned.minutes)
        mark = f'<u style="left:{100 * 60 * planned.minutes / longest:.1f}%"></u>'
    aim = percent(planned.manager if planned else elements()[key].manager, language)
    spoken = _say("reached_share", language, share=percent(share, language), aim=aim)
    wide = 100 * spent / longest
    return (
        f"<li><b>{escape(elements()[key].name[language])}</b>"
        f'<span class="lane" aria-hidden="true"><i style="width:{wide:.1f}%"></i>'
        f'<i style="width:{wide * (share or 0):.1f}%"></i>{mark}</span>'
        f'<span class="of">{told}<br>{spoken}</span></li>'
    )


def _plain(key: str, language: Language, **values: object) -> str:
    return text(f"round.{key}", language, **values)


def _say(key: str, language: Language, **values: object) -> str:
    return escape(_plain(key, language, **values))
