"""Whisper JSON: the output of openai-whisper, faster-whisper, WhisperX and whisper.cpp."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from talkratio.conversation import Conversation, Word
from talkratio.errors import FormatError
from talkratio.formats.cue import Cue, conversation, texts, timed
from talkratio.formats.names import named
from talkratio.formats.text import Text
from talkratio.interval import Interval

_LANGUAGES = {"danish": "da", "english": "en"}


def read(source: Path | str) -> Conversation:
    """Words with their own times where the file has them, and speakers where it names them; clock `captions`.

    Raises `FormatError` for other JSON, and for negative or reversed times.
    """
    text = Text.of(source)
    try:
        content = json.loads(text.content)
    except (json.JSONDecodeError, RecursionError) as error:  # lists in lists without end are no transcript either
        line = getattr(error, "lineno", 1)
        raise text.fault(line, "not valid JSON", "Export the transcript again.") from error
    whole = content if isinstance(content, Mapping) else {"segments": content}
    rows = whole.get("segments", whole.get("transcription"))
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) and "text" in row for row in rows):
        raise FormatError(f"{text.name} is JSON, but no transcript of Whisper: a list called segments is wanted.")
    cues = [_cue(text, number, row) for number, row in enumerate(rows, 1)]
    return conversation(named(cues), "captions", language=_language(whole))


def _cue(text: Text, number: int, row: Mapping[str, Any]) -> Cue:
    interval = _interval(text, number, row)
    speaker = str(row.get("speaker") or "").strip() or None
    heard = row.get("words")
    words = None
    if isinstance(heard, list) and heard and all(isinstance(word, Mapping) for word in heard):
        words = _words(text, number, heard, interval, speaker)
    return Cue(number, str(row["text"]), interval, speaker, words)


def _interval(text: Text, number: int, row: Mapping[str, Any]) -> Interval:
    start, end = row.get("start"), row.get("end")
    if isinstance(offsets := row.get("offsets"), Mapping):  # whisper.cpp, in milliseconds
        start, end = (_scaled(offsets.get(key)) for key in ("from", "to"))
    try:
        return timed(float(start or 0), float(end))  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise FormatError(
            f"{text.name}, segment {number}: {start} to {end} s is no stretch of time. Correct it and try again."
        ) from error


def _scaled(milliseconds: object) -> float | None:
    return milliseconds / 1000 if isinstance(milliseconds, int | float) else None


def _words(
    text: Text, number: int, heard: list[Mapping[str, Any]], around: Interval, speaker: str | None
) -> tuple[Word, ...]:
    """The words as timed; one without times, as WhisperX leaves numerals, gets the time up to the next that has."""
    words: list[Word] = []
    for index, row in enumerate(heard):
        said = str(row.get("word", row.get("text", ""))).strip()
        if not texts(said):
            if words and said and "start" in row:
                words[-1] = _extended(words[-1], said)
            continue
        start = row.get("start") or (words[-1].interval.end if words else around.start)
        following = next((later["start"] for later in heard[index + 1 :] if later.get("start")), around.end)
        interval = _interval(text, number, {"start": start, "end": row.get("end") or _later(following, start)})
        who = str(row.get("speaker") or speaker or "").strip() or None
        words.append(Word(interval, " ".join(texts(said)), _chance(row.get("probability", row.get("score"))), who))
    return tuple(words)


def _later(one: object, other: object) -> float | None:
    """The later of two moments; `None` where one of them is no number, so that the fault names the segment."""
    try:
        return max(float(one), float(other))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def _extended(word: Word, mark: str) -> Word:
    joined = texts(f"{word.text} {mark}")
    return Word(word.interval, joined[0], word.confidence, word.speaker) if len(joined) == 1 else word


def _chance(value: object) -> float | None:
    return min(1.0, max(0.0, float(value))) if isinstance(value, int | float) else None


def _language(whole: Mapping[str, Any]) -> str | None:
    found = whole.get("language")
    for place in ("info", "result"):
        if found is None and isinstance(whole.get(place), Mapping):
            found = whole[place].get("language")
    return _LANGUAGES.get(str(found).lower(), str(found).lower()) if found else None
