"""Transcripts as plain text, as Teams, Zoom, Meet and Otter give them; with names, with or without times."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from talkratio.conversation import Conversation
from talkratio.formats.cue import Cue, conversation, texts, timed
from talkratio.formats.names import like_a_name, named, prefix
from talkratio.formats.text import Text
from talkratio.formats.webvtt import seconds
from talkratio.interval import Interval, Seconds
from talkratio.spelling import same

SLOWEST: Seconds = 0.75
"""Seconds a word; a paragraph whose end is not told lasts no longer than this and one second more."""

_TIME = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?"
_LOOSE = r"(?:\d{1,2}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,3})?"
_SPELLED = (
    r"(?:(?P<h>\d+)\s*(?:hours?|timer?)\s+)?(?:(?P<m>\d+)\s*(?:minutes?|minut(?:ter)?)\s+)?"
    r"(?P<s>\d+)\s*(?:seconds?|sekund(?:er)?)"
)
_RANGE = re.compile(rf"\[?(?P<start>{_LOOSE})\s*-+>?\s*(?P<end>{_LOOSE})\]?\s*:?\s*(?P<rest>.*)")
_BEFORE = re.compile(rf"[\[(]?(?P<start>{_TIME})[\])]?\s*(?:[-–|:]\s+)?(?P<rest>.*)")
_BETWEEN = re.compile(rf"(?P<name>[^\W_][^:()\[\]]{{0,59}}?)\s*[\[(](?P<start>{_TIME})[\])]\s*:?\s+(?P<rest>\S.*)")
_AFTER = re.compile(
    rf"\[?(?P<name>[^\W_][^\[\]]{{0,59}}?)\]?[\s,|–-]+(?:[\[(](?P<boxed>{_TIME})[\])]|(?P<start>{_TIME})|{_SPELLED}):?"
)
_NOTICE = re.compile(
    r".*\b(?:(?:started|stopped) (?:the )?transcription|(?:startede|stoppede) transskription(?:en)?)|"
    r"(?:transcription|meeting|transskription(?:en)?|mødet) (?:ended|stopped|sluttede|er slut).*",
    re.IGNORECASE,
)
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with the time it tells; `head` says that it is a name above what is said."""

    number: int
    text: str
    start: Seconds | None = None
    end: Seconds | None = None
    head: bool = False
    speaker: str | None = None


def read(source: Path | str) -> Conversation:
    """Paragraphs with their speakers: clock `captions` where each tells its time, else `order`.

    Where only starts are told, a paragraph ends where the next begins, but not later than `SLOWEST` allows.
    Raises `FormatError` with the line for times that run backwards.
    """
    text = Text.of(source)
    raw = [(number, line.replace("**", "").strip()) for number, line in enumerate(text.lines, 1)]
    lines = [_line(number, line) for number, line in raw if line and not _NOTICE.fullmatch(line)]
    paragraphs = _paragraphs(_with_heads(lines))
    first = next((index for index, line in enumerate(paragraphs) if line.start is not None), 0)
    body = paragraphs[first:]  # above may stand a title, a date, a list of people
    if sum(line.start is not None for line in body) >= 0.9 * max(1, len(body)):
        return conversation(named(_timed(text, body)), "captions")
    plain = paragraphs if any(line.head for line in paragraphs) else lines
    cues = named([Cue(line.number, line.text, None, line.speaker) for line in plain])
    first = next((index for index, cue in enumerate(cues) if cue.speaker), 0)
    return conversation(cues[first:], "order")


def _line(number: int, line: str) -> _Line:
    if found := _RANGE.fullmatch(line):
        return _Line(number, found["rest"], seconds(found["start"]), seconds(found["end"]))
    if found := _BEFORE.fullmatch(line):
        return _Line(number, found["rest"], seconds(found["start"]))
    if found := _BETWEEN.fullmatch(line):
        return _Line(number, f"{found['name']}: {found['rest']}", seconds(found["start"]))
    if (found := _AFTER.fullmatch(line)) and len(found["name"].split()) <= _MOST_WORDS:
        told = found["start"] or found["boxed"]
        start = seconds(told or ":".join(found[unit] or "0" for unit in ("h", "m", "s")))
        return _Line(number, line, start, head=True, speaker=found["name"].strip(" :"))
    return _Line(number, line)


def _with_heads(lines: Sequence[_Line]) -> list[_Line]:
    """The lines with those heads that are believed.

    `Name 0:03` is believed when the name comes back or is written like one: `Vi ses kl. 10:30` is something said.
    `0:03 Name` is believed when most of such lines are short and have an untimed line after them: what is said.
    """
    told = [line.speaker for line in lines if line.head and line.speaker]
    count = Counter(map(same, told))
    believed = {name for name in told if count[same(name)] > 1 or like_a_name(name)}
    kept = [line if not line.head or line.speaker in believed else _Line(line.number, line.text) for line in lines]
    bare = [index for index, line in enumerate(kept) if line.start is not None and line.text and not line.head]
    heads = {
        index
        for index in bare
        if prefix(kept[index].text) is None and _short(kept[index].text) and index + 1 < len(kept)
        if kept[index + 1].start is None
    }
    if not bare or len(heads) < 0.8 * len(bare):
        return kept
    return [replace(line, head=True, speaker=line.text) if i in heads else line for i, line in enumerate(kept)]


def _paragraphs(lines: Sequence[_Line]) -> list[_Line]:
    """All that is said in a paragraph as one line, with its time and, below a head, its speaker."""
    found: list[_Line] = []
    told: _Line | None = None  # a time on a line of its own belongs to what follows
    headed = any(line.head or line.end is not None for line in lines)
    for line in lines:
        if line.head:
            found.append(replace(line, text=""))
        elif line.start is not None and not line.text:
            told = line
        elif told and told.end is not None and prefix(line.text) is None and _short(line.text):
            found.append(replace(told, text="", speaker=line.text))  # Teams: times, name, text
            told = None
        elif line.start is not None or told or not found or (prefix(line.text) and not headed):
            own = line if line.start is not None or told is None else told
            found.append(replace(line, start=own.start, end=own.end))
            told = None
        else:
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n{line.text}".strip())
    return [line for line in found if line.text]


def _short(line: str) -> bool:
    return len(line.split()) <= _MOST_WORDS and not line.endswith((".", "?", "!"))


def _timed(text: Text, paragraphs: Sequence[_Line]) -> list[Cue]:
    starts: list[Seconds] = []
    for line in paragraphs:
        start = line.start if line.start is not None else starts[-1]
        if starts and start < starts[-1] and line.end is None:
            raise text.fault(line.number, "the time runs backwards")
        starts.append(start)
    origin = starts[0] if starts and starts[0] >= 3600 else 0.0  # the time of day, not of the recording
    cues: list[Cue] = []
    for index, line in enumerate(paragraphs):
        try:
            told = None if line.end is None else timed(starts[index], line.end)
            interval = told or _until_next(index, starts, paragraphs)
            cues.append(
                Cue(line.number, line.text, Interval(interval.start - origin, interval.end - origin), line.speaker)
            )
        except ValueError as error:
            raise text.fault(line.number, "the paragraph ends before it begins") from error
    return cues


def _until_next(index: int, starts: Sequence[Seconds], paragraphs: Sequence[_Line]) -> Interval:
    """Up to the next start; paragraphs that begin in the same second share the time by their words."""
    first = bisect_left(starts, starts[index])
    after = bisect_right(starts, starts[index])
    counts = [_count(line) for line in paragraphs[first:after]]
    following = starts[after] if after < len(starts) else float("inf")
    step = min(following - starts[index], 1.0 + SLOWEST * sum(counts)) / sum(counts)
    begin = starts[index] + step * sum(counts[: index - first])
    return Interval(begin, begin + step * counts[index - first])


def _count(line: _Line) -> int:
    """Words said, without the name before them."""
    hit = None if line.speaker else prefix(line.text)
    return max(1, len(texts(hit[1] if hit else line.text)))
