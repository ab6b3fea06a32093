"""A report survives being written and read, and says what it cannot read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from talkratio import report as reports
from talkratio.conversation import Conversation, Roles, Turn, Word
from talkratio.edits import Reassign, Recast, Relabel
from talkratio.errors import FormatError, InputError
from talkratio.interval import Interval
from talkratio.pipeline import cast, compose, revise
from talkratio.report import Provenance, Target
from tests.formats.draw import conversations

ROOT = Path(__file__).parents[1]
KNOWN = Provenance("talk.wav", "0" * 64, "0.1.0", "2026-01-14T10:00:00+01:00", "labels", None, notes=("A note.",))
TALK = Conversation(
    40.0,
    (
        Turn(Interval(0.0, 4.0), "A", 0.9),
        Turn(Interval(5.0, 25.0), "B"),
        Turn(Interval(24.0, 27.0), "A"),
        Turn(Interval(28.0, 39.5), "B"),
    ),
)


@settings(max_examples=40, deadline=None)
@given(conversations())
def test_a_report_survives_json(conversation: Conversation) -> None:
    """Written and read it is the same report, and the same bytes again."""
    report = compose(conversation, KNOWN, "first" if conversation.turns else None)
    text = reports.dumps(report)
    assert reports.loads(text) == report
    assert reports.dumps(reports.loads(text)) == text


def test_the_schema_is_published() -> None:
    """docs/report.schema.json is what `talkratio schema` prints, so that nobody has to install anything to read it."""
    published = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
    assert published == reports.schema()


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        ("", "no report"),
        ("[]", "no report"),
        ("{}", "does not say its schema version"),
        ('{"schema_version": 99}', "schema version 99"),
        ('{"schema_version": 1}', "damaged at"),
        ('{"schema_version": 1, "conversation": {"duration": -1, "turns": [', "no report"),
        pytest.param("[" * 100_000, "no report", id="lists in lists"),
    ],
)
def test_a_damaged_report_is_told(spoilt: str, words: str) -> None:
    """Never a traceback: what is wrong, and what to do."""
    with pytest.raises(FormatError, match=words):
        reports.loads(spoilt)


def test_a_report_that_does_not_say_its_version_is_refused() -> None:
    """Complete otherwise, it may still mean something else; words that were said make up for nothing."""
    text = reports.dumps(
        compose(replace(TALK, words=(Word(Interval(0.0, 0.5), '"schema_version"', None, "A"),)), KNOWN)
    )
    bare = text.replace('"schema_version": 1', '"other": 1')
    assert bare != text
    for written in (bare, bare.encode()):
        with pytest.raises(FormatError, match="does not say"):
            reports.loads(written)


def test_a_turn_that_cannot_be_is_refused() -> None:
    """A report whose turn ends before it starts is damaged, with the place."""
    report = json.loads(reports.dumps(compose(TALK, KNOWN)))
    report["conversation"]["turns"][0]["interval"]["end"] = -1
    with pytest.raises(FormatError, match=r"conversation\.turns\.0"):
        reports.loads(json.dumps(report))


def test_swapping_changes_roles_and_nothing_else() -> None:
    """Everything in time is measured per label; a swap needs no audio."""
    report = compose(TALK, KNOWN, "A")
    swapped = report.swapped()
    assert (swapped.roles.manager, swapped.roles.employee) == ("B", "A")
    assert replace(swapped, roles=report.roles) == report
    assert swapped.of("manager") == report.of("employee")


def test_the_manager_can_be_said_later() -> None:
    """`cast` sets the roles by name and says that they were given."""
    report = cast(compose(TALK, KNOWN), "B")
    assert report.roles.manager == "B"
    assert not report.roles.guessed
    with pytest.raises(InputError, match="Nobody in this recording"):
        cast(report, "C")


def test_corrections_are_made_over_the_original() -> None:
    """Reassigning a turn moves its seconds; the report keeps the correction; the original is as it was."""
    original = compose(TALK, KNOWN, "A")
    edit = Reassign("B", Interval(28.0, 39.5), "A")
    revised = revise(original, [edit])
    assert original.of("manager").talk_time == pytest.approx(7.0)  # type: ignore[union-attr]
    assert revised.of("manager").talk_time == pytest.approx(18.5)  # type: ignore[union-attr]
    assert revised.edits == (edit,)
    assert reports.loads(reports.dumps(revised)) == revised
    with pytest.raises(InputError, match="corrected before"):
        revise(revised, [])


def test_every_kind_of_correction_is_kept_in_the_json() -> None:
    """Edits are told apart by their action when they are read back."""
    edits = (Recast(Roles("B", "A", reason="given")), Relabel(Interval(1.0, 2.0), "A", None))
    revised = revise(compose(TALK, KNOWN, "A"), edits)
    assert reports.loads(reports.dumps(revised)).edits == edits
    assert revised.roles.manager == "B"


@pytest.mark.parametrize("share", [0.0, 1.0, -0.2, 7.0])
def test_an_impossible_target_is_refused(share: float) -> None:
    """A target is a share between none and all."""
    with pytest.raises(InputError, match="no target"):
        reports.aimed(compose(TALK, KNOWN), share)
    assert reports.aimed(compose(TALK, KNOWN), 0.5).target == Target(0.5)


def test_phases_can_have_aims_of_their_own() -> None:
    """Two aims over five parts: the first half of the parts has the first one."""
    target = Target(0.3, parts=(0.4, 0.2))
    assert [target.at(part, 5) for part in range(5)] == [0.4, 0.4, 0.4, 0.2, 0.2]
    assert [Target(0.3).at(part, 5) for part in range(5)] == [0.3] * 5
    report = compose(TALK, KNOWN, "A", target=target)
    assert reports.loads(reports.dumps(report)).target == target
    with pytest.raises(ValueError, match="a target is a share"):
        Target(parts=(0.4, 1.4))
