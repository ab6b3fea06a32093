"""The numbers that are left, as people read them: the same names and counting rules as in a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from talkratio.figures import Figure, Headline, lasting
from talkratio.library.numbers import Numbers
from talkratio.texts import Language, text
from talkratio.texts.numbers import number, percent, seconds

Shown = Callable[[float | None, Language], str]


def of_the_two(left: Numbers, language: Language) -> tuple[Figure, ...]:
    """Manager's and employee's numbers; a number that is kept of the manager alone has one value."""
    figure = partial(_figure, language)
    return (
        figure("talk_share", percent, left.share, left.employee_share),
        figure("share_of_words", percent, left.share_of_words),
        figure("share_of_duration", percent, left.share_of_duration),
        figure("turns", number, left.turns, left.employee_turns),
        figure("longest", seconds, left.longest, left.employee_longest),
        figure("wait", seconds, left.wait, left.employee_wait),
        figure("interruptions", number, left.interruptions, left.employee_interruptions),
        figure("backchannels", number, left.backchannels),
        figure("words_per_minute", number, left.words_per_minute),
        replace(figure("questions", number, left.questions), rule=text("figures.questions_left", language)),
        figure("open_questions", number, left.open_questions),
    )


def of_the_whole(left: Numbers, language: Language) -> tuple[Figure, ...]:
    """The numbers of the conversation as such."""
    figure = partial(_figure, language)
    return (
        figure("duration", lasting, left.duration),
        figure("speech", lasting, left.speech),
        figure("silence", lasting, left.silence),
        figure("overlap", seconds, left.overlap),
        figure("switches_per_minute", partial(number, digits=1), left.switches_per_minute),
        figure("floor_transfer_offset", seconds, left.floor_transfer_offset),
    )


def _figure(language: Language, key: str, shown: Shown, *values: float | None) -> Figure:
    said = tuple(shown(value, language) for value in values)
    return Figure(key, text(f"figures.{key}", language), text(f"figures.{key}_rule", language), said)


def headline(left: Numbers) -> Headline:
    """The manager's talk share with its band; what the target allowed is not kept."""
    return Headline(left.share, left.low, left.high, "unknown")
