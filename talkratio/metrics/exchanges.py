"""How the floor is passed: gaps and overlaps, transfers, listening sounds and interruptions."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from talkratio.conversation import Conversation, Turn
from talkratio.interval import Interval, Seconds
from talkratio.metrics.floor import SLACK, Runs, Stretch, floor_turns, joined
from talkratio.metrics.values import Exchange, ExchangeKind, Hold, Rules
from talkratio.metrics.words import Spoken, only_listening, spoken


@dataclass(frozen=True, slots=True)
class Transfer:
    """The floor goes to `after` at `moment`, `offset` seconds after `before` ended; negative when overlapping."""

    before: str
    after: str
    moment: Seconds
    offset: Seconds


@dataclass(frozen=True, slots=True)
class Floor:
    """A conversation as a matter of who holds the floor when, and what happens around it.

    `stretches` are each person's speech and `backchannels` those of them that only listen; `interruptions` are the
    turns that cut somebody off, each with the person cut off; `spoken` is `None` without a transcript.
    """

    turns: tuple[Turn, ...]
    stretches: Runs
    backchannels: Runs
    interruptions: tuple[tuple[Turn, str], ...]
    transfers: tuple[Transfer, ...]
    spoken: Mapping[str, Spoken] | None


def floor_of(conversation: Conversation, runs: Runs, rules: Rules) -> Floor:
    """Who holds the floor when, from each person's `runs` of speech.

    Without times (clock `order`) any pause is bridged: there are none to measure. Interruptions, and sounds known by
    their length alone, need the clock `speech`.
    """
    if conversation.clock == "order":
        rules = replace(rules, bridge=math.inf, closure=0.0)
    words, timed = spoken(conversation), conversation.clock == "speech"
    stretches = {speaker: joined(own, rules.closure + SLACK) for speaker, own in runs.items()}
    sounds = backchannels(stretches, words, rules, conversation.language, timed=timed)
    turns = floor_turns(without(stretches, sounds), rules.bridge)
    cut_off = tuple(interruptions(turns, stretches, words, rules)) if timed else ()
    return Floor(turns, stretches, sounds, cut_off, transfers(turns), words)


def exchanges_in(held: Sequence[Hold]) -> tuple[Exchange, ...]:
    """Every silence and overlap between two stretches in which one person speaks alone (Heldner & Edlund 2010).

    A silence is a gap when another goes on, a pause when the same does; an overlap is `overlap` when the floor
    changes hands over it, `within_overlap` when it does not. What lies before the first or after the last is none.
    """
    found: list[Exchange] = []
    between: list[Hold] = []
    before: str | None = None
    for hold in held:
        if len(hold.speakers) != 1:
            between.append(hold)
            continue
        (after,) = hold.speakers
        if before is not None:
            kept = before == after
            found += [Exchange(_kind(bool(one.speakers), kept), one.interval, before, after) for one in between]
        between.clear()
        before = after
    return tuple(found)


def _kind(talking: bool, kept: bool) -> ExchangeKind:
    if talking:
        return "within_overlap" if kept else "overlap"
    return "pause" if kept else "gap"


def transfers(floor: Sequence[Turn]) -> tuple[Transfer, ...]:
    """Every change of the floor from one person to another."""
    return tuple(
        Transfer(last.speaker, turn.speaker, turn.interval.start, turn.interval.start - last.interval.end)
        for last, turn in pairwise(floor)
        if last.speaker != turn.speaker
    )


class Track:
    """One person's disjoint stretches in order of time, to be looked up by a moment."""

    __slots__ = ("starts", "stretches")

    def __init__(self, stretches: Sequence[Interval]) -> None:
        self.stretches = stretches
        self.starts = [stretch.start for stretch in stretches]

    def around(self, moment: Seconds) -> tuple[Interval | None, Interval | None]:
        """The last stretch that begins by a moment, and the next one."""
        index = bisect_right(self.starts, moment)
        before = self.stretches[index - 1] if index else None
        return before, self.stretches[index] if index < len(self.stretches) else None

    def at(self, moment: Seconds) -> Interval | None:
        """The stretch under way at a moment."""
        before, _ = self.around(moment)
        return before if before is not None and moment < before.end else None

    def next_start(self, moment: Seconds) -> Seconds | None:
        """When the next stretch begins, at this moment or later."""
        index = bisect_left(self.starts, moment)
        return self.starts[index] if index < len(self.starts) else None

    def ending_after(self, moment: Seconds) -> Iterator[Interval]:
        """The stretches that end after a moment, in order."""
        first = max(0, bisect_right(self.starts, moment) - 1)
        return (stretch for stretch in islice(self.stretches, first, None) if stretch.end > moment)


def backchannels(
    stretches: Runs, said: Mapping[str, Spoken] | None, rules: Rules, language: str | None, *, timed: bool = True
) -> Runs:
    """Each person's listening sounds: short, in the other's talk or between two turns of the other.

    Where words were heard they decide: a few, all of them listening words, and no answer to a question mark. Where
    none were, the length decides: at most `rules.backchannel`, and only if times are measured (`timed`).
    """
    small: dict[str, list[Interval]] = {}
    large: dict[str, Track] = {}
    for speaker, own in stretches.items():
        sounds = [_sounds(stretch, None if said is None else said[speaker], rules, language, timed) for stretch in own]
        small[speaker] = [stretch for stretch, is_sound in zip(own, sounds, strict=True) if is_sound]
        large[speaker] = Track([stretch for stretch, is_sound in zip(own, sounds, strict=True) if not is_sound])
    return {
        speaker: tuple(sound for sound in own if _inside(sound, speaker, large, said, rules.bridge))
        for speaker, own in small.items()
    }


def _sounds(stretch: Interval, said: Spoken | None, rules: Rules, language: str | None, timed: bool) -> bool:
    """Whether a stretch by itself could be a listening sound."""
    words = said.within(stretch) if said is not None else ()
    if words:
        return only_listening([word.text for word in words], language, rules.backchannel_words)
    return timed and stretch.duration <= rules.backchannel + SLACK


def _inside(
    sound: Interval, speaker: str, large: Mapping[str, Track], said: Mapping[str, Spoken] | None, bridge: Seconds
) -> bool:
    """Whether somebody else talks through a sound, or goes on after it without its speaker having said more."""
    own_last, own_next = large[speaker].around(sound.start)
    for other, track in large.items():
        last, following = track.around(sound.start)
        if other == speaker or last is None:
            continue
        if last.end >= sound.end:
            return True
        between = (
            following is not None
            and sound.start - last.end <= bridge + SLACK
            and following.start - sound.end <= bridge + SLACK
            and (own_last is None or own_last.start < last.start)
            and (own_next is None or own_next.start > following.start)
        )
        if between and not _asks(said, other, last):
            return True
    return False


def _asks(said: Mapping[str, Spoken] | None, speaker: str, stretch: Interval) -> bool:
    """Whether the last word in somebody's stretch has a question mark."""
    heard = said[speaker].within(stretch) if said is not None else ()
    return bool(heard) and heard[-1].text.endswith("?")


def without(stretches: Runs, sounds: Runs) -> list[Stretch]:
    """Everybody's stretches but the listening sounds, in order of time."""
    left: list[Stretch] = []
    for speaker, own in stretches.items():
        heard = {sound.start for sound in sounds[speaker]}
        left += [(stretch.start, stretch.end, speaker) for stretch in own if stretch.start not in heard]
    return sorted(left)


def interruptions(
    floor: Sequence[Turn], stretches: Runs, said: Mapping[str, Spoken] | None, rules: Rules
) -> Iterator[tuple[Turn, str]]:
    """Floor turns that cut another off, with the person cut off.

    The turn begins at least `interruption_overlap` before the other stops, the other stops within
    `interruption_yield` of its beginning, and it lasts longer than `interruption_turn` and, where words were heard,
    has more than `interruption_words`. What the other stops with must not be a question: an answer may come early.
    """
    tracks = {speaker: Track(own) for speaker, own in stretches.items()}
    for turn in floor:
        if turn.interval.duration <= rules.interruption_turn + SLACK:
            continue
        words = said[turn.speaker].within(turn.interval) if said is not None else ()
        if words and len(words) <= rules.interruption_words:
            continue
        for other, track in tracks.items():
            speaking, _ = track.around(turn.interval.start)
            if other == turn.speaker or speaking is None or speaking.start >= turn.interval.start:
                continue
            overlap = speaking.end - turn.interval.start
            if rules.interruption_overlap - SLACK <= overlap <= rules.interruption_yield + SLACK:
                if not _asks(said, other, speaking):
                    yield turn, other
                break
