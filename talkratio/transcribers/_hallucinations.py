"""What a transcriber writes although nobody said it: loops, credits of subtitles, text in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from talkratio.conversation import Word
from talkratio.interval import Seconds

LONGEST_PHRASE = 12
"""words; a longer one that comes again and again is said again by people"""
MOST_TIMES = {1: 5, 2: 4}
"""how often people say a word or two in a row at most; longer phrases twice"""
FASTEST = 9.0
"""words a second; faster is text that was squeezed in where no speech was"""
LEAST_CONFIDENCE = 0.3
"""mean chance of the words below which such speed is not believed"""

REASONS = {
    "loop": "the model repeated itself",
    "credits": "the model wrote credits of subtitles that nobody said",
    "squeezed": "the model wrote more words than fit into the time",
    "silence": "the model wrote text although nobody spoke",
}
_CREDITS = re.compile(
    r"^(danske tekster|tekstning|undertekster|undertekstning|tekster|oversættelse|subtitles?|subtitling|captions?"
    r"|transcribed|transcription|translated) (af|ved|by|from)\b"
    r"|amara\.org|opensubtitles|^www\.|©|^scandinavian text service"
    r"|^(thanks?|thank you)( so much| very much)? for (watching|viewing)"
    r"|^(please )?(like and )?subscribe|^don't forget to (like|subscribe)"
    r"|^tak (fordi|for at) (i|du) (så|kiggede|ser) (med|på)|^tak for at (se|kigge) med",
    re.IGNORECASE,
)


def cleaned(words: Sequence[Word]) -> tuple[list[Word], dict[str, list[Seconds]]]:
    """The words that may have been said, and for each reason the moments (s) where others were left out.

    The reasons are those of `REASONS`; `silence` is the transcriber's to find.
    """
    kept, loops = _without_loops(list(words))
    left_out: dict[str, list[Seconds]] = {"loop": loops} if loops else {}
    said: list[Word] = []
    for sentence in _sentences(kept):
        reason = _reason(sentence)
        if reason is None:
            said += sentence
        else:
            left_out.setdefault(reason, []).append(sentence[0].interval.start)
    return said, left_out


def told(left_out: Iterable[Mapping[str, Sequence[Seconds]]]) -> tuple[str, ...]:
    """What was left out, where and why, in one sentence a reason."""
    moments: dict[str, list[Seconds]] = {}
    for part in left_out:
        for reason, times in part.items():
            moments.setdefault(reason, []).extend(times)
    sentences = []
    for reason, times in sorted(moments.items()):
        places = ", ".join(f"{int(time) // 60}:{int(time) % 60:02d}" for time in times[:5])
        more = f" (+{len(times) - 5})" if len(times) > 5 else ""
        sentences.append(f"Text was left out at {places}{more}: {REASONS[reason]}.")
    return tuple(sentences)


def _without_loops(words: list[Word]) -> tuple[list[Word], list[Seconds]]:
    """Each phrase that is repeated too often stands once."""
    texts = [_bare(word.text) for word in words]
    kept: list[Word] = []
    moments: list[Seconds] = []
    at = 0
    while at < len(words):
        length, times = _repeated(texts, at)
        kept += words[at : at + length]
        if times > 1:
            moments.append(words[at].interval.start)
        at += length * times
    return kept, moments


def _repeated(texts: Sequence[str], at: int) -> tuple[int, int]:
    """Length of the phrase at `at` that is a loop, and how often it comes; 1 and 1 where there is none."""
    for length in range(1, LONGEST_PHRASE + 1):
        phrase = texts[at : at + length]
        times = 1
        while texts[at + times * length : at + (times + 1) * length] == phrase and any(phrase):
            times += 1
        if times > MOST_TIMES.get(length, 2):
            return length, times
    return 1, 1


def _reason(sentence: Sequence[Word]) -> str | None:
    if _CREDITS.search(" ".join(word.text for word in sentence)):
        return "credits"
    span = sentence[-1].interval.end - sentence[0].interval.start
    sure = [word.confidence for word in sentence if word.confidence is not None]
    if len(sentence) >= 6 and len(sentence) > FASTEST * span and sum(sure) < LEAST_CONFIDENCE * len(sure):
        return "squeezed"
    return None


def _sentences(words: Sequence[Word]) -> list[list[Word]]:
    sentences: list[list[Word]] = [[words[0]]] if words else []
    for before, word in pairwise(words):
        if before.text.endswith((".", "?", "!", "…")):
            sentences.append([])
        sentences[-1].append(word)
    return sentences


def _bare(text: str) -> str:
    return text.strip(".,?!…:;\"'»«”“-–").lower()
