"""The numbers of a conversation, each with its counting rule. Pure functions of a `Conversation`, no roles."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import fmean, median

from talkratio.conversation import Conversation
from talkratio.interval import Seconds
from talkratio.metrics import floor
from talkratio.metrics.exchanges import Floor, exchanges_in, floor_of
from talkratio.metrics.floor import Elapsed, holds
from talkratio.metrics.values import Counted, Exchange, ExchangeKind, Hold, Metrics, Rules, SpeakerMetrics

__all__ = [
    "Counted",
    "Exchange",
    "ExchangeKind",
    "Hold",
    "Metrics",
    "Rules",
    "SpeakerMetrics",
    "holds",
    "measure",
]


def measure(conversation: Conversation, rules: Rules | None = None) -> Metrics:
    """All numbers of a conversation; docs/metrics.md has the formula, the rule and the source of each.

    What the clock cannot tell is `None`: with `captions` all that needs silence or overlap, with `order` all that
    needs time; there the shares count words.

    >>> from talkratio.conversation import Turn
    >>> from talkratio.interval import Interval
    >>> two = Conversation(10.0, (Turn(Interval(0.0, 3.0), "A"), Turn(Interval(3.0, 10.0), "B")))
    >>> measure(two).speakers[0].talk_share
    0.3
    """
    rules = rules or Rules()
    duration, timed, measured = conversation.duration, conversation.clock != "order", conversation.clock == "speech"
    runs = floor.runs(conversation)
    tiles, held = floor.tiles(runs, duration), floor_of(conversation, runs, rules)
    elapsed = {speaker: Elapsed(own) for speaker, own in runs.items()}
    times = floor.together(tiles)
    offsets = [transfer.offset for transfer in held.transfers]
    return Metrics(
        rules=rules,
        duration=duration if timed else None,
        speech=floor.lasting(times, range(1, 1 + len(elapsed))) if timed else None,
        silence=floor.lasting(times, {0}) if measured else None,
        overlap=floor.lasting(times, range(2, 1 + len(elapsed))) if measured else None,
        speakers=_speakers(conversation, times, held, elapsed, rules),
        switches_per_minute=60 * len(offsets) / duration if timed and duration > 0 else None,
        floor_transfer_offset=median(offsets) if measured and offsets else None,
        exchanges=exchanges_in(tiles) if measured else (),
        rolling_share=floor.rolling_share(elapsed, duration, rules) if timed else (),
        counted="seconds" if timed else "words",
    )


def _speakers(
    conversation: Conversation, times: floor.Together, held: Floor, elapsed: Mapping[str, Elapsed], rules: Rules
) -> tuple[SpeakerMetrics, ...]:
    speakers, timed, measured = tuple(elapsed), conversation.clock != "order", conversation.clock == "speech"
    time, words = floor.talk(times, speakers), _words(held)
    by_time = floor.shares(time)
    by_words = dict.fromkeys(speakers) if words is None else floor.shares(words)
    without_sounds = floor.shares(_without_sounds(time, held, elapsed))
    without_overlap = floor.shares(floor.talk(times, speakers, alone=True))
    parts = floor.share_by_part(elapsed, conversation.duration, rules.parts)
    waits = _waits(held, speakers) if measured else dict.fromkeys(speakers, ())
    made = Counter(turn.speaker for turn, _ in held.interruptions)
    own = {speaker: [t.interval for t in held.turns if t.speaker == speaker] for speaker in speakers}
    lasting = {speaker: [turn.duration for turn in own[speaker]] if timed else [] for speaker in speakers}
    return tuple(
        SpeakerMetrics(
            speaker=speaker,
            talk_time=time[speaker] if timed else None,
            talk_share=by_time[speaker] if timed else by_words[speaker],
            share_of_words=by_words[speaker],
            share_of_duration=time[speaker] / conversation.duration if timed else None,
            share_without_backchannels=without_sounds[speaker] if measured else None,
            share_without_overlap=without_overlap[speaker] if measured else None,
            turns=len(own[speaker]),
            mean_turn=fmean(lasting[speaker]) if lasting[speaker] else None,
            median_turn=median(lasting[speaker]) if lasting[speaker] else None,
            longest=max(own[speaker], key=lambda turn: turn.duration) if lasting[speaker] else None,
            wait=median(waits[speaker]) if waits[speaker] else None,
            waits=waits[speaker],
            interruptions=made[speaker] if measured else None,
            backchannels=len(held.backchannels[speaker]) if measured else None,
            words=None if words is None else words[speaker],
            words_per_minute=60 * words[speaker] / time[speaker] if words is not None and timed else None,
            share_by_part=parts[speaker],
        )
        for speaker in speakers
    )


def _words(held: Floor) -> dict[str, int] | None:
    if held.spoken is None:
        return None
    return {speaker: len(track.words) for speaker, track in held.spoken.items()}


def _without_sounds(time: Mapping[str, Seconds], held: Floor, elapsed: Mapping[str, Elapsed]) -> dict[str, Seconds]:
    """Seconds of speech that are more than listening sounds."""
    return {
        speaker: max(
            0.0, seconds - math.fsum(elapsed[speaker].within(s.start, s.end) for s in held.backchannels[speaker])
        )
        for speaker, seconds in time.items()
    }


def _waits(held: Floor, speakers: Sequence[str]) -> dict[str, tuple[Seconds, ...]]:
    """For each person the silences after which they took the floor from another, in order of time."""
    return {
        speaker: tuple(t.offset for t in held.transfers if t.after == speaker and t.offset >= 0) for speaker in speakers
    }
