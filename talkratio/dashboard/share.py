"""The headline as a chart: the manager's share with its band, held against the target."""

from __future__ import annotations

from html import escape

from talkratio.dashboard.markup import plain, say
from talkratio.exports.html import claim, rests, verdict
from talkratio.figures import headline
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
    if len(report.conversation.speakers) < 2:
        said = text("feedback.one_voice", language)
    return (
        f'<section class="hero"><div class="number"><span class="big" data-part="share">'
        f"{escape(percent(head.share, language))}</span>"
        f'<span class="of">{say("hero_of", language)}</span></div><div class="says">'
        f'<p class="claim">{escape(said)}</p>{split(report, language, guess)}'
        f"{_rules(report, language)}</div></section>"
    )


def split(report: Report, language: Language, guess: float | None = None) -> str:
    """The bar of the two shares, with the target as a bracket and the band as a whisker; empty without a share."""
    head = headline(report)
    if head.share is None:
        return f'<p class="verdict">{escape(claim(head, language))}</p>'
    aim, margin = report.target.manager_share, report.target.margin
    low, high = max(0.0, aim - margin), min(1.0, aim + margin)
    goal = f"{100 * aim:.0f}/{100 - 100 * aim:.0f}"
    parts = [
        (
            f'<div class="bracket" style="left:{100 * low:.1f}%;width:{100 * (high - low):.1f}%">'
            f"<span>{say('target', language, ratio=goal)}</span></div>"
        ),
        f'<div class="shares"><i class="manager" style="width:{100 * head.share:.2f}%"></i><i class="employee"></i>',
    ]
    if head.low is not None and head.high is not None and head.high - head.low > 0.001:
        parts.append(
            f'<b class="band" style="left:{100 * head.low:.2f}%;width:{100 * (head.high - head.low):.2f}%"></b>'
        )
    if guess is not None:
        parts.append(f'<u class="guess" style="left:{100 * guess:.1f}%"></u>')
    parts.append("</div>")
    other = report.of("employee")
    left = f"{text('report.manager', language)} {percent(head.share, language)}"
    right = f"{text('report.employee', language)} {percent(other.talk_share if other else None, language)}"
    parts.append(f'<div class="ends"><span class="m">{escape(left)}</span><span class="e">{escape(right)}</span></div>')
    if guess is not None:
        parts.append(f'<p class="guessed">{escape(guessed(guess, head.share, language))}</p>')
    label = escape(claim(head, language))
    return f'<div class="split" role="img" aria-label="{label}">{"".join(parts)}</div>'


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
