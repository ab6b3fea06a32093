"""Whisper on this computer (faster-whisper); needs a model: `talkratio models list`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from talkratio import weights
from talkratio.audio import Audio
from talkratio.conversation import Turn, Word
from talkratio.engines import Progress, silent
from talkratio.errors import EngineError, InputError, WeightsError
from talkratio.interval import Interval, Seconds
from talkratio.transcribers import Transcriber, Transcription
from talkratio.transcribers._attended import attended
from talkratio.transcribers._checkpoints import Checkpoint, default_folder
from talkratio.transcribers._chunks import Chunk, plan
from talkratio.transcribers._fitting import opened, together
from talkratio.transcribers._hallucinations import told
from talkratio.transcribers._hearing import Answer, Whisper, hear

REQUIRES = ("faster_whisper",)
STAGE = "words"
HEARD_FOR_LANGUAGE = 3
"""chunks in which the language is looked for when nobody said it"""
SURE_OF_LANGUAGE = 0.5
TAKEN_FOR_DANISH, LEAST_DANISH = {"no", "nn", "sv"}, 0.2
"""languages that Danish is often mistaken for, and the chance of Danish from which it is believed to be that"""
UNRELIABLE = 0.25
"""published error rate from which counts of words and questions carry a warning"""


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

    Without `model` the best installed one for `language` is taken; that language holds where a call says none.
    `hotwords` are names and words of the company that it should expect. `device` is auto, cpu or cuda; `batch` chunks
    of up to 28 s are heard at once, as many as memory allows unless said. What is finished is kept in `checkpoints`
    (default: the user's cache) until the recording is done, so that a run that was killed goes on where it stopped.

    Raises `WeightsError` when there is no model or it is damaged, and `EngineError` when it does not fit in memory.
    """
    chosen = model or weights.best("whisper", language)
    if chosen is None:
        raise WeightsError("No model for speech recognition is on this computer. See: talkratio models list")
    words = hotwords if isinstance(hotwords, str) else ", ".join(hotwords)
    whisper = _in_memory(weights.resolve(chosen), words.strip(), device, batch)
    usual = language

    def transcribe(
        audio: Audio,
        *,
        turns: tuple[Turn, ...] = (),
        language: str | None = None,
        progress: Progress | None = None,
    ) -> Transcription:
        said = language or usual
        return _transcribe(whisper, audio, turns, said, progress or silent, checkpoints or default_folder())

    return transcribe


def _in_memory(folder: Path, hotwords: str, device: str, batch: int | None) -> Whisper:
    """The model of a folder, checked, and as it fits this computer."""
    known = weights.describe(folder)
    fingerprint = weights.check(folder)
    count = batch or together(folder, device, known)
    model, notes = opened(folder, device, known)
    from faster_whisper import BatchedInferencePipeline

    return Whisper(model, BatchedInferencePipeline(model), known.name, fingerprint, count, hotwords, notes)


def _transcribe(
    whisper: Whisper,
    audio: Audio,
    turns: Iterable[Turn],
    language: str | None,
    progress: Progress,
    folder: Path,
) -> Transcription:
    _check_language(whisper, language)
    chunks = plan(audio, (turn.interval for turn in turns))
    if not chunks:
        progress(STAGE, 1.0)
        return Transcription((), language)
    spoken, unsure = (language, ()) if language else _language(whisper, audio, chunks, progress)
    checkpoint = Checkpoint(folder, _key(whisper, audio, chunks, spoken))
    _hear_all(whisper, audio, chunks, spoken, checkpoint, progress)
    answers = [checkpoint.done[number] for number in range(len(chunks))]
    checkpoint.remove()
    progress(STAGE, 1.0)
    left_out = told(answer["left_out"] for answer in answers)
    notes = (*whisper.notes, *unsure, *left_out, *_warning(whisper.name, spoken))
    return Transcription(_words(answers, audio.duration), spoken, notes)


def _check_language(whisper: Whisper, language: str | None) -> None:
    supported = whisper.model.supported_languages
    if language is not None and language not in supported:
        shown = "English alone" if supported == ["en"] else f"{len(supported)} languages, and {language!r} is not one"
        raise InputError(f"The model {whisper.name!r} knows {shown}. Choose another model or language.")


def _hear_all(
    whisper: Whisper,
    audio: Audio,
    chunks: Sequence[Chunk],
    language: str,
    checkpoint: Checkpoint,
    progress: Progress,
) -> None:
    """Hears the chunks that the checkpoint does not hold yet, batch after batch, each kept as soon as it is done."""
    whole = sum(chunk.duration for chunk in chunks)

    def report() -> None:
        progress(STAGE, min(0.999, sum(chunks[number].duration for number in checkpoint.done) / whole))

    report()
    count = whisper.batch
    while todo := [number for number in range(len(chunks)) if number not in checkpoint.done][:count]:
        batch = [chunks[number] for number in todo]
        try:
            answers = attended(partial(hear, whisper, audio, batch, language), report)
        except (RuntimeError, ValueError) as error:
            if "out of memory" in str(error) and count > 1:
                count = max(1, count // 2)
                continue
            raise EngineError(f"The model {whisper.name!r} stopped: {error}. Try another model or device.") from error
        for number, answer in zip(todo, answers, strict=True):
            checkpoint.add(number, answer)
        report()


def _words(answers: Iterable[Answer], duration: Seconds) -> tuple[Word, ...]:
    rows = (row for answer in answers for row in answer["words"])
    words = (Word(Interval(start, min(end, duration)), text, chance) for start, end, text, chance in rows)
    return tuple(sorted(words, key=lambda word: (word.interval, word.text)))


def _language(
    whisper: Whisper, audio: Audio, chunks: Sequence[Chunk], progress: Progress
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
    if best in TAKEN_FOR_DANISH and chances.get("da", 0.0) >= LEAST_DANISH:
        best = "da"
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


def _key(whisper: Whisper, audio: Audio, chunks: Sequence[Chunk], language: str) -> str:
    pieces = [[piece.start, piece.end] for chunk in chunks for piece in chunk.pieces]
    decides = [1, audio.sha256, whisper.fingerprint, whisper.hotwords, language, pieces]
    return hashlib.sha256(json.dumps(decides).encode()).hexdigest()
