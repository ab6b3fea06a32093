"""What the results wanted mean to each: said apart, shown together, and before that to nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from talkratio.cli import app
from talkratio.dashboard import session
from talkratio.errors import InputError
from talkratio.plan import documents, paper, parting, rounds
from talkratio.plan.plan import Plan, Want, compose, has_weighed, still_weighed, weighed, weighing
from talkratio.plan.round import Round
from talkratio.texts import LANGUAGES, Language
from tests.dashboard.keeping import composed, keep, spoken
from tests.dashboard.pages import at, drawn

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Nothing remembered of the test before."""
    session.forget_cached()


def planned(*wants: Want) -> Plan:
    chosen = wants or (Want("wellbeing"), Want("Ro på"))
    return replace(compose("mus", manager="Mette", employee="Jonas"), wants=chosen)


def begun(*wants: Want) -> Round:
    return rounds.begin(planned(*wants))


def run(*arguments: str, answer: str = "", code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(arguments), input=answer, env={"TALKRATIO_LANG": "en"})
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


def test_one_side_at_a_time() -> None:
    """Each side's weights leave the other's; a result taken out goes with both, the others keep theirs."""
    one = weighing(planned(), "manager", {"wellbeing": 2, "Ro på": 5})
    both = weighing(one, "employee", {"wellbeing": 4})
    assert has_weighed(both, "manager")
    assert not has_weighed(both, "employee")
    assert [weighed(want) for want in both.wants] == [(2, 4), None]
    assert still_weighed(planned(Want("wellbeing"), Want("culture")), both).wants == (
        Want("wellbeing", 2, 4),
        Want("culture"),
    )


@pytest.mark.parametrize(("weights", "said"), [({"culture": 3}, "culture"), ({"wellbeing": 6}, "1 and 5")])
def test_a_weight_belongs_to_the_plan_and_lies_between_one_and_five(weights: dict[str, int], said: str) -> None:
    """Anything else is named."""
    with pytest.raises(InputError, match=said):
        weighing(planned(), "manager", weights)


def test_the_command_hides_weights_until_both_gave_theirs() -> None:
    """The first hears that they are kept and no number; the second sees both side by side."""
    begun()
    first = run("plan", "weigh", "--by", "manager", answer="2\n5\n").output
    assert "once you have both answered" in first
    assert not {"2", "5"} & set(first.replace("1–5", ""))
    shown = run("plan", "weigh", "--by", "employee", "wellbeing=4", "Ro på=1").output
    assert [line.split()[-2:] for line in shown.splitlines() if "5" in line or "4" in line] == [["2", "4"], ["5", "1"]]
    made = rounds.find("last").plan.wants
    assert made == (Want("wellbeing", 2, 4), Want("Ro på", 5, 1))


def test_the_page_hands_the_screen_over() -> None:
    """One answers on a screen that shows nothing else; only then the other; then the plan shows both."""
    made = begun()
    page = at("plan")
    page.button(key="weigh-manager").click().run()
    _answer(page, made, "manager", 2, 5)
    assert "2" not in _shown(page)
    page.button(key="weigh_to_plan").click().run()
    assert not [one for one in drawn(page) if "weights" in str(one)]
    page.button(key="weigh-employee").click().run()
    assert all(group.value is None for group in page.get("button_group"))
    _answer(page, made, "employee", 4, 1)
    page.button(key="weigh_to_plan").click().run()
    assert rounds.find(made.key).plan.wants == (Want("wellbeing", 2, 4), Want("Ro på", 5, 1))
    assert [one for one in drawn(page) if "weights" in str(one)]


def _answer(page: Any, made: Round, side: str, *said: int) -> None:
    assert not page.exception
    assert [field.key for field in page.text_input] == [], "nothing of the plan is on the screen handed over"
    for result, weight in zip(("wellbeing", "Ro på"), said, strict=True):
        page.button_group(key=f"weight-{made.key}-{side}-{result}").set_value(weight)
    page.button(key="weigh_done").click().run()
    assert not page.exception


def _shown(page: Any) -> str:
    return " ".join(body for element in page.get("html") if "<style" not in (body := str(element.proto.body)))


def test_saving_the_form_keeps_what_both_said() -> None:
    """The form knows no weights, and takes none away."""
    made = begun(Want("wellbeing", 3, 4))
    page = at("plan")
    page.text_input(key=f"place-{made.key}").input("Rum 2").run()
    page.button(key="save").click().run()
    assert not page.exception
    found = rounds.find(made.key).plan
    assert (found.place, found.wants) == ("Rum 2", (Want("wellbeing", 3, 4),))


def test_a_copy_holds_no_weight_that_was_not_shared() -> None:
    """What one said alone stays out of the copy for the other."""
    made = begun(Want("wellbeing", 3, None), Want("culture", 1, 2))
    kept = keep(composed(spoken()))
    rounds.link(made.key, kept)
    given = parting.given(kept)
    assert given is not None
    assert b'"manager":3' not in given.replace(b" ", b"")
    assert b'"manager":1' in given.replace(b" ", b"")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_for_one_is_blank(language: Language) -> None:
    """It has every result and no weight or point of anybody; without results it offers the eight."""
    plan = planned(Want("wellbeing", 3, None))
    sheet = documents.sheet(plan, "employee", language)
    assert "3 " not in paper.markdown(sheet).replace("3 |", "")
    assert "Jonas" in sheet.title
    assert paper.pdf(sheet).startswith(b"%PDF")
    offered = documents.sheet(replace(plan, wants=()), "manager", language)
    tables = [part.table for part in offered.parts if part.table is not None]
    assert len(tables[0].rows) == 8
