"""The shipped network: what a frame sounds like (the ear), and who speaks in it, given two people (the judge).

Made by `training/voices.py`, described in models/voices.md. Frames of the network are 20 ms long.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from talkratio.errors import WeightsError
from talkratio.voices import speech as speech_model
from talkratio.voices.features import HOP, Floats, Levels, levelled

PER_SECOND = 50
EAR_REACH = 60
"""frames on each side that an answer of the ear depends on, the running level included, rounded up"""
JUDGE_REACH = 64
"""frames on each side that an answer of the judge depends on"""
IDENTITY, CUE, CONTENT = 48, 16, 48
"""sizes of what says who it is, of what tells people apart in one recording only, and of everything else"""
VOICE = IDENTITY + CUE


def seen(mel: Floats, speech: Floats, levels: Levels, first: int = 0) -> Floats:
    """What the ear is given, shape (frames, 81): both views of each frame of 10 ms and the chance of speech.

    `speech` is the chance per 32 ms of the whole recording; `mel` begins at its frame `first`.
    """
    centre = ((first + np.arange(len(mel))) * HOP + HOP // 2) // speech_model.WINDOW
    chance = speech[np.minimum(centre, len(speech) - 1)]
    return np.concatenate([levelled(mel, levels), chance[:, None]], axis=1).astype(np.float32)


def ear(frames: Floats) -> tuple[Floats, Floats, Floats]:
    """Voice (n, VOICE), content (n, CONTENT) and chance of speech (n,) of 2 n frames of 10 ms."""
    voice, content, logit = _session("ear").run(None, {"frames": frames[None]})
    return voice[0], content[0], 1 / (1 + np.exp(-logit[0]))


def judge(voice: Floats, content: Floats, a: Floats, b: Floats) -> Floats:
    """Chances of nobody, A, B and both, shape (n, 4), given the profiles of two people, shape (VOICE,) each."""
    given = {"voice": voice[None], "content": content[None], "a": a[None], "b": b[None]}
    logits = _session("judge").run(None, given)[0][0]
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances: Floats = raised / raised.sum(axis=1, keepdims=True)
    return chances


def unit(x: Floats) -> Floats:
    """Length one along the last axis."""
    result: Floats = x / np.sqrt((x * x).sum(axis=-1, keepdims=True) + np.float32(1e-6))
    return result


def profile(mean: Floats) -> Floats:
    """A person's profile from the mean voice of their frames, shape (…, VOICE): each part of length one."""
    return np.concatenate([unit(mean[..., :IDENTITY]), unit(mean[..., IDENTITY:])], axis=-1)


@cache
def _session(name: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    path = files("talkratio.voices") / "weights" / f"{name}.onnx"
    try:
        return onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise WeightsError(f"The weights {name}.onnx cannot be read ({error}). Install talkratio again.") from error
