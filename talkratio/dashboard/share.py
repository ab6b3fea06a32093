"""The headline as a chart: the manager's share with its band, held against the target."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from talkratio.dashboard.markup import plain, say
from talkratio.exports.html import claim, rests, verdict
from talkratio.figures import headline, shares
from talkratio.metrics.uncertainty import rule_spread
from talkratio.report import Report
from talkratio.texts import Language, text
from talkratio.texts.numbers import percent


def hero(report: Report, language: Language, guess: float | None = None) -> str:
    """The manager's share with its band, held against the target; what was guessed before, if anything."""
    head = headline(report)
    if head.share is None:
        return (
            f'<section class="hero empty"><p class="claim">{escape(claim(head, language))}</p>'
            f'<p class="verdict">{escape(verdict(report, head, language))}</p></section>'
        )
    said = verdict(report, head, language)
    of = "hero_of_words" if head.counted == "words" else "hero_of"
    return (
        f'<section class="hero"><div class="number"><span class="big" data-part="share">'
        f"{escape(percent(head.share, language))}</span>"
        f'<span class="of">{say(of, language)}</span>{_range(report, language)}</div><div class="says">'
        f'<p class="claim">{escape(said)}</p>{split(report, language, guess)}'
        f"{_rules(report, language)}</div></section>"
    )


def _range(report: Report, language: Language) -> str:
    """The band in words, under the number; empty where it is no wider than the number itself."""
    head = headline(report)
    if head.low is None or head.high is None:
        return ""
    low, high = percent(head.low, language), percent(head.high, language)
    return "" if low == high else f'<span class="range">{say("hero_range", language, low=low, high=high)}</span>'


def split(report: Report, language: Language, guess: float | None = None) -> str:
    """The bar of the two shares, with the target as a bracket and the band as a whisker; empty without a share."""
    head = headline(report)
    if head.share is None:
        return f'<p class="verdict">{escape(claim(head, language))}</p>'
    aim, margin = report.target.manager_share, report.target.margin
    low, high = max(0.0, aim - margin), min(1.0, aim + margin)
    goal = f"{100 * aim:.0f}/{100 - 100 * aim:.0f}"
    drawn = [
        (
            f'<div class="bracket" style="left:{100 * low:.1f}%;width:{100 * (high - low):.1f}%">'
            f"<span>{say('target', language, ratio=goal)}</span></div>"
        ),
        f'<div class="shares">{_parts(report)}',
    ]
    if head.low is not None and head.high is not None and head.high - head.low > 0.001:
        drawn.append(
            f'<b class="band" style="left:{100 * head.low:.2f}%;width:{100 * (head.high - head.low):.2f}%"></b>'
        )
    if guess is not None:
        drawn.append(f'<u class="guess" style="left:{100 * guess:.1f}%"></u>')
    drawn.append("</div>")
    drawn.append(f'<div class="ends">{ends(shares(report).items(), language)}</div>')
    label = escape(claim(head, language))
    said = "" if guess is None else f'<p class="guessed">{escape(guessed(guess, head.share, language))}</p>'
    return f'<div class="split" role="img" aria-label="{label}">{"".join(drawn)}</div>{said}'


def _parts(report: Report) -> str:
    """What each took of the bar; what is nobody's by role is drawn as others', so that all of it is there."""
    told = shares(report)
    return parts([*told.items(), ("observer", 1.0 - sum(told.values()))])


def parts(spoken: Iterable[tuple[str, float]]) -> str:
    """The parts of the bar, by role."""
    return "".join(f'<i class="{role}" style="flex:{share:.4f}"></i>' for role, share in spoken if share > 0.001)


def ends(spoken: Iterable[tuple[str, float | None]], language: Language) -> str:
    """The shares by role, in words under their ends of the bar."""
    return "".join(
        f'<span class="{role}">{escape(text(f"report.{role}", language))} {escape(percent(share, language))}</span>'
        for role, share in spoken
    )


def guessed(guess: float, share: float, language: Language) -> str:
    """How far the guess was from what was measured, in words."""
    off = round(100 * share) - round(100 * guess)
    key = "guess_right" if abs(off) <= 2 else "guess_more" if off > 0 else "guess_less"
    return text(f"dashboard.{key}", language, guess=percent(guess, language), points=abs(off))


def _rules(report: Report, language: Language) -> str:
    head = headline(report)
    numbers = report.of("manager")
    spread = None if numbers is None else rule_spread(numbers)
    other = ""
    if spread is not None:
        low, high = (percent(share, language) for share in spread)
        other = f"<p>{escape(plain('hero_rules', language, low=low, high=high))}</p>"
    return (
        f'<details data-key="hero"><summary>{say("hero_what", language)}</summary>'
        f"<p>{escape(claim(head, language))}. {escape(rests(head, language))}</p>{other}</details>"
    )
