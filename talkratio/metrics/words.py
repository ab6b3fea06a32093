"""Numbers that need the words: how many, how fast, and which of them only say "I am listening"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from talkratio.conversation import Conversation, Word
from talkratio.interval import Interval, Seconds
from talkratio.metrics.floor import SLACK

_SINGLE = {
    "da": "m mm mhm hm hmm aha ah åh ja jo jah jaja jep jeps nej næ næh nå nåh nåja javel okay ok klart præcis præcist "
    "netop nemlig jamen rigtigt sandt selvfølgelig naturligvis fint godt super fedt spændende wow så altså lige "
    "forstået dejligt flot skønt perfekt korrekt tja tjo",
    "en": "m mm mhm mmhm hm hmm aha ah oh uhhuh ahhuh uhuh huh yeah yea yes yep yup no nope nah okay ok kay right sure "
    "exactly absolutely definitely totally indeed true really wow cool great good nice alright well so fine lovely "
    "brilliant perfect correct",
}
_PHRASES = {
    "da": "det er rigtigt|lige præcis|jeg forstår|det forstår jeg|det er klart|det kan jeg godt|er det rigtigt|"
    "ja det er|ja det|nej det|ja tak|nå for søren|det er det|hold da op|ja da|jo da|og hvad så",
    "en": "i see|got it|of course|that's right|thats right|makes sense|i know|all right|i understand|fair enough|"
    "for sure|oh my god|oh dear|uh huh|mm hm|mm hmm|good point|no way|you bet|is that right",
}
_NOISE = re.compile(r"[^\w\s']|_")
_REPEATED = re.compile(r"(\w)\1+")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One person's words in order of time, with the moments in the middle of each to look them up by."""

    words: tuple[Word, ...]
    middles: tuple[Seconds, ...]

    def within(self, interval: Interval) -> Sequence[Word]:
        """The words whose middle lies in a stretch of time."""
        first = bisect_left(self.middles, interval.start - SLACK)
        return self.words[first : bisect_left(self.middles, interval.end - SLACK)]

    def until(self, moment: Seconds, most: int) -> Sequence[Word]:
        """The last words said by a moment, so many at most."""
        index = bisect_right(self.middles, moment + SLACK)
        return self.words[max(0, index - most) : index]


def spoken(conversation: Conversation) -> dict[str, Spoken] | None:
    """Each speaker's words; `None` without a transcript. Words that nobody was given are nobody's."""
    if conversation.words is None:
        return None
    tracks: dict[str, list[tuple[Seconds, Word]]] = {speaker: [] for speaker in conversation.speakers}
    for word in conversation.words:
        if word.speaker in tracks:
            tracks[word.speaker].append((word.interval.middle, word))
    found = {}
    for speaker, track in tracks.items():
        track.sort(key=lambda item: item[0])
        found[speaker] = Spoken(tuple(word for _, word in track), tuple(middle for middle, _ in track))
    return found


def plain(text: str) -> str:
    """A text without case, punctuation and drawn-out letters, to be compared.

    >>> plain("Mmmm, jaaa!")
    'm ja'
    """
    bare = _NOISE.sub("", text.casefold().replace("’", "'"))
    return " ".join(_REPEATED.sub(r"\1", bare).split())


def _lists(language: str | None) -> tuple[frozenset[str], frozenset[str]]:
    known = (language or "")[:2].lower()
    names = (known,) if known in _SINGLE else tuple(_SINGLE)
    return frozenset().union(*(_WORDS[name] for name in names)), frozenset().union(*(_SAYINGS[name] for name in names))


def only_listening(texts: Sequence[str], language: str | None, most: int) -> bool:
    """Whether so few words say no more than "go on": all of them listening words, or a set phrase.

    A language that is not known is taken to be either. False without words.

    >>> only_listening(["Ja,", "lige", "præcis."], "da", 3)
    True
    >>> only_listening(["Hvorfor?"], "da", 3)
    False
    """
    if not 0 < len(texts) <= most:
        return False
    singles, phrases = _lists(language)
    said = plain(" ".join(texts))
    return all(word in singles for word in said.split()) or said in phrases


_WORDS = {language: frozenset(map(plain, words.split())) for language, words in _SINGLE.items()}
_SAYINGS = {language: frozenset(map(plain, phrases.split("|"))) for language, phrases in _PHRASES.items()}
