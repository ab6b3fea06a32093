"""A report as files: one self-contained page, tables that no spreadsheet runs, labels that read back."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from talkratio import exports, formats
from talkratio.conversation import Conversation, Turn, Word
from talkratio.exports import html, table
from talkratio.feedback.values import HIDDEN
from talkratio.figures import headline
from talkratio.interval import Interval
from talkratio.metrics.uncertainty import Band
from talkratio.pipeline import compose
from talkratio.report import Provenance, Report, Target
from talkratio.texts import LANGUAGES, Language

HOSTILE = '<script>alert("x")</script>'
KNOWN = Provenance("talk.wav", "0" * 64, "0.1.0", "2026-01-14T10:00:00+01:00", "labels", "captions", notes=(HOSTILE,))

THREE = (("Mette", 4.0), ("Jonas", 4.0), ("Anne", 2.0), ("Mette", 4.0), ("Jonas", 4.0), ("Anne", 2.0))


def said(text: str, start: float, end: float, speaker: str) -> list[Word]:
    words = text.split()
    step = (end - start) / len(words)
    return [
        Word(Interval(start + i * step, start + (i + 1) * step), word, None, speaker) for i, word in enumerate(words)
    ]


def report(*, manager: str = "Mette", employee: str = "Jonas", language: str = "da") -> Report:
    """A short conversation in which the manager asks once."""
    turns = (
        Turn(Interval(0.0, 4.0), manager),
        Turn(Interval(5.0, 17.0), employee),
        Turn(Interval(18.0, 20.0), manager),
    )
    words = [
        *said("Hvad har været det bedste for dig?", 0.0, 4.0, manager),
        *said("Det har været projektet med de nye kunder og det vi lærte af dem", 5.0, 17.0, employee),
        *said("Det kan jeg godt forstå", 18.0, 20.0, manager),
    ]
    return compose(Conversation(21.0, turns, tuple(words), language), KNOWN, manager)


class Loads(HTMLParser):
    """Everything a page would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.found += [
            value or "" for name, value in attrs if name in ("src", "href", "action") or name.startswith("on")
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_loads_nothing_and_runs_nothing(language: Language) -> None:
    """No script, no address, no style from elsewhere; names with HTML in them are text."""
    page = html.write(report(manager=HOSTILE, employee="<b>Jonas</b>"), language)
    look = Loads()
    look.feed(page)
    assert (look.found, look.scripts) == ([], 0)
    assert "url(" not in page
    assert "@import" not in page
    assert f'lang="{language}"' in page


def test_the_page_shows_share_target_and_question() -> None:
    """What a manager looks for is there."""
    page = html.write(report(), "da")
    assert re.search(r"Lederen talte 33\u202f% af taletiden", page)
    assert "30/70" in page
    assert "Hvad har været det bedste for dig?" in page
    assert page.count("<svg") >= 2


def test_a_third_voice_is_named_where_its_part_of_the_bar_is() -> None:
    """A bystander's share stands over the bar; between two people nobody else is named."""
    turns = [Turn(Interval(10.0 * at, 10.0 * at + length), who) for at, (who, length) in enumerate(THREE)]
    shown = html.write(compose(Conversation(60.0, tuple(turns), (), "da"), KNOWN, "Mette"))
    assert "Bisidder 20\u202f%" in shown.replace("\u00a0", "\u202f")
    assert "Bisidder" not in html.write(report())


def test_a_report_without_words_says_so() -> None:
    """Questions that cannot be counted are not nought."""
    silent = compose(Conversation(10.0, (Turn(Interval(0, 4), "A"), Turn(Interval(5, 9), "B"))), KNOWN, "A")
    page = html.write(silent, "en")
    assert "Questions cannot be counted" in page
    assert "not measured" in page


def test_the_table_is_raw_and_has_its_rules() -> None:
    """Decimal points, units, empty where nothing can be measured."""
    rows = list(csv.DictReader(io.StringIO(table.write(report()))))
    by_name = {row["number"]: row for row in rows}
    assert float(by_name["talk_share"]["manager"]) == pytest.approx(6 / 18, abs=1e-4)
    assert by_name["questions"]["manager"] == "1"
    assert by_name["questions"]["unit"] == "count"
    assert by_name["talk_share"]["rule"]
    assert by_name["duration"]["conversation"] == "21.0000"


def test_a_file_name_cannot_become_a_formula() -> None:
    """A cell that a spreadsheet would run is quoted."""
    hostile = Provenance("=cmd()|calc.wav", None, "0.1.0", "2026-01-14T10:00:00+01:00", "labels", None)
    rows = list(csv.reader(io.StringIO(table.write(compose(report().conversation, hostile, "Mette")))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


def test_all_files_are_written_and_read_back(tmp_path: Path) -> None:
    """Turns and words survive RTTM and WebVTT."""
    written = exports.save(report(), tmp_path, "da")
    assert {path.name for path in written} == {f"talk.{end}" for end in ("report.json", "html", "csv", "rttm", "vtt")}
    turns = formats.read(tmp_path / "talk.rttm")
    assert [turn.interval for turn in turns.turns] == [turn.interval for turn in report().conversation.turns]
    words = formats.read(tmp_path / "talk.vtt")
    assert [word.text for word in words.words or ()] == [word.text for word in report().conversation.words or ()]


def test_an_anonymous_report_keeps_the_numbers() -> None:
    """Names, words and the file are gone; shares, kinds of questions and what came of them stay."""
    whole, nameless = report(), exports.anonymous(report(), "da")
    assert nameless.conversation.speakers == ("Leder", "Medarbejder")
    assert nameless.conversation.words is None
    assert [one.talk_share for one in nameless.metrics.speakers] == [one.talk_share for one in whole.metrics.speakers]
    assert nameless.metrics.speakers[0].words == whole.metrics.speakers[0].words
    assert [question.kind for question in nameless.questions or ()] == [q.kind for q in whole.questions or ()]
    page = html.write(nameless, "da")
    for secret in ("Mette", "Jonas", "talk.wav", "bedste"):
        assert secret not in page


@pytest.mark.parametrize(
    ("share", "low", "high", "verdict"),
    [
        (0.31, 0.28, 0.34, "within"),
        (0.31, 0.28, 0.37, "unsure"),
        (0.40, 0.37, 0.43, "above"),
        (0.20, 0.17, 0.23, "below"),
        (0.34, 0.22, 0.46, "unsure"),
    ],
)
def test_no_claim_goes_beyond_the_band(share: float, low: float, high: float, verdict: str) -> None:
    """Only a band wholly inside or outside the target decides."""
    talk = Conversation(100.0, (Turn(Interval(0, 100 * share), "A"), Turn(Interval(100 * share, 100), "B")))
    made = compose(talk, KNOWN, "A", target=Target(0.30, 0.05))
    from dataclasses import replace

    head = headline(replace(made, bands=(Band("A", 0.8, low, high),)))
    assert head.verdict == verdict


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_not_named_is_not_quoted_either(language: Language) -> None:
    """An anonymous page gives the year alone, and speaks of questions without a gap where their words were."""
    page = html.write(exports.anonymous(report(), language), language)
    assert HIDDEN not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert "2026" in html.about(exports.anonymous(report(), language), language)
    assert "1.1.2026" not in page
    assert "January" not in page


def test_engines_are_named_in_words() -> None:
    """Nobody has to know what they are called in the code."""
    assert "navnene i udskriften" in html.made(report(), "da")
    assert "the names in the transcript" in html.made(report(), "en")
