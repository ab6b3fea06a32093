"""What a Whisper in memory hears in a batch of chunks, on the clock of the recording."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from talkratio.audio import RATE, Audio
from talkratio.conversation import Word
from talkratio.interval import Seconds
from talkratio.transcribers._chunks import Chunk
from talkratio.transcribers._hallucinations import cleaned

LOOPING = 2.4
"""letters ÷ letters compressed, above which a text repeats itself"""
SILENT, DOUBTFUL = 0.6, -1.0
"""chance that nobody speaks and mean log chance of the text, beyond which a chunk is taken for silence"""
Answer = dict[str, Any]
"""words as [start, end, text, chance] on the clock of the recording, and moments left out by reason"""


@dataclass(frozen=True, slots=True)
class Whisper:
    """A loaded model, how it is used, and what a person should know of it."""

    model: Any
    batched: Any
    name: str
    fingerprint: str
    batch: int
    hotwords: str
    notes: tuple[str, ...]


def hear(whisper: Whisper, audio: Audio, chunks: Sequence[Chunk], language: str) -> list[Answer]:
    """The words of each chunk; what repeats itself is heard a second time with repetition made hard."""
    sounds = [chunk.samples(audio) for chunk in chunks]
    found = _segments(whisper, sounds, language)
    loops = [number for number, segments in enumerate(found) if any(_loops(segment) for segment in segments)]
    if loops:
        again = _segments(
            whisper, [sounds[number] for number in loops], language, repetition_penalty=1.1, no_repeat_ngram_size=4
        )
        for number, segments in zip(loops, again, strict=True):
            found[number] = segments
    return [_answer(chunk, segments) for chunk, segments in zip(chunks, found, strict=True)]


def _segments(whisper: Whisper, sounds: Sequence[Any], language: str, **options: Any) -> list[list[Any]]:
    """What faster-whisper answers for each sound, with times in it; the sounds stand 30 s apart in one array."""
    places = range(0, 30 * RATE * len(sounds), 30 * RATE)
    joined = np.zeros(30 * RATE * len(sounds), np.float32)
    for place, sound in zip(places, sounds, strict=True):
        joined[place : place + len(sound)] = sound
    clips = [
        {"start": place / RATE, "end": (place + len(sound)) / RATE} for place, sound in zip(places, sounds, strict=True)
    ]
    segments, _ = whisper.batched.transcribe(
        joined,
        language=language,
        clip_timestamps=clips,
        word_timestamps=True,
        condition_on_previous_text=False,
        batch_size=len(sounds),
        hotwords=whisper.hotwords or None,
        **options,
    )
    found: list[list[Any]] = [[] for _ in sounds]
    for segment in segments:
        found[min(segment.seek // 3_000, len(sounds) - 1)].append(segment)
    return found


def _answer(chunk: Chunk, segments: Iterable[Any]) -> Answer:
    words: list[Word] = []
    silence: list[Seconds] = []
    for segment in segments:
        offset = segment.seek // 3_000 * 30
        heard = [_word(chunk, offset, word) for word in segment.words or () if word.word.strip()]
        if segment.no_speech_prob > SILENT and not segment.avg_logprob > DOUBTFUL:
            silence += [word.interval.start for word in heard[:1]]
        else:
            words += heard
    words, left_out = cleaned(words)
    if silence:
        left_out["silence"] = silence
    return {
        "words": [[word.interval.start, word.interval.end, word.text, word.confidence] for word in words],
        "left_out": left_out,
    }


def _word(chunk: Chunk, offset: Seconds, word: Any) -> Word:
    interval = chunk.on_clock(float(word.start) - offset, float(word.end) - offset)
    return Word(interval, word.word.strip(), round(min(1.0, max(0.0, float(word.probability))), 4))


def _loops(segment: Any) -> bool:
    return bool(segment.compression_ratio > LOOPING)
