"""The values that hold a conversation's numbers. Shares are 0..1, times seconds, `None` is not measurable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from talkratio.interval import Interval, Seconds

ExchangeKind = Literal["gap", "pause", "overlap", "within_overlap"]
Counted = Literal["seconds", "words"]
RollingShare = tuple[tuple[Seconds, tuple[tuple[str, float], ...]], ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """A stretch in which the set of people speaking does not change; the holds tile the recording."""

    interval: Interval
    speakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """How the floor was passed or kept (Heldner & Edlund 2010); `before` and `after` are speakers."""

    kind: ExchangeKind
    interval: Interval
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Rules:
    """Thresholds of the counting rules, in seconds unless said otherwise; sources in docs/metrics.md."""

    bridge: Seconds = 2.0
    """own pauses up to this long do not end a monologue or story"""
    closure: Seconds = 0.2
    """silence up to this long inside one's own speech is part of a sound, not a pause"""
    backchannel: Seconds = 1.0
    """longest listening sound, when it lies in the other's talk or between two turns of the other"""
    backchannel_words: int = 3
    interruption_overlap: Seconds = 0.3
    interruption_turn: Seconds = 1.0
    interruption_yield: Seconds = 1.0
    interruption_words: int = 3
    rolling_window: Seconds = 300.0
    rolling_step: Seconds = 15.0
    parts: int = 5


@dataclass(frozen=True, slots=True)
class SpeakerMetrics:
    """One person's numbers. Shares are 0..1, times seconds; `None` is not measurable."""

    speaker: str
    talk_time: Seconds | None
    """own speech, overlap counted to both; `None` when the conversation has no times"""
    talk_share: float | None
    """headline: own speech ÷ everyone's speech; in words instead of seconds where `Metrics.counted` says so; one voice
    alone has all of it, which is held against nothing: no band, no target, no trend"""
    share_of_words: float | None
    share_of_duration: float | None
    """share of the floor: own speech ÷ duration of the recording"""
    share_without_backchannels: float | None
    share_without_overlap: float | None
    turns: int
    """floor turns: maximal runs, own pauses bridged, backchannels left out"""
    mean_turn: Seconds | None
    median_turn: Seconds | None
    longest: Interval | None
    """longest monologue or story"""
    wait: Seconds | None
    """median silence before taking the floor from the other (gaps only)"""
    waits: tuple[Seconds, ...]
    interruptions: int | None
    """made by this person"""
    backchannels: int | None
    """given by this person"""
    words: int | None
    words_per_minute: float | None
    share_by_part: tuple[float | None, ...] = field(default=())
    """talk share in each of `Rules.parts` equal parts"""


@dataclass(frozen=True, slots=True)
class Metrics:
    """The numbers of a conversation, with the rules that made them."""

    rules: Rules
    duration: Seconds | None
    speech: Seconds | None
    """time in which somebody speaks"""
    silence: Seconds | None
    overlap: Seconds | None
    speakers: tuple[SpeakerMetrics, ...]
    switches_per_minute: float | None
    floor_transfer_offset: Seconds | None
    """median of next start − previous end where the speaker changes; negative when overlapping"""
    exchanges: tuple[Exchange, ...] = field(default=())
    """every exchange, in order of time"""
    rolling_share: RollingShare = field(default=())
    """every 15 s: the moment, and each speaker's share over the `rolling_window` seconds around it"""
    counted: Counted = "seconds"
    """what the headline share counts: seconds of speech, or words where the conversation has no times"""

    @property
    def shared(self) -> bool:
        """Whether two or more speak: all of one voice is no share that is held against a target or another one."""
        return len(self.speakers) > 1

    def of(self, speaker: str) -> SpeakerMetrics | None:
        """The numbers of one person."""
        return next((numbers for numbers in self.speakers if numbers.speaker == speaker), None)
