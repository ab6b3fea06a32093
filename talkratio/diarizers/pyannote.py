"""pyannote.audio 4 on this computer (community-1); needs the extra `pyannote` and a model."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from talkratio import hardware, weights
from talkratio.audio import RATE, Audio
from talkratio.conversation import Turn, labels
from talkratio.diarizers import Diarization, Diarizer
from talkratio.diarizers._torchaudio import without_compiled_half
from talkratio.engines import Progress, silent
from talkratio.errors import EngineError, EngineMissing, WeightsError
from talkratio.interval import Interval, Seconds
from talkratio.weights import pickles

REQUIRES = ("torch", "pyannote")
EXTRA = "pyannote"
PIPELINES = (
    "pyannote.audio.pipelines.SpeakerDiarization",
    "pyannote.audio.pipelines.speaker_diarization.SpeakerDiarization",
)
"""the only ones loaded: a configuration may name any Python class, and would run it"""
STAGE = "voices"
SHORTEST: Seconds = 1.0
"""a shorter recording is filled up with silence, which the networks need"""
STAGES = {"segmentation": (0.0, 0.4), "embeddings": (0.4, 0.95), "discrete_diarization": (0.97, 0.97)}
"""the share of the whole work that each step of the pipeline begins and ends at"""
LEAST_MEMORY = 1.2e9
"""bytes for torch and the networks"""
MEMORY_PER_SECOND = 200e3
"""bytes for a second of sound: twice its samples, and what the networks find in it"""


def load(model: str | Path | None = None, *, device: str = "auto") -> Diarizer:
    """The pipeline of an installed model, or of a folder whose files are recorded; `device` is auto, cpu or cuda.

    The regular output is used, in which turns may overlap, for time and for words alike: `talkratio.attribution`
    knows what to do with words in an overlap. A wanted number of people is never forced by clustering again, which
    ruins a good answer; surplus voices that speak least are joined to the voice most like theirs.

    Raises `WeightsError` when there is no model, or one that is damaged or not to be trusted.
    """
    chosen = model or weights.best("pyannote")
    if chosen is None:
        raise WeightsError("No pyannote model is on this computer. Run: talkratio models get community-1")
    folder = weights.resolve(chosen)
    if not weights.trusted(folder):
        raise WeightsError(
            f"The model in {folder} is not one that talkratio knows, and loading it could run a program. "
            f"If you trust where it comes from, run: talkratio models import {folder}"
        )
    weights.check(folder)
    if not weights.vouched(folder):  # a person brought it in, and may have been fooled
        for checkpoint in folder.rglob("*.bin"):
            pickles.check(checkpoint)
    pipeline = _pipeline(folder, device)

    def turns(audio: Audio, *, speakers: int | None = None, progress: Progress | None = None) -> Diarization:
        _fits(audio)
        report = progress or silent
        output, agreed = _run(pipeline, audio, report)
        report(STAGE, 1.0)
        return _answer(output, agreed, audio.duration, speakers)

    return turns


def _pipeline(folder: Path, device: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            without_compiled_half()
            import torch
            import yaml  # type: ignore[import-untyped]
            from pyannote.audio import Pipeline
            from pyannote.audio.telemetry import set_telemetry_metrics
        except ModuleNotFoundError as error:
            raise EngineMissing(f"pyannote.audio needs {error.name}. Run: pip install 'talkratio[pyannote]'") from error
        set_telemetry_metrics(False)
        name = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8")).get("pipeline", {}).get("name")
        if name not in PIPELINES:
            raise WeightsError(f"{folder} holds a pipeline called {name!r}. Only speaker diarization is loaded.")
        if device == "cuda" and not torch.cuda.is_available():
            raise EngineError("No graphics card that CUDA can use was found. Choose the device cpu.")
        torch.set_num_threads(hardware.threads())
        try:
            pipeline: Any = Pipeline.from_pretrained(folder)
        except Exception as error:  # torch, lightning, yaml and numpy raise many kinds on damaged files
            raise WeightsError(f"The model in {folder} cannot be loaded: {error}. Bring it in again.") from error
        on_card = device != "cpu" and torch.cuda.is_available()
        return pipeline.to(torch.device("cuda" if on_card else "cpu"))


def _run(pipeline: Any, audio: Audio, progress: Progress) -> tuple[Any, Any]:
    """The pipeline's output, and how many of the windows over each frame agree on each voice."""
    import torch

    samples = np.concatenate(list(audio.mono()))
    samples = np.pad(samples, (0, max(0, round(SHORTEST * RATE) - len(samples))))
    file = {"waveform": torch.from_numpy(samples)[None], "sample_rate": RATE, "uri": "recording"}
    last = 0.0

    def hook(step: str, *_: Any, total: int | None = None, completed: int | None = None, **__: Any) -> None:
        nonlocal last
        start, end = STAGES.get(step, (last, last))
        part = completed / total if total and completed is not None else 1.0
        last = float(max(last, start + (end - start) * part))
        progress(STAGE, last)

    with warnings.catch_warnings(), _agreement(pipeline) as agreed:
        warnings.simplefilter("ignore")
        try:
            output = pipeline(file, hook=hook)
        except (RuntimeError, ValueError, IndexError, FloatingPointError) as error:
            raise EngineError(f"pyannote.audio stopped on {audio.path.name}: {error}. Try another diarizer.") from error
    return output, agreed[0] if agreed else None


@contextlib.contextmanager
def _agreement(pipeline: Any) -> Iterator[list[Any]]:
    """Looks on while overlapping windows are joined: the share (0..1) of them that hear a voice in a frame."""
    from pyannote.audio import Inference
    from pyannote.core import SlidingWindowFeature

    joined = pipeline.to_diarization
    seen: list[Any] = []

    def watched(segmentations: Any, count: Any) -> Any:
        if not seen:
            known = SlidingWindowFeature(np.nan_to_num(segmentations.data), segmentations.sliding_window)
            seen.append(Inference.aggregate(known, count.sliding_window, hamming=False, missing=0.0))
        return joined(segmentations, count)

    pipeline.to_diarization = watched
    try:
        yield seen
    finally:
        del pipeline.to_diarization


def _answer(output: Any, agreed: Any, duration: Seconds, wanted: int | None) -> Diarization:
    tracks = output.speaker_diarization.itertracks(yield_label=True)
    spoken = [
        (label, Interval(max(0.0, part.start), min(part.end, duration)))
        for part, _, label in tracks
        if max(0.0, part.start) < min(part.end, duration)
    ]
    names = output.speaker_diarization.labels()
    joined, notes = _joined(spoken, dict(zip(names, output.speaker_embeddings, strict=False)), wanted)
    sure = _sure(spoken, agreed)
    order = dict.fromkeys(joined[label] for label, _ in sorted(spoken, key=lambda one: one[1]))
    letters = dict(zip(order, labels(len(order)), strict=True))
    turns = [
        Turn(interval, letters[joined[label]], chance) for (label, interval), chance in zip(spoken, sure, strict=True)
    ]
    return Diarization(tuple(sorted(_merged(turns))), notes)


def _joined(
    spoken: list[tuple[str, Interval]], voices: dict[str, Any], wanted: int | None
) -> tuple[dict[str, str], tuple[str, ...]]:
    """For each voice the one it counts as: itself, or the most alike of those that speak most."""
    times: dict[str, Seconds] = {}
    for label, interval in spoken:
        times[label] = times.get(label, 0.0) + interval.duration
    found = sorted(times, key=lambda label: -times[label])
    if wanted is None or len(found) == wanted or not found:
        return {label: label for label in found}, ()
    if len(found) < wanted:
        return {label: label for label in found}, (
            f"{wanted} people were expected; {len(found)} voice was told apart.",
        )
    kept = found[:wanted]
    joined = {label: label for label in kept}
    for label in found[wanted:]:
        joined[label] = max(kept, key=lambda other: _alike(voices.get(label), voices.get(other)))
    extra = sum(times[label] for label in found[wanted:])
    note = f"{len(found)} voices were heard where {wanted} were expected; {extra:.0f} s went to the voice most alike."
    return joined, (note,)


def _alike(one: Any, other: Any) -> float:
    if one is None or other is None:
        return -1.0
    return float(np.dot(one, other) / (np.linalg.norm(one) * np.linalg.norm(other) + 1e-9))


def _sure(spoken: list[tuple[str, Interval]], agreed: Any) -> list[float | None]:
    """For each turn the mean share of windows that heard its voice; a voice is the column it agrees with most."""
    if agreed is None:
        return [None] * len(spoken)
    means = [np.nan_to_num(agreed.crop(_segment(interval), mode="center").mean(axis=0)) for _, interval in spoken]
    column: dict[str, Any] = {}
    for (label, interval), mean in zip(spoken, means, strict=True):
        column[label] = column.get(label, 0.0) + mean * interval.duration
    return [
        round(float(min(1.0, mean[int(np.argmax(column[label]))])), 3)
        for (label, _), mean in zip(spoken, means, strict=True)
    ]


def _segment(interval: Interval) -> Any:
    from pyannote.core import Segment

    return Segment(interval.start, interval.end)


def _merged(turns: Iterable[Turn]) -> list[Turn]:
    """Turns of one voice that overlap, as joined voices may, become one."""
    merged: list[Turn] = []
    last: dict[str, int] = {}
    for turn in sorted(turns):
        at = last.get(turn.speaker)
        if at is not None and turn.interval.start <= merged[at].interval.end:
            before = merged[at]
            whole = Interval(before.interval.start, max(before.interval.end, turn.interval.end))
            merged[at] = replace(before, interval=whole)
        else:
            last[turn.speaker] = len(merged)
            merged.append(turn)
    return merged


def _fits(audio: Audio) -> None:
    needed, free = LEAST_MEMORY + MEMORY_PER_SECOND * audio.duration, hardware.memory_available()
    if free is not None and free < needed:
        raise EngineError(
            f"pyannote.audio needs about {hardware.in_words(needed)} of memory for {audio.path.name}, and "
            f"{hardware.in_words(free)} are free. Close other programs or use the diarizer builtin."
        )
