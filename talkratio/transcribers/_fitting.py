"""A Whisper in memory, as it fits this computer: where it runs, in which numbers, with how many threads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from talkratio import hardware, weights
from talkratio.errors import EngineError, WeightsError

MOST_TOGETHER = 8
"""chunks heard at once; more gains little speed and takes much memory"""


def opened(folder: Path, device: str, known: weights.Model) -> tuple[Any, tuple[str, ...]]:
    """The model, on the graphics card when there is one, and a note where that card could not be used.

    Raises `EngineError` when the device is not there or memory is short, `WeightsError` when the files are no model.
    """
    import ctranslate2

    cards = ctranslate2.get_cuda_device_count()
    if device not in ("auto", "cpu", "cuda"):
        raise EngineError(f"There is no device called {device!r}. Choose auto, cpu or cuda.")
    if device == "cuda" and not cards:
        raise EngineError("No graphics card that CUDA can use was found. Choose the device cpu.")
    if device == "cpu" or not cards:
        return _loaded(folder, "cpu", known), ()
    try:
        return _warmed(_loaded(folder, "cuda", known)), ()
    except (RuntimeError, WeightsError) as error:
        if device == "cuda":
            raise EngineError(f"The graphics card cannot be used: {error}. Choose the device cpu.") from error
        note = f"The graphics card could not be used ({error}); the processor was."
        return _loaded(folder, "cpu", known), (note,)


def together(folder: Path, device: str, known: weights.Model) -> int:
    """How many chunks may be heard at once in the memory there is, at most `MOST_TOGETHER`.

    Raises `EngineError` with advice when not even one fits.
    """
    import ctranslate2

    free = hardware.memory_available()
    if free is None or (device != "cpu" and ctranslate2.get_cuda_device_count()):
        return MOST_TOGETHER
    size = (folder / "model.bin").stat().st_size
    fitting = [count for count in range(1, MOST_TOGETHER + 1) if hardware.whisper_memory(size, count) <= free]
    if fitting:
        return fitting[-1]
    smaller = [
        one.model.name
        for one in weights.installed("whisper")
        if one.model.bytes and one.model.bytes < size and one.model.name != known.name
    ]
    advice = f" or choose a smaller model ({', '.join(smaller)})" if smaller else " or get a smaller model"
    raise EngineError(
        f"The model {known.name!r} needs about {hardware.in_words(hardware.whisper_memory(size))} of memory, and "
        f"{hardware.in_words(free)} are free. Close other programs{advice}."
    )


def _loaded(folder: Path, device: str, known: weights.Model) -> Any:
    import ctranslate2
    from faster_whisper import WhisperModel

    able = ctranslate2.get_supported_compute_types(device)
    wished = ("float16", "int8_float16", "int8") if device == "cuda" else ("int8",)
    compute = next((kind for kind in wished if kind in able), "default")
    try:
        return WhisperModel(str(folder), device=device, compute_type=compute, cpu_threads=hardware.threads())
    except Exception as error:  # CTranslate2 and tokenizers raise many kinds, the tokenizer a bare Exception
        raise WeightsError(
            f"The model in {folder} cannot be loaded: {error}. "
            f"Run: talkratio models remove {known.name}, then bring it in again."
        ) from error


def _warmed(model: Any) -> Any:
    """Hears a second of nothing, since missing libraries of a card show only then."""
    import numpy as np

    model.encode(np.zeros((model.feature_extractor.mel_filters.shape[0], 3_000), np.float32))
    return model
