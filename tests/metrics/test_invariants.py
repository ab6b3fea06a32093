"""What holds for every conversation, however people speak."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from talkratio.conversation import Conversation, Turn, Word
from talkratio.interval import Seconds, total
from talkratio.metrics import Metrics, SpeakerMetrics, holds, measure
from tests.draw import conversations

NAMES = {"Anna Jensen": "1", "Bo": "2", "Søren & Co": "3", "A < B": "4", "SPEAKER_00": "5"}


def later(conversation: Conversation, by: Seconds) -> Conversation:
    """The same conversation after some silence."""
    return replace(
        conversation,
        duration=conversation.duration + by,
        turns=tuple(replace(turn, interval=turn.interval.shift(by)) for turn in conversation.turns),
        words=tuple(replace(word, interval=word.interval.shift(by)) for word in conversation.words or ()),
    )


def untouched_by_time(numbers: SpeakerMetrics) -> list[float | None]:
    """What the silence before a conversation does not change."""
    return [
        numbers.talk_time,
        numbers.talk_share,
        numbers.share_of_words,
        numbers.share_without_backchannels,
        numbers.share_without_overlap,
        numbers.turns,
        numbers.mean_turn,
        numbers.median_turn,
        numbers.wait,
        numbers.interruptions,
        numbers.backchannels,
        numbers.words,
        numbers.words_per_minute,
        *numbers.waits,
    ]


@given(conversations())
def test_holds_tile_the_recording(conversation: Conversation) -> None:
    """From 0 to the end without a hole, never two alike in a row, and with everybody's speech in them."""
    found = holds(conversation)
    assert (found[0].interval.start, found[-1].interval.end) == (0, conversation.duration)
    assert all(a.interval.end == b.interval.start and a.speakers != b.speakers for a, b in pairwise(found))
    for speaker in conversation.speakers:
        held = math.fsum(hold.interval.duration for hold in found if speaker in hold.speakers)
        assert held == pytest.approx(total(turn.interval for turn in conversation.turns_of(speaker)), abs=1e-5)


@given(conversations())
def test_shares_add_to_one(conversation: Conversation) -> None:
    """Under every rule, in every fifth and in every window, where there is anything to share."""
    metrics = measure(conversation)
    people = metrics.speakers
    rules = ("talk_share", "share_of_words", "share_without_backchannels", "share_without_overlap")
    columns = [[getattr(numbers, rule) for numbers in people] for rule in rules]
    columns += [list(part) for part in zip(*(numbers.share_by_part for numbers in people), strict=True)]
    columns += [[share for _, share in window] for _, window in metrics.rolling_share if window]
    for column in columns:
        known = [share for share in column if share is not None]
        assert len(known) in {0, len(people)}
        assert not known or math.fsum(known) == pytest.approx(1)


@given(conversations())
def test_speech_and_silence_fill_the_recording(conversation: Conversation) -> None:
    """Silence + speech = duration; the talk times are the speech and, once more for each further voice, the overlap."""
    metrics = measure(conversation)
    assert (metrics.speech or 0) + (metrics.silence or 0) == pytest.approx(conversation.duration)
    times = math.fsum(numbers.talk_time or 0 for numbers in metrics.speakers)
    assert times + 1e-6 >= (metrics.speech or 0) + (metrics.overlap or 0)
    if len(metrics.speakers) == 2:
        assert times == pytest.approx((metrics.speech or 0) + (metrics.overlap or 0), abs=1e-5)


@given(conversations(), st.integers(0, 90_000))
def test_a_shift_in_time_changes_nothing_but_silence(conversation: Conversation, milliseconds: int) -> None:
    """Silence before the conversation adds to the silence alone."""
    shift = milliseconds / 1000
    before, after = measure(conversation), measure(later(conversation, shift))
    assert after.silence == pytest.approx((before.silence or 0) + shift, abs=1e-5)
    assert (after.speech, after.overlap) == pytest.approx((before.speech, before.overlap), abs=1e-5)
    assert (after.floor_transfer_offset or 0) == pytest.approx(before.floor_transfer_offset or 0, abs=1e-5)
    assert [e.kind for e in after.exchanges] == [e.kind for e in before.exchanges]
    for numbers in before.speakers:
        moved = after.of(numbers.speaker)
        assert moved is not None
        for now, then in zip(untouched_by_time(moved), untouched_by_time(numbers), strict=True):
            assert (now is None) is (then is None)
            assert (now or 0.0) == pytest.approx(then or 0.0, rel=1e-4, abs=1e-5)


@given(conversations())
def test_names_change_nothing(conversation: Conversation) -> None:
    """Other labels, the same numbers; who begins first is a matter of time, so nobody begins together here."""
    starts = [turn.interval.start for turn in conversation.turns]
    assume(len(set(starts)) == len(starts))
    renamed, named = measure(conversation.renamed(NAMES)), measure(conversation)
    assert plain(renamed) == plain(named)
    for numbers in named.speakers:
        assert renamed.of(NAMES[numbers.speaker]) == replace(numbers, speaker=NAMES[numbers.speaker])


@given(conversations(), st.randoms(use_true_random=False))
def test_the_order_of_turns_and_words_changes_nothing(conversation: Conversation, chance: object) -> None:
    """Tracks are sorted by time before anything is counted."""
    turns, words = list(conversation.turns), list(conversation.words or ())
    chance.shuffle(turns)  # type: ignore[attr-defined]
    chance.shuffle(words)  # type: ignore[attr-defined]
    assert measure(replace(conversation, turns=tuple(turns), words=tuple(words))) == measure(conversation)


@given(conversations())
def test_a_turn_cut_in_two_changes_nothing(conversation: Conversation) -> None:
    """Where an engine cuts speech that goes on is its own affair."""
    halves: list[Turn] = []
    for turn in conversation.turns:
        middle = round(turn.interval.middle, 6)
        start, end = turn.interval.start, turn.interval.end
        if start < middle < end:
            interval = type(turn.interval)
            halves += [replace(turn, interval=interval(start, middle)), replace(turn, interval=interval(middle, end))]
        else:
            halves.append(turn)
    assert measure(replace(conversation, turns=tuple(halves))) == measure(conversation)


@given(conversations(worded=False))
def test_exchanges_are_holds_between_two_single_voices(conversation: Conversation) -> None:
    """Each lies where silence or overlap is, and in order."""
    metrics = measure(conversation)
    tiles = {hold.interval: hold.speakers for hold in holds(conversation)}
    for exchange in metrics.exchanges:
        silent = exchange.kind in {"gap", "pause"}
        assert (len(tiles[exchange.interval]) == 0) is silent
        assert (exchange.before == exchange.after) is (exchange.kind in {"pause", "within_overlap"})
    starts = [exchange.interval.start for exchange in metrics.exchanges]
    assert starts == sorted(starts)


@given(conversations())
def test_words_that_nobody_hears_leave_time_alone(conversation: Conversation) -> None:
    """The transcript moves no second of speech."""
    words = tuple(Word(word.interval, "xyz", None, word.speaker) for word in conversation.words or ())
    other, same = measure(replace(conversation, words=words)), measure(conversation)
    assert [n.talk_time for n in other.speakers] == [n.talk_time for n in same.speakers]
    assert (other.silence, other.overlap, other.exchanges) == (same.silence, same.overlap, same.exchanges)


def plain(metrics: Metrics) -> list[object]:
    """What does not name anybody."""
    return [
        metrics.duration,
        metrics.speech,
        metrics.silence,
        metrics.overlap,
        metrics.switches_per_minute,
        metrics.floor_transfer_offset,
        [(exchange.kind, exchange.interval) for exchange in metrics.exchanges],
    ]
