from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from talkratio.conversation import Conversation
from talkratio.dashboard import advice, charts, lists, mending, share, trend, voices
from talkratio.dashboard.sections import sections
from talkratio.figures import headline, per_person, whole
from talkratio.interval import Interval
from talkratio.library import Entry, Numbers
from talkratio.report import Report
from talkratio.texts import LANGUAGES, Language, text
from talkratio.texts.numbers import percent
from tests.dashboard.keeping import composed, hostile, spoken
from tests.draw import conversations

HOSTILE = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>"
VOID = {"input", "br", "img"}


class Balanced(HTMLParser):
    """Markup whose every element is closed; remembers the elements, their text, and the moments to hear."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.moments: list[float] = []
        self.text = ""
        self.feed(markup)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.moments += [float(value) for name, value in attrs if name == "data-at" and value]
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def everything(report: Report, language: Language) -> list[str]:
    """Every chart there is of a report."""
    turn = next(iter(report.conversation.turns), None)
    found = [
        share.hero(report, language, 0.3),
        share.split(report, language),
        charts.rolling(report, language),
        charts.fifths(report, language),
        charts.waits(report, language),
        charts.longest(report, language),
        lists.questions(report, language),
        lists.questions(report, language, "employee"),
        lists.figures(report, language),
        advice.facts(report, language),
        mending.doubts(report, language),
        mending.change(report, report, 1, language),
        voices.voices(report, language),
    ]
    return found if turn is None else [*found, mending.words(report, turn.speaker, turn.interval, language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_sound_and_every_text_in_it_is_escaped(language: Language) -> None:
    """Names and words full of markup come out as text in every chart."""
    report = composed(hostile(spoken(), HOSTILE), manager=f"{HOSTILE} L")
    for markup in everything(report, language):
        found = Balanced(markup)
        assert not found.tags & {"script", "img"}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conversations())
def test_every_chart_bears_every_conversation(conversation: Conversation) -> None:
    """Whoever speaks whenever: every chart can be drawn, and plays no moment outside the recording."""
    report = composed(conversation, manager=None)
    for markup in everything(report, "da"):
        assert all(0 <= at <= conversation.duration for at in Balanced(markup).moments)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headline_on_screen_is_that_of_the_report(language: Language) -> None:
    """The big number, both shares and the band come from the report and nowhere else."""
    report = composed(spoken())
    markup, head = share.hero(report, language), headline(report)
    assert head.share is not None
    assert re.search(r'data-part="share">([^<]+)<', markup).group(1) == percent(head.share, language)  # type: ignore[union-attr]
    employee = report.of("employee")
    assert employee is not None
    assert percent(employee.talk_share, language) in Balanced(markup).text
    assert head.low is not None
    assert f"left:{100 * head.low:.2f}%" in markup


def test_every_number_opens_its_rule_and_says_every_value() -> None:
    """The list of numbers holds each figure once, with its values and the rule behind it."""
    report = composed(spoken())
    text = Balanced(lists.figures(report, "en")).text
    for figure in (*per_person(report, "en"), *whole(report, "en")):
        assert figure.name in text
        assert figure.rule[1:] in text
        assert all(value in text for value in figure.values)


def test_what_a_guess_was_off_is_told_in_whole_points() -> None:
    """A guess is right within two points, else the difference is told in the direction it has."""
    assert "ramte" in share.guessed(0.40, 0.414, "da")
    assert "11 procentpoint mere" in share.guessed(0.30, 0.414, "da")
    assert "9 percentage points less" in share.guessed(0.50, 0.414, "en")


def lanes(drawn: dict[str, Any]) -> list[str]:
    return [drawn["speakers"][speaker]["role"] for _, _, speaker in drawn["turns"]]


def test_the_ribbon_draws_every_turn_in_the_lane_of_its_role() -> None:
    """Turns, fifths and the manager's questions are handed to the ribbon; a swap exchanges the lanes."""
    report = composed(spoken())
    drawn = charts.ribbon(report, "da", chosen=(1,))
    assert lanes(drawn) == ["manager", "employee", "manager", "employee"]
    assert drawn["chosen"] == [1]
    assert len(drawn["marks"]) == len([one for one in report.questions or () if one.speaker == "L"])
    assert len(drawn["phases"]) == 5
    swapped = charts.ribbon(report.swapped(), "da")
    assert lanes(swapped) == ["employee", "manager", "employee", "manager"]


def test_clips_of_a_voice_are_of_that_voice_alone_and_spread() -> None:
    """Clips avoid the other's speech and come from the whole conversation, three at most."""
    report = composed(spoken("A " + "####......" * 6 + "\nB " + "....######" * 6), manager="A")
    found = voices.clips(report, "A")
    assert len(found) == 3
    assert found[0].start <= 10 < found[-1].start
    talking = composed(spoken("A ######....####################\nB ..####......................"), manager="A")
    assert voices.clips(talking, "A") == (Interval(5.0, 14.0),)


def entry(share: float | None, month: int, **more: float | None) -> Entry:
    numbers = Numbers(share=share, low=share and share - 0.03, high=share and share + 0.03, **more)  # type: ignore[arg-type]
    return Entry(f"2026-{month:02}-01-aaaaaaaaaaaa", "<b>MUS</b>", f"2026-{month:02}-01", False, True, False, numbers)


def test_shares_of_many_conversations_are_pooled_by_seconds() -> None:
    """A long conversation weighs more than a short one; one without times is left out."""
    found = [entry(0.5, 1, speech=100.0, overlap=0.0), entry(0.2, 2, speech=290.0, overlap=10.0), entry(0.9, 3)]
    assert trend.pooled_share(found) == pytest.approx((50 + 60) / 400)
    assert trend.pooled_share([entry(None, 1), entry(0.9, 3)]) is None


def test_the_share_of_open_questions_is_that_of_the_open_and_closed_ones() -> None:
    """Rituals are neither; counts are added up and divided once; a conversation without both counts is left out."""
    found = [
        entry(0.4, 1, questions=8, judged_questions=4, open_questions=1),
        entry(0.4, 2, questions=6, judged_questions=6, open_questions=4),
        entry(0.4, 3, questions=9, open_questions=9),
    ]
    measured = [one.numbers for one in found if one.numbers]
    assert trend.open_share(measured) == pytest.approx(5 / 10)
    assert trend.open_share(measured[2:]) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_trend_shows_each_conversation_once_in_order_of_time(language: Language) -> None:
    """As many dots as measured conversations, oldest left, and titles as text."""
    found = [entry(0.4 + month / 100, month, questions=4, judged_questions=4, open_questions=2) for month in (5, 1, 3)]
    markup = trend.share_over_time([*found, entry(None, 2)], language)
    assert markup.count("<u ") == 3
    assert markup.index(percent(0.41, language)) < markup.index(percent(0.43, language)) < markup.index("45")
    assert "<b>MUS" not in markup
    for chart in (markup, trend.pooled(found, language), trend.questions_over_time(found, language)):
        Balanced(chart)


@pytest.mark.parametrize("language", LANGUAGES)
def test_too_few_conversations_for_a_trend_are_said_to_be_so(language: Language) -> None:
    """One conversation makes no curve."""
    assert "<u " not in trend.share_over_time([entry(0.4, 1)], language)
    assert "<u " not in trend.questions_over_time([entry(0.4, 1), entry(0.4, 2)], language)


def test_what_came_of_a_question_is_told() -> None:
    """Each outcome has its words; nothing is said of what cannot be known."""
    report = composed(spoken())
    assert report.listening is not None
    outcome = (report.listening.outcomes or ())[0]
    assert "svar på" in lists.came_of(outcome, "da")
    assert lists.came_of(replace(outcome, self_rescued=True), "da").startswith("Fortsatte selv")
    assert lists.came_of(replace(outcome, answered=False, self_rescued=None), "da") == "Blev ikke besvaret"
    assert lists.came_of(None, "da") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_sound_nothing_offers_to_be_heard(language: Language) -> None:
    """The times of the moments stay, as text; with sound each of them is a button."""
    made = composed(spoken())
    heard, silent = sections(made, language), sections(made, language, sound=False)
    assert 'class="play"' in heard
    assert 'class="play"' not in silent
    assert len(re.findall('class="play"', heard)) == len(re.findall('class="at"', silent))


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_voice_is_held_against_no_target(language: Language) -> None:
    """It has all of the talk, and the page says why that is no number about a conversation."""
    made = composed(spoken("L hvad_synes_du?........."), manager=None, unsure=False)
    head = headline(made)
    assert (head.share, head.low, head.verdict) == (1.0, None, "unknown")
    hero = share.hero(made, language)
    assert f"{text('report.manager', language)} {percent(1.0, language)}" in hero
    assert f"{text('report.employee', language)} {percent(0.0, language)}" in hero
    assert text("feedback.one_voice", language) in unescape(hero)


def test_without_times_the_headline_speaks_of_words() -> None:
    """What was counted is what is claimed."""
    timed = spoken()
    made = composed(Conversation(timed.duration, timed.turns, timed.words, "da", "order"), unsure=False)
    assert "af ordene var lederens" in share.hero(made, "da")
    assert "var lederens taletid" not in share.hero(made, "da")
    assert "var lederens taletid" in share.hero(composed(timed), "da")
