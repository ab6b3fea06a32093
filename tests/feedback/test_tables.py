"""Which facts are told, and which experiment follows; never more than the numbers can carry."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from talkratio.feedback import Item, feedback, in_words
from talkratio.feedback.good import (
    follow_ups,
    gave_back,
    let_finish,
    open_questions,
    opened,
    sounds,
    story,
    waited,
)
from talkratio.feedback.seen import Seen
from talkratio.metrics.uncertainty import Band
from talkratio.questions import QuestionKind
from talkratio.report import Report, Target
from tests.draw import draw
from tests.feedback.told import TELLS, asks, keys, report, talk


@pytest.mark.parametrize(
    ("mine", "verdict"), [(30, "share_within"), (26, "share_within"), (45, "share_above"), (10, "share_below")]
)
def test_the_share_is_held_against_the_target(mine: int, verdict: str) -> None:
    """30/70 with five points to each side."""
    facts, _ = keys(report(talk(mine, 100 - mine)))
    assert facts[0] == verdict


def test_a_target_of_ones_own() -> None:
    """The target is that of the conversation."""
    half = report(talk(50, 50), target=Target(0.5, 0.05))
    first = feedback(half).facts[0]
    assert first.key == "share_within"
    assert "50/50" in in_words(first, "da")


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.28, 0.34, "within"), (0.31, 0.39, "unsure"), (0.36, 0.44, "above"), (0.1, 0.2, "below"), (0.2, 0.5, "unsure")],
)
def test_nothing_is_claimed_beyond_the_band(low: float, high: float, verdict: str) -> None:
    """Only a band that lies wholly on one side gives a verdict; the sentence tells its edges."""
    share = (low + high) / 2
    told = report(talk(round(100 * share), 100 - round(100 * share)), bands=(Band("A", 0.8, low, high),))
    first = feedback(told).facts[0]
    assert first.key == f"share_{verdict}_band"
    assert "band" in first.rests_on
    assert f"{100 * low:.0f}" in in_words(first, "en")
    assert f"{100 * high:.0f}" in in_words(first, "da")
    assert first.good is (verdict in {"within", "below"})


def test_the_sentence_that_was_promised() -> None:
    """31 %, between 28 and 34: within 30/70."""
    told = report(talk(31, 69), bands=(Band("A", 0.8, 0.28, 0.34),))
    first = feedback(told).facts[0]
    assert in_words(first, "en") == ("You had 31% of the talk time, probably between 28 and 34%. That is within 30/70.")
    assert in_words(first, "da").replace("\u202f", " ") == (
        "Du stod for 31 % af taletiden, sandsynligvis mellem 28 og 34 %. Det er inden for 30/70."
    )


NOTICED: list[tuple[Report, str, str]] = [
    (asks(*[("hvad_nu?", "open")] * 5, wait=5, answer=30), "short_waits", "try_wait"),
    (asks(*[("er_det_så?", "closed")] * 5, wait=20), "closed", "try_open"),
    (asks(*[("er_det_ikke?", "leading")] * 2, ("hvad?", "open"), wait=20), "leading", "try_neutral"),
    (report(talk(125, 300)), "monologue", "try_hand_over"),
    (report(draw(f"A {'########....' * 20}\nB {'.........##.' * 20}")), "lecture", "try_hand_over"),
    (report(talk(50, 50)), "share_above", "try_begin_with_them"),
    (
        report(
            draw(
                f"A {'.' * 45}{'#' * 20}{'.' * 50}{'#' * 20}\nB {'#' * 50}{'.' * 20}{'#' * 50}{'.' * 20}{'#' * 40}",
                step=0.1,
            )
        ),
        "interruptions",
        "try_let_finish",
    ),
    (report(talk(30, 70)), "", "try_say_back"),
]


@pytest.mark.parametrize(("told", "fact", "experiment"), NOTICED, ids=[row[1] or "nothing" for row in NOTICED])
def test_what_is_noticed_decides_the_experiment(told: Report, fact: str, experiment: str) -> None:
    """Each row of the table, and what follows when no row applies."""
    facts, tried = keys(told)
    assert tried == experiment
    assert not fact or fact in facts


def test_questions_in_a_row_and_rescues() -> None:
    """Two of each are noticed."""
    row = "hvad_nu?_hvad_så?"
    picture = f"A {row}{'.' * 60}{row}{'.' * 60}\nB {'.' * 40}{TELLS[:30]}{'.' * 45}{TELLS[:30]}"
    stacked = report(draw(picture, step=0.1, language="da"))
    assert keys(stacked)[1] == "try_one_question"
    lonely = f"hvad_synes_du?....{TELLS}"
    picture = f"A {lonely}{'.' * 50}{lonely}\nB {'.' * 65}{TELLS}{'.' * 70}{TELLS}"
    rescued = report(draw(picture, step=0.1, language="da"))
    assert (
        keys(rescued) == (["share_above", "let_finish", "self_rescued"], "try_wait") or keys(rescued)[1] == "try_wait"
    )
    assert feedback(rescued).experiment.moments == feedback(rescued).facts[2].moments != ()


GOOD_ONES: list[tuple[Report, str]] = [
    (report(talk(30, 70)), "story"),
    (asks(("hvad_var_det?", "open"), answer=400), "story_asked"),
    (asks(("hvad_var_det?", "open"), wait=35), "waited"),
    (asks(*[("hvad_nu?", "open")] * 4), "open_questions"),
    (report(draw(f"A {'##....' * 5}\nB {'..####' * 5}", step=4.0)), "let_finish"),
    (report(draw(f"A {'##....' * 5}\nB {'..####' * 5}")), "gave_back"),
    (report(draw(f"A {'#' * 30}{'.' * 80}\nB {'.' * 30}{'#' * 70}", step=0.1)), "looked"),
]


@pytest.mark.parametrize(("told", "key"), GOOD_ONES, ids=[row[1] for row in GOOD_ONES])
def test_something_good_is_always_told(told: Report, key: str) -> None:
    """The first that the report shows."""
    advice = feedback(told)
    assert key in [fact.key for fact in advice.facts]
    assert any(fact.good for fact in advice.facts)


MIXED: list[tuple[str, QuestionKind]] = [("hvad_nu?", "open"), *([("er_det_så?", "closed")] * 4)]  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        (report(draw(f"A {'#' * 20}\nB {'.' * 20}{'#' * 29}")), story),
        (asks(("hvad_var_det?", "open"), wait=29), waited),
        (asks(*[("hvad_nu?", "open")] * 3), open_questions),
        (asks(*MIXED), open_questions),
        (asks(*MIXED), follow_ups),
        (asks(("hvad_nu?", "open"), answer=290), opened),
        (asks(*MIXED), sounds),
        (report(draw(f"A {'#' * 40}{'.' * 35}\nB {'.' * 35}{'#' * 40}", step=0.1)), let_finish),
        (report(draw(f"A {'################....' * 5}\nB {'................####' * 5}")), gave_back),
    ],
)
def test_what_the_report_does_not_show_is_not_praised(told: Report, rule: Callable[[Seen], Item | None]) -> None:
    """Just below its threshold a good fact stays untold."""
    assert rule(Seen.of(told)) is None
