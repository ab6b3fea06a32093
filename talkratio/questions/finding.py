"""Questions in a conversation, with their times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from talkratio.conversation import Conversation, Word
from talkratio.interval import Interval, Seconds
from talkratio.questions.judging import GRAMMARS, language_of, questions
from talkratio.questions.question import Question

OWN_PAUSE: Seconds = 1.0
"""a pause of one's own this long ends a stretch when somebody else spoke in it"""
OTHERS_WORDS = 3
"""so many words of others end a stretch however short the pause; fewer are a backchannel"""


def find(conversation: Conversation) -> tuple[Question, ...]:
    """Everything asked, in order of time; empty without words.

    Works with and without punctuation. A question spans its clause, from the first word to the last.
    """
    words = conversation.words or ()
    language = conversation.language if conversation.language in GRAMMARS else language_of([w.text for w in words])
    found = [
        Question(
            speaker=stretch[clause.first].speaker,
            interval=Interval(stretch[clause.first].interval.start, _end(stretch, clause.first, clause.last)),
            text=" ".join(word.text for word in stretch[clause.first : clause.last + 1]),
            kind=verdict.kind,
            reason=verdict.reason,
            certain=verdict.certain,
        )
        for stretch in _stretches(words)
        for clause, verdict in questions([word.text for word in stretch], str(language))
        if verdict.kind is not None
    ]
    return tuple(sorted(found, key=lambda question: (question.interval, question.speaker or "")))


def _end(stretch: Sequence[Word], first: int, last: int) -> Seconds:
    return max(word.interval.end for word in stretch[first : last + 1])


def _stretches(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Each person's words, cut where somebody else took the floor."""
    open_: dict[str | None, list[Word]] = {}
    others: dict[str | None, int] = {}
    for word in words:
        mine = open_.setdefault(word.speaker, [])
        between = others.get(word.speaker, 0)
        if mine and between and (between >= OTHERS_WORDS or word.interval.start - mine[-1].interval.end >= OWN_PAUSE):
            yield mine
            open_[word.speaker] = mine = []
        mine.append(word)
        for speaker in open_:
            others[speaker] = 0 if speaker == word.speaker else others.get(speaker, 0) + 1
    yield from (mine for mine in open_.values() if mine)
