"""Praat TextGrid, long and short."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkratio.errors import FormatError
from talkratio.formats import textgrid
from tests.formats.draw import said, turns

Row = tuple[float, float, str]
TIERS: dict[str, Sequence[Row]] = {
    "Leder": [(0, 1, ""), (1, 2.5, 'Hvad "ser" du?'), (2.5, 4, " ")],
    "Åse": [(0, 2, ""), (2, 4, "Ja, <UNSURE>måske</UNSURE> [griner]")],
}


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def long(tiers: dict[str, Sequence[Row]], end: float = 4) -> str:
    body = ""
    for number, (name, rows) in enumerate(tiers.items(), 1):
        body += f'    item [{number}]:\n        class = "IntervalTier"\n        name = {quoted(name)}\n'
        body += f"        xmin = 0\n        xmax = {end}\n        intervals: size = {len(rows)}\n"
        for index, (start, stop, text) in enumerate(rows, 1):
            body += f"        intervals [{index}]:\n            xmin = {start}\n            xmax = {stop}\n"
            body += f"            text = {quoted(text)}\n"
    head = f"xmin = 0\nxmax = {end}\ntiers? <exists>\nsize = {len(tiers)}\nitem []:\n"
    return 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n' + head + body


def short(tiers: dict[str, Sequence[Row]], end: float = 4) -> str:
    rows = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "0", str(end), "<exists>", str(len(tiers))]
    for name, intervals in tiers.items():
        rows += ['"IntervalTier"', quoted(name), "0", str(end), str(len(intervals))]
        rows += [f"{start}\n{stop}\n{quoted(text)}" for start, stop, text in intervals]
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("form", [long, short])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_tiers_are_speakers_and_their_texts_are_words(form, encoding: str, newline: str, tmp_path: Path) -> None:
    path = tmp_path / "mus.TextGrid"
    path.write_bytes(form(TIERS).replace("\n", newline).encode(encoding))
    found = textgrid.read(path)
    assert turns(found) == [("Leder", 1.0, 2.5), ("Åse", 2.0, 4.0)]
    assert [word.text for word in found.words_of("Leder")] == ["Hvad", '"ser"', "du?"]
    assert [word.text for word in found.words_of("Åse")] == ["Ja,", "måske"]
    assert found.duration == 4.0
    assert found.clock == "speech"


def test_speech_that_nobody_understood_is_a_turn_without_words() -> None:
    found = textgrid.read(long({"A": [(0, 1, "<UNIN/>"), (1, 2, ""), (2, 3, "Ja.")]}))
    assert turns(found) == [("A", 0.0, 1.0), ("A", 2.0, 3.0)]
    assert said(found) == [("A", "Ja.")]


def test_one_tier_of_names_that_come_back_names_the_speakers() -> None:
    rows = [(float(i), i + 1.0, "Anna" if i % 2 else "Bo") for i in range(8)]
    found = textgrid.read(short({"hvem": rows}, 8))
    assert found.speakers == ("Bo", "Anna")
    assert found.words is None


def test_tiers_of_mere_marks_have_no_words() -> None:
    found = textgrid.read(short({"Anna": [(0, 1, "x"), (1, 2, ""), (2, 3, "x")], "Bo": [(1, 2, "x")]}))
    assert found.words is None
    assert turns(found) == [("Anna", 0.0, 1.0), ("Bo", 1.0, 2.0), ("Anna", 2.0, 3.0)]


def test_tiers_of_words_and_sounds_from_an_aligner_are_one_speaker() -> None:
    tiers = {"Bo - words": [(0, 1, "hej"), (1, 2, "du")], "Bo - phones": [(0, 1, "h"), (1, 2, "d")]}
    found = textgrid.read(short(tiers))
    assert found.speakers == ("Bo",)
    assert said(found) == [("Bo", "hej du")]


def test_point_tiers_are_left_out() -> None:
    content = short(TIERS).replace("<exists>\n2", "<exists>\n3") + '"TextTier"\n"events"\n0\n4\n1\n2.0\n"door"\n'
    assert textgrid.read(content).speakers == ("Leder", "Åse")


@pytest.mark.parametrize(("start", "stop"), [(3, 2), (-1, 2)])
@pytest.mark.parametrize("form", [long, short])
def test_reversed_and_negative_intervals_name_the_line(form, start: float, stop: float) -> None:
    content = form({"A": [(0, 1, "ja"), (start, stop, "nej")]})
    with pytest.raises(FormatError, match=r"line \d+: an interval") as caught:
        textgrid.read(content)
    number = int(str(caught.value).split("line ")[1].split(":")[0])
    assert content.split("\n")[number - 1].split()[-1] == str(start)


@given(st.integers(0, 700))
def test_a_truncated_file_is_an_error_never_half_an_answer(cut: int) -> None:
    content = long(TIERS).rstrip()
    with pytest.raises(FormatError):
        textgrid.read(content[: min(cut, len(content) - 2)])


@pytest.mark.parametrize("content", ["hej", 'File type = "ooTextFile"\nObject class = "PitchTier"\n0\n1\n'])
def test_what_is_no_textgrid_is_refused(content: str) -> None:
    with pytest.raises(FormatError):
        textgrid.read(content)
