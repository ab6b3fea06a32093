"""Numbers as people write them, in Danish and English."""

from __future__ import annotations

from talkratio.texts import Language

THIN = "\u202f"
"""a narrow space that no line breaks at"""
DANISH = str.maketrans(",.", ".,")
"""what a number written in English becomes"""


def percent(share: float | None, language: Language, *, digits: int = 0) -> str:
    r"""A share (0..1) in percent; what is not measurable is said to be so.

    >>> percent(0.414, "da"), percent(0.414, "en", digits=1)
    ('41\u202f%', '41.4%')
    """
    if share is None:
        return unknown(language)
    space = THIN if language == "da" else ""
    return f"{_decimal(100 * share, digits, language)}{space}%"


def seconds(time: float | None, language: Language) -> str:
    r"""A short stretch of time with one decimal, a longer one as minutes and seconds.

    >>> seconds(4.25, "da"), seconds(83.0, "en")
    ('4,2\u202fs', '1:23')
    """
    if time is None:
        return unknown(language)
    if abs(time) >= 59.95:
        return clock(time)
    return f"{_decimal(time, 1, language)}{THIN}s"


def clock(moment: float) -> str:
    """A moment or a long stretch as minutes and seconds, or hours.

    >>> clock(83.4), clock(3723.0)
    ('1:23', '1:02:03')
    """
    whole = round(abs(moment))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    text = f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
    return f"−{text}" if moment < 0 else text


def number(value: float | None, language: Language, *, digits: int = 0) -> str:
    """A plain number; from ten thousand on its thousands are parted.

    >>> number(9411, "da"), number(12030, "da"), number(12030.5, "en", digits=1)
    ('9411', '12.030', '12,030.5')
    """
    return unknown(language) if value is None else _decimal(value, digits, language)


def size(words: str, language: Language) -> str:
    r"""A size that was written in English, with its unit.

    >>> size("3.1 GB", "da"), size("3.1 GB", "en")
    ('3,1\u202fGB', '3.1 GB')
    """
    return words.translate(DANISH).replace(" ", THIN) if language == "da" else words


def unknown(language: Language) -> str:
    """What stands where a number cannot be measured."""
    return {"da": "ikke målt", "en": "not measured"}[language]


def _decimal(value: float, digits: int, language: Language) -> str:
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    if abs(value) >= 10_000:
        text = f"{value:,.{digits}f}"
    return text.translate(DANISH) if language == "da" else text
