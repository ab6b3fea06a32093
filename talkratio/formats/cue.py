"""Cues of a captions file → words and turns."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from talkratio.conversation import Clock, Conversation, Turn, Word
from talkratio.interval import Interval, Seconds, union
from talkratio.spelling import spellings

SHORTEST: Seconds = 0.01
"""A cue that starts and ends at the same moment is given this long."""

_SOUNDS = (
    r"laugh\w*|chuckl\w*|giggl\w*|cough\w*|sigh\w*|sniff\w*|breath\w*|music\w*|applause|noise|silence|pause|"
    r"latter|griner?|ler|host\w*|sukker?|musik\w*|klapsalver|støj|stilhed"
)
_UNCLEAR = r"unin|unsure|unk|inaudible\w*|unintelligible|indistinct|crosstalk|uforståeligt?|utydeligt?|uhørligt?"
_MARKUP = re.compile(r"<[^<>\n]*>|\{\\[^{}]*\}")
_NOT_WORDS = re.compile(
    r"\[[^\[\]]*\]"
    rf"|\((?:[^()\s]+\s+){{0,2}}(?:{_SOUNDS}|{_UNCLEAR})(?:\s+[^()\s]+){{0,2}}\)"
    rf"|\*(?:{_SOUNDS})\*"
    r"|♪[^♪]*♪|[♪♫]",
    re.IGNORECASE,
)
_UNCLEAR_MARK = re.compile(rf"[<\[(]\s*(?:{_UNCLEAR})\b", re.IGNORECASE)
_ENDS = re.compile(r"[.,!?;:…]+")


@dataclass(frozen=True, slots=True)
class Cue:
    """A stretch of a transcript as the file has it: markup inside, no interval where it tells no time."""

    line: int
    text: str
    interval: Interval | None = None
    speaker: str | None = None
    words: tuple[Word, ...] | None = None
    """where the file times each word itself"""

    @property
    def spoken(self) -> bool:
        """Whether somebody speaks in it: it has words, or speech that nobody understood."""
        return bool(self.words or texts(self.text) or _UNCLEAR_MARK.search(self.text))


def texts(text: str) -> list[str]:
    """The words of a cue, punctuation attached; markup, sounds and unclear speech left out.

    >>> texts("<v Bo>Ja , [griner] det &amp; det?</v>")
    ['Ja,', 'det', 'det?']
    """
    words: list[str] = []
    for token in _NOT_WORDS.sub(" ", html.unescape(_MARKUP.sub(" ", text))).split():
        if any(letter.isalnum() for letter in token):
            words.append(token)
        elif words and _ENDS.fullmatch(token):
            words[-1] += token
    return words


def spread(words: Sequence[str], interval: Interval, speaker: str | None = None) -> tuple[Word, ...]:
    """Words laid over an interval, each as long as its share of the letters."""
    weights = [len(word) + 1 for word in words]
    total = sum(weights)
    laid: list[Word] = []
    before = 0
    for word, weight in zip(words, weights, strict=True):
        start = interval.start + interval.duration * before / total
        before += weight
        laid.append(Word(Interval(start, interval.start + interval.duration * before / total), word, None, speaker))
    return tuple(laid)


def timed(start: Seconds, end: Seconds) -> Interval:
    """The interval of a cue, at least `SHORTEST` long. Raises `ValueError` when it is negative or reversed."""
    return Interval(start, start + SHORTEST if end == start else end)


def conversation(
    cues: Iterable[Cue], clock: Clock, *, duration: Seconds | None = None, language: str | None = None
) -> Conversation:
    """Words of all cues, and turns of those with a speaker; without times, each word takes one unit.

    A name that is spelled in several ways is one person.
    """
    spoken = _spelled([cue for cue in cues if cue.spoken or (clock == "speech" and cue.speaker and cue.interval)])
    placed = _in_order(spoken) if clock == "order" else spoken
    words = [word for cue in placed for word in _words(cue)]
    stretches: defaultdict[str, list[Interval]] = defaultdict(list)
    for cue in placed:
        if cue.speaker and cue.interval:
            stretches[cue.speaker].append(cue.interval)
    ends = [word.interval.end for word in words] + [cue.interval.end for cue in placed if cue.interval]
    last = max(ends, default=0.0)
    return Conversation(max(last, duration or 0.0), merged(stretches), tuple(words), language, clock)


def merged(stretches: dict[str, list[Interval]]) -> tuple[Turn, ...]:
    """Turns by speaker; stretches of one speaker that overlap or touch are one turn."""
    return tuple(Turn(interval, speaker) for speaker, own in stretches.items() for interval in union(own))


def _spelled(cues: Sequence[Cue]) -> list[Cue]:
    """The cues with one spelling of each name."""
    each = (name for cue in cues for name in (cue.speaker, *(word.speaker for word in cue.words or ())))
    names = spellings(name for name in each if name)

    def spelled(name: str | None) -> str | None:
        return names.get(name or "")

    return [
        replace(
            cue,
            speaker=spelled(cue.speaker),
            words=cue.words and tuple(replace(word, speaker=spelled(word.speaker)) for word in cue.words),
        )
        for cue in cues
    ]


def _words(cue: Cue) -> tuple[Word, ...]:
    if cue.words is not None or cue.interval is None:
        return cue.words or ()
    return spread(texts(cue.text), cue.interval, cue.speaker)


def _in_order(cues: Iterable[Cue]) -> list[Cue]:
    placed: list[Cue] = []
    moment = 0.0
    for cue in cues:
        words = texts(cue.text)
        if words:
            own = tuple(Word(Interval(moment + i, moment + i + 1), w, None, cue.speaker) for i, w in enumerate(words))
            placed.append(Cue(cue.line, cue.text, Interval(moment, moment + len(words)), cue.speaker, own))
            moment += len(words)
    return placed
