"""Give every word its speaker: by the speech it lies on, by the sentence it stands in, and by what listeners say.

A transcriber's words come late, early or crushed together, and a diarizer's edges are off by a tenth of a second or
two, so the speaker with the largest overlap is often wrong where turns change and wherever two people speak. Here all
words are judged together by a hidden Markov model. The evidence is how well a word lies on somebody's speech,
allowing for delays. The state is who spoke last and whose sentences are unfinished: a speaker goes on, resumes an
unfinished sentence, begins a new one, or puts in a "mm" without ending the other's. A word's speaker is the one with
the highest chance given all words (forward–backward), which makes the expected number of wrong words smallest.

`benchmarks/attribution.py` measures it against the largest overlap; the constants were fitted there on half of the
conversations, the figures come from the other half.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import permutations

from talkratio.attribution.chances import Chances, chances
from talkratio.conversation import Conversation, Word
from talkratio.interval import Interval, intersect, total

MOST_NAMES = 6
"""people of each side that are looked at when labels are matched"""


def attribute(conversation: Conversation) -> Conversation:
    """The same conversation with a speaker for every word.

    A word's `confidence` becomes the chance that it was heard rightly and is this person's. Words that have a speaker
    already, as captions do, keep it when it is one of the turns' speakers; other names are matched to those by common
    time. Without words or turns nothing changes.
    """
    if not conversation.words or not conversation.turns:
        return conversation
    words = _relabelled(conversation)
    if all(word.speaker is not None for word in words):
        return replace(conversation, words=words)
    return replace(conversation, words=tuple(map(_spoken, words, chances(words, conversation))))


def names(conversation: Conversation) -> dict[str, str]:
    """For each label of the turns the name in the words (of captions) that shares most time with it, one to one.

    Empty when the words have no names or the turns bear the same ones.
    """
    said = {word.speaker for word in conversation.words or () if word.speaker is not None}
    if said <= set(conversation.speakers):
        return {}
    turns = {label: [turn.interval for turn in conversation.turns_of(label)] for label in conversation.speakers}
    return matched(turns, {name: [word.interval for word in conversation.words_of(name)] for name in sorted(said)})


def matched(left: Mapping[str, Sequence[Interval]], right: Mapping[str, Sequence[Interval]]) -> dict[str, str]:
    """The labels of two answers about one recording paired, one to one, so that the common time is largest.

    Of each side those `MOST_NAMES` that speak most are looked at; pairs without common time are left out.
    """
    common = {(a, b): total(intersect(left[a], right[b])) for a in left for b in right}
    few, many = (
        sorted(side, key=lambda name: -total(side[name]))[:MOST_NAMES] for side in sorted((left, right), key=len)
    )
    turned = len(right) < len(left)
    pairings = (
        [(b, a) if turned else (a, b) for a, b in zip(few, some, strict=True)]
        for some in permutations(many, min(len(few), len(many)))
    )
    best = max(pairings, key=lambda pairs: sum(common[pair] for pair in pairs), default=[])
    return {a: b for a, b in best if common[a, b] > 0}


def _relabelled(conversation: Conversation) -> tuple[Word, ...]:
    labels = {name: label for label, name in names(conversation).items()}
    labels.update((label, label) for label in conversation.speakers if label not in labels)
    return tuple(
        replace(word, speaker=None if word.speaker is None else labels.get(word.speaker))
        for word in conversation.words or ()
    )


def _spoken(word: Word, given: Chances) -> Word:
    if word.speaker is not None:
        return word
    speaker = max(given, key=lambda name: given[name])
    heard = 1.0 if word.confidence is None else word.confidence
    return replace(word, speaker=speaker, confidence=round(heard * given[speaker], 4))
