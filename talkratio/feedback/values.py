"""What feedback is made of, and how it is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from talkratio.interval import Interval
from talkratio.texts import Language, text
from talkratio.texts.numbers import number, percent

Value = float | int | str
HIDDEN = "…"
"""stands for what was said where nobody is to read it"""


@dataclass(frozen=True, slots=True)
class Item:
    """One fact or experiment: the key of its sentence, the values in it, moments to hear, and what it rests on.

    Shares are 0..1, times seconds. `good` says that the fact is something to keep. `rests_on` are keys of sentences.
    """

    key: str
    values: tuple[tuple[str, Value], ...] = ()
    moments: tuple[Interval, ...] = ()
    rests_on: tuple[str, ...] = ()
    good: bool = False

    def resting_on(self, *keys: str) -> Item:
        """The same, resting on more."""
        return replace(self, rests_on=(*self.rests_on, *keys))


@dataclass(frozen=True, slots=True)
class Feedback:
    """Three facts, at least one of them good, and one experiment for next time. No score, no judgement."""

    facts: tuple[Item, ...]
    experiment: Item


def in_words(item: Item, language: Language) -> str:
    """An item as people read it; a question that is hidden is not quoted."""
    unquoted = "_unquoted" if ("question", HIDDEN) in item.values else ""
    return text(f"feedback.{item.key}{unquoted}", language, **_shown(item, language))


def basis_in_words(item: Item, language: Language) -> str:
    """What an item rests on, as people read it."""
    return " ".join(text(f"feedback.on_{key}", language) for key in item.rests_on)


def _shown(item: Item, language: Language) -> dict[str, str]:
    return {name: _SHOWN[name](value, language) for name, value in item.values}


def _percent(value: Value, language: Language) -> str:
    return percent(float(value), language)


def _bare_percent(value: Value, language: Language) -> str:
    return number(100 * float(value), language)


def _time(value: Value, language: Language) -> str:
    """Time as people say it: a decimal below ten seconds, and no seconds from ten minutes on.

    >>> _time(4.25, "da"), _time(95.0, "en"), _time(3480.0, "da")
    ('4,2 sekunder', '1 minute and 35 seconds', '58 minutter')
    """
    if float(value) < 9.95:
        return text("feedback.seconds", language, count=number(float(value), language, digits=1))
    minutes, rest = divmod(round(float(value)), 60)
    if minutes >= 10:
        minutes, rest = round(float(value) / 60), 0
    parts = [_some("minute", minutes, language)] if minutes else []
    if rest:
        parts.append(_some("second", rest, language))
    return text("feedback.and", language).join(parts)


def _some(unit: str, count: int, language: Language) -> str:
    return text(f"feedback.{unit}" if count == 1 else f"feedback.{unit}s", language, count=count)


def _count(value: Value, language: Language) -> str:
    return number(float(value), language)


def _rate(value: Value, language: Language) -> str:
    return number(float(value), language, digits=1)


def _word(value: Value, language: Language) -> str:
    return text(f"feedback.{value}", language)


def _as_is(value: Value, _: Language) -> str:
    return str(value)


_SHOWN: dict[str, Callable[[Value, Language], str]] = {
    "share": _percent,
    "low": _bare_percent,
    "high": _percent,
    "time": _time,
    "count": _count,
    "of": _count,
    "words": _count,
    "rate": _rate,
    "counted": _word,
    "question": _as_is,
    "target": _as_is,
}
"""How the values are written, by name."""
