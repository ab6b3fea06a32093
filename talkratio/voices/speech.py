"""The chance that somebody speaks, from the Silero model on levelled sound.

A quiet or distant voice is brought to the level of a near one first, otherwise it is missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

WINDOW = 512
"""samples in one answer: 32 ms at 16 kHz"""
CONTEXT = 64
CHUNK = 1_000
"""windows answered at a time, whatever blocks the samples come in"""
TARGET = 0.06
LARGEST_GAIN = 30.0
AROUND = 8
"""windows on each side over which the running level is taken: 0.5 s in all"""


def chances(blocks: Iterable[Floats], *, level: bool = True) -> Floats:
    """One chance (0..1) for every 32 ms, the last begun window included.

    With `level`, quiet voices are brought to the level of loud ones first.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    options.log_severity_level = 4
    path = str(files("faster_whisper") / "assets" / "silero_vad_v6.onnx")
    model = onnxruntime.InferenceSession(path, sess_options=options, providers=["CPUExecutionProvider"])
    h = c = np.zeros((1, 1, 128), np.float32)
    tail, answers = np.zeros(CONTEXT, np.float32), []
    for windows in _levelled(_chunks(blocks)) if level else _chunks(blocks):
        context = np.concatenate([tail[None], windows[:-1, -CONTEXT:]])
        tail = windows[-1, -CONTEXT:]
        answer, h, c = model.run(None, {"input": np.concatenate([context, windows], 1), "h": h, "c": c})
        answers.append(np.asarray(answer, np.float32).reshape(-1))
    return np.concatenate(answers) if answers else np.zeros(0, np.float32)


def _chunks(blocks: Iterable[Floats]) -> Iterator[Floats]:
    """Windows of shape (count, WINDOW), the last filled up with silence."""
    kept, size = [np.zeros(0, np.float32)], 0
    for block in blocks:
        kept.append(np.asarray(block, np.float32))
        size += len(block)
        while size >= CHUNK * WINDOW:
            joined = np.concatenate(kept)
            yield joined[: CHUNK * WINDOW].reshape(CHUNK, WINDOW)
            kept = [joined[CHUNK * WINDOW :]]
            size = len(kept[0])
    if size:
        joined = np.concatenate(kept)
        yield np.pad(joined, (0, -size % WINDOW)).reshape(-1, WINDOW)


def _levelled(chunks: Iterable[Floats]) -> Iterator[Floats]:
    """Each chunk at a common running level, with bounded gain; levels reach over the edges of a chunk by its own."""
    for windows in chunks:
        power = (windows.astype(np.float64) ** 2).mean(axis=1)
        sums = np.concatenate([[0.0], np.cumsum(power)])
        at = np.arange(len(power))
        start, end = np.maximum(at - AROUND, 0), np.minimum(at + AROUND + 1, len(power))
        level = np.sqrt((sums[end] - sums[start]) / (end - start))
        room = 2.0 * np.percentile(level, 5) + 1e-6
        gain = np.minimum(TARGET / np.maximum(level, room), LARGEST_GAIN)
        around = np.concatenate([gain[:1], gain, gain[-1:]])
        edges = (around[1:] + around[:-1]) / 2
        ramp = np.linspace(0, 1, WINDOW, endpoint=False)
        curve = edges[:-1, None] * (1 - ramp) + edges[1:, None] * ramp
        yield np.clip(windows * curve, -1, 1).astype(np.float32)
