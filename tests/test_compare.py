"""Where engines differ, and by how much."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from typer.testing import CliRunner

from talkratio.cli import app
from talkratio.compare import Comparison, compare
from talkratio.compare import _compared as compared
from talkratio.conversation import Conversation
from talkratio.diarizers import Diarization
from talkratio.errors import InputError
from tests.draw import conversations, draw


def answers(*pictures: str) -> Comparison:
    """The comparison of engines that heard what is drawn."""
    drawn = [draw(picture) for picture in pictures]
    named = [(f"engine{number}", Diarization(one.turns)) for number, one in enumerate(drawn)]
    return compared(max(one.duration for one in drawn), named)


def test_labels_of_other_engines_are_read_as_those_of_the_first() -> None:
    """Two engines that hear the same and call it otherwise agree in everything."""
    found = answers("A ###..##.\nB ..##...#", "x ..##...#\ny ###..##.")
    assert found.agreement == 1.0
    assert found.differences == ()
    assert found.heard[0].shares == found.heard[1].shares


def test_the_longest_difference_comes_first() -> None:
    """One misses a turn of three seconds and gives one of one second to the other."""
    found = answers("A ####....####.\nB ....###......", "A ####........#.\nB ....####......")
    assert [(one.interval.start, one.interval.duration, one.speakers) for one in found.differences] == [
        (8.0, 4.0, (("A",), ())),
        (7.0, 1.0, ((), ("B",))),
        (12.0, 1.0, ((), ("A",))),
    ]
    assert found.agreement == pytest.approx(1 - 6 / 14)


def test_a_voice_that_only_one_hears_keeps_its_own_name() -> None:
    """A third voice is not taken for one of the two."""
    found = answers("A ####....\nB ....##..", "A ####....\nB ....##..\nC ......##")
    assert [name for name, _ in found.heard[1].shares] == ["A", "B", "C (engine1)"]
    assert found.differences[0].speakers == ((), ("C (engine1)",))


def test_nobody_heard_is_no_division_by_zero() -> None:
    """An engine that hears nothing has no shares, and differs wherever another hears somebody."""
    silent = Conversation(6.0, ())
    drawn = draw("A ##....")
    found = compared(6.0, [("one", Diarization(drawn.turns)), ("none", Diarization(silent.turns))])
    assert found.heard[1].shares == ()
    assert found.agreement == pytest.approx(4 / 6)


@given(conversations(worded=False), conversations(worded=False))
def test_agreement_and_differences_add_up(left: Conversation, right: Conversation) -> None:
    """What is listed is not longer than what is not agreed, and an engine agrees with itself."""
    found = compared(60.0, [("left", Diarization(left.turns)), ("right", Diarization(right.turns))])
    listed = sum(one.interval.duration for one in found.differences)
    assert listed <= 60 * (1 - found.agreement) + 1e-6
    assert all(len(set(one.speakers)) > 1 for one in found.differences)
    same = compared(60.0, [("one", Diarization(left.turns)), ("other", Diarization(left.turns))])
    assert same.agreement == pytest.approx(1.0)


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    """Ten seconds of silence with labels beside it."""
    path = tmp_path / "talk.wav"
    soundfile.write(path, np.zeros(160_000, np.float32), 16_000, subtype="PCM_16")
    path.with_suffix(".rttm").write_text("SPEAKER talk 1 2.0 3.0 <NA> <NA> Mette <NA> <NA>\n", encoding="utf-8")
    return path


def test_the_command_line_shows_where(talk: Path) -> None:
    """Labels say that Mette speaks where the built-in engine hears silence; in both languages, and as JSON."""
    for language, words in (("en", ("30", "nobody", "0:02.0")), ("da", ("taletiden", "ingen", "0:02.0"))):
        result = CliRunner().invoke(app, ["compare", str(talk)], env={"TALKRATIO_LANG": language, "COLUMNS": "120"})
        assert result.exit_code == 0, result.output
        assert all(word in result.output for word in words[1:])
    whole = json.loads(CliRunner().invoke(app, ["compare", str(talk), "--json"]).stdout)
    assert whole["agreement"] == pytest.approx(0.7)
    assert [one["engine"] for one in whole["heard"]] == ["builtin", "labels"]


def test_one_engine_is_not_compared(talk: Path, shelf: Path) -> None:
    """The sentence says that two are needed."""
    with pytest.raises(InputError, match="needs two"):
        compare(talk, ["labels"])
