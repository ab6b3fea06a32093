from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from talkratio.errors import InputError
from talkratio.plan import calendar
from talkratio.plan import year as years
from talkratio.plan.agreements import Agreement
from talkratio.plan.calendar import Appointment, write
from talkratio.plan.course import course, plain
from talkratio.plan.documents import appointments, reminders
from talkratio.plan.held import Held
from talkratio.plan.plan import Plan, compose
from talkratio.plan.round import Round
from talkratio.plan.worth import Worth
from talkratio.texts import LANGUAGES, Language


@pytest.fixture(autouse=True)
def in_denmark(monkeypatch: pytest.MonkeyPatch) -> None:
    """The computer stands in Denmark."""
    monkeypatch.setenv("TZ", "Europe/Copenhagen")


def planned(begins: datetime | None = None) -> Plan:
    plan = compose("mus", manager="Mette", employee="Jonas")
    return Plan(
        plan.name, plan.kind, plan.manager, plan.employee, plan.items, begins=begins, place="Stuen; rum 2, vest"
    )


def events(content: bytes) -> list[Event]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


@pytest.mark.parametrize(
    ("local", "universal"),
    [
        (datetime(2027, 3, 27, 9, 0), datetime(2027, 3, 27, 8, 0)),
        (datetime(2027, 3, 28, 9, 0), datetime(2027, 3, 28, 7, 0)),
        (datetime(2027, 10, 30, 9, 0), datetime(2027, 10, 30, 7, 0)),
        (datetime(2027, 10, 31, 9, 0), datetime(2027, 10, 31, 8, 0)),
    ],
    ids=["before spring", "spring", "before autumn", "autumn"],
)
def test_the_hour_is_right_on_both_sides_of_both_changes_of_clocks(local: datetime, universal: datetime) -> None:
    """Nine o'clock in Denmark is nine o'clock there, summer and winter, and lasts as long as planned."""
    found = events(write(appointments(planned(local), "da")))[0]
    begins = found["dtstart"].dt
    assert begins.replace(tzinfo=None) == local
    assert begins.astimezone(UTC).replace(tzinfo=None) == universal
    assert found["duration"].dt == timedelta(minutes=90)


def test_the_file_brings_the_clocks_of_its_place_along() -> None:
    """A calendar that knows no Copenhagen finds both its times in the file."""
    content = write(appointments(planned(datetime(2027, 10, 29, 13, 0)), "da"))
    zone = Calendar.from_ical(content).walk("VTIMEZONE")[0]
    assert {part["tzoffsetto"].td for part in zone.subcomponents} >= {timedelta(hours=1), timedelta(hours=2)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_appointment_tells_everything_and_reminds(language: Language) -> None:
    """Title, place with its commas, the whole invitation, two reminders; and the day for the three points."""
    plan = planned(datetime(2027, 1, 14, 13, 0))
    talk, points = events(write(appointments(plan, language)))
    assert "Jonas" in talk["summary"]
    assert talk["location"] == "Stuen; rum 2, vest"
    assert str(talk["description"]).startswith(("Kære Jonas", "Dear Jonas"))
    assert [alarm["trigger"].dt for alarm in talk.walk("VALARM")] == [timedelta(days=-7), timedelta(hours=-1)]
    assert points["dtstart"].dt == date(2027, 1, 7)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_week_before_is_the_same_hour_though_the_clocks_change(language: Language) -> None:
    """Reminders are in days, not hours: a week before a talk on 31 March, before summer time, at the same hour."""
    talk = events(write(appointments(planned(datetime(2027, 3, 31, 9, 0)), language)))[0]
    assert [alarm["trigger"].to_ical() for alarm in talk.walk("VALARM")] == [b"-P7D", b"-PT1H"]


def test_in_the_night_of_the_clocks_the_length_stays_what_was_planned() -> None:
    """Begun before the clocks go back: it ends ninety minutes later, and no hour is invented or lost."""
    talk = events(write([Appointment("MUS", datetime(2027, 10, 31, 1, 30), 90)]))[0]
    begins = talk["dtstart"].dt.astimezone(UTC)
    assert (begins.hour, begins.minute) == (23, 30)
    assert talk["duration"].dt == timedelta(minutes=90)
    assert "dtend" not in talk


@pytest.mark.parametrize("zone", ["Europe/Copenhagen", "America/New_York", "Atlantic/Reykjavik"])
def test_the_hour_is_that_of_the_zone(zone: str) -> None:
    """Nine o'clock is nine o'clock where the talk is held, whatever its clocks do."""
    for month in (1, 7):
        local = datetime(2027, month, 14, 9, 0)
        found = events(write([Appointment("MUS", local, 60)], zone=zone))[0]["dtstart"].dt
        assert found.astimezone(UTC) == local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize("told", ["TZ", "link"])
def test_the_hour_is_that_of_the_place_where_the_computer_stands(
    told: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever plans in New York gets a talk at one o'clock there, however the computer says where it is."""
    if told == "TZ":
        monkeypatch.setenv("TZ", ":America/New_York")
    else:
        monkeypatch.delenv("TZ")
        (tmp_path / "localtime").symlink_to("/usr/share/zoneinfo/America/New_York")
        monkeypatch.setattr(calendar, "LOCALTIME", tmp_path / "localtime")
    for month, universal in ((1, 18), (7, 17)):
        begins = events(write(appointments(planned(datetime(2027, month, 14, 13, 0)), "en")))[0]["dtstart"].dt
        assert begins.astimezone(UTC).hour == universal


def test_a_computer_that_does_not_say_where_it_is_stands_in_denmark(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No zone, or one that nobody knows: Danish time, and never none."""
    monkeypatch.setenv("TZ", "CET-1CEST")
    monkeypatch.setattr(calendar, "LOCALTIME", tmp_path / "none")
    assert calendar.here() == "Europe/Copenhagen"


def test_a_whole_day_is_the_same_day_everywhere() -> None:
    """A day in a calendar has a date and no hour, so that no zone moves it; it ends before the next."""
    (found,) = events(write([Appointment("Status", date(2027, 3, 28), reminders=(timedelta(days=7),))]))
    assert (found["dtstart"].dt, found["dtend"].dt) == (date(2027, 3, 28), date(2027, 3, 29))
    assert b"DTSTART;VALUE=DATE:20270328" in found.to_ical()


def test_without_a_date_there_is_no_appointment() -> None:
    """A plan without an hour gives an empty calendar, not an invented hour."""
    assert events(write(appointments(planned(), "da"))) == []


def test_the_same_appointment_keeps_its_identity() -> None:
    """Importing a file twice moves an appointment and does not double it."""
    plan = planned(datetime(2027, 1, 14, 13, 0))
    first, second = (events(write(appointments(plan, "da")))[0]["uid"] for _ in range(2))
    assert first == second


def test_open_agreements_with_a_day_remind_and_others_do_not() -> None:
    """Suggested, kept and dropped agreements, and those without a day, are in nobody's calendar."""
    day = date(2027, 4, 1)
    made = tuple(
        Agreement(status, "both", status, due=day, status=status) for status in ("suggested", "open", "kept", "dropped")
    )
    found = events(write(reminders((*made, Agreement("x", "both", "no day", status="open")), "en")))
    assert [(event["summary"], event["dtstart"].dt) for event in found] == [("Agreement: open", day)]


def test_what_a_name_brings_along_breaks_no_line_of_the_file() -> None:
    """Line breaks and commands in a title stay text."""
    evil = "Jonas\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:evil"
    found = events(write([Appointment(evil, date(2027, 1, 1))]))
    assert len(found) == 1


def test_an_unknown_zone_is_refused() -> None:
    """A misspelt place is named."""
    with pytest.raises(InputError, match="Copenhaven"):
        write([], zone="Europe/Copenhaven")


def test_the_year_is_on_weekdays_and_follows_the_seminar() -> None:
    """Every appointment of the year lies on a weekday of its month; the conversations come after the seminar."""
    found = years.appointments(years.Year(), 2027, "en")
    assert all(item.begins.weekday() < 5 for item in found)
    assert len(found) == sum(len(months) for months in years.Year().months().values())


def test_what_is_due_comes_in_order_with_the_overdue_first() -> None:
    """Open agreements that are late or coming and conversations that are coming, nothing else."""
    plan = planned(datetime(2027, 3, 10, 9, 0))
    made = (
        Agreement("a", "both", "late", due=date(2027, 2, 1), status="open"),
        Agreement("b", "both", "soon", due=date(2027, 3, 20), status="open"),
        Agreement("c", "both", "far", due=date(2027, 9, 1), status="open"),
        Agreement("d", "both", "done", due=date(2027, 3, 5), status="kept"),
    )
    found = years.due([Round("00000000", "", plan, made)], date(2027, 3, 1), 60, "en")
    assert [item.what for item in found] == ["late", "MUS", "soon"] or [item.day.month for item in found] == [2, 3, 3]
    assert {item.who for item in found} == {"Jonas"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wheel_is_a_drawing_that_can_be_read(language: Language) -> None:
    """The wheel parses, has every month of the rhythm with the number of its ring, and no script."""
    from xml.etree import ElementTree

    drawn = years.wheel(years.Year(), language, date(2027, 3, 1))
    root = ElementTree.fromstring(drawn)
    arcs = [node for node in root.iter() if node.tag.endswith("path") and node.find("*") is not None]
    assert len(arcs) == 12 + sum(len(months) for months in years.Year().months().values())
    numbers = [node.text or "" for node in root.iter() if node.get("font-size") == "13"]
    assert sorted(numbers) == sorted(
        str(ring + 1) for ring, months in enumerate(years.Year().months().values()) for _ in (*months, "key")
    )
    assert not [node for node in root.iter() if node.tag.endswith("script")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_conversations_of_the_year_stand_in_the_wheel(language: Language) -> None:
    """A dot for each planned in that year, none for another; a file of its own names no page colour."""
    today = date(2027, 3, 1)
    drawn = years.wheel(years.Year(), language, today, [date(2027, 1, 14), date(2027, 2, 3), date(2026, 5, 1)])
    assert drawn.count("<circle") == 2
    assert "var(" not in plain(drawn)


def been(day: date, who: str = "Jonas", share: float | None = 0.42, worth: bool = True) -> Held:
    answers = (Worth("manager", 4, 3, True), Worth("employee", 5, 4, True)) if worth else None
    return Held(day, who, 3600.0, share is not None, share, 3, 2, answers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_course_of_the_year_draws_share_time_promises_and_worth(language: Language) -> None:
    """One point, bar, row of promises and pair of answers for each conversation; what was not measured has no point."""
    from xml.etree import ElementTree

    today = date(2027, 3, 1)
    found = [been(date(2026, 5, 1), "<b>Ida</b>"), been(date(2026, 9, 9), share=None, worth=False), been(today)]
    drawn = course(found, today, 0.3, language)
    root = ElementTree.fromstring(drawn)
    circles = [node for node in root.iter() if node.tag.endswith("circle")]
    assert len(circles) == 2 + 3 * 3 + 2 * 2 + 1  # the employee's answers are squares; one is the key
    assert len([node for node in root.iter() if node.get("d", "").endswith("z")]) == 2 * 2 + 1
    assert len([node for node in root.iter() if node.tag.endswith("rect")]) == 3
    assert "<b>Ida" not in drawn
    assert "42" in drawn
    assert "var(" not in plain(drawn)


def test_older_conversations_and_those_to_come_are_not_in_the_course() -> None:
    """Only a year back from today; without any there is no drawing."""
    today = date(2027, 3, 1)
    assert course([been(date(2025, 1, 1)), been(date(2027, 4, 1))], today, 0.3, "da") == ""
    assert "Jonas" in course([been(date(2025, 1, 1)), been(today)], today, 0.3, "da")
