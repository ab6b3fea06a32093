"""How two people listened to each other: what their questions did, waits, interruptions, stories."""

from __future__ import annotations

from talkratio.conversation import Conversation
from talkratio.listening.ground import Ground
from talkratio.listening.listeners import listener, long_silences
from talkratio.listening.outcomes import outcomes
from talkratio.listening.values import Asking, Listener, Listening, Openness, Outcome, Waiting
from talkratio.metrics import Metrics
from talkratio.questions import Question

__all__ = ["Asking", "Listener", "Listening", "Openness", "Outcome", "Waiting", "listen"]


def listen(conversation: Conversation, metrics: Metrics, questions: tuple[Question, ...] | None) -> Listening:
    """What every question did and how each person listened; docs/metrics.md has each formula and its source.

    `questions` are `None` without words. `metrics` are those of the same conversation, and their rules hold here.
    """
    ground = Ground.of(conversation, metrics.rules)
    found = None if questions is None else outcomes(questions, ground)
    return Listening(
        outcomes=found,
        listeners=tuple(listener(speaker, ground, metrics, questions, found or ()) for speaker in ground.tracks),
        silences=long_silences(metrics) if ground.measured else None,
    )
