"""The papers of the round: invitation, agenda for both, development plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from talkratio.plan.agreements import Agreement
from talkratio.plan.calendar import A_WEEK_BEFORE, AN_HOUR_BEFORE, Appointment
from talkratio.plan.elements import bank, elements
from talkratio.plan.paper import Paper, Part, Table
from talkratio.plan.plan import HEAVIEST, LIGHTEST, WANTS, Item, Plan, Side, conflicts, weighed
from talkratio.plan.round import Round
from talkratio.texts import Language, text
from talkratio.texts.dates import shown_day
from talkratio.texts.numbers import percent

MOST_QUESTIONS = 3
"""per element on the agenda; the whole bank is a click away"""


def invitation(plan: Plan, language: Language) -> str:
    """A text to send with the appointment: purpose, what it will be about, the three points, and that it is safe."""
    begins, chosen = plan.begins, [item for item in plan.items if item.element in elements()]
    day = {} if begins is None else {"day": shown_day(begins.date(), language), "hour": f"{begins:%H:%M}"}
    return text(
        "plan.invitation",
        language,
        employee=plan.employee,
        manager=plan.manager,
        when=text("plan.when_on" if day else "plan.when_later", language, **day),
        minutes=plan.minutes,
        place=plan.place or text("plan.place_open", language),
        elements=_listed([_invited(item, language) for item in chosen], language),
    )


def warnings(plan: Plan, language: Language) -> tuple[str, ...]:
    """A line for each element that works against others of the plan, and a last one with what to do about it."""
    others: dict[str, list[str]] = {}
    for pair in conflicts(plan):
        first, second = (text("plan.quoted", language, name=elements()[key].name[language]) for key in pair)
        others.setdefault(first, []).append(second)
    lines = [
        text("plan.conflict", language, first=first, others=_listed(names, language)) for first, names in others.items()
    ]
    return (*lines, text("plan.conflict_apart", language)) if lines else ()


def appointments(plan: Plan, language: Language) -> tuple[Appointment, ...]:
    """The conversation and, a week before, the day on which both send their three points; empty without a date."""
    if plan.begins is None:
        return ()
    title = text("plan.appointment", language, kind=text(f"plan.kind_{plan.kind}", language), employee=plan.employee)
    points = plan.begins.date() - A_WEEK_BEFORE
    return (
        Appointment(
            title,
            plan.begins,
            plan.minutes,
            invitation(plan, language),
            plan.place,
            (A_WEEK_BEFORE, AN_HOUR_BEFORE),
        ),
        Appointment(text("plan.points_due", language, employee=plan.employee), points),
    )


def reminders(agreements: tuple[Agreement, ...], language: Language) -> tuple[Appointment, ...]:
    """A day in the calendar for each open agreement with a date, reminded a week before."""
    return tuple(
        Appointment(
            text("plan.reminder", language, what=agreement.what),
            agreement.due,
            text=text(f"plan.who_{agreement.who}", language),
            reminders=(timedelta(days=7),),
        )
        for agreement in agreements
        if agreement.due is not None and agreement.status == "open"
    )


def agenda(plan: Plan, language: Language) -> Paper:
    """One page for both: agreements of last time, stretches with minutes and aims, wants, points, questions."""
    parts = [
        Part(text("plan.carried", language), items=tuple(carried(each, language) for each in plan.carried)),
        Part(text("plan.agenda", language), table=_stretches(plan, language)),
        Part(text("plan.wants", language), table=_wants(plan, language)),
        *(
            Part(text(f"plan.points_{side}", language), items=tuple(p.text for p in plan.points if p.side == side))
            for side in ("manager", "employee")
        ),
        Part(text("plan.questions", language), items=_questions(plan, language)),
    ]
    kept = tuple(part for part in parts if part.items or (part.table is not None and part.table.rows))
    title = text("plan.agenda_title", language, kind=text(f"plan.kind_{plan.kind}", language))
    return Paper(title, about(plan, language), kept, language)


def development_plan(
    agreements: tuple[Agreement, ...], manager: str, employee: str, day: date, language: Language
) -> Paper:
    """What was agreed, as a plan both can sign: who, what, how it will be used, how success shows, when."""
    header = tuple(text(f"plan.column_{name}", language) for name in ("who", "what", "use", "success", "due"))
    rows = tuple(
        (
            text(f"plan.who_{each.who}", language),
            each.what,
            each.use or "–",
            each.success or "–",
            shown_day(each.due, language) if each.due else "–",
        )
        for each in agreements
        if each.status == "open"
    )
    parts = (
        Part(text=text("plan.development_about", language)),
        Part(text("plan.agreed", language), table=Table(header, rows, (0.17, 0.29, 0.2, 0.2, 0.14))),
        Part(text=text("plan.development_follow_up", language)),
    )
    under = f"{employee} · {manager} · {shown_day(day, language)}"
    return Paper(text("plan.development_title", language), under, parts, language, (employee, manager))


def about(plan: Plan, language: Language) -> str:
    """Who, when, how long, and the share aimed at."""
    aim = text("plan.aim", language, share=percent(plan.manager_share, language))
    length = text("plan.length", language, minutes=plan.minutes)
    return " · ".join(
        part for part in (f"{plan.employee} & {plan.manager}", moment(plan, language), plan.place, length, aim) if part
    )


def sheet(plan: Plan, side: Side, language: Language) -> Paper:
    """A blank page for one of the two, to fill in alone: what each result means to them, and their three points.

    It shows nothing that the other has said. Without results chosen it offers the eight.
    """
    results = [want.result for want in plan.wants] or list(WANTS)
    numbers = tuple(map(str, range(LIGHTEST, HEAVIEST + 1)))
    rows = tuple((f"{want_name(result, language)}\n ", *numbers) for result in results)
    parts = (
        Part(text("plan.sheet_wants", language), text("plan.sheet_scale", language)),
        Part(table=Table(("",) * 6, rows, (0.6, *(0.08,) * 5))),
        Part(text("plan.sheet_points", language), text("plan.sheet_points_lead", language)),
        Part(table=Table(("", ""), tuple((f"{number}", "\u00a0\n" * 6) for number in (1, 2, 3)), (0.06, 0.94))),
    )
    who = plan.employee if side == "employee" else plan.manager
    return Paper(text("plan.sheet_title", language, who=who), about(plan, language), parts, language)


def about_practice(plan: Plan, language: Language) -> str:
    """What a recorded practice is called."""
    return text("round.practice_called", language, employee=plan.employee)


def called(one: Round, language: Language) -> str:
    """What a round is called in a list: whose it is and for when, and that it is a practice where it is one."""
    if one.plan.practice:
        day = shown_day(datetime.fromisoformat(one.created).date(), language)
        return text("round.named_practice", language, employee=one.plan.employee, day=day)
    return text("round.named", language, employee=one.plan.employee, when=moment(one.plan, language))


def moment(plan: Plan, language: Language) -> str:
    """The day and the hour, or that they are still open."""
    if plan.begins is None:
        return text("plan.when_open", language)
    return f"{shown_day(plan.begins.date(), language)} {plan.begins:%H:%M}"


def _invited(item: Item, language: Language) -> str:
    """The name of an element as the manager writes it to the employee."""
    if item.element == "manager":
        return text("plan.invited_manager", language)
    name = item_name(item, language)
    return name[0].lower() + name[1:]


def _listed(names: Sequence[str], language: Language) -> str:
    """Names in a row, the last one after an and."""
    if len(names) < 2:
        return "".join(names)
    return text("plan.and", language, before=", ".join(names[:-1]), last=names[-1])


def item_name(item: Item, language: Language) -> str:
    """The name of a stretch of the agenda."""
    if item.element in elements():
        return elements()[item.element].name[language]
    return text(f"plan.{item.element}", language)


def want_name(result: str, language: Language) -> str:
    """A wanted result in words; one's own stay as they were written."""
    return text(f"plan.want_{result}", language) if result in WANTS else result


def _stretches(plan: Plan, language: Language) -> Table:
    header = tuple(text(f"plan.column_{name}", language) for name in ("element", "minutes", "aim"))
    rows = tuple((item_name(item, language), f"{item.minutes}", percent(item.manager, language)) for item in plan.items)
    return Table(header, rows, (0.6, 0.15, 0.25))


def _wants(plan: Plan, language: Language) -> Table:
    header = tuple(text(f"plan.column_{name}", language) for name in ("want", "manager", "employee"))
    rows = tuple(
        (want_name(want.result, language), *map(_weight, weighed(want) or (None, None))) for want in plan.wants
    )
    return Table(header, rows, (0.6, 0.2, 0.2))


def _weight(weight: int | None) -> str:
    return "–" if weight is None else f"{weight} / 5"


def carried(agreement: Agreement, language: Language) -> str:
    """What was agreed last time, by whom and until when, how it stands, and what happened."""
    about = [shown_day(agreement.due, language)] if agreement.due else []
    about.append(text(f"plan.status_{agreement.status}", language))
    noted = f": {agreement.note}" if agreement.note else ""
    who = text(f"plan.who_{agreement.who}", language)
    return f"{who}: {agreement.what.rstrip('.')} ({', '.join(about)}){noted}"


def _questions(plan: Plan, language: Language) -> tuple[str, ...]:
    if plan.questions:
        return tuple(bank()[index].ask[language] for index in plan.questions)
    chosen = []
    for item in plan.items:
        chosen += [prompt.ask[language] for prompt in bank() if prompt.element == item.element][:MOST_QUESTIONS]
    return tuple(chosen)
