"""A pipeline of pyannote.audio in the layout of community-1 that knows two voices, a low hum and a high one.

The networks are the library's own, small, with random layers; only the last layer of each is fitted, in closed form,
to made-up sound. So the real engine answers rightly without any weights from elsewhere.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

RATE = 16_000
DIMENSION = 16
WINDOW = 4.0
"""seconds the segmentation hears at once"""
CONFIG = """\
version: 4.0.0
pipeline:
  name: pyannote.audio.pipelines.SpeakerDiarization
  params:
    clustering: VBxClustering
    segmentation: $model/segmentation
    segmentation_batch_size: 4
    segmentation_step: 0.25
    embedding: $model/embedding
    embedding_batch_size: 8
    embedding_exclude_overlap: true
    plda: $model/plda
params:
  clustering:
    threshold: 0.6
    Fa: 0.07
    Fb: 0.8
  segmentation:
    min_duration_off: 0.0
"""


def sound(spoken: Sequence[tuple[str, float, float]], seconds: float) -> npt.NDArray[np.float32]:
    """Hums of `low` and `high` from when to when, else nothing at all; shape (samples,)."""
    time = np.arange(round(seconds * RATE)) / RATE
    made = np.zeros(len(time))
    for voice, start, end in spoken:
        base = {"low": 150.0, "high": 1_400.0}[voice]
        made += 0.2 * ((time >= start) & (time < end)) * (np.sin(2 * np.pi * base * time))
    return made.astype(np.float32)


def make(folder: Path) -> Path:
    """Writes the pipeline, about 20 MB."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from talkratio.diarizers._torchaudio import without_compiled_half

        without_compiled_half()
        import torch

        torch.manual_seed(1)
        for name, network in (("segmentation", _segmentation()), ("embedding", _embedding())):
            (folder / name).mkdir(parents=True, exist_ok=True)
            _save(network, folder / name / "pytorch_model.bin")
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "plda").mkdir(exist_ok=True)
    whole, zero = np.eye(DIMENSION), np.zeros(DIMENSION)
    np.savez(folder / "plda" / "xvec_transform.npz", mean1=zero, mean2=zero, lda=whole)
    np.savez(folder / "plda" / "plda.npz", mu=zero, tr=whole * 4, psi=np.linspace(40, 20, DIMENSION))
    return folder


def _talk(rng: np.random.Generator) -> tuple[npt.NDArray[np.float32], list[tuple[str, float, float]]]:
    """A window in which low and high take turns, with pauses; sometimes nobody speaks."""
    spoken, at = [], float(rng.uniform(0, 1.5))
    while at < WINDOW and rng.random() < 0.9:
        end = at + float(rng.uniform(0.5, 2.5))
        spoken.append((str(rng.choice(["low", "high"])), at, min(end, WINDOW)))
        at = end + float(rng.uniform(0.1, 1.0))
    return sound(spoken, WINDOW), spoken


def _segmentation() -> Any:
    import torch
    from pyannote.audio.core.task import Problem, Resolution, Specifications
    from pyannote.audio.models.segmentation.debug import SimpleSegmentationModel

    network = SimpleSegmentationModel()
    network.lstm.weight_ih_l0.data *= 0.2  # its features are in decibels, which would only switch it on and off
    network.lstm.weight_ih_l0_reverse.data *= 0.2
    network.specifications = Specifications(
        problem=Problem.MONO_LABEL_CLASSIFICATION,
        resolution=Resolution.FRAME,
        duration=WINDOW,
        classes=["one", "two"],
        powerset_max_classes=2,
        permutation_invariant=True,
    )
    network.build()
    network.eval()
    features: list[Any] = []
    network.classifier.register_forward_pre_hook(lambda _, inputs: features.append(inputs[0].detach()))
    rng = np.random.default_rng(0)
    examples = [_talk(rng) for _ in range(48)]
    with torch.inference_mode():
        network(torch.from_numpy(np.stack([heard for heard, _ in examples]))[:, None])
    x = features[0].numpy()
    moments = (np.arange(x.shape[1]) + 0.5) * WINDOW / x.shape[1]
    wanted = np.zeros(x.shape[:2], int)
    for row, (_, spoken) in enumerate(examples):
        for voice, start, end in spoken:
            wanted[row, (moments >= start) & (moments < end)] = 1 if voice == "low" else 2
    _fit(network.classifier, x.reshape(-1, x.shape[2]), np.eye(network.dimension)[wanted.ravel()] * 12)
    network.classifier._forward_pre_hooks.clear()
    return network


def _embedding() -> Any:
    import torch
    from pyannote.audio.core.task import Problem, Resolution, Specifications
    from pyannote.audio.models.embedding import XVectorMFCC

    network = XVectorMFCC(dimension=DIMENSION)
    network.specifications = Specifications(
        problem=Problem.REPRESENTATION, resolution=Resolution.CHUNK, duration=WINDOW, classes=["one", "two"]
    )
    network.build()
    network.eval()
    features: list[Any] = []
    network.embedding.register_forward_pre_hook(lambda _, inputs: features.append(inputs[0].detach()))
    rng = np.random.default_rng(2)
    heard, wanted = [], []
    for index in range(16):
        voice = ("low", "high")[index % 2]
        length = float(rng.uniform(1.0, WINDOW))
        heard.append(sound([(voice, 0.0, length)], WINDOW))
        wanted.append(np.eye(DIMENSION)[index % 2] * 4)
    with torch.inference_mode():
        network(torch.from_numpy(np.stack(heard))[:, None])
    _fit(network.embedding, features[0].numpy(), np.stack(wanted))
    network.embedding._forward_pre_hooks.clear()
    return network


def _fit(layer: Any, x: npt.NDArray[Any], y: npt.NDArray[Any]) -> None:
    """Ridge regression."""
    import torch

    x = np.concatenate([x, np.ones((len(x), 1))], axis=1).astype(float)
    if x.shape[1] > len(x):  # more features than examples: solve in the space of the examples
        solved = x.T @ np.linalg.solve(x @ x.T + 1e-3 * len(x) * np.eye(len(x)), y)
    else:
        solved = np.linalg.solve(x.T @ x + 1e-4 * len(x) * np.eye(x.shape[1]), x.T @ y)
    layer.weight.data = torch.from_numpy(solved[:-1].T.copy()).float()
    layer.bias.data = torch.from_numpy(solved[-1].copy()).float()


def _save(network: Any, path: Path) -> None:
    import lightning
    import torch

    checkpoint = {
        "state_dict": network.state_dict(),
        "hyper_parameters": dict(network.hparams),
        "pytorch-lightning_version": lightning.__version__,
        "epoch": 0,
        "global_step": 0,
    }
    network.on_save_checkpoint(checkpoint)
    torch.save(checkpoint, path)
