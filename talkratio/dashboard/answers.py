"""What a person hears in a stretch, as the corrections that make it so."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator

from talkratio.conversation import Conversation
from talkratio.edits import Add, Edit, Reassign, Remove, Split
from talkratio.interval import Interval, Seconds

NEAR: Seconds = 0.02
"""an edge this near to that of a turn is the same edge"""


def answer(conversation: Conversation, heard: Interval, speakers: Collection[str]) -> tuple[Edit, ...]:
    """The corrections after which exactly `speakers` speak in the stretch `heard`; outside it nothing changes.

    Speech of somebody else goes to the one speaker there is, with its words, else it is removed.
    """
    return tuple(_answer(conversation, heard, speakers))


def _answer(conversation: Conversation, heard: Interval, speakers: Collection[str]) -> Iterator[Edit]:
    only = next(iter(speakers)) if len(speakers) == 1 else None
    moved: list[Interval] = []
    for turn in conversation.turns:
        inside = turn.interval & heard
        if turn.speaker in speakers or inside is None or inside.duration < NEAR:
            continue
        piece = yield from _cut_out(turn.speaker, turn.interval, inside)
        if only is None:
            yield Remove(turn.speaker, piece)
        else:
            yield Reassign(turn.speaker, piece, only)
            moved.append(piece)
    for speaker in speakers:
        # Said even where the turns stay as they were, since it is what settles the doubt.
        if heard not in moved:
            yield Add(speaker, heard)


def _cut_out(speaker: str, turn: Interval, inside: Interval) -> Generator[Edit, None, Interval]:
    """Splits the turn at the edges of `inside`; returns the piece between them."""
    start, end = turn.start, turn.end
    if inside.start - start > NEAR:
        yield Split(speaker, Interval(start, end), inside.start)
        start = inside.start
    if end - inside.end > NEAR:
        yield Split(speaker, Interval(start, end), inside.end)
        end = inside.end
    return Interval(start, end)
