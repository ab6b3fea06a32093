"""Questions in a conversation, with their times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from talkratio.conversation import Conversation, Word
from talkratio.interval import Interval, Seconds
from talkratio.questions.judging import GRAMMARS, Clause, asked, clauses, judge, language_of
from talkratio.questions.patterns import USUAL, Setting
from talkratio.questions.question import Question, Verdict

OWN_PAUSE: Seconds = 1.0
"""a pause of one's own this long ends a stretch when somebody else spoke in it"""
BREATH: Seconds = 0.7
"""a pause of one's own this long is read as a comma"""
OTHERS_WORDS = 3
"""so many words of others end a stretch however short the pause; fewer are a backchannel"""
REPLY_WORDS = 2
SCARCE, FREQUENT = 0.04, 0.5
STEADY = 20
"""clauses of ordinary talk that a speaker's own share of questions is mixed with"""
FOUND_BY_RULES = 0.55
"""the share of all questions that rules find"""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of one person that nobody cut off: their places in the conversation, their clauses, and what rules say."""

    places: tuple[int, ...]
    clauses: tuple[Clause, ...]
    verdicts: tuple[Verdict | None, ...]


def find(conversation: Conversation) -> tuple[Question, ...]:
    """Everything asked, in order of time; empty without words.

    Works with and without punctuation. A question spans its clause, from the first word to the last.
    """
    words = conversation.words or ()
    language = conversation.language
    if language not in GRAMMARS:
        language = language_of([word.text for word in words])
    stretches = [_stretch(words, places, language, conversation.clock != "order") for places in _stretches(words)]
    usual = _usual(words, stretches)
    found = [
        question
        for stretch in stretches
        for question in _asked(words, stretch, language, usual[words[stretch.places[0]].speaker])
    ]
    return tuple(sorted(found, key=lambda question: (question.interval, question.speaker or "")))


def _asked(words: Sequence[Word], stretch: Stretch, language: str, usual: float) -> Iterator[Question]:
    settings = [replace(setting, usual=usual) for setting in _settings(words, stretch)]
    for clause, verdict in asked(stretch.clauses, stretch.verdicts, settings, language):
        said = [words[place] for place in stretch.places[clause.first : clause.last + 1]]
        if verdict.kind is not None:
            yield Question(
                speaker=said[0].speaker,
                interval=Interval(said[0].interval.start, max(word.interval.end for word in said)),
                text=" ".join(word.text for word in said),
                kind=verdict.kind,
                reason=verdict.reason,
                certain=verdict.certain,
            )


def _settings(words: Sequence[Word], stretch: Stretch) -> Iterator[Setting]:
    """What others said between one clause and the next."""
    begins = True
    for index, clause in enumerate(stretch.clauses):
        here = stretch.places[clause.last]
        more = index + 1 < len(stretch.clauses)
        until = stretch.places[stretch.clauses[index + 1].first] if more else len(words)
        speaker = words[here].speaker
        others = [word.text for word in words[here + 1 : min(until, here + 12)] if word.speaker != speaker]
        reply = tuple(text.lower().strip(".,?!") for text in others[:REPLY_WORDS])
        ends = bool(others) or not more
        yield Setting(begins, ends, reply)
        begins = ends


def _usual(words: Sequence[Word], stretches: Sequence[Stretch]) -> dict[str | None, float]:
    """Each speaker's share of clauses that ask, from what the rules find: who asks much asks in short forms too."""
    said: Counter[str | None] = Counter()
    asks: Counter[str | None] = Counter()
    for stretch in stretches:
        speaker = words[stretch.places[0]].speaker
        said[speaker] += len(stretch.clauses)
        asks[speaker] += sum(verdict is not None for verdict in stretch.verdicts)
    return {
        speaker: min(
            max((asks[speaker] / FOUND_BY_RULES + USUAL * STEADY) / (said[speaker] + STEADY), SCARCE), FREQUENT
        )
        for speaker in said
    }


def _stretch(words: Sequence[Word], places: list[int], language: str, timed: bool) -> Stretch:
    texts = [words[place].text for place in places]
    if timed:
        for index in range(len(places) - 1):
            before, after = words[places[index]], words[places[index + 1]]
            if after.interval.start - before.interval.end >= BREATH and before.text[-1:].isalnum():
                texts[index] += ","
    return Stretch(tuple(places), *_read(tuple(texts), language))


@lru_cache(maxsize=8192)
def _read(texts: tuple[str, ...], language: str) -> tuple[tuple[Clause, ...], tuple[Verdict | None, ...]]:
    """Clauses and what rules say of them; remembered, since a correction leaves most stretches as they were."""
    cut = clauses(texts, language)
    return cut, tuple(judge(clause, language) for clause in cut)


def forget() -> None:
    """Drops the texts remembered: what was deleted is not to live on in memory."""
    _read.cache_clear()


def _stretches(words: Sequence[Word]) -> Iterator[list[int]]:
    """Places of each person's words, cut where somebody else took the floor."""
    open_: dict[str | None, list[int]] = {}
    others: dict[str | None, int] = {}
    for place, word in enumerate(words):
        mine = open_.setdefault(word.speaker, [])
        between = others.get(word.speaker, 0)
        pause = word.interval.start - words[mine[-1]].interval.end if mine else 0.0
        if mine and between and (between >= OTHERS_WORDS or pause >= OWN_PAUSE):
            yield mine
            open_[word.speaker] = mine = []
        mine.append(place)
        for speaker in open_:
            others[speaker] = 0 if speaker == word.speaker else others.get(speaker, 0) + 1
    yield from (mine for mine in open_.values() if mine)
