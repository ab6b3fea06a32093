"""Trains the network and writes the weights that are shipped.

    python -m training.voices FOLDER... --steps 900 --out talkratio/voices/weights

The folders come from `training.material`. Seeds are fixed; how long to train is given in steps, not by the clock.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from talkratio.voices.features import Levels
from talkratio.voices.network import seen
from training.losses import PARTS, Names, Sample, losses
from training.network import CONTENT, CUE, IDENTITY, INPUTS, Ear, Judge

BATCH = 8
MOST_VOICES = 4_000
"""speeds and throats counted"""
AVERAGED = 0.995
"""the weights that are written are a running mean of those trained; so much of the mean stays at each step"""


def sample(path: Path, rng: np.random.Generator) -> Sample:
    """A conversation from a file, the people in drawn order."""
    with np.load(path) as box:
        mel, speech, truth = box["mel"].astype(np.float32), box["speech"].astype(np.float32), box["truth"]
        names, halves = [str(name) for name in box["names"]], bool(box["halves"])
    if rng.random() < 0.5:
        truth, names = truth[:, ::-1].copy(), names[::-1]
    mel = warped(mel, rng.uniform(-1.2, 1.2)) if rng.random() < 0.5 else mel
    x = seen(mel, speech, Levels.of(mel[::2]))[: 2 * len(truth)]
    return Sample(altered(x, rng), truth, names, halves)


def warped(mel: npt.NDArray[np.float32], bands: float) -> npt.NDArray[np.float32]:
    """All frequencies moved by so many mel bands in the middle, by none at both ends: as if of other throats."""
    at = np.arange(mel.shape[1])
    moved = np.clip(at + bands * np.sin(np.pi * at / (mel.shape[1] - 1)), 0, mel.shape[1] - 1)
    low = np.minimum(moved.astype(int), mel.shape[1] - 2)
    part = (moved - low).astype(np.float32)
    return np.asarray(mel[:, low] * (1 - part) + mel[:, low + 1] * part, np.float32)


def altered(x: npt.NDArray[np.float32], rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Another height above the room, a little noise, and now and then some bands or the chance of speech masked."""
    x[:, :40] += np.float32(rng.uniform(-0.15, 0.15))
    x[:, :80] += rng.standard_normal((1, 80), np.float32) * np.float32(rng.uniform(0, 0.12))
    x[:, :80] += rng.standard_normal((len(x), 80), np.float32) * np.float32(rng.uniform(0, 0.08))
    for _ in range(rng.integers(0, 3)):
        first = rng.integers(0, 34)
        x[:, first : first + rng.integers(1, 7)] = 0
        x[:, 40 + first : 40 + first + rng.integers(1, 7)] = 0
    if rng.random() < 0.15:
        x[:, 80] = np.float32(0.5)
    return x


def export(ear: Ear, judge: Judge, out: Path) -> None:
    """Writes ear.onnx and judge.onnx, and beside them what training can go on from."""
    out.mkdir(parents=True, exist_ok=True)
    torch.save((ear.state_dict(), judge.state_dict()), out / "state.pt")
    ear.eval()
    judge.eval()
    voice, content = torch.zeros(1, 400, IDENTITY + CUE), torch.zeros(1, 400, CONTENT)
    one = torch.zeros(1, IDENTITY + CUE)
    axes = {name: {1: "time"} for name in ("frames", "voice", "content", "speech", "logits")}
    _written(ear, (torch.zeros(1, 800, INPUTS),), out / "ear.onnx", ["frames"], ["voice", "content", "speech"], axes)
    _written(judge, (voice, content, one, one), out / "judge.onnx", ["voice", "content", "a", "b"], ["logits"], axes)
    ear.train()
    judge.train()


def _written(
    net: nn.Module,
    given: tuple[Tensor, ...],
    path: Path,
    names: list[str],
    answers: list[str],
    axes: dict[str, dict[int, str]],
) -> None:
    torch.onnx.export(
        net,
        given,
        str(path),
        opset_version=17,
        dynamo=False,
        input_names=names,
        output_names=answers,
        dynamic_axes={name: axes[name] for name in (*names, *answers) if name in axes},
    )


def main() -> None:
    """See the module."""
    ask = argparse.ArgumentParser()
    ask.add_argument("folders", nargs="+", type=Path)
    ask.add_argument("--steps", type=int, default=900)
    ask.add_argument("--threads", type=int, default=2)
    ask.add_argument("--start", type=Path, help="folder of an earlier training to go on from")
    ask.add_argument("--rate", type=float, default=2e-3)
    ask.add_argument("--out", type=Path, required=True)
    given = ask.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(given.threads)
    ear, judge = Ear(), Judge()
    if given.start is not None:
        states = torch.load(given.start / "state.pt")
        ear.load_state_dict(states[0], strict=False)
        judge.load_state_dict(states[1])
    train(ear, judge, given.folders, given.steps, given.rate, given.out, settling=150 if given.start else 0)


def train(ear: Ear, judge: Judge, folders: list[Path], steps: int, rate: float, out: Path, *, settling: int) -> None:
    """Trains for so many batches and writes the averaged weights, in between as well.

    For the first `settling` steps the ear does not yet follow the names: they have to find its voices first.
    """
    rng = np.random.default_rng(0)
    ear.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    judge.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    index: dict[str, int] = {}
    names = Names(MOST_VOICES)
    weights = [*ear.parameters(), *judge.parameters(), *names.parameters()]
    optimizer = torch.optim.AdamW(weights, rate, weight_decay=1e-3)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.15)
    both = nn.ModuleList([ear, judge])
    mean = AveragedModel(both, multi_avg_fn=get_ema_multi_avg_fn(AVERAGED), use_buffers=True)
    files: list[Path] = []
    began, summed = time.time(), np.zeros(len(PARTS))
    for number in range(1, steps + 1):
        if len(files) < BATCH:
            everything = sorted(path for folder in folders for path in folder.glob("*.npz"))
            files = [everything[i] for i in rng.permutation(len(everything))]
        batch = [sample(files.pop(), rng) for _ in range(BATCH)]
        for name in (name for item in batch for name in item.names):
            index.setdefault(name, len(index))
        with torch.autocast("cpu", torch.bfloat16):
            parts = losses(ear, judge, names, batch, index, rng, settled=number > settling)
        optimizer.zero_grad()
        torch.stack([weight * part for weight, part in zip(PARTS.values(), parts, strict=True)]).sum().backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        plan.step()
        mean.update_parameters(both)
        summed += [float(part.detach()) for part in parts]
        if number % 25 == 0:
            print(number, (summed / 25).round(4), f"{time.time() - began:.0f} s", flush=True)
            summed[:] = 0
        if number % 150 == 0 or number == steps:
            export(*mean.module, out)


if __name__ == "__main__":
    main()
