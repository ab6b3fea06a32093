from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkratio.errors import InputError
from talkratio.plan.elements import bank, elements, find, prompts
from talkratio.plan.plan import ARRIVAL, CLOSING, LEAST, NEEDS, TEMPLATES, Kind, Need, compose, conflicts, needed, timed

KEYS = tuple(elements())


@given(
    chosen=st.lists(st.sampled_from(KEYS), min_size=1, max_size=9, unique=True),
    minutes=st.integers(min_value=60, max_value=240),
)
def test_minutes_add_up_and_every_element_is_kept(chosen: list[str], minutes: int) -> None:
    """Whatever is chosen stands in the agenda in that order, and its minutes are exactly those asked for."""
    plan = compose("mus", manager="Mette", employee="Jonas", chosen=chosen, minutes=minutes)
    assert plan.minutes == minutes
    assert [item.element for item in plan.items] == ["arrival", *chosen, "closing"]
    assert all(item.minutes >= LEAST for item in plan.items)
    assert min(item.manager for item in plan.items) <= plan.manager_share <= max(item.manager for item in plan.items)


@given(
    chosen=st.lists(st.sampled_from(KEYS), min_size=1, max_size=9, unique=True),
    minutes=st.integers(min_value=1, max_value=59),
)
def test_too_little_time_is_refused_or_holds_everything(chosen: list[str], minutes: int) -> None:
    """A short conversation either gives each element its least, or says how long it would have to be."""
    if minutes < ARRIVAL + CLOSING + LEAST * len(chosen):
        with pytest.raises(InputError, match="Take"):
            compose("mus", manager="", employee="", chosen=chosen, minutes=minutes)
    else:
        plan = compose("mus", manager="", employee="", chosen=chosen, minutes=minutes)
        assert plan.minutes == minutes
        assert all(item.minutes >= LEAST for item in plan.items)


@pytest.mark.parametrize("kind", TEMPLATES)
def test_every_template_composes_without_conflict(kind: Kind) -> None:
    """What is proposed does not work against itself, and lasts what the template says."""
    plan = compose(kind, manager="Mette", employee="Jonas")
    assert plan.minutes == TEMPLATES[kind][0]
    assert conflicts(plan) == ()


@pytest.mark.parametrize("kind", TEMPLATES)
@pytest.mark.parametrize("need", NEEDS)
def test_what_a_department_needs_suggests_elements_that_go_together(kind: Kind, need: Need) -> None:
    """In the plan's own length or an hour: the elements suggested, and none that works against another."""
    plan = compose(kind, manager="A", employee="B")
    found = needed(plan, need)
    assert tuple(item.element for item in found.items[1:-1]) == NEEDS[need]
    assert found.minutes == max(plan.minutes, 60)
    assert conflicts(found) == ()


def test_the_usual_talk_is_a_thirty_seventy_one() -> None:
    """The yearly conversation aims at the share it is all about."""
    assert compose("mus", manager="Mette", employee="Jonas").manager_share == pytest.approx(0.30, abs=0.05)


@pytest.mark.parametrize(
    ("chosen", "pairs"),
    [
        (["pay", "wellbeing"], {("pay", "wellbeing")}),
        (["coaching", "results"], {("coaching", "results")}),
        (["results", "pay", "coaching"], {("results", "coaching"), ("pay", "coaching")}),
        (["year", "goals"], set()),
    ],
)
def test_elements_that_work_against_each_other_are_named_once(chosen: list[str], pairs: set[tuple[str, str]]) -> None:
    """Pay or assessment beside well-being and coaching is a conflict, said once and in the order of the agenda."""
    found = conflicts(compose("mus", manager="", employee="", chosen=chosen))
    assert len(found) == len(pairs)
    assert set(found) == pairs


def test_other_minutes_can_be_given() -> None:
    """Minutes of an element change and the others stay; none at all is refused."""
    plan = compose("mus", manager="", employee="")
    longer = timed(plan, {"goals": 40})
    before = {item.element: item.minutes for item in plan.items}
    assert {item.element: item.minutes for item in longer.items} == before | {"goals": 40}
    with pytest.raises(InputError):
        timed(plan, {"goals": 0})


def test_what_there_is_not_is_said_to_be_so() -> None:
    """Unknown kinds and elements name those there are."""
    with pytest.raises(InputError, match="mus"):
        compose("party", manager="", employee="")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="wellbeing"):
        find("weather")


def test_the_bank_is_large_and_open_in_both_languages() -> None:
    """At least 120 different questions, ten or more an element, each with its way on and its purpose."""
    assert len(bank()) >= 120
    for language in ("da", "en"):
        asked = [prompt.ask[language] for prompt in bank()]
        assert len(set(asked)) == len(asked)
        assert all(question.endswith("?") for question in asked)
        assert all(prompt.follow[language] and prompt.purpose[language] for prompt in bank())
    assert all(len(prompts(key)) >= 10 for key in elements())


def test_the_bank_asks_openly_in_the_judgement_of_the_product_itself() -> None:
    """What is offered as an open question counts as an open one once it is asked."""
    from talkratio.questions import classify

    for language in ("da", "en"):
        shut = [
            p.ask[language] for p in bank() if (v := classify(p.ask[language], language)) is None or v.kind != "open"
        ]
        assert len(shut) <= 0.05 * len(bank()), shut
