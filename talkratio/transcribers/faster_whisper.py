"""Whisper on this computer (faster-whisper); needs a model: `talkratio models list`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from talkratio import weights
from talkratio.attended import attended
from talkratio.audio import RATE, Audio
from talkratio.checkpoints import Checkpoint, default_folder
from talkratio.chunks import Chunk, plan
from talkratio.conversation import Turn, Word
from talkratio.engines import Progress, silent
from talkratio.errors import EngineError, InputError, WeightsError
from talkratio.hallucinations import cleaned, told
from talkratio.interval import Interval, Seconds
from talkratio.transcribers import Transcriber, Transcription
from talkratio.transcribers._fitting import opened, together

REQUIRES = ("faster_whisper",)
STAGE = "words"
HEARD_FOR_LANGUAGE = 3
"""chunks in which the language is looked for when nobody said it"""
SURE_OF_LANGUAGE = 0.5
LOOPING = 2.4
"""letters ÷ letters compressed, above which a text repeats itself"""
SILENT, DOUBTFUL = 0.6, -1.0
"""chance that nobody speaks and mean log chance of the text, beyond which a chunk is taken for silence"""
UNRELIABLE = 0.25
"""published error rate from which counts of words and questions carry a warning"""
Answer = dict[str, Any]
"""words as [start, end, text, chance] on the clock of the recording, and moments left out by reason"""


@dataclass(frozen=True, slots=True)
class _Whisper:
    model: Any
    batched: Any
    name: str
    fingerprint: str
    batch: int
    hotwords: str
    notes: tuple[str, ...]


def load(
    model: str | Path | None = None,
    *,
    language: str | None = None,
    hotwords: str | Sequence[str] = (),
    device: str = "auto",
    batch: int | None = None,
    checkpoints: Path | None = None,
) -> Transcriber:
    """Whisper in CTranslate2's format, by the name of an installed model or as a folder.

    Without `model` the best installed one for `language` is taken. `hotwords` are names and words of the company that
    it should expect. `device` is auto, cpu or cuda; `batch` chunks of up to 28 s are heard at once, as many
    as memory allows unless said. What is
    finished is kept in `checkpoints` (default: the user's cache) until the recording is done, so that a run that was
    killed goes on where it stopped.

    Raises `WeightsError` when there is no model or it is damaged, and `EngineError` when it does not fit in memory.
    """
    chosen = model or weights.best("whisper", language)
    if chosen is None:
        raise WeightsError("No model for speech recognition is on this computer. See: talkratio models list")
    folder = weights.resolve(chosen)
    known = weights.describe(folder)
    fingerprint = weights.check(folder)
    words = hotwords if isinstance(hotwords, str) else ", ".join(hotwords)
    count = batch or together(folder, device, known)
    model_in_memory, notes = opened(folder, device, known)
    from faster_whisper import BatchedInferencePipeline

    batched = BatchedInferencePipeline(model_in_memory)
    whisper = _Whisper(model_in_memory, batched, known.name, fingerprint, count, words.strip(), notes)

    def transcribe(
        audio: Audio,
        *,
        turns: tuple[Turn, ...] = (),
        language: str | None = language,
        progress: Progress | None = None,
    ) -> Transcription:
        return _transcribe(whisper, audio, turns, language, progress or silent, checkpoints or default_folder())

    return transcribe


def _transcribe(
    whisper: _Whisper,
    audio: Audio,
    turns: Iterable[Turn],
    language: str | None,
    progress: Progress,
    folder: Path,
) -> Transcription:
    supported = whisper.model.supported_languages
    if language is not None and language not in supported:
        shown = "English alone" if supported == ["en"] else f"{len(supported)} languages, and {language!r} is not one"
        raise InputError(f"The model {whisper.name!r} knows {shown}. Choose another model or language.")
    chunks = plan(audio, (turn.interval for turn in turns))
    if not chunks:
        progress(STAGE, 1.0)
        return Transcription((), language)
    spoken, unsure = (language, ()) if language else _language(whisper, audio, chunks, progress)
    checkpoint = Checkpoint(folder, _key(whisper, audio, chunks, spoken))
    whole = sum(chunk.duration for chunk in chunks)

    def report() -> None:
        progress(STAGE, min(0.999, sum(chunks[number].duration for number in checkpoint.done) / whole))

    report()
    count = whisper.batch
    while todo := [number for number in range(len(chunks)) if number not in checkpoint.done][:count]:
        batch = [chunks[number] for number in todo]
        try:
            answers = attended(partial(_hear, whisper, audio, batch, spoken), report)
        except (RuntimeError, ValueError) as error:
            if "out of memory" in str(error) and count > 1:
                count = max(1, count // 2)
                continue
            raise EngineError(f"The model {whisper.name!r} stopped: {error}. Try another model or device.") from error
        for number, answer in zip(todo, answers, strict=True):
            checkpoint.add(number, answer)
        report()
    answers = [checkpoint.done[number] for number in range(len(chunks))]
    checkpoint.remove()
    progress(STAGE, 1.0)
    notes = (*whisper.notes, *unsure, *told(answer["left_out"] for answer in answers), *_warning(whisper.name, spoken))
    return Transcription(_words(answers, audio.duration), spoken, notes)


def _hear(whisper: _Whisper, audio: Audio, chunks: Sequence[Chunk], language: str) -> list[Answer]:
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


def _segments(whisper: _Whisper, sounds: Sequence[Any], language: str, **options: Any) -> list[list[Any]]:
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


def _words(answers: Iterable[Answer], duration: Seconds) -> tuple[Word, ...]:
    rows = (row for answer in answers for row in answer["words"])
    words = (Word(Interval(start, min(end, duration)), text, chance) for start, end, text, chance in rows)
    return tuple(sorted(words, key=lambda word: (word.interval, word.text)))


def _loops(segment: Any) -> bool:
    return bool(segment.compression_ratio > LOOPING)


def _language(
    whisper: _Whisper, audio: Audio, chunks: Sequence[Chunk], progress: Progress
) -> tuple[str, tuple[str, ...]]:
    """The language most sure over a few chunks, decided once, and a note where it is not sure."""
    step = max(1, len(chunks) // HEARD_FOR_LANGUAGE)
    chances: dict[str, float] = {}
    heard = chunks[::step][:HEARD_FOR_LANGUAGE]
    for chunk in heard:
        sound = chunk.samples(audio)
        _, _, found = attended(
            partial(whisper.model.detect_language, sound),
            lambda: progress(STAGE, 0.0),
        )
        for code, chance in found:
            chances[code] = chances.get(code, 0.0) + chance / len(heard)
    best = max(chances, key=lambda code: chances[code])
    if chances[best] >= SURE_OF_LANGUAGE:
        return best, ()
    return best, (f"The language was taken for {best!r}, which is not sure. Say which it is if it is another.",)


def _warning(name: str, language: str) -> tuple[str, ...]:
    rate = model.worst(language) if (model := weights.manifest().get(name)) else None
    if rate is None or rate.value < UNRELIABLE:
        return ()
    warning = (
        f"The model {name!r} got {rate.value:.0%} of the words wrong in a published test ({rate.test}, {language}): "
        "counts of words and questions are rough. Times do not depend on it."
    )
    return (warning,)


def _key(whisper: _Whisper, audio: Audio, chunks: Sequence[Chunk], language: str) -> str:
    pieces = [[piece.start, piece.end] for chunk in chunks for piece in chunk.pieces]
    decides = [1, audio.sha256, whisper.fingerprint, whisper.hotwords, language, pieces]
    return hashlib.sha256(json.dumps(decides).encode()).hexdigest()
