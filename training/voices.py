"""Trains the network and writes the weights that are shipped.

    python -m training.voices FOLDER... --steps 900 --out talkratio/voices/weights

The folders come from `training.material`. Seeds are fixed; how long to train is given in steps, not by the clock.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from training.network import CONTENT, CUE, IDENTITY, INPUTS, Ear, Judge, profile, restore, unit
from training.samples import Sample, sample

BATCH = 8
WINDOW = 75
"""frames of 20 ms in a stretch whose voice is named"""
AVERAGED = 0.995
"""the weights that are written are a running mean of those trained; so much of the mean stays at each step"""
SHARE = 1.0
"""weight of the error of the share beside that of the frames"""
BESIDE = 80
"""frames of 20 ms beyond the middle that the judge still hears when each half has profiles of its own"""


def doubtful(alone: Tensor, other: Tensor, rng: np.random.Generator) -> Tensor:
    """Frames a first grouping would give to a person: some missed, often most, a few of the other's."""
    count = alone.shape[0] // 25
    missed = np.repeat(rng.random(count) < rng.uniform(0, 0.5 if rng.random() < 0.7 else 0.9), 25)
    swapped = np.repeat(rng.random(count) < rng.uniform(0, 0.08), 25)
    return alone * torch.tensor(~missed) + other * torch.tensor(swapped)


def profiles(
    voice: Tensor, truth: Tensor, batch: list[Sample], rng: np.random.Generator
) -> list[tuple[Tensor, Tensor]]:
    """Profiles (A, B) for the first and for the second half, from the other half where the words would repeat."""
    alone = [(truth[..., k] & ~truth[..., 1 - k]).float() for k in (0, 1)]
    middle = truth.shape[1] // 2
    pairs = []
    for part in (0, 1):
        rows = []
        for k in (0, 1):
            weights = torch.stack([doubtful(alone[k][i], alone[1 - k][i], rng) for i in range(len(truth))])
            for i, item in enumerate(batch):
                kept = weights[i].clone()
                if item.halves:
                    kept[slice(0, middle) if part == 0 else slice(middle, None)] = 0
                weights[i] = kept if kept.sum() > 30 else alone[k][i]
            rows.append(profile(voice, weights))
        pairs.append((rows[0], rows[1]))
    return pairs


class Names(nn.Module):
    """Whose voice a stretch is, by cosine with a margin; used in training only."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.centres = nn.Parameter(torch.randn(count, IDENTITY) * 0.1)

    def forward(self, voice: Tensor, truth: Tensor, who: Tensor) -> Tensor:
        """The loss."""
        parts, targets = [], []
        batch, length, _ = voice.shape
        cut = length // WINDOW * WINDOW
        identity = voice[:, :cut, :IDENTITY].reshape(batch, -1, WINDOW, IDENTITY)
        for k in (0, 1):
            alone = (truth[:, :cut, k] & ~truth[:, :cut, 1 - k]).float().reshape(batch, -1, WINDOW)
            mean = unit((identity * alone[..., None]).sum(2) / (alone.sum(2)[..., None] + 1e-3))
            kept = alone.sum(2) > 40
            parts.append(mean[kept])
            targets.append(who[:, k : k + 1].expand(-1, kept.shape[1])[kept])
        target = torch.cat(targets)
        cosine = torch.cat(parts) @ unit(self.centres).T
        return F.cross_entropy(22 * (cosine - 0.15 * F.one_hot(target, cosine.shape[1])), target)


def judged(judge: Judge, voice: Tensor, content: Tensor, pairs: list[tuple[Tensor, Tensor]]) -> Tensor:
    """Logits of whole conversations, each half with its own pair of profiles."""
    middle = voice.shape[1] // 2
    heads, tails = slice(0, middle + BESIDE), slice(middle - BESIDE, None)
    logits = judge(
        torch.cat([voice[:, heads], voice[:, tails]]),
        torch.cat([content[:, heads], content[:, tails]]),
        *(torch.cat([pairs[0][k], pairs[1][k]]) for k in (0, 1)),
    )
    first, second = logits.chunk(2)
    return torch.cat([first[:, :middle], second[:, BESIDE:]], 1)


def losses(
    ear: Ear,
    judge: Judge,
    names: Names,
    batch: list[Sample],
    index: dict[str, int],
    rng: np.random.Generator,
    *,
    settled: bool,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Of one batch: who speaks, error of the share, is there speech, whose voice."""
    x = torch.tensor(np.stack([item.seen for item in batch]))
    truth = torch.tensor(np.stack([item.truth for item in batch]))
    voice, content, speech = ear(x)
    logits = judged(judge, voice, content, profiles(voice, truth, batch, rng))
    target = truth[..., 0].long() + 2 * truth[..., 1].long()
    who = torch.tensor([[index[name] for name in item.names] for item in batch])
    return (
        F.cross_entropy(logits.reshape(-1, 4), target.reshape(-1)),
        share_error(logits, truth),
        F.binary_cross_entropy_with_logits(speech, truth.any(2).float()),
        names(voice if settled else voice.detach(), truth, who),
    )


def share_error(logits: Tensor, truth: Tensor) -> Tensor:
    """Mean distance, 0..1, of the expected share of A from the true one: what the product is about."""
    chance = logits.softmax(2)
    times = torch.stack([chance[..., 1] + chance[..., 3], chance[..., 2] + chance[..., 3]], 2).sum(1)
    true = truth.float().sum(1)
    return (times[:, 0] / times.sum(1) - true[:, 0] / (true.sum(1) + 1e-3)).abs().mean()


def export(ear: Ear, judge: Judge, out: Path) -> None:
    """Writes ear.onnx and judge.onnx."""
    out.mkdir(parents=True, exist_ok=True)
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
    ask.add_argument("--start", type=Path, help="folder of weights to go on from")
    ask.add_argument("--rate", type=float, default=2e-3)
    ask.add_argument("--out", type=Path, required=True)
    given = ask.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(given.threads)
    ear, judge = Ear(), Judge()
    if given.start is not None:
        restore(ear, given.start / "ear.onnx")
        restore(judge, given.start / "judge.onnx")
    train(ear, judge, given.folders, given.steps, given.rate, given.out, settling=150 if given.start else 0)


def train(ear: Ear, judge: Judge, folders: list[Path], steps: int, rate: float, out: Path, *, settling: int) -> None:
    """Trains for so many batches and writes the averaged weights, in between as well.

    For the first `settling` steps the ear does not yet follow the names: they have to find its voices first.
    """
    rng = np.random.default_rng(0)
    ear.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    judge.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    index: dict[str, int] = {}
    names = Names(1_000)
    weights = [*ear.parameters(), *judge.parameters(), *names.parameters()]
    optimizer = torch.optim.AdamW(weights, rate, weight_decay=1e-3)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.15)
    both = nn.ModuleList([ear, judge])
    mean = AveragedModel(both, multi_avg_fn=get_ema_multi_avg_fn(AVERAGED), use_buffers=True)
    files: list[Path] = []
    began, summed = time.time(), np.zeros(4)
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
        (parts[0] + SHARE * parts[1] + 0.3 * parts[2] + 0.15 * parts[3]).backward()
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
