"""Conversations drawn with their questions, and what listening finds in them."""

from __future__ import annotations

from talkratio.conversation import Conversation
from talkratio.interval import Interval
from talkratio.listening import Asking, Listener, Listening, Outcome, listen
from talkratio.metrics import measure
from talkratio.questions import Question, QuestionKind
from tests.draw import draw

STEP = 0.1
"""seconds a sign: a word of five letters takes half a second"""


def asked(conversation: Conversation, kinds: dict[str, QuestionKind] | None = None) -> tuple[Question, ...]:
    """Each word that ends in a question mark with what the same person said just before; open unless told."""
    found = []
    for speaker in conversation.speakers:
        begun = []
        for word in conversation.words_of(speaker):
            if begun and word.interval.start - begun[-1].interval.end > 0.15:
                begun = []
            begun.append(word)
            if word.text.endswith("?"):
                text = " ".join(each.text for each in begun)
                interval = Interval(begun[0].interval.start, word.interval.end)
                found.append(Question(speaker, interval, text, (kinds or {}).get(word.text, "open"), "drawn"))
                begun = []
    return tuple(sorted(found, key=lambda question: question.interval))


def heard(picture: str, kinds: dict[str, QuestionKind] | None = None, step: float = STEP) -> Listening:
    """What listening finds in a picture, in Danish."""
    conversation = draw(picture, step=step, language="da")
    return listen(conversation, measure(conversation), asked(conversation, kinds))


def near(interval: Interval | None) -> tuple[float, float] | None:
    """Start and end to a tenth of a second."""
    return None if interval is None else (round(interval.start, 1), round(interval.end, 1))


def first(listening: Listening) -> Outcome:
    assert listening.outcomes is not None
    return listening.outcomes[0]


def person(listening: Listening, speaker: str) -> Listener:
    found = listening.of(speaker)
    assert found is not None
    return found


def asking(listening: Listening, speaker: str) -> Asking:
    found = person(listening, speaker).asking
    assert found is not None
    return found


ASKS = "hvad_blev_svært?"
TELLS = "det_var_det_nye_system_og_alle_dets_fejl"
