"""What listening is read from: who speaks when, who holds the floor, and each person's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from talkratio.conversation import Clock, Conversation, Word
from talkratio.interval import Interval, Seconds
from talkratio.metrics import Rules
from talkratio.metrics.exchanges import Floor, Track, floor_of
from talkratio.metrics.floor import Elapsed, runs
from talkratio.questions.judging import language_of


@dataclass(frozen=True, slots=True)
class Ground:
    """A conversation prepared for looking things up by time."""

    held: Floor
    tracks: Mapping[str, Track]
    sounds: Mapping[str, frozenset[Interval]]
    elapsed: Mapping[str, Elapsed]
    duration: Seconds
    clock: Clock
    language: str

    @classmethod
    def of(cls, conversation: Conversation, rules: Rules) -> Ground:
        """Prepares a conversation."""
        speech = runs(conversation)
        held = floor_of(conversation, speech, rules)
        language = (conversation.language or "")[:2].lower()
        if language not in {"da", "en"}:
            language = language_of([word.text for word in conversation.words or ()])
        return cls(
            held=held,
            tracks={speaker: Track(own) for speaker, own in held.stretches.items()},
            sounds={speaker: frozenset(own) for speaker, own in held.backchannels.items()},
            elapsed={speaker: Elapsed(own) for speaker, own in speech.items()},
            duration=conversation.duration,
            clock=conversation.clock,
            language=language,
        )

    @property
    def measured(self) -> bool:
        """Whether silence and overlap can be told."""
        return self.clock == "speech"

    @property
    def timed(self) -> bool:
        """Whether there are times at all."""
        return self.clock != "order"

    def words(self, speaker: str, start: Seconds, end: Seconds) -> Sequence[Word]:
        """A person's words between two moments."""
        if self.held.spoken is None or end <= start:
            return ()
        return self.held.spoken[speaker].within(Interval(start, end))

    def others(self, speaker: str) -> Mapping[str, Track]:
        """The stretches of everybody else."""
        return {other: track for other, track in self.tracks.items() if other != speaker}
