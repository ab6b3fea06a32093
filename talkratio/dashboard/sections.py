"""The report below the ribbon, as one drawing: facts, course, questions and numbers, each under its heading."""

from __future__ import annotations

from talkratio.dashboard import advice, charts, lists
from talkratio.dashboard.markup import mute, say
from talkratio.report import Report
from talkratio.texts import Language


def sections(report: Report, language: Language, *, sound: bool = True) -> str:
    """Everything there is to read and hear, most important first; without `sound` nothing offers to be heard.

    One drawing, since each element of a page costs the browser more than all the markup in it.
    """
    facts = _section("facts", advice.facts(report, language), language)
    if not report.conversation.turns:
        return facts
    whole = facts + _course(report, language, sound=sound) + _lists(report, language, sound=sound)
    return whole if sound else mute(whole)


def _course(report: Report, language: Language, *, sound: bool) -> str:
    rolling = charts.rolling(report, language)
    drawn = "<figure" in rolling
    rule = "rolling_rule" if sound else "rolling_rule_mute"
    course = (
        _section("rolling", rolling, language, below=rule) if drawn else "",
        _section("fifths", charts.fifths(report, language), language, below="" if drawn else "rolling_short"),
        _section("waits", charts.waits(report, language), language, below="waits_rule"),
        _section("longest", charts.longest(report, language), language),
    )
    return f'<div class="pairs">{"".join(course)}</div>'


def _lists(report: Report, language: Language, *, sound: bool) -> str:
    heard = "" if sound else "_mute"
    return "".join(
        _section(name, body, language, above=f"{name}_lead{heard}")
        for name, body in (
            ("questions", lists.questions(report, language)),
            ("figures", lists.figures(report, language)),
        )
    )


def _section(name: str, body: str, language: Language, *, above: str = "", below: str = "") -> str:
    # What is said about a list or a picture would only puzzle where there is none.
    there = above and not body.startswith('<p class="nothing"')
    lead = f'<p class="rule">{say(above, language)}</p>' if there else ""
    rule = f'<p class="rule">{say(below, language)}</p>' if below and "<figure" in body else ""
    return f'<section class="part"><h2>{say(f"{name}_title", language)}</h2>{lead}{body}{rule}</section>'
