"""Text files of the field, read and written. One file is one format, and every reader gives a `Conversation`.

`duration` is that of the file where it states one, else the end of what was said. `clock` tells how far its times
reach: hand-marked labels are `speech`, cue times `captions`, and a transcript without times is in `order`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from talkratio.conversation import Clock, Conversation
from talkratio.errors import FormatError
from talkratio.formats import csv, rttm, srt, textgrid, transcript, webvtt, whisper_json
from talkratio.formats.text import Text
from talkratio.interval import Seconds
from talkratio.spelling import same

READERS: dict[str, Callable[[Path | str], Conversation]] = {
    ".rttm": rttm.read,
    ".textgrid": textgrid.read,
    ".vtt": webvtt.read,
    ".srt": srt.read,
    ".json": whisper_json.read,
    ".csv": csv.read,
    ".tsv": csv.read,
    ".txt": transcript.read,
    ".md": transcript.read,
}
"""By the file's suffix, in lower case."""
DOCUMENTS = (".docx", ".doc", ".odt", ".rtf", ".pdf")
"""what transcripts also come in, and what cannot be read"""
DAY: Seconds = 86_400.0
"""A conversation is shorter; times beyond it are milliseconds, or a date."""


def read(path: Path) -> Conversation:
    """Labels or captions from a file, by its suffix.

    Raises `FormatError` for an unknown suffix, for bad content, and for times beyond a `DAY`.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        document = path.suffix.lower() in DOCUMENTS
        advice = "Save it as plain text (.txt) and try again." if document else f"Known are {', '.join(READERS)}."
        raise FormatError(f"{path.name} is in no known format of labels or captions. {advice}")
    found = reader(path)
    if found.clock != "order" and found.duration > DAY:
        raise FormatError(
            f"{path.name} goes on for {found.duration / 3600:.0f} hours, longer than a conversation can. Give its "
            "times in seconds from the beginning, not in milliseconds or as a date."
        )
    return found


def joined(paths: Sequence[Path]) -> Conversation:
    """One conversation from one file, or from one file a person; names that two files share get the file's own name.

    Raises `FormatError` when a file cannot be read, or when several do not lie on one clock.
    """
    found = _told_apart([read(path) for path in paths], paths)
    clocks: set[Clock] = {conversation.clock for conversation in found}
    if len(clocks) > 1 or (len(found) > 1 and clocks == {"order"}):
        raise FormatError(f"{', '.join(path.name for path in paths)} do not share a clock. Give files of one kind.")
    words = [word for conversation in found for word in conversation.words or ()]
    return Conversation(
        max(conversation.duration for conversation in found),
        tuple(turn for conversation in found for turn in conversation.turns),
        tuple(words) if any(conversation.words is not None for conversation in found) else None,
        next((conversation.language for conversation in found if conversation.language), None),
        clocks.pop(),
    )


def measured(path: Path) -> bool:
    """Whether talkratio itself measured and wrote the file, so that it proves nothing about the recording."""
    return Text.of(path).content.startswith((rttm.MARK, f"WEBVTT\n\n{webvtt.MARK}"))


def _told_apart(found: Sequence[Conversation], paths: Sequence[Path]) -> list[Conversation]:
    shared = Counter(same(speaker) for conversation in found for speaker in conversation.speakers)
    stems = [path.stem for path in paths]
    common = next((i for i, letters in enumerate(zip(*stems, strict=False)) if len(set(letters)) > 1), 0)
    result: list[Conversation] = []
    for conversation, path in zip(found, paths, strict=True):
        own = path.stem[common:].strip(" _-.") or path.stem
        alone = len(conversation.speakers) == 1
        twice = [speaker for speaker in conversation.speakers if shared[same(speaker)] > 1]
        result.append(conversation.renamed({name: own if alone else f"{name} ({own})" for name in twice}))
    return result
