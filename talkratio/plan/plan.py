"""A plan for a conversation: which elements, how long, what both want from it, what was agreed last time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from talkratio.errors import InputError
from talkratio.plan.agreements import Agreement
from talkratio.plan.elements import Element, elements, find

Kind = Literal["mus", "status", "performance", "grus", "first_100_days", "exit"]
Side = Literal["manager", "employee"]
Need = Literal["pressure", "results", "change", "keep", "begin"]

ARRIVAL, CLOSING = 5, 10
"""minutes for arriving with consent, and for what is agreed; both belong to every plan"""
ARRIVAL_SHARE, CLOSING_SHARE = 0.40, 0.45
SHORTEST, LONGEST, USUAL = 60, 120, 90
LEAST = 5
"""minutes below which an element is not worth beginning"""
LIGHTEST, HEAVIEST = 1, 5
"""what a result wanted may mean to somebody: little to much"""
WANTS = (
    "common_ground",
    "wellbeing",
    "motivation",
    "profile",
    "common_goals",
    "communication",
    "business_results",
    "culture",
)
"""the eight results a conversation can be held for"""

TEMPLATES: Mapping[Kind, tuple[int, tuple[str, ...]]] = {
    "mus": (90, ("year", "wellbeing", "goals", "development", "manager")),
    "status": (30, ("goals", "wellbeing")),
    "performance": (60, ("results", "goals")),
    "grus": (120, ("year", "wellbeing", "goals", "development")),
    "first_100_days": (60, ("wellbeing", "goals", "development")),
    "exit": (60, ("year", "wellbeing", "manager")),
}
"""minutes and elements of each kind of conversation; GRUS is the same for a group"""
NEEDS: Mapping[Need, tuple[str, ...]] = {
    "pressure": ("wellbeing", "goals", "manager"),
    "results": ("results", "goals", "development"),
    "change": ("year", "goals", "development", "wellbeing"),
    "keep": ("career", "development", "wellbeing", "manager"),
    "begin": ("wellbeing", "goals", "manager"),
}
"""elements that help with what a department may need most: a suggestion, which anybody changes"""
NEED_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of the agenda; `manager` is the manager's share (0..1) aimed at in it."""

    element: str
    """a key of `elements()`, or `arrival` or `closing`"""
    minutes: int
    manager: float


@dataclass(frozen=True, slots=True)
class Want:
    """A result wanted: one of `WANTS`, or one's own words; weights 1..5 by each side, `None` until they said."""

    result: str
    manager: int | None = None
    employee: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One of the three points that each side sends a week before."""

    side: Side
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """An agenda with its aims. `begins` is local time; `questions` are places in the bank."""

    name: str
    kind: Kind
    manager: str
    employee: str
    items: tuple[Item, ...]
    begins: datetime | None = None
    place: str = ""
    wants: tuple[Want, ...] = ()
    points: tuple[Point, ...] = ()
    questions: tuple[int, ...] = ()
    carried: tuple[Agreement, ...] = field(default=())
    """what was agreed last time, on top of the agenda"""
    experiment: str = ""
    """what the manager wanted to try this time; for the manager alone, on no paper"""
    practice: bool = False
    """a rehearsal: it has no part in the year and in what was agreed"""

    @property
    def minutes(self) -> int:
        """Length of the whole conversation."""
        return sum(item.minutes for item in self.items)

    @property
    def manager_share(self) -> float:
        """The manager's share (0..1) aimed at over the whole conversation: that of the items, by their minutes."""
        return sum(item.minutes * item.manager for item in self.items) / self.minutes


def compose(
    kind: Kind,
    *,
    manager: str,
    employee: str,
    name: str = "",
    chosen: Sequence[str] | None = None,
    minutes: int | None = None,
    carried: Iterable[Agreement] = (),
) -> Plan:
    """A plan of a kind, from its template or from the elements `chosen`, which share the minutes by their usual length.

    Raises `InputError` for an unknown element or kind, or when the minutes do not hold all elements.
    """
    if kind not in TEMPLATES:
        raise InputError(f"There is no kind of conversation {kind!r}. Choose among: {', '.join(TEMPLATES)}.")
    usual, keys = TEMPLATES[kind]
    parts = [find(key) for key in dict.fromkeys(chosen if chosen is not None else keys)]
    items = _agenda(parts, minutes or usual)
    title = name or f"{employee} {date.today():%Y}"
    return Plan(title, kind, manager, employee, items, carried=tuple(carried))


def needed(plan: Plan, need: Need) -> Plan:
    """The plan with the elements that help with a need, in its own length, or an hour where that is shorter."""
    minutes = max(plan.minutes, NEED_MINUTES)
    items = compose(plan.kind, manager="", employee="", chosen=NEEDS[need], minutes=minutes).items
    return replace(plan, items=items)


def conflicts(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Pairs of elements that work against each other in one conversation, each pair once."""
    keys = [item.element for item in plan.items if item.element in elements()]
    pairs = {
        tuple(sorted((key, other), key=keys.index)) for key in keys for other in find(key).against if other in keys
    }
    return tuple(sorted((first, second) for first, second in pairs))


def weighed(want: Want) -> tuple[int, int] | None:
    """The manager's and the employee's weight side by side; `None` until both have said theirs, each alone."""
    return None if want.manager is None or want.employee is None else (want.manager, want.employee)


def shown(want: Want) -> Want:
    """The wanted result as either may see it: with both weights, or with none of them."""
    return want if weighed(want) is not None else Want(want.result)


def weighing(plan: Plan, side: Side, weights: Mapping[str, int]) -> Plan:
    """The plan with what the results wanted mean to one side, 1 (little) to 5 (much); the other's weights stay.

    Raises `InputError` for a result that is not in the plan, or for another number.
    """
    unknown = weights.keys() - {want.result for want in plan.wants}
    if unknown:
        raise InputError(f"The plan has no result {min(unknown)!r}. It has: {', '.join(w.result for w in plan.wants)}.")
    if any(not LIGHTEST <= weight <= HEAVIEST for weight in weights.values()):
        raise InputError("A weight lies between 1 and 5. Write it as common_goals=5.")
    return replace(plan, wants=tuple(_weighing(want, side, weights.get(want.result)) for want in plan.wants))


def still_weighed(plan: Plan, before: Plan) -> Plan:
    """The plan with the weights that both gave before to the results it still has."""
    given = {want.result: want for want in before.wants}
    return replace(plan, wants=tuple(given.get(want.result, want) for want in plan.wants))


def has_weighed(plan: Plan, side: Side) -> bool:
    """Whether one side has said what every result wanted means to them."""
    return bool(plan.wants) and all(getattr(want, side) is not None for want in plan.wants)


def suits_thirty_seventy(element: Element) -> bool:
    """Whether 30/70 fits the element: the manager's share it calls for is at most 35 %."""
    return element.manager <= 0.35


def timed(plan: Plan, minutes: Mapping[str, int]) -> Plan:
    """The plan with other minutes for some elements. Raises `InputError` below one minute."""
    if any(length < 1 for length in minutes.values()):
        raise InputError("An element needs at least one minute. Leave it out of the plan instead.")
    return replace(
        plan, items=tuple(replace(item, minutes=minutes.get(item.element, item.minutes)) for item in plan.items)
    )


def _weighing(want: Want, side: Side, weight: int | None) -> Want:
    if weight is None:
        return want
    return replace(want, manager=weight) if side == "manager" else replace(want, employee=weight)


def _agenda(parts: Sequence[Element], minutes: int) -> tuple[Item, ...]:
    room = minutes - ARRIVAL - CLOSING
    if not parts or room < LEAST * len(parts):
        needed = ARRIVAL + CLOSING + LEAST * max(1, len(parts))
        raise InputError(
            f"{minutes} minutes do not hold {len(parts)} elements. Take {needed} minutes or more, or fewer elements."
        )
    lengths = _lengths([part.minutes for part in parts], room)
    return (
        Item("arrival", ARRIVAL, ARRIVAL_SHARE),
        *(Item(part.key, length, part.manager) for part, length in zip(parts, lengths, strict=True)),
        Item("closing", CLOSING, CLOSING_SHARE),
    )


def _lengths(usual: Sequence[int], room: int) -> list[int]:
    """`room` minutes shared by usual length: the least for each, then five by five to whoever is furthest behind."""
    whole, lengths = sum(usual), [LEAST] * len(usual)
    while left := room - sum(lengths):
        behind = [room * own / whole - length for own, length in zip(usual, lengths, strict=True)]
        lengths[behind.index(max(behind))] += min(5, left)
    return lengths
