"""Praat TextGrid, long and short: every interval tier is a speaker, what is written in it is words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from talkratio.conversation import Conversation
from talkratio.errors import FormatError
from talkratio.formats.cue import Cue, conversation, timed
from talkratio.formats.text import Text
from talkratio.interval import Seconds

_SILENCE = frozenset({"", "sil", "sp", "<sil>", "silence", "silent", "<p:>", "#", "_", "-", "<silence>", "stilhed"})
_TOKEN = re.compile(r'"(?:[^"]|"")*"|(?<![^\s=])-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![^\s])|<exists>|<absent>')


@dataclass(frozen=True, slots=True)
class _Token:
    line: int
    text: str

    @property
    def quoted(self) -> bool:
        return self.text.startswith('"')


def read(source: Path | str) -> Conversation:
    """Hand-marked turns with their words on the clock `speech`; empty intervals are silence.

    A single tier whose few labels come back again and again names the speakers. Raises `FormatError` with the line
    for what is no TextGrid, and for negative or reversed times.
    """
    text = Text.of(source)
    tokens = _tokens(text)
    duration, tiers = _tiers(text, tokens)
    if not tiers:
        raise FormatError(f"{text.name} has no interval tier. Export one tier of intervals for each speaker.")
    cues = [cue for tier in tiers for cue in tier]
    if _names_speakers(tiers):
        cues = [replace(cue, speaker=cue.text.strip()) for cue in cues]
    worded = not _only_labels(tiers) and not _names_speakers(tiers)
    found = conversation(cues, "speech", duration=duration)
    return found if worded else replace(found, words=None)


def _tokens(text: Text) -> Iterator[_Token]:
    """Quoted strings, numbers and flags; all else in the long form is decoration."""
    if "ooTextFile" not in text.content[:200]:
        raise FormatError(f"{text.name} is no TextGrid. Save it from Praat as a text file.")
    content = "\n".join(text.lines)
    line, seen = 1, 0
    for found in _TOKEN.finditer(content):
        line += content.count("\n", seen, found.start())
        seen = found.start()
        yield _Token(line, found.group())


def _tiers(text: Text, tokens: Iterator[_Token]) -> tuple[Seconds, list[list[Cue]]]:
    try:
        kinds = [next(tokens), next(tokens)]
        if kinds[1].text != '"TextGrid"':
            raise text.fault(kinds[1].line, "not a TextGrid but another object of Praat", "Save the TextGrid itself.")
        _number(text, tokens)
        duration = _number(text, tokens)
        if next(tokens).text == "<absent>":
            return duration, []
        count = int(_number(text, tokens))
        read = [_tier(text, tokens, index) for index in range(count)]
    except (StopIteration, RuntimeError) as error:
        raise FormatError(f"{text.name} ends too early. Save it again from Praat.") from error
    return duration, [tier for tier in read if tier is not None]


def _tier(text: Text, tokens: Iterator[_Token], index: int) -> list[Cue] | None:
    kind, name = _quoted(text, tokens), _quoted(text, tokens)
    _number(text, tokens), _number(text, tokens)
    count = int(_number(text, tokens))
    if kind != "IntervalTier":
        for _ in range(count):
            _number(text, tokens), _quoted(text, tokens)
        return None
    speaker = re.sub(r"\s*-\s*words$", "", name).strip() or f"Speaker {index + 1}"
    cues = [cue for _ in range(count) if (cue := _cue(text, tokens, speaker)) is not None]
    return None if re.search(r"\bphon(?:e|eme)s?$", name) else cues


def _cue(text: Text, tokens: Iterator[_Token], speaker: str) -> Cue | None:
    token = next(tokens)
    start, end = _value(text, token), _number(text, tokens)
    said = _quoted(text, tokens)
    if said.strip().lower() in _SILENCE:
        return None
    try:
        return Cue(token.line, said, timed(start, end), speaker)
    except ValueError as error:
        raise text.fault(token.line, f"an interval from {start:g} to {end:g} s is no stretch of time") from error


def _number(text: Text, tokens: Iterator[_Token]) -> float:
    return _value(text, next(tokens))


def _value(text: Text, token: _Token) -> float:
    if token.quoted or token.text.startswith("<"):
        raise text.fault(token.line, "a number is wanted here", "Save the TextGrid again from Praat.")
    return float(token.text)


def _quoted(text: Text, tokens: Iterator[_Token]) -> str:
    token = next(tokens)
    if not token.quoted:
        raise text.fault(token.line, "a text in quotes is wanted here", "Save the TextGrid again from Praat.")
    return token.text[1:-1].replace('""', '"')


def _only_labels(tiers: list[list[Cue]]) -> bool:
    """Whether each tier holds one label over and over, such as `x` or the speaker's name: then there are no words."""
    return all(len({cue.text.strip() for cue in tier}) <= 1 for tier in tiers) and any(len(tier) > 1 for tier in tiers)


def _names_speakers(tiers: list[list[Cue]]) -> bool:
    if len(tiers) != 1:
        return False
    labels = Counter(cue.text.strip() for cue in tiers[0])
    short = all(len(label.split()) <= 3 for label in labels)
    return short and 2 <= len(labels) <= 8 and labels.total() >= 3 * len(labels)
