"""Appointments and reminders as iCalendar files (RFC 5545), which every calendar opens."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from icalendar import Alarm, Calendar, Event

from talkratio import __version__
from talkratio.errors import InputError

UNKNOWN = "Europe/Copenhagen"
"""the zone where the computer does not say which one it is in"""
LOCALTIME = Path("/etc/localtime")
A_WEEK_BEFORE, AN_HOUR_BEFORE = timedelta(days=7), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something in a calendar: a moment with a length, or a whole day. `reminders` lie before its beginning."""

    title: str
    begins: datetime | date
    minutes: int | None = None
    text: str = ""
    place: str = ""
    reminders: tuple[timedelta, ...] = ()


def here() -> str:
    """The zone this computer is in: as TZ says, as the system is set, else `UNKNOWN`."""
    told = (os.environ.get("TZ", "").lstrip(":"), _linked(), _windows())
    return next((name for name in told if name and name in available_timezones()), UNKNOWN)


def write(appointments: Iterable[Appointment], *, zone: str | None = None, made: datetime | None = None) -> bytes:
    """The calendar file. A `begins` without time zone is local time in `zone`, also across the change of clocks.

    Without `zone` it is local where this computer is.

    The same appointments give the same identity, so that importing a file again moves them instead of doubling them.
    Raises `InputError` for an unknown zone.
    """
    local = _zone(zone or here())
    calendar = Calendar()
    calendar.add("prodid", f"-//talkratio//talkratio {__version__}//EN")
    calendar.add("version", "2.0")
    stamp = made or datetime.now(ZoneInfo("UTC")).replace(microsecond=0)
    for appointment in appointments:
        calendar.add_component(_event(appointment, local, stamp))
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _linked() -> str:
    """The zone that the system's clock file is a link to, as on Linux and macOS."""
    return str(LOCALTIME.resolve()).partition("zoneinfo/")[2] if LOCALTIME.is_symlink() else ""


def _windows() -> str:
    """The zone in the words of Windows, told in those of everybody else."""
    if sys.platform == "win32":
        import winreg

        from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

        where = r"SYSTEM\CurrentControlSet\Control\TimeZoneInformation"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, where) as key:
            return WINDOWS_TO_OLSON.get(str(winreg.QueryValueEx(key, "TimeZoneKeyName")[0]), "")
    return ""


def _event(appointment: Appointment, zone: ZoneInfo, stamp: datetime) -> Event:
    event = Event()
    begins = appointment.begins
    if isinstance(begins, datetime):
        event.add("dtstart", begins if begins.tzinfo else begins.replace(tzinfo=zone))
        # A length, not an end: in the night when clocks go back, a local end would be two moments.
        event.add("duration", timedelta(minutes=appointment.minutes or 60))
    else:
        event.add("dtstart", begins)
        event.add("dtend", begins + timedelta(days=1))
    identity = hashlib.sha256(f"{appointment.title}\0{appointment.begins.isoformat()}".encode()).hexdigest()[:24]
    event.add("uid", f"{identity}@talkratio")
    event.add("dtstamp", stamp)
    event.add("summary", appointment.title)
    if appointment.text:
        event.add("description", appointment.text)
    if appointment.place:
        event.add("location", appointment.place)
    for before in appointment.reminders:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", appointment.title)
        alarm.add("trigger", -before)
        event.add_component(alarm)
    return event


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InputError(f"There is no time zone {name!r}. Write it as Europe/Copenhagen.") from error
