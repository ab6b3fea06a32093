"""RTTM (NIST Rich Transcription Time Marked): one line a turn, in seconds; the field's format for who spoke when."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from talkratio.conversation import Conversation
from talkratio.errors import FormatError
from talkratio.formats.cue import merged
from talkratio.formats.text import Text
from talkratio.interval import Interval
from talkratio.spelling import spellings

MARK = ";; measured by talkratio"
"""First line of what talkratio measured itself, so that it is not taken for labels made by people."""

_OTHER = {
    *("SEGMENT", "NOSCORE", "NO_RT_METADATA", "LEXEME", "NON-LEX", "NON-SPEECH"),
    *("FILLER", "EDIT", "SU", "IP", "CB", "A/P", "SPKR-INFO"),
}


def read(source: Path | str) -> Conversation:
    """Turns of the SPEAKER lines; others are left out. With several recordings in one file, the one of its own name.

    Raises `FormatError` with the line for what is no RTTM, and for negative times.
    """
    text = Text.of(source)
    recordings: defaultdict[str, defaultdict[str, list[Interval]]] = defaultdict(lambda: defaultdict(list))
    for number, line in enumerate(text.lines, 1):
        fields = line.split()
        if not fields or fields[0].startswith((";", "#")) or fields[0] in _OTHER:
            continue
        if fields[0] != "SPEAKER" or len(fields) < 8:
            raise text.fault(number, "not a line of RTTM", "SPEAKER file 1 start duration <NA> <NA> name is wanted.")
        speakers = recordings[fields[1]]
        # A name with spaces, as some tools write it, fills more than its one field.
        name = " ".join(fields[7 : max(8, len(fields) - 2)])
        if (interval := _interval(text, number, fields[3], fields[4])) is not None:
            speakers[name].append(interval)
    turns = merged(_spelled(_one(text, recordings)))
    return Conversation(max((turn.interval.end for turn in turns), default=0.0), turns)


def write(conversation: Conversation, recording: str, *, mark: bool = True) -> str:
    """The turns as RTTM, times to the millisecond, spaces in names as underscores; `recording` is its stem.

    `mark` says in a comment that talkratio measured them.
    """
    stem = "_".join(recording.split()) or "recording"
    names = _distinct(conversation.speakers)
    lines = [MARK] if mark or not conversation.turns else []
    for turn in conversation.turns:
        start = round(turn.interval.start, 3)
        duration = max(0.001, round(turn.interval.end, 3) - start)
        lines.append(f"SPEAKER {stem} 1 {start:.3f} {duration:.3f} <NA> <NA> {names[turn.speaker]} <NA> <NA>")
    return "\n".join(lines) + "\n"


def _interval(text: Text, number: int, start: str, duration: str) -> Interval | None:
    try:
        begin, length = float(start), float(duration)
        if length == 0 and begin >= 0:
            return None  # some tools write turns of no length
        return Interval(begin, begin + length)
    except ValueError as error:
        raise text.fault(number, f"start {start} and duration {duration} are no stretch of time") from error


def _one(text: Text, recordings: dict[str, defaultdict[str, list[Interval]]]) -> defaultdict[str, list[Interval]]:
    if len(recordings) > 1:
        own = Path(text.name).stem
        if own not in recordings:
            raise FormatError(f"{text.name} labels {len(recordings)} recordings. Give a file with one, named after it.")
        return recordings[own]
    return next(iter(recordings.values()), defaultdict(list))


def _spelled(speakers: dict[str, list[Interval]]) -> dict[str, list[Interval]]:
    """The stretches by person, each under one spelling of their name."""
    found: defaultdict[str, list[Interval]] = defaultdict(list)
    for name, kept in spellings(speakers).items():
        found[kept] += speakers[name]
    return found


def _distinct(speakers: tuple[str, ...]) -> dict[str, str]:
    names: dict[str, str] = {}
    for speaker in speakers:
        name = wanted = "_".join(speaker.split()) or "_"
        count = 1
        while name in names.values():
            count += 1
            name = f"{wanted}_{count}"
        names[speaker] = name
    return names
