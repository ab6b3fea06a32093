"""What the network is trained for: who speaks, the share, and voices that are told apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from training.network import CUE, IDENTITY, Ear, Judge, profile, unit

WINDOW = 75
"""frames of 20 ms in a stretch whose voice is named"""
PARTS = {"who speaks": 1.0, "share": 1.0, "speech": 0.3, "name": 0.2, "apart": 0.3}
"""what is trained for, and how much each counts"""
ALIKE = 0.4
"""likeness of two stretches that is neither one person's nor two people's"""
BESIDE = 80
"""frames of 20 ms beyond the middle that the judge still hears when each half has profiles of its own"""


@dataclass(frozen=True)
class Sample:
    """One conversation: what is seen, who speaks (frames, 2), whose voices, whether halves have words of their own."""

    seen: npt.NDArray[np.float32]
    truth: npt.NDArray[np.bool_]
    names: list[str]
    halves: bool


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


def apart(voice: Tensor, truth: Tensor) -> Tensor:
    """The loss of telling whether two stretches of one conversation are one person's, by the likeness grouping uses."""
    batch, length, _ = voice.shape
    cut = length // WINDOW * WINDOW
    voices = voice[:, :cut].reshape(-1, WINDOW, IDENTITY + CUE)
    rows, kept = [], []
    for k in (0, 1):
        alone = (truth[:, :cut, k] & ~truth[:, :cut, 1 - k]).float().reshape(-1, WINDOW)
        rows.append(profile(voices, alone).reshape(batch, -1, IDENTITY + CUE))
        kept.append((alone.sum(1) > 40).reshape(batch, -1))
    row, known = torch.cat(rows, 1), torch.cat(kept, 1)
    who = torch.arange(2).repeat_interleave(rows[0].shape[1])
    same = who[:, None] == who[None]
    asked = known[:, :, None] & known[:, None] & ~torch.eye(len(who), dtype=torch.bool)
    logit = 8 * (row @ row.transpose(1, 2) / 2 - ALIKE)
    loss = F.binary_cross_entropy_with_logits(logit, same.float().expand_as(logit), reduction="none")
    return (_mean(loss, asked & same) + _mean(loss, asked & ~same)) / 2


def _mean(x: Tensor, where: Tensor) -> Tensor:
    return (x * where).sum() / (where.sum() + 1)


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
) -> tuple[Tensor, ...]:
    """Of one batch, in the order of `PARTS`."""
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
        apart(voice, truth),
    )


def share_error(logits: Tensor, truth: Tensor) -> Tensor:
    """Mean distance, 0..1, of the expected share of A from the true one: what the product is about."""
    chance = logits.softmax(2)
    times = torch.stack([chance[..., 1] + chance[..., 3], chance[..., 2] + chance[..., 3]], 2).sum(1)
    true = truth.float().sum(1)
    return (times[:, 0] / times.sum(1) - true[:, 0] / (true.sum(1) + 1e-3)).abs().mean()
