"""A conversation of which only the numbers are left: the share, then all of them, each with its counting rule."""

from __future__ import annotations

from html import escape

from talkratio.dashboard import lists
from talkratio.dashboard.markup import BOTH, say
from talkratio.dashboard.share import ends, parts
from talkratio.exports.html import claim
from talkratio.library import Numbers, told
from talkratio.texts import Language
from talkratio.texts.numbers import percent


def numbers(left: Numbers, language: Language) -> str:
    """Everything that is left, as one drawing."""
    people = "".join(lists.figure(one, (), language, of=2) for one in told.of_the_two(left, language))
    together = "".join(lists.figure(one, (), language) for one in told.of_the_whole(left, language))
    return (
        f"{_share(left, language)}"
        f'<section class="part"><h2>{say("figures_title", language)}</h2>'
        f'<p class="rule">{say("left_rule", language)}</p>{lists.table(people, together, language)}</section>'
    )


def _share(left: Numbers, language: Language) -> str:
    said = escape(claim(told.headline(left), language))
    if left.share is None:
        return f'<section class="hero empty"><p class="claim">{said}</p></section>'
    goal = "" if left.target is None else f"{100 * left.target:.0f}/{100 - 100 * left.target:.0f}"
    aim = f'<p class="verdict">{say("left_target", language, ratio=goal)}</p>' if goal else ""
    return (
        f'<section class="hero"><div class="number"><span class="big" data-part="share">'
        f"{escape(percent(left.share, language))}</span>"
        f'<span class="of">{say("hero_of", language)}</span></div><div class="says">'
        f'<p class="claim">{said}</p>{_bar(left, language)}{aim}</div></section>'
    )


def _bar(left: Numbers, language: Language) -> str:
    """The shares as a bar, with both in words below it; nothing where only the manager's was kept."""
    if left.share is None or left.employee_share is None:
        return ""
    shares = [*zip(BOTH, (left.share, left.employee_share), strict=True)]
    rest = 1.0 - left.share - left.employee_share
    if rest > 0.005:
        shares.append(("observer", rest))
    return f'<div class="shares">{parts(shares)}</div><div class="ends">{ends(shares, language)}</div>'
