"""Corrections by a person: small values applied in order over the original, which itself never changes.

A turn is named by its speaker and its stretch, so that a correction still finds it after others were made before.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Literal

from talkratio.conversation import Conversation, Doubt, Roles, Turn, Word, turn_time
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
    changes = [(change, edit) for edit in edits if (change := _CHANGES.get(type(edit))) is not None]
    if not changes:
        return conversation
    draft = _Draft(conversation)
    for change, edit in changes:
        change(draft, edit)
    return replace(conversation, turns=tuple(draft.turns), words=None if draft.words is None else tuple(draft.words))


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


class _Draft:
    """Turns and words while they are being corrected: lists, so that a correction costs what it changes."""

    def __init__(self, conversation: Conversation) -> None:
        self.duration = conversation.duration
        self.turns = list(conversation.turns)
        self.words = None if conversation.words is None else list(conversation.words)
        self.longest = max((word.interval.duration for word in self.words or ()), default=0.0)

    def turn(self, speaker: str, interval: Interval) -> Turn:
        start, end = interval.start, interval.end
        for turn in self.turns:
            near = abs(turn.interval.start - start) < SAME and abs(turn.interval.end - end) < SAME
            if near and turn.speaker == speaker:
                return turn
        raise InputError(f"{speaker} has no turn from {start:.2f} to {end:.2f} s: it was changed before.")

    def swap(self, old: Sequence[Turn], new: Iterable[Turn]) -> None:
        self.turns = [turn for turn in self.turns if turn not in old]
        for turn in new:
            insort(self.turns, turn, key=turn_time)

    def map_words(self, near: Interval, change: Callable[[Word], Word | None]) -> None:
        """Changes, or drops, the words that may reach into a stretch."""
        if self.words is None:
            return
        first = bisect_left(self.words, near.start - self.longest - SAME, key=_start)
        last = bisect_right(self.words, near.end + SAME, key=_start)
        self.words[first:last] = [new for word in self.words[first:last] if (new := change(word)) is not None]


_start = attrgetter("interval.start")


def _reassign(draft: _Draft, edit: Reassign) -> None:
    turn = draft.turn(edit.speaker, edit.turn)
    draft.swap([turn], [Turn(turn.interval, edit.to, 1.0)])

    def follow(word: Word) -> Word:
        inside = word.speaker == edit.speaker and word.interval.middle in turn.interval
        return replace(word, speaker=edit.to) if inside else word

    draft.map_words(turn.interval, follow)


def _split(draft: _Draft, edit: Split) -> None:
    turn = draft.turn(edit.speaker, edit.turn)
    if not turn.interval.start < edit.at < turn.interval.end:
        raise InputError(f"The turn cannot be split at {edit.at:.2f} s: that moment lies outside it.")
    parts = (Interval(turn.interval.start, edit.at), Interval(edit.at, turn.interval.end))
    draft.swap([turn], [replace(turn, interval=part) for part in parts])


def _merge(draft: _Draft, edit: Merge) -> None:
    turn = draft.turn(edit.speaker, edit.turn)
    later = next((other for other in draft.turns if other.speaker == edit.speaker and other > turn), None)
    if later is None:
        raise InputError(f"{edit.speaker} has no later turn to merge with.")
    whole = Interval(turn.interval.start, max(turn.interval.end, later.interval.end))
    draft.swap([turn, later], [replace(turn, interval=whole)])


def _remove(draft: _Draft, edit: Remove) -> None:
    turn = draft.turn(edit.speaker, edit.turn)

    def drop(word: Word) -> Word | None:
        return None if word.speaker == edit.speaker and word.interval.middle in turn.interval else word

    draft.swap([turn], [])
    draft.map_words(turn.interval, drop)


def _add(draft: _Draft, edit: Add) -> None:
    if edit.turn.end > draft.duration:
        raise InputError(f"The recording ends at {draft.duration:.2f} s, before the turn to add.")
    draft.swap([], [Turn(edit.turn, edit.speaker, 1.0)])


def _retext(draft: _Draft, edit: Retext) -> None:
    found = False

    def write(word: Word) -> Word | None:
        nonlocal found
        if word.text != edit.heard or abs(word.interval.start - edit.word.start) > SAME:
            return word
        found = found or edit.text != edit.heard
        return replace(word, text=edit.text) if edit.text.strip() else None

    draft.map_words(edit.word, write)
    if not found:
        raise InputError(f"There is no such word at {edit.word.start:.2f} s: it was changed before.")


_CHANGES: dict[type, Callable[..., None]] = {
    Reassign: _reassign,
    Split: _split,
    Merge: _merge,
    Remove: _remove,
    Add: _add,
    Retext: _retext,
}
