"""WebVTT (W3C): captions with speakers, as Teams, Zoom, Meet and talkratio itself write them."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import cast, get_args

from talkratio.conversation import Clock, Conversation, Turn, Word
from talkratio.errors import FormatError
from talkratio.formats.cue import Cue, conversation, timed
from talkratio.formats.names import named
from talkratio.formats.text import Text
from talkratio.interval import Interval, Seconds

MARK = "NOTE measured by talkratio"
"""Says that talkratio measured the times itself, so that they are not taken for labels made by people."""

_SCREEN = 80  # letters that a player shows well at once
_BLINK: Seconds = 0.5

_TIME = r"(?:\d+:)?[0-5]?\d:[0-5]?\d[.,]\d{1,3}"
_TIMING = re.compile(rf"\s*(?P<start>-?{_TIME})\s*-->\s*(?P<end>-?{_TIME})(?:\s.*)?")
_CLOCK = re.compile(r"NOTE clock: (\w+)")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>", re.IGNORECASE)


def read(source: Path | str) -> Conversation:
    """Cues with their speakers from `<v Name>` or `Name:`; the clock is `captions` unless a note says otherwise.

    Raises `FormatError` with the line for what is no WebVTT, and for negative or reversed times.
    """
    text = Text.of(source)
    if not re.match(r"WEBVTT(?:\s|$)", text.content):
        raise FormatError(f"{text.name} is no WebVTT file: it does not begin so. Export the captions again.")
    note = _CLOCK.search(text.content)
    clock = cast("Clock", note[1]) if note and note[1] in get_args(Clock) else "captions"
    cues = [voice for cue in blocks(text) for voice in _voices(cue)]
    # Where a clock is told the file is ours, and a cue without words is a turn in which nobody was transcribed.
    found = conversation(named(cues), clock)
    return found if found.words or not found.turns else Conversation(found.duration, found.turns, None, clock=clock)


def blocks(text: Text) -> list[Cue]:
    """The timed blocks of WebVTT or SRT, markup inside, without speakers."""
    lines = text.lines
    cues: list[Cue] = []
    number = 0
    while number < len(lines):
        number += 1
        if "-->" not in lines[number - 1]:
            continue
        if lines[number - 1].startswith("NOTE"):
            continue
        interval = _interval(text, number, lines[number - 1])
        start = number
        while number < len(lines) and lines[number].strip() and "-->" not in lines[number]:
            number += 1
        payload = lines[start:number]
        if number < len(lines) and "-->" in lines[number] and payload:
            payload.pop()  # the number of the next cue, where the empty line between them is missing
        cues.append(Cue(start, "\n".join(payload), interval))
    return cues


def seconds(time: str) -> Seconds:
    """Seconds of `[hh:]mm:ss[.mmm]`.

    >>> seconds("1:02:03,500")
    3723.5
    """
    total = 0.0
    for part in time.lstrip("-").replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return -total if time.startswith("-") else total


def write(conversation: Conversation, *, mark: bool = True) -> str:
    """Turns as cues with `<v Name>`, the words inside; read back, the turns are the same to the millisecond.

    Words outside all turns of their speaker go to the nearest, words of nobody stand alone. `mark` says in a note
    that talkratio measured the times.
    """
    notes = [*([MARK] if mark else []), f"NOTE clock: {conversation.clock}"]
    rows = sorted(_rows(conversation), key=lambda row: row[0])
    cues = [f"{_stamp(when.start)} --> {_stamp(when.end, when.start)}\n{payload}" for when, payload in rows]
    return "\n\n".join(["WEBVTT", *notes, *cues]) + "\n"


def _interval(text: Text, number: int, line: str) -> Interval:
    found = _TIMING.fullmatch(line)
    if found is None:
        raise text.fault(number, "not the times of a cue", "00:00:01.000 --> 00:00:02.000 is wanted.")
    try:
        return timed(seconds(found["start"]), seconds(found["end"]))
    except ValueError as error:
        raise text.fault(number, f"a cue from {found['start']} to {found['end']} is no stretch of time") from error


def _voices(cue: Cue) -> list[Cue]:
    """One cue a voice; several in one cue share its time by the length of what they say."""
    pieces = _VOICE.split(cue.text)
    if len(pieces) == 1:
        return [cue]
    names = [html.unescape(name).strip() or None for name in pieces[1::2]]
    spoken = list(zip(names, pieces[2::2], strict=True))
    if cue.interval is None or len(spoken) == 1:
        return [Cue(cue.line, text, cue.interval, name) for name, text in spoken]
    step = cue.interval.duration / sum(_length(text) for _, text in spoken)
    voices: list[Cue] = []
    start = cue.interval.start
    for name, text in spoken:
        end = start + step * _length(text)
        voices.append(Cue(cue.line, text, Interval(start, end), name))
        start = end
    return voices


def _length(text: str) -> int:
    return max(1, len(text.strip()))


def _rows(conversation: Conversation) -> Iterable[tuple[Interval, str]]:
    said: defaultdict[int | None, list[Word]] = defaultdict(list)
    nearest = _Nearest(conversation.turns)
    for word in conversation.words or ():
        said[nearest(word)].append(word)
    for index, turn in enumerate(conversation.turns):
        for when, words in _pieces(turn.interval, said[index]):
            yield when, f"<v {_escaped(turn.speaker)}>{_escaped(*(word.text for word in words))}</v>"
    for word in said[None]:
        yield word.interval, _escaped(word.text)


class _Nearest:
    """The index of the turn of a word's own speaker that lies nearest to it."""

    def __init__(self, turns: tuple[Turn, ...]) -> None:
        self.turns = turns
        self.own: defaultdict[str, list[int]] = defaultdict(list)
        for index, turn in enumerate(turns):
            self.own[turn.speaker].append(index)

    def __call__(self, word: Word) -> int | None:
        own = self.own.get(word.speaker or "", [])
        at = bisect_right(own, word.interval.middle, key=lambda index: self.turns[index].interval.start)
        return min(own[max(0, at - 1) : at + 1], key=lambda index: self._distance(index, word), default=None)

    def _distance(self, index: int, word: Word) -> Seconds:
        turn, middle = self.turns[index].interval, word.interval.middle
        return max(turn.start - middle, middle - turn.end, 0.0)


def _pieces(turn: Interval, words: list[Word]) -> Iterable[tuple[Interval, list[Word]]]:
    """A turn in cues that fit on a screen: they touch, so that they are one turn again when read."""
    start, piece = turn.start, list[Word]()
    for word in words:
        full = sum(len(said.text) + 1 for said in piece) > _SCREEN
        if full and start + _BLINK < word.interval.start < turn.end - _BLINK:
            yield Interval(start, word.interval.start), piece
            start, piece = word.interval.start, []
        piece.append(word)
    yield Interval(start, turn.end), piece


def _escaped(*words: str) -> str:
    return html.escape(" ".join(" ".join(words).split()), quote=False)


def _stamp(time: Seconds, after: Seconds | None = None) -> str:
    milliseconds = round(time * 1000)
    if after is not None:
        milliseconds = max(milliseconds, round(after * 1000) + 1)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
