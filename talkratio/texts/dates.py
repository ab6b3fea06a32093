"""Days and moments as people write them, in Danish and English."""

from __future__ import annotations

from datetime import date, datetime

from talkratio.texts import Language, text


def shown_day(day: date, language: Language, *, short: bool = False) -> str:
    """A date, its month in full or short.

    >>> shown_day(date(2026, 3, 5), "da"), shown_day(date(2026, 11, 5), "en", short=True)
    ('5. marts 2026', '5 Nov 2026')
    """
    months = text("dashboard.months" if short else "plan.months", language).split()
    dot = "." if language == "da" else ""
    return f"{day.day}{dot} {months[day.month - 1]} {day.year}"


def told_at(when: str, language: Language) -> str:
    """A moment (ISO 8601): the day and the time.

    >>> told_at("2026-03-05T14:07:00+01:00", "da"), told_at("2026-03-05T14:07:00+01:00", "en")
    ('5. marts 2026 kl. 14.07', '5 March 2026 at 14:07')
    """
    moment = datetime.fromisoformat(when)
    time = f" kl. {moment:%H.%M}" if language == "da" else f" at {moment:%H:%M}"
    return shown_day(moment.date(), language) + time
