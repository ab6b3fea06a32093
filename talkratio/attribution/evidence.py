"""How well a word lies on each person's speech, allowing for words that come late and edges that are off."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from talkratio.attribution.sentences import listening
from talkratio.conversation import Conversation, Word
from talkratio.interval import Interval, Seconds, union

SHIFTS: tuple[tuple[Seconds, float], ...] = (
    (0.0, 0.47),
    (-0.1, 0.13),
    (-0.25, 0.08),
    (-0.5, 0.05),
    (-0.8, 0.04),
    (0.1, 0.15),
    (0.25, 0.08),
)
"""how far from where it is written a word was really said, and how often"""
WIDTH: Seconds = 0.1
"""half of the least stretch that is looked at, since a crushed word says little about where it was"""
STRAY = 0.08
"""how well a word fits a person who is silent all around it"""
SHARPNESS = 2.3
"""exponent of the evidence: above 1 it weighs more than the sentences do"""
SHORT: Seconds = 1.7
"""longest turn that is taken for listening"""
LISTENING = 1.8
"""how much better a listening word fits a short turn"""


class _Speech:
    """Stretches of speech, asked again and again how much of a moment they cover."""

    def __init__(self, intervals: Iterable[Interval]) -> None:
        merged = union(intervals)
        self._starts = [interval.start for interval in merged]
        self._ends = [interval.end for interval in merged]
        self._before = [0.0, *accumulate(interval.duration for interval in merged)]

    def fit(self, middle: Seconds, half: Seconds) -> float:
        """The covered share of the stretch around `middle`, averaged over where the word may really have been."""
        return sum(
            often * (self._until(middle + shift + half) - self._until(middle + shift - half)) / (2 * half)
            for shift, often in SHIFTS
        )

    def _until(self, moment: Seconds) -> Seconds:
        at = bisect_left(self._starts, moment)
        return 0.0 if at == 0 else self._before[at - 1] + min(moment, self._ends[at - 1]) - self._starts[at - 1]


def evidence(words: Sequence[Word], conversation: Conversation) -> Iterator[dict[str, float]]:
    """How well each word lies on each person's speech."""
    turns = {speaker: [turn.interval for turn in conversation.turns_of(speaker)] for speaker in conversation.speakers}
    speech = {speaker: _Speech(own) for speaker, own in turns.items()}
    short = {speaker: _Speech(i for i in own if i.duration <= SHORT) for speaker, own in turns.items()}
    for word in words:
        if word.speaker is not None:
            yield {speaker: float(speaker == word.speaker) for speaker in speech}
            continue
        at, half = word.interval.middle, max(WIDTH, word.interval.duration / 2)
        liking = LISTENING if listening(word.text) else 0.0
        yield {
            speaker: (STRAY + own.fit(at, half) + (liking * short[speaker].fit(at, half) if liking else 0.0))
            ** SHARPNESS
            for speaker, own in speech.items()
        }
