"""Plain transcripts, as the meeting programs give them."""

from __future__ import annotations

import pytest

from talkratio.errors import FormatError
from talkratio.formats import csv, transcript
from tests.formats.draw import said, turns

TALK = [("Anna Jensen", "Hej Bo. Går det?"), ("Bo Holm", "Ja."), ("Anna Jensen", "Godt.")]

TEAMS_COPY = "Anna Jensen  0:03\nHej Bo. Går det?\n\nBo Holm  0:07\nJa.\n\nAnna Jensen   0:12\nGodt.\n"
TEAMS_SPELLED = (
    "Anna Jensen   0 minutter 3 sekunder\nHej Bo. Går det?\n\nBo Holm   7 sekunder\nJa.\n\n"
    "Anna Jensen   0 minutes 12 seconds\nGodt.\n"
)
TEAMS_RANGES = (
    "0:0:3.0 --> 0:0:7.0\nAnna Jensen\nHej Bo. Går det?\n0:0:7.0 --> 0:0:8.75\nBo Holm\nJa.\n"
    "0:0:12.0 --> 0:0:13.75\nAnna Jensen\nGodt.\n"
)
ZOOM_BOXED = "[Anna Jensen] 00:00:03\nHej Bo. Går det?\n\n[Bo Holm] 00:00:07\nJa.\n\n[Anna Jensen] 00:00:12\nGodt.\n"
STAMPED = "[00:00:03] Anna Jensen: Hej Bo. Går det?\n[00:00:07] Bo Holm: Ja.\n[00:00:12] Anna Jensen: Godt.\n"
TIME_FIRST = "00:00:03 Anna Jensen\nHej Bo. Går det?\n00:00:07 Bo Holm\nJa.\n00:00:12 Anna Jensen\nGodt.\n"
TIME_BETWEEN = "Anna Jensen (0:03): Hej Bo. Går det?\nBo Holm (0:07): Ja.\nAnna Jensen (0:12): Godt.\n"
TITLED = "Transskription\n23. november 2026\n\n" + TEAMS_COPY + "Bo Holm stoppede transskriptionen\n"


@pytest.mark.parametrize(
    "content",
    [TEAMS_COPY, TEAMS_SPELLED, TEAMS_RANGES, ZOOM_BOXED, STAMPED, TIME_FIRST, TIME_BETWEEN, TITLED],
    ids=["copy", "spelled", "ranges", "boxed", "stamped", "time first", "time between", "titled"],
)
def test_timed_transcripts_are_on_the_clock_of_captions(content: str) -> None:
    found = transcript.read(content)
    assert said(found) == TALK
    assert turns(found) == [("Anna Jensen", 3.0, 7.0), ("Bo Holm", 7.0, 8.75), ("Anna Jensen", 12.0, 13.75)]
    assert found.clock == "captions"


NAMED = "Anna Jensen: Hej Bo.\nGår det?\nBo Holm: Ja.\n\nAnna Jensen: Godt.\n"
MEET = "MUS – transskription\n\nDeltagere\nAnna Jensen, Bo Holm\n\n00:00:00\n\n" + NAMED
MARKDOWN = "**Anna Jensen:** Hej Bo. Går det?\n\n**Bo Holm:** Ja.\n\n**Anna Jensen:** Godt.\n"


@pytest.mark.parametrize("content", [NAMED, MEET, MARKDOWN], ids=["named", "meet", "markdown"])
def test_without_times_one_word_is_one_unit(content: str) -> None:
    found = transcript.read(content)
    assert said(found) == TALK
    assert turns(found) == [("Anna Jensen", 0.0, 4.0), ("Bo Holm", 4.0, 5.0), ("Anna Jensen", 5.0, 6.0)]
    assert (found.clock, found.duration) == ("order", 6.0)


def test_a_time_somebody_says_is_no_speaker() -> None:
    found = transcript.read("Anna  0:03\nVi ses kl. 10:30\nBo  0:07\nJa. Husk: kaffe.\nAnna  0:09\nNej.\n")
    assert said(found) == [("Anna", "Vi ses kl. 10:30"), ("Bo", "Ja. Husk: kaffe."), ("Anna", "Nej.")]


def test_the_time_of_day_becomes_time_since_the_first_word() -> None:
    found = transcript.read("[Anna] 10:00:00\nHej med dig\n\n[Bo] 10:00:02\nHej\n")
    assert turns(found) == [("Anna", 0.0, 2.0), ("Bo", 2.0, 3.75)]


def test_paragraphs_of_the_same_second_share_it() -> None:
    found = transcript.read("Anna  0:00\nja ja ja\nBo  0:00\nnej\nAnna  0:02\ngodt\nBo  0:03\nja\n")
    assert turns(found)[:2] == [("Anna", 0.0, 1.5), ("Bo", 1.5, 2.0)]


def test_text_without_names_is_nobodys() -> None:
    found = transcript.read("Her er en tekst: uden navne.\nOg en linje til.\n")
    assert found.turns == ()
    assert len(found.words or ()) == 10


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("Anna  0:09\nHej\nBo  0:03\nHej\nAnna  0:10\nJa\n", 3),
        ("0:0:3.0 --> 0:0:7.0\nAnna\nHej.\n0:0:9.0 --> 0:0:8.0\nBo\nJa.\n", 4),
    ],
)
def test_times_that_run_backwards_name_the_line(content: str, line: int) -> None:
    with pytest.raises(FormatError, match=f"line {line}"):
        transcript.read(content)


TABLE = "speaker,start,end,text\nAnna,0.5,1.5,Hej Bo\nBo,1,2.25,Hej\n"
DANISH_TABLE = "Taler;Start;Varighed;Tekst\nAnna;0,5;1;Hej Bo\nBo;00:01;1,25;Hej\n"
EXTRA = "kind\tspeaker\tstart\tend\ttext\nturn\tAnna\t0.5\t0:1.5\tHej Bo\n\nback\tBo\t0:00:01\t2.25\tHej\n"


@pytest.mark.parametrize("content", [TABLE, DANISH_TABLE, EXTRA])
def test_tables_of_turns(content: str) -> None:
    found = csv.read(content)
    assert turns(found) == [("Anna", 0.5, 1.5), ("Bo", 1.0, 2.25)]
    assert [word.text for word in found.words_of("Anna")] == ["Hej", "Bo"]
    assert found.clock == "speech"


def test_a_table_without_texts_has_no_words() -> None:
    assert csv.read("speaker,start,end\nA,0,1\n").words is None


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("a,b\n1,2\n", "columns"),
        ("speaker,start,end\nA,2,1\n", "line 2"),
        ("speaker,start,end\nA,0,1\nA,-1,1\n", "line 3"),
        ("speaker,start,end\n,0,1\n", "no speaker"),
        ("speaker,start,end\nA,x,1\n", "line 2"),
        ("speaker,start,end\nA,0\n", "line 2"),
    ],
)
def test_bad_tables_say_where(content: str, found: str) -> None:
    with pytest.raises(FormatError, match=found):
        csv.read(content)


@pytest.mark.parametrize("value", ["=1+1", "+45", "-x", "@a", "\tx", "\rx"])
def test_no_cell_is_a_formula(value: str) -> None:
    assert csv.cell(value) == f"'{value}"


@pytest.mark.parametrize("value", ["Anna", -1.5, None, 3, "a=b", ""])
def test_other_cells_stay_as_they_are(value: object) -> None:
    assert csv.cell(value) == value
