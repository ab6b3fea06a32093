"""RTTM in and out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from talkratio.conversation import Conversation, Turn
from talkratio.errors import FormatError
from talkratio.formats import rttm
from talkratio.interval import Interval
from tests.formats.draw import conversations, turns


def line(start: str, duration: str, name: str = "Bo", recording: str = "x") -> str:
    return f"SPEAKER {recording} 1 {start} {duration} <NA> <NA> {name} <NA> <NA>\n"


def test_speaker_lines_are_turns_and_all_others_are_left_out() -> None:
    found = rttm.read(
        ";; a comment\nSPKR-INFO x 1 <NA> <NA> <NA> unknown Bo <NA>\n" + line("1.5", "2") + line("0", "1", "Anna")
    )
    assert turns(found) == [("Anna", 0.0, 1.0), ("Bo", 1.5, 3.5)]
    assert found.words is None
    assert found.clock == "speech"


def test_overlap_of_one_speaker_is_merged_and_of_two_is_kept() -> None:
    found = rttm.read(line("0", "2") + line("1", "2") + line("0.5", "1", "Anna"))
    assert turns(found) == [("Bo", 0.0, 3.0), ("Anna", 0.5, 1.5)]


def test_a_name_with_spaces_is_one_name() -> None:
    assert rttm.read(line("0", "1", "Anna Marie Jensen")).speakers == ("Anna Marie Jensen",)


@pytest.mark.parametrize(("start", "duration"), [("-1", "2"), ("3", "-1"), ("x", "1"), ("nan", "1"), ("0", "inf")])
def test_impossible_times_name_file_and_line(start: str, duration: str, tmp_path: Path) -> None:
    path = tmp_path / "mus.rttm"
    path.write_text(line("0", "1") + line(start, duration), encoding="utf-8")
    with pytest.raises(FormatError, match=r"mus\.rttm, line 2"):
        rttm.read(path)


def test_a_turn_of_no_length_is_no_turn() -> None:
    assert rttm.read(line("1", "0")).turns == ()


@pytest.mark.parametrize("content", ["Hej med dig", "SPEAKER x 1 0 1", "WEBVTT"])
def test_what_is_no_rttm_is_refused(content: str) -> None:
    with pytest.raises(FormatError, match="line 1"):
        rttm.read(content)


def test_of_several_recordings_in_a_file_the_one_of_its_name_is_read(tmp_path: Path) -> None:
    content = line("0", "1", "Anna", "mus") + line("0", "1", "Bo", "other")
    path = tmp_path / "mus.rttm"
    path.write_text(content, encoding="utf-8")
    assert rttm.read(path).speakers == ("Anna",)
    with pytest.raises(FormatError, match="2 recordings"):
        rttm.read(path.rename(tmp_path / "all.rttm"))


@given(conversations(worded=False))
def test_written_and_read_the_turns_are_the_same(conversation: Conversation) -> None:
    names = {speaker: speaker.replace(" ", "_") for speaker in conversation.speakers}
    assert turns(rttm.read(rttm.write(conversation, "a b"))) == turns(conversation.renamed(names))


def test_names_that_differ_only_in_spaces_stay_two_people() -> None:
    two = Conversation(2.0, (Turn(Interval(0.0, 1.0), "A B"), Turn(Interval(1.0, 2.0), "A_B")))
    assert rttm.read(rttm.write(two, "x")).speakers == ("A_B", "A_B_2")


def test_no_turn_vanishes_by_rounding() -> None:
    short = Conversation(2.0, (Turn(Interval(1.0, 1.0001), "A"),))
    assert turns(rttm.read(rttm.write(short, "x"))) == [("A", 1.0, 1.001)]


@pytest.mark.parametrize("mark", [True, False])
def test_silence_is_written_and_read(mark: bool) -> None:
    assert rttm.read(rttm.write(Conversation(3.0, ()), "x", mark=mark)).turns == ()
