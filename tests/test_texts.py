"""Every sentence people read is there in Danish and in English."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from talkratio.texts import LANGUAGES, areas, catalogue, preferred, text
from talkratio.texts.notes import translated
from talkratio.texts.numbers import clock, number, percent, seconds

BOTH = [area for area in areas() if area != "notes"]


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("area", BOTH)
def test_both_languages_have_the_same_keys_and_places(area: str) -> None:
    """A key or a {place} in one language is there in the other."""
    danish, english = (catalogue(area, language) for language in LANGUAGES)
    assert danish.keys() == english.keys()
    assert {key: places(danish[key]) for key in danish} == {key: places(english[key]) for key in danish}


@pytest.mark.parametrize("area", BOTH)
def test_no_sentence_is_empty(area: str) -> None:
    """Nothing is shown as a blank."""
    for language in LANGUAGES:
        assert not [key for key, sentence in catalogue(area, language).items() if not sentence.strip()]


def test_a_missing_key_is_a_defect() -> None:
    """An unknown key raises instead of showing nothing."""
    with pytest.raises(KeyError):
        text("report.there_is_no_such_key", "da")


def test_notes_keep_their_places() -> None:
    """A Danish note uses exactly the places of the English one."""
    for english, danish in catalogue("notes", "da").items():
        assert places(danish) <= set(re.findall(r"\{(\w+)\}", english)), english


def test_a_note_with_numbers_is_said_in_danish() -> None:
    """What stands at the places is carried over."""
    sentence = "The recording is cut off: the file promises 60 s and holds 12 s. What is there was analysed."
    assert "60\u202fs" in translated(sentence, "da")
    assert "afbrudt" in translated(sentence, "da") or "klippet" in translated(sentence, "da")
    assert translated(sentence, "en") == sentence
    assert translated("Nobody has written this.", "da") == "Nobody has written this."


@pytest.mark.parametrize(
    ("sentence", "said", "danish"),
    [
        ("is overdriven", ["92.1"], "er overstyret: 92,1\u202f% af"),
        ("labels speech until", ["v1.2.wav", "18.8", "9.0"], "v1.2.wav har tale indtil 18,8\u202fs, men"),
        ("{a} and {b} overlap from", ["Bo", "A.2", "1.5", "2.5"], "for Bo og A.2 overlapper fra 1,5 til 2,5\u202fs."),
        ("{a} is {b} hours long", ["2026.11", "7.5", "6"], "2026.11 er 7,5 timer lang"),
        ("{a} is a folder", ["2026.11"], "2026.11 er en mappe."),
        ("A third voice was", ["C", "1,234.5", "1:15, 1:02:05"], "1.234,5\u202fs i alt. Lyt ved 1:15, 1:02:05."),
        (
            "no workers. Start: {b}",
            ["10.0.0.1:8786", "dask 2026.1"],
            "10.0.0.1:8786 har ingen arbejdere. Start: dask 2026.1",
        ),
        (
            "has schema version",
            ["v1.2.json", "2.0", "1.1"],
            "v1.2.json har skemaversion 2.0; denne talkratio læser 1.1.",
        ),
        ("The model takes", ["3.1 GB", "/m/v1.2", "1.5 GB"], "3,1\u202fGB, og /m/v1.2 har plads til 1,5\u202fGB."),
        ("got {b} of the words wrong", ["m", "12%", "CoRal", "da", "x"], "12\u202f%"),
    ],
)
def test_numbers_within_a_note_are_written_in_danish(sentence: str, said: list[str], danish: str) -> None:
    """What measures something gets a comma and a narrow space; names, versions and moments are left alone."""
    source = next(source for source in catalogue("notes", "da") if sentence in source)
    whole = source.format(**dict(zip("abcdefgh", said, strict=False)))
    assert danish in translated(whole, "da")
    assert translated(whole, "en") == whole


def test_numbers_are_written_as_people_write_them() -> None:
    """Decimal comma and space in Danish, point and no space in English; `None` is said."""
    assert percent(0.414, "da") == "41\u202f%"
    assert percent(0.414, "en", digits=1) == "41.4%"
    assert percent(None, "da") == "ikke målt"
    assert seconds(4.24, "da") == "4,2\u202fs"
    assert seconds(-0.3, "en") == "-0.3\u202fs"
    assert seconds(-0.01, "en") == "0.0\u202fs"
    assert seconds(83, "en") == "1:23"
    assert clock(3723.4) == "1:02:03"
    assert number(None, "en") == "not measured"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"TALKRATIO_LANG": "da"}, "da"),
        ({"LANG": "da_DK.UTF-8"}, "da"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "da_DK.UTF-8"}, "en"),
    ],
)
def test_the_computers_language_is_used(
    environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own variable wins, then the system's."""
    for name in ("TALKRATIO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert preferred() == language
