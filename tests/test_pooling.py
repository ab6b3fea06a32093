"""Many conversations as one: seconds are added, then divided once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from talkratio import questions
from talkratio.conversation import Clock, Conversation, Roles
from talkratio.listening import listen
from talkratio.metrics import measure
from talkratio.pooling import Pooled, PooledRole, Spread, pool
from talkratio.report import Provenance, Report
from tests.draw import conversations, draw

SOURCE = Provenance("mus.wav", None, "0", "2026-01-01T10:00:00+01:00", "labels", None)
SILENCE = 30.0
"""seconds between two conversations laid end to end: no exchange reaches over them"""


def report(conversation: Conversation) -> Report:
    """The first who speaks is the manager, the second the employee, others observe."""
    metrics = measure(conversation)
    asked = None if conversation.words is None else questions.find(conversation)
    people = (*conversation.speakers, None, None)
    roles = Roles(people[0], people[1], tuple(conversation.speakers[2:]))
    return Report(conversation, metrics, roles, SOURCE, asked, listen(conversation, metrics, asked))


def manager(pooled: Pooled) -> PooledRole:
    found = pooled.of("manager")
    assert found is not None
    return found


def two(mine: int, theirs: int, clock: Clock = "speech") -> Report:
    return report(draw(f"A {'#' * mine}\nB {'.' * mine}{'#' * theirs}", clock=clock))


def test_seconds_are_added_and_divided_once() -> None:
    """A long conversation weighs as much as it lasts; the mean of the shares is spread alone."""
    pooled = pool([two(10, 90), two(900, 100)])
    assert manager(pooled).talk_share == pytest.approx(910 / 1100)
    assert manager(pooled).spread == Spread(0.1, 0.5, 0.9)
    assert (pooled.conversations, pooled.duration, manager(pooled).conversations) == (2, 1100, 2)


def test_a_role_that_somebody_lacks() -> None:
    """Who is there adds to everyone's time all the same, so that the shares of the roles still add to one."""
    pooled = pool([two(10, 10), report(draw("A ##....\nB ..##..\nC ....##", step=5.0))])
    shares = {figures.role: (figures.conversations, figures.talk_share) for figures in pooled.roles}
    assert shares == {"manager": (2, 0.4), "employee": (2, 0.4), "observer": (1, 0.2)}


def test_one_voice_alone_moves_no_share() -> None:
    """There is nobody in it to share with; its time is counted."""
    pooled = pool([two(10, 10), report(draw("A ja_nej...."))])
    assert (manager(pooled).talk_share, manager(pooled).spread) == (0.5, Spread(0.5, 0.5, 0.5))
    assert (manager(pooled).talk_time, manager(pooled).words) == (16, 2)
    assert manager(pool([report(draw("A ####"))])).talk_share is None


def test_two_observers_are_one_role() -> None:
    """Their time is added, the conversation counted once."""
    pooled = pool([report(draw("A ##....\nB ..##..\nC ....#.\nD .....#"))])
    observers = pooled.of("observer")
    assert observers is not None
    assert (observers.talk_time, observers.talk_share, observers.conversations) == (2, pytest.approx(2 / 6), 1)
    assert observers.share_of_duration == pytest.approx(2 / 6)


def test_no_reports_and_silence() -> None:
    """Nothing is not zero."""
    assert pool([]) == Pooled(0, 0, "seconds", None, None, None, None, ())
    silent = pool([report(Conversation(10.0, ()))])
    assert (silent.duration, silent.silence, silent.roles) == (10, 10, ())


def test_conversations_without_times_add_words_and_no_seconds() -> None:
    """They are counted apart; where there are no others the share is that of words."""
    words = report(draw("A ja_vi_gik....\nB ..........hjem", clock="order"))
    mixed = pool([two(10, 30), words])
    assert (mixed.counted, mixed.without_times, manager(mixed).talk_share) == ("seconds", 1, 0.25)
    assert manager(mixed).share_of_words == 0.75
    assert manager(mixed).spread == Spread(0.25, 0.25, 0.25)
    alone = pool([words])
    assert (alone.counted, manager(alone).talk_share, manager(alone).talk_time) == ("words", 0.75, None)


def test_what_one_clock_cannot_tell_is_counted_over_the_others() -> None:
    """Silence and interruptions come from recordings alone."""
    pooled = pool([two(10, 30), two(10, 30, "captions")])
    assert (pooled.silence, manager(pooled).interruptions, pooled.duration) == (0, 0, 80)
    assert manager(pool([two(1, 3, "captions")])).interruptions is None


def test_questions_are_pooled_over_those_with_words() -> None:
    """A recording without a transcript is in neither the count nor its minutes."""
    asks = report(draw("A hvad_synes_du?\nB ................det_er_godt", language="da"))
    pooled = manager(pool([asks, two(100, 100)]))
    single = manager(pool([asks]))
    assert pooled.questions == single.questions == 1
    assert pooled.questions_per_10_minutes == single.questions_per_10_minutes
    assert pooled.share_open == 1.0
    assert pooled.questions_per_10_minutes == pytest.approx(600 / 27)
    employee = pool([asks]).of("employee")
    assert employee is not None
    assert (employee.questions, employee.questions_per_10_minutes, employee.share_open) == (0, 0, None)


@given(st.lists(conversations(), min_size=1, max_size=3))
def test_pooled_is_concatenated(found: list[Conversation]) -> None:
    """Laid end to end with silence between them, conversations give what pooling gives."""
    named = []
    for conversation in found:
        starts = [turn.interval.start for turn in conversation.turns]
        assume(len(starts) == len(set(starts)))
        assume(len(conversation.speakers) != 1)  # end to end with others it would have somebody to share with
        cast = dict(zip(conversation.speakers, "ABC", strict=False))
        named.append(replace(conversation.renamed(cast), language="en"))
    pooled, whole = pool([report(conversation) for conversation in named]), end_to_end(named)
    metrics = measure(whole)
    assert pooled.speech == pytest.approx(metrics.speech, abs=1e-5)
    assert pooled.overlap == pytest.approx(metrics.overlap, abs=1e-5)
    assert (pooled.silence or 0) + SILENCE * len(named) == pytest.approx(metrics.silence, abs=1e-5)
    for label, role in (("A", "manager"), ("B", "employee"), ("C", "observer")):
        figures, numbers = pooled.of(role), metrics.of(label)  # type: ignore[arg-type]
        assert (figures is None) is (numbers is None)
        if figures is None or numbers is None:
            continue
        assert figures.talk_time == pytest.approx(numbers.talk_time, abs=1e-5)
        assert figures.words == numbers.words
        assert figures.backchannels == numbers.backchannels
        assert figures.interruptions == numbers.interruptions
        assert figures.turns == numbers.turns
        assert figures.talk_share == pytest.approx(numbers.talk_share)
        assert figures.share_of_words == pytest.approx(numbers.share_of_words)
        assert (figures.mean_turn or 0) == pytest.approx(numbers.mean_turn or 0, abs=1e-5)
        assert figures.words_per_minute == pytest.approx(numbers.words_per_minute, rel=1e-4)


def end_to_end(found: list[Conversation]) -> Conversation:
    """One conversation of many, with silence after each."""
    turns, words, at = [], [], 0.0
    for conversation in found:
        turns += [replace(turn, interval=turn.interval.shift(at)) for turn in conversation.turns]
        words += [replace(word, interval=word.interval.shift(at)) for word in conversation.words or ()]
        at += conversation.duration + SILENCE
    return Conversation(at, tuple(turns), tuple(words), "en")
