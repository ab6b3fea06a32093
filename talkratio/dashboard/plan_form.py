"""The form that puts a conversation together; it keeps nothing itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from html import escape
from typing import get_args

import streamlit as st

from talkratio.dashboard import session
from talkratio.dashboard.plan_open import DAY_AS, FOR, NEW, plan_text, say
from talkratio.dashboard.session import in_words
from talkratio.errors import InputError
from talkratio.experiment import experiment
from talkratio.plan import documents
from talkratio.plan.documents import want_name
from talkratio.plan.elements import bank, elements
from talkratio.plan.plan import (
    LONGEST,
    NEEDS,
    TEMPLATES,
    WANTS,
    Kind,
    Need,
    Plan,
    Point,
    Side,
    Want,
    compose,
    needed,
    timed,
)
from talkratio.plan.round import Round
from talkratio.plan.rounds import carried
from talkratio.texts.numbers import percent

SIDES: tuple[Side, ...] = get_args(Side)
POINTS, MOST_WANTS, FIRST_QUESTIONS = 3, 3, 2
SHORTEST = 30


def form(one: Round | None, found: tuple[Round, ...], typed: Plan | None = None) -> Plan | None:
    """The plan as the form stands, filled in from what was typed and not saved, else from the round.

    `None` while it cannot be composed.
    """
    key, old = (one.key, typed or one.plan) if one is not None else (NEW, typed)
    plan = _who(key, old)
    others = [each for each in found if one is None or each.created < one.created]
    if one is None:
        tried = experiment(others, plan.employee, session.language())
        plan = replace(plan, carried=carried(plan.employee, others), experiment=tried)
    else:
        plan = replace(plan, carried=one.plan.carried, experiment=one.plan.experiment)
    _carried(plan)
    made = _elements(key, old, plan)
    if made is None:
        return None
    made = replace(made, wants=_wants(key, old), points=_points(key, old))
    return replace(made, questions=_questions(key, old, made))


def _who(key: str, old: Plan | None) -> Plan:
    """Names, kind, day, hour and place; the agenda is that of the template."""
    st.header(say("who_title"))
    employee, manager = (old.employee, old.manager) if old else st.session_state.get(FOR, ("", ""))
    left, middle, right = st.columns(3)
    employee = left.text_input(say("employee"), employee, key=f"employee-{key}", max_chars=80).strip()
    manager = middle.text_input(say("manager"), manager, key=f"manager-{key}", max_chars=80).strip()
    kinds = list(TEMPLATES)
    kind: Kind = right.selectbox(
        say("kind"),
        kinds,
        kinds.index(old.kind if old else "mus"),
        format_func=lambda one: plan_text(f"kind_{one}"),
        key=f"kind-{key}",
    )
    begins = old.begins if old else None
    day = left.date_input(
        say("day"), begins.date() if begins else None, key=f"day-{key}", format=DAY_AS[session.language()]
    )
    hour = middle.time_input(say("hour"), begins.time() if begins else time(13), key=f"hour-{key}")
    place = right.text_input(say("place"), old.place if old else "", key=f"place-{key}", max_chars=120).strip()
    plan = compose(kind, manager=manager, employee=employee)
    return replace(plan, begins=datetime.combine(day, hour) if day else None, place=place)


def _carried(plan: Plan) -> None:
    """What was agreed last time and how it went, and what the manager wanted to try."""
    if plan.carried:
        st.header(say("carried_title"))
        lines = [f"<li>{escape(documents.carried(one, session.language()))}</li>" for one in plan.carried]
        st.html(f'<ul style="margin:0">{"".join(lines)}</ul>')
    if plan.experiment:
        st.html(f'<p class="note">{escape(say("experiment", words=plan.experiment))}</p>')


def _elements(key: str, old: Plan | None, plan: Plan) -> Plan | None:
    """The elements with their minutes, and a kind word where they work against each other."""
    language = session.language()
    st.header(say("elements_title"))
    st.html(f'<p class="quiet">{say("elements_lead")}</p>')
    need: Need | None = st.pills(
        say("need"), list(NEEDS), format_func=lambda one: plan_text(f"need_{one}"), key=f"need-{key}-{plan.kind}"
    )
    if need is not None:
        plan = needed(plan, need)
    kept = old if old is not None and old.kind == plan.kind and need is None else None
    before = {item.element: item.minutes for item in (kept or plan).items}

    def named(element: str) -> str:
        one = elements()[element]
        return say("of_element", name=one.name[language], share=percent(one.manager, language))

    usual = [element for element in before if element in elements()]
    where = f"{key}-{plan.kind}" + (f"-{need}" if need else "")
    chosen = st.pills(
        say("elements"), list(elements()), selection_mode="multi", default=usual, format_func=named, key=f"e-{where}"
    )
    whole = 5 * round(min(max((kept or plan).minutes, SHORTEST), LONGEST) / 5)
    minutes = st.slider(say("length"), SHORTEST, LONGEST, whole, 5, key=f"length-{where}")
    items = kept.items if kept is not None and set(chosen) == set(usual) and minutes == whole else None
    try:
        items = items or compose(plan.kind, manager="", employee="", chosen=chosen, minutes=minutes).items
    except InputError as error:
        st.html(f'<p class="note bad">{escape(in_words(error))}</p>')
        return None
    made = _minutes(replace(plan, items=items), f"{where}-{minutes}")
    share = percent(made.manager_share, language)
    around = sum(item.minutes for item in made.items if item.element not in elements())
    st.html(f'<p class="quiet">{escape(say("total", minutes=made.minutes, around=around, share=share))}</p>')
    if warned := documents.warnings(made, language):
        st.html(f'<p class="note">{"<br>".join(map(escape, warned))}</p>')
    return made


def _minutes(plan: Plan, where: str) -> Plan:
    """A small field for the minutes of each element."""
    language = session.language()
    parts = [item for item in plan.items if item.element in elements()]
    rows = [st.columns(3, vertical_alignment="bottom") for _ in parts[::3]]  # so that a long name moves no field
    given = {}
    for index, item in enumerate(parts):
        given[item.element] = rows[index // 3][index % 3].number_input(
            elements()[item.element].name[language],
            1,
            LONGEST,
            item.minutes,
            5,
            key=f"m-{where}-{item.element}-{len(parts)}",
        )
    return timed(plan, given)


def _wants(key: str, old: Plan | None) -> tuple[Want, ...]:
    """The results wanted, without what they mean to whom: that is said apart."""
    language = session.language()
    st.header(say("wants_title"))
    st.html(f'<p class="quiet">{say("wants_lead")}</p>')
    before = [want.result for want in (old.wants if old else ())]
    own = [result for result in before if result not in WANTS]
    chosen = st.multiselect(
        say("wants"),
        [*WANTS, *own],
        before,
        format_func=lambda result: want_name(result, language) if result in WANTS else result,
        key=f"wants-{key}",
        max_selections=MOST_WANTS,
        accept_new_options=True,
        placeholder=say("wants_choose"),
        select_all=False,
    )
    return tuple(Want(result) for result in chosen)


def _points(key: str, old: Plan | None) -> tuple[Point, ...]:
    """Three points from each side, folded up until somebody has sent one."""
    kept = old.points if old else ()
    found = []
    with st.expander(say("points_title"), expanded=bool(kept)):
        st.html(f'<p class="quiet">{say("points_lead")}</p>')
        for column, side in zip(st.columns(2), SIDES, strict=True):
            before = [point.text for point in kept if point.side == side]
            for number in range(POINTS):
                label = say("point", who=say(side), number=number + 1)
                value = before[number] if number < len(before) else ""
                said = column.text_input(label, value, key=f"point-{key}-{side}-{number}", max_chars=200).strip()
                found += [Point(side, said)] if said else []
    return tuple(found)


def _questions(key: str, old: Plan | None, plan: Plan) -> tuple[int, ...]:
    """Places in the bank, chosen element by element; a couple for each are there from the start."""
    language = session.language()
    before = old.questions if old else ()
    found: list[int] = []
    with st.expander(say("questions_title")):
        st.html(f'<p class="quiet">{say("questions_lead")}</p>')
        for item in plan.items:
            places = [index for index, prompt in enumerate(bank()) if prompt.element == item.element]
            if not places:
                continue
            usual = [index for index in before if index in places] if before else places[:FIRST_QUESTIONS]
            found += st.multiselect(
                elements()[item.element].name[language],
                places,
                usual,
                format_func=lambda index: bank()[index].ask[language],
                key=f"q-{key}-{item.element}",
                placeholder=say("questions_choose"),
                select_all=False,
            )
    return tuple(found)
