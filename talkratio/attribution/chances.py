"""The chance of each speaker for each word, given all words: the forward–backward algorithm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from talkratio.attribution.evidence import evidence
from talkratio.attribution.sentences import Form, change, forms, move
from talkratio.conversation import Conversation, Word

NEGLIGIBLE = 1e-7
"""chance below which a state is no longer followed"""

Chances = dict[str, float]
State = tuple[str, frozenset[str]]
"""who spoke last, and whose sentences are unfinished"""
Key = TypeVar("Key")


def chances(words: Sequence[Word], conversation: Conversation) -> list[Chances]:
    """For every word the chance of each speaker, given all words."""
    fits = list(evidence(words, conversation))
    written, punctuated = forms(words)
    speakers = conversation.speakers

    def moves(state: State, form: Form) -> Iterator[tuple[State, float]]:
        last, unfinished = state
        for speaker in speakers:
            if not punctuated:
                yield (speaker, unfinished), 1.0 if speaker == last else change(form)
                continue
            after = unfinished - {speaker} if form.ends else unfinished | {speaker}
            yield (speaker, after), move(speaker, last, unfinished, form)

    forward: list[dict[State, float]] = []
    steps: list[list[tuple[State, State, float]]] = []
    now: dict[State, float] = {(speaker, frozenset()): 1.0 for speaker in speakers}
    for form, fit in zip(written, fits, strict=True):
        step = [(old, new, p * fit[new[0]]) for old in now for new, p in moves(old, form)]
        reached = dict.fromkeys((new for _, new, _ in step), 0.0)
        for old, new, p in step:
            reached[new] += now[old] * p
        now = {state: chance for state, chance in _scaled(reached).items() if chance > NEGLIGIBLE}
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


def _scaled(chances: dict[Key, float]) -> dict[Key, float]:
    whole = sum(chances.values()) or 1.0
    return {key: chance / whole for key, chance in chances.items()}
