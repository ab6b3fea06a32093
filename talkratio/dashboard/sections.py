"""The report below the ribbon, as one drawing: facts, course, questions and numbers, each under its heading."""

from __future__ import annotations

from talkratio.dashboard import advice, charts, lists
from talkratio.dashboard.markup import say
from talkratio.report import Report
from talkratio.texts import Language


def sections(report: Report, language: Language) -> str:
    """Everything there is to read and hear, most important first.

    One drawing, since each element of a page costs the browser more than all the markup in it.
    """
    facts = _section("facts", advice.facts(report, language), language)
    if not report.conversation.turns:
        return facts
    rolling = charts.rolling(report, language)
    drawn = "<figure" in rolling
    course = (
        _section("rolling", rolling, language, below="rolling_rule") if drawn else "",
        _section("fifths", charts.fifths(report, language), language, below="" if drawn else "rolling_short"),
        _section("waits", charts.waits(report, language), language, below="waits_rule"),
        _section("longest", charts.longest(report, language), language),
    )
    return (
        facts
        + f'<div class="pairs">{"".join(course)}</div>'
        + _section("questions", lists.questions(report, language), language, above="questions_lead")
        + _section("figures", lists.figures(report, language), language, above="figures_lead")
    )


def _section(name: str, body: str, language: Language, *, above: str = "", below: str = "") -> str:
    lead = f'<p class="rule">{say(above, language)}</p>' if above else ""
    # The rule of a picture that cannot be drawn would only puzzle.
    rule = f'<p class="rule">{say(below, language)}</p>' if below and "<figure" in body else ""
    return f'<section class="part"><h2>{say(f"{name}_title", language)}</h2>{lead}{body}{rule}</section>'
