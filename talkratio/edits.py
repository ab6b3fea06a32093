"""Corrections by a person: small values applied in order over the original, which itself never changes.

A turn is named by its speaker and its stretch, so that a correction still finds it after others were made before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from talkratio.conversation import Conversation, Doubt, Roles, Turn, Word
from talkratio.errors import InputError
from talkratio.interval import Interval, Seconds, union
from talkratio.questions import Question, QuestionKind

SAME: Seconds = 0.002
"""two edges closer than this are the same edge: files keep milliseconds"""


@dataclass(frozen=True, slots=True)
class Reassign:
    """The turn belongs to somebody else; its words go along."""

    speaker: str
    turn: Interval
    to: str
    action: Literal["reassign"] = "reassign"


@dataclass(frozen=True, slots=True)
class Split:
    """The turn becomes two at the moment `at`."""

    speaker: str
    turn: Interval
    at: Seconds
    action: Literal["split"] = "split"


@dataclass(frozen=True, slots=True)
class Merge:
    """The turn and the same speaker's next one become one, the pause between them included."""

    speaker: str
    turn: Interval
    action: Literal["merge"] = "merge"


@dataclass(frozen=True, slots=True)
class Remove:
    """The turn was no speech of anybody here: it goes, and its words with it."""

    speaker: str
    turn: Interval
    action: Literal["remove"] = "remove"


@dataclass(frozen=True, slots=True)
class Add:
    """Speech that was missed."""

    speaker: str
    turn: Interval
    action: Literal["add"] = "add"


@dataclass(frozen=True, slots=True)
class Retext:
    """A word was heard wrongly; an empty text removes it."""

    word: Interval
    heard: str
    text: str
    action: Literal["retext"] = "retext"


@dataclass(frozen=True, slots=True)
class Relabel:
    """The question is of another kind, or no question at all (`None`)."""

    question: Interval
    speaker: str | None
    kind: QuestionKind | None
    action: Literal["relabel"] = "relabel"


@dataclass(frozen=True, slots=True)
class Recast:
    """Who is who was said by a person."""

    roles: Roles
    action: Literal["recast"] = "recast"


Edit = Reassign | Split | Merge | Remove | Add | Retext | Relabel | Recast


def corrected(conversation: Conversation, edits: Iterable[Edit]) -> Conversation:
    """The conversation after the corrections to turns and words.

    Raises `InputError` when a correction names a turn or word that is not there.
    """
    for edit in edits:
        change = _CHANGES.get(type(edit))
        conversation = conversation if change is None else change(conversation, edit)
    return conversation


def relabelled(questions: tuple[Question, ...] | None, edits: Iterable[Edit]) -> tuple[Question, ...] | None:
    """The questions after a person's labels; theirs carry the reason `person`."""
    if questions is None:
        return None
    said = {_moment(edit.question, edit.speaker): edit.kind for edit in edits if isinstance(edit, Relabel)}
    kept = []
    for question in questions:
        key = _moment(question.interval, question.speaker)
        if key not in said:
            kept.append(question)
        elif (kind := said[key]) is not None:
            kept.append(replace(question, kind=kind, reason="person", certain=True))
    return tuple(kept)


def recast(roles: Roles, edits: Iterable[Edit]) -> Roles:
    """The roles last said by a person, otherwise those given."""
    said = [edit.roles for edit in edits if isinstance(edit, Recast)]
    return said[-1] if said else roles


def settled(doubts: tuple[Doubt, ...] | None, edits: Iterable[Edit]) -> tuple[Doubt, ...] | None:
    """The doubts left: a stretch that a person has listened to and decided is certain."""
    if doubts is None:
        return None
    heard = union(edit.turn for edit in edits if isinstance(edit, Reassign | Remove | Add))
    return tuple(doubt for doubt in doubts if not any(doubt.interval.middle in interval for interval in heard))


def _moment(interval: Interval, speaker: str | None) -> tuple[float, str | None]:
    return round(interval.start, 2), speaker


def _turn(conversation: Conversation, speaker: str, interval: Interval) -> Turn:
    for turn in conversation.turns:
        if (
            turn.speaker == speaker
            and abs(turn.interval.start - interval.start) < SAME
            and abs(turn.interval.end - interval.end) < SAME
        ):
            return turn
    raise InputError(f"{speaker} has no turn from {interval.start:.2f} to {interval.end:.2f} s: it was changed before.")


def _swap_turns(conversation: Conversation, old: Iterable[Turn], new: Iterable[Turn]) -> Conversation:
    gone = set(old)
    kept = (turn for turn in conversation.turns if turn not in gone)
    return replace(conversation, turns=(*kept, *new))


def _map_words(conversation: Conversation, change: Callable[[Word], Word | None]) -> Conversation:
    if conversation.words is None:
        return conversation
    words = (change(word) for word in conversation.words)
    return replace(conversation, words=tuple(word for word in words if word is not None))


def _reassign(conversation: Conversation, edit: Reassign) -> Conversation:
    turn = _turn(conversation, edit.speaker, edit.turn)
    changed = _swap_turns(conversation, [turn], [Turn(turn.interval, edit.to, 1.0)])

    def follow(word: Word) -> Word:
        inside = word.speaker == edit.speaker and word.interval.middle in turn.interval
        return replace(word, speaker=edit.to) if inside else word

    return _map_words(changed, follow)


def _split(conversation: Conversation, edit: Split) -> Conversation:
    turn = _turn(conversation, edit.speaker, edit.turn)
    if not turn.interval.start < edit.at < turn.interval.end:
        raise InputError(f"The turn cannot be split at {edit.at:.2f} s: that moment lies outside it.")
    parts = (Interval(turn.interval.start, edit.at), Interval(edit.at, turn.interval.end))
    return _swap_turns(conversation, [turn], [replace(turn, interval=part) for part in parts])


def _merge(conversation: Conversation, edit: Merge) -> Conversation:
    turn = _turn(conversation, edit.speaker, edit.turn)
    later = [other for other in conversation.turns_of(edit.speaker) if other > turn]
    if not later:
        raise InputError(f"{edit.speaker} has no later turn to merge with.")
    whole = Interval(turn.interval.start, max(turn.interval.end, later[0].interval.end))
    return _swap_turns(conversation, [turn, later[0]], [replace(turn, interval=whole)])


def _remove(conversation: Conversation, edit: Remove) -> Conversation:
    turn = _turn(conversation, edit.speaker, edit.turn)

    def drop(word: Word) -> Word | None:
        return None if word.speaker == edit.speaker and word.interval.middle in turn.interval else word

    return _map_words(_swap_turns(conversation, [turn], []), drop)


def _add(conversation: Conversation, edit: Add) -> Conversation:
    if edit.turn.end > conversation.duration:
        raise InputError(f"The recording ends at {conversation.duration:.2f} s, before the turn to add.")
    return _swap_turns(conversation, [], [Turn(edit.turn, edit.speaker, 1.0)])


def _retext(conversation: Conversation, edit: Retext) -> Conversation:
    def write(word: Word) -> Word | None:
        if word.text != edit.heard or abs(word.interval.start - edit.word.start) > SAME:
            return word
        return replace(word, text=edit.text) if edit.text.strip() else None

    changed = _map_words(conversation, write)
    if changed == conversation:
        raise InputError(f"There is no such word at {edit.word.start:.2f} s: it was changed before.")
    return changed


_CHANGES: dict[type, Callable[..., Conversation]] = {
    Reassign: _reassign,
    Split: _split,
    Merge: _merge,
    Remove: _remove,
    Add: _add,
    Retext: _retext,
}
