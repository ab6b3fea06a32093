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

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise, permutations
from typing import TypeVar

from talkratio.conversation import Conversation, Word
from talkratio.interval import Interval, Seconds, intersect, total, union

SHIFTS: tuple[tuple[Seconds, float], ...] = (
    (0.0, 0.58),
    (-0.1, 0.11),
    (-0.25, 0.07),
    (-0.5, 0.05),
    (-0.8, 0.03),
    (0.1, 0.11),
    (0.25, 0.05),
)
"""How far from where it is written a word was really said, and how often: more often earlier than later."""
WIDTH: Seconds = 0.1
"""half of the least stretch that is looked at, since a crushed word says little about where it was"""
STRAY = 0.017
"""how well a word fits a person who is silent all around it"""
SHARPNESS = 1.6
"""exponent of the evidence: above 1 it weighs more than the sentences do"""
SHORT: Seconds = 1.2
"""longest turn that is taken for listening"""
LISTENING = 2.5
"""how much better a listening word fits a short turn"""

RESUMES = 0.84
BEGINS = 0.3
BEGINS_LISTENING = 0.6
ANSWERS = 0.6
INTERJECTS = 0.3
INTERRUPTS = 0.01
CAPITAL_INSIDE = 0.03
CAPITAL_FIRST = 0.97
CHANGES = 0.05
CHANGES_AFTER_PAUSE = 0.2
CHANGES_LISTENING = 0.3
PAUSE: Seconds = 0.15

LEAST_SENTENCES = 1 / 40
"""ends of sentences per word; a transcript with fewer is not punctuated"""
LEAST_CAPITALS = 0.6
"""share of sentences that begin with a capital letter; with fewer, case says nothing"""
NEGLIGIBLE = 1e-7
MOST_NAMES = 6

_LISTENING = (
    "mm mhm mmm mmhm mm-hmm mmhmm hm hmm uh-huh huh ah aha oh okay ok okey yes yeah yep right sure no "
    "ja jo jaja jamen nej nå nåh præcis"
)
_LISTENING_WORDS = frozenset(_LISTENING.split())
_ENDS = (".", "?", "!", "…")

Chances = dict[str, float]
State = tuple[str, frozenset[str]]
"""who spoke last, and whose sentences are unfinished"""
Key = TypeVar("Key")


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
    chances = _chances(words, conversation)
    return replace(conversation, words=tuple(map(_spoken, words, chances)))


def names(conversation: Conversation) -> dict[str, str]:
    """For each label of the turns the name in the words (of captions) that shares most time with it, one to one.

    Empty when the words have no names or the turns bear the same ones.
    """
    said = {word.speaker for word in conversation.words or () if word.speaker is not None}
    if said <= set(conversation.speakers):
        return {}
    spoken = {name: [word.interval for word in conversation.words_of(name)] for name in said}
    turns = {label: [turn.interval for turn in conversation.turns_of(label)] for label in conversation.speakers}
    common = {(a, b): total(intersect(turns[a], spoken[b])) for a in turns for b in spoken}
    left = sorted(turns, key=lambda label: -total(turns[label]))[:MOST_NAMES]
    right = sorted(spoken, key=lambda name: (-total(spoken[name]), name))[:MOST_NAMES]
    if len(left) <= len(right):
        pairings = [list(zip(left, some, strict=True)) for some in permutations(right, len(left))]
    else:
        pairings = [list(zip(some, right, strict=True)) for some in permutations(left, len(right))]
    best = max(pairings, key=lambda pairs: sum(common[pair] for pair in pairs))
    return {label: name for label, name in best if common[label, name] > 0}


def _relabelled(conversation: Conversation) -> tuple[Word, ...]:
    labels = {name: label for label, name in names(conversation).items()}
    labels.update((label, label) for label in conversation.speakers if label not in labels)
    return tuple(
        replace(word, speaker=None if word.speaker is None else labels.get(word.speaker))
        for word in conversation.words or ()
    )


def _spoken(word: Word, chances: Chances) -> Word:
    if word.speaker is not None:
        return word
    speaker = max(chances, key=lambda name: chances[name])
    heard = 1.0 if word.confidence is None else word.confidence
    return replace(word, speaker=speaker, confidence=round(heard * chances[speaker], 4))


@dataclass(frozen=True, slots=True)
class _Form:
    """What the writing of a word and its place say; `capital` is `None` where case says nothing."""

    capital: bool | None
    ends: bool
    listening: bool
    after_question: bool
    after_pause: bool


def _chances(words: Sequence[Word], conversation: Conversation) -> list[Chances]:
    """For every word the chance of each speaker, given all words."""
    evidence = list(_evidence(words, conversation))
    forms, punctuated = _forms(words)
    speakers = conversation.speakers

    def moves(state: State, form: _Form) -> Iterator[tuple[State, float]]:
        last, unfinished = state
        for speaker in speakers:
            if not punctuated:
                yield (speaker, unfinished), 1.0 if speaker == last else _change(form)
                continue
            after = unfinished - {speaker} if form.ends else unfinished | {speaker}
            yield (speaker, after), _move(speaker, last, unfinished, form)

    forward: list[dict[State, float]] = []
    steps: list[list[tuple[State, State, float]]] = []
    now: dict[State, float] = {(speaker, frozenset()): 1.0 for speaker in speakers}
    for form, fit in zip(forms, evidence, strict=True):
        step = [(old, new, p * fit[new[0]]) for old in now for new, p in moves(old, form)]
        chances = dict.fromkeys((new for _, new, _ in step), 0.0)
        for old, new, p in step:
            chances[new] += now[old] * p
        now = {state: chance for state, chance in _scaled(chances).items() if chance > NEGLIGIBLE}
        forward.append(now)
        steps.append(step)
    return _backward(forward, steps, speakers)


def _backward(
    forward: Sequence[dict[State, float]], steps: Sequence[list[tuple[State, State, float]]], speakers: Sequence[str]
) -> list[Chances]:
    later = dict.fromkeys(forward[-1], 1.0)
    found: list[Chances] = []
    for now, step in zip(reversed(forward), reversed(steps), strict=True):
        chances = dict.fromkeys(speakers, 0.0)
        for state, chance in now.items():
            chances[state[0]] += chance * later.get(state, 0.0)
        found.append(_scaled(chances))
        before = dict.fromkeys((old for old, _, _ in step), 0.0)
        for old, new, p in step:
            before[old] += p * later.get(new, 0.0)
        later = _scaled(before)
    return found[::-1]


def _move(speaker: str, last: str, unfinished: frozenset[str], form: _Form) -> float:
    """How likely `speaker` is to say the next word, by the sentences alone."""
    resumes = speaker in unfinished
    if speaker == last:
        chance = 1.0
    elif resumes:
        chance = RESUMES
    elif last in unfinished:
        chance = INTERJECTS if form.listening else INTERRUPTS
    else:
        chance = ANSWERS if form.after_question else BEGINS_LISTENING if form.listening else BEGINS
    if form.capital is not None:
        capital = CAPITAL_INSIDE if resumes else CAPITAL_FIRST
        chance *= capital if form.capital else 1 - capital
    return chance


def _change(form: _Form) -> float:
    """How likely another person is to say the next word, in a transcript without punctuation."""
    return CHANGES_LISTENING if form.listening else CHANGES_AFTER_PAUSE if form.after_pause else CHANGES


def _forms(words: Sequence[Word]) -> tuple[list[_Form], bool]:
    """The form of every word, and whether the transcript is punctuated."""
    ends = [_closed(word.text).endswith(_ENDS) for word in words]
    firsts = [_capital(after.text) for (_, after), end in zip(pairwise(words), ends, strict=False) if end]
    punctuated = sum(ends) >= LEAST_SENTENCES * len(words)
    cased = punctuated and sum(map(bool, firsts)) > LEAST_CAPITALS * len(firsts)
    forms = [
        _Form(
            _capital(word.text) if cased else None,
            end,
            word.text.strip(".,?!…:;\"'»«”“").lower() in _LISTENING_WORDS,
            before is not None and _closed(before.text).endswith("?"),
            before is None or word.interval.start - before.interval.end > PAUSE,
        )
        for before, word, end in zip((None, *words), words, ends, strict=False)
    ]
    return forms, punctuated


def _closed(text: str) -> str:
    return text.rstrip("\"'»«”’")


def _capital(text: str) -> bool | None:
    bare = text.lstrip("\"'»«“”-–")
    if not bare[:1].isalpha() or bare == "I" or bare.startswith(("I'", "I’")):
        return None
    return bare[0].isupper()


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


def _evidence(words: Sequence[Word], conversation: Conversation) -> Iterator[Chances]:
    """How well each word lies on each person's speech."""
    turns = {speaker: [turn.interval for turn in conversation.turns_of(speaker)] for speaker in conversation.speakers}
    speech = {speaker: _Speech(own) for speaker, own in turns.items()}
    short = {speaker: _Speech(i for i in own if i.duration <= SHORT) for speaker, own in turns.items()}
    for word in words:
        if word.speaker is not None:
            yield {speaker: float(speaker == word.speaker) for speaker in speech}
            continue
        at, half = word.interval.middle, max(WIDTH, word.interval.duration / 2)
        listening = LISTENING if word.text.strip(".,?!…:;\"'»«”“").lower() in _LISTENING_WORDS else 0.0
        yield {
            speaker: (STRAY + own.fit(at, half) + (listening * short[speaker].fit(at, half) if listening else 0.0))
            ** SHARPNESS
            for speaker, own in speech.items()
        }


def _scaled(chances: dict[Key, float]) -> dict[Key, float]:
    whole = sum(chances.values()) or 1.0
    return {key: chance / whole for key, chance in chances.items()}
