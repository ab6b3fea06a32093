"""Who spoke when, and what was said: two parallel tracks on one clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from talkratio.interval import Interval, Seconds

Clock = Literal["speech", "captions", "order"]
"""Where the times come from.

`speech`: measured on the sound, or marked by hand on it; every metric of time may be told.
`captions`: cue times of a transcript, which swallow pauses; shares and turns may be told, gaps and waits may not.
`order`: no times at all; one word is one unit, so only words, turns and questions may be told.
"""

Role = Literal["manager", "employee", "observer"]


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """One speaker's uninterrupted stretch of speech. Turns may overlap.

    `confidence` is the chance (0..1) that it is the right person; `None` where the engine cannot say.
    """

    interval: Interval
    speaker: str
    confidence: float | None = None

    def __post_init__(self) -> None:
        if not self.speaker:
            raise ValueError("a turn needs a speaker")


@dataclass(frozen=True, slots=True, order=True)
class Word:
    """A word as the transcriber heard it, punctuation attached; `speaker` is filled in by attribution."""

    interval: Interval
    text: str
    confidence: float | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns and words on one clock, sorted by time; `duration` is the length of the recording in seconds.

    `words` is `None` when nobody has transcribed, and empty when nothing was said.
    Raises `ValueError` when a turn or word lies outside the recording.
    """

    duration: Seconds
    turns: tuple[Turn, ...]
    words: tuple[Word, ...] | None = None
    language: str | None = None
    clock: Clock = "speech"

    def __post_init__(self) -> None:
        object.__setattr__(self, "turns", tuple(sorted(self.turns, key=turn_time)))
        if self.words is not None:
            object.__setattr__(self, "words", tuple(sorted(self.words, key=_word_time)))
        intervals = (item.interval for track in (self.turns, self.words or ()) for item in track)
        last = max((interval.end for interval in intervals), default=0.0)
        if last > self.duration + 1e-6:
            raise ValueError(f"speech until {last} s lies outside the recording of {self.duration} s")

    @property
    def speakers(self) -> tuple[str, ...]:
        """Labels in the order in which they first speak."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns))

    def turns_of(self, speaker: str) -> tuple[Turn, ...]:
        """The turns of one person."""
        return tuple(turn for turn in self.turns if turn.speaker == speaker)

    def words_of(self, speaker: str) -> tuple[Word, ...]:
        """The words of one person; empty without a transcript."""
        return tuple(word for word in self.words or () if word.speaker == speaker)

    def renamed(self, names: Mapping[str, str]) -> Conversation:
        """The same conversation with other labels; labels not in `names` stay."""
        return replace(
            self,
            turns=tuple(replace(turn, speaker=names.get(turn.speaker, turn.speaker)) for turn in self.turns),
            words=None
            if self.words is None
            else tuple(
                replace(word, speaker=None if word.speaker is None else names.get(word.speaker, word.speaker))
                for word in self.words
            ),
        )


HARD = "The two voices are hard to tell apart, or only one: the share may be far off. Listen to a turn of each."
"""what a diarizer notes where it may have the people wrong altogether, beyond its single doubts"""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A stretch in which a diarizer is not certain who speaks.

    `chances` gives for each speaker the calibrated probability (0..1) that they speak in it; the probabilities need
    not add to 1, since both or nobody may speak.
    """

    interval: Interval
    chances: tuple[tuple[str, float], ...]

    def renamed(self, names: Mapping[str, str], other: str | None = None) -> Doubt:
        """The same doubt with other labels; one that is not in `names` stays, or becomes `other`."""
        return replace(
            self, chances=tuple((names.get(label, other or label), chance) for label, chance in self.chances)
        )


@dataclass(frozen=True, slots=True)
class Roles:
    """Who is manager, employee or observer; applied when showing and comparing, never while measuring time.

    `guessed` is true when nobody said so; `reason` is a key that faces have in words: given, name, asks, first,
    swapped, nobody.
    """

    manager: str | None = None
    employee: str | None = None
    observers: tuple[str, ...] = ()
    guessed: bool = False
    reason: str = ""

    def of(self, speaker: str) -> Role | None:
        """The role of a speaker, or `None` when the label is unknown."""
        if speaker == self.manager:
            return "manager"
        if speaker == self.employee:
            return "employee"
        return "observer" if speaker in self.observers else None

    def swapped(self) -> Roles:
        """Manager and employee exchanged, as a person decided."""
        return Roles(self.employee, self.manager, self.observers, guessed=False, reason="swapped")


def turn_time(turn: Turn) -> tuple[Seconds, Seconds, str]:
    """What turns are sorted by."""
    return turn.interval.start, turn.interval.end, turn.speaker


def _word_time(word: Word) -> tuple[Seconds, Seconds, str]:
    return word.interval.start, word.interval.end, word.text


def labels(count: int) -> Iterable[str]:
    """Neutral labels A, B, C … for voices without names."""
    return (chr(ord("A") + index) for index in range(count))
