"""The network: what is heard → voice of each frame → silence, A, B or both, the same for (A, B) as for (B, A)."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

INPUTS = 81
WIDTH = 112
IDENTITY, CUE, CONTENT = 48, 16, 48
"""sizes of a frame's voice, of what tells two people apart in this recording alone, and of everything else"""
JUDGE_WIDTH = 64
DROPPED = 0.08
"""of what a block adds, so much is left out in training: the few voices should not be learned by heart"""


class Block(nn.Module):
    """A dilated convolution over time, added to what came in. Shape (batch, width, 1, time): faster than 1-D here.

    No normalisation: it would take a third of the time, and small first weights do as well.
    """

    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        self.over_time = nn.Conv2d(width, width, (1, 3), padding=(0, dilation), dilation=(1, dilation))
        self.some = nn.Dropout2d(DROPPED)
        with torch.no_grad():
            self.over_time.weight.mul_(0.5)

    def forward(self, x: Tensor) -> Tensor:
        """The same shape."""
        added: Tensor = x + self.some(F.relu(self.over_time(x)))
        return added


class Ear(nn.Module):
    """Frames (batch, 100 Hz, INPUTS) → voice (batch, 50 Hz, IDENTITY + CUE), content (…, CONTENT), speech logit."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(INPUTS, WIDTH, (1, 5), stride=(1, 2), padding=(0, 2))
        self.blocks = nn.Sequential(*(Block(WIDTH, d) for d in (1, 2, 4, 8, 16, 1, 2, 4)))
        self.last = nn.Conv2d(WIDTH, IDENTITY + CUE + CONTENT + 1, 1)
        self.centred = nn.BatchNorm1d(IDENTITY + CUE, affine=False)  # else all voices begin as one and stay so for long

    def forward(self, frames: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Twice as many frames come in as go out."""
        heard = self.blocks(F.relu(self.first(frames.transpose(1, 2)[:, :, None])))
        voice, content, speech = self.last(heard)[:, :, 0].float().split((IDENTITY + CUE, CONTENT, 1), 1)
        identity, cue = self.centred(voice).transpose(1, 2).split((IDENTITY, CUE), 2)
        return torch.cat([unit(identity), unit(cue)], 2), content.transpose(1, 2), speech[:, 0]


def unit(x: Tensor) -> Tensor:
    """Length one along the last axis."""
    return x / torch.sqrt((x * x).sum(-1, keepdim=True) + 1e-6)


def profile(voice: Tensor, weight: Tensor) -> Tensor:
    """The mean voice (batch, IDENTITY + CUE) of frames (batch, time, …) weighted by (batch, time)."""
    mean = (voice * weight[..., None]).sum(1) / (weight.sum(1, keepdim=True) + 1e-3)
    identity, cue = mean.split((IDENTITY, CUE), 1)
    return torch.cat([unit(identity), unit(cue)], 1)


class Judge(nn.Module):
    """Voice and content of frames and two profiles → logits (batch, 50 Hz, 4): silence, A, B, both."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(CONTENT + 2 * (IDENTITY + CUE) + 4, JUDGE_WIDTH, 1)
        self.blocks = nn.Sequential(*(Block(JUDGE_WIDTH, d) for d in (1, 2, 4, 8, 16, 32)))
        self.nobody_or_both = nn.Conv2d(JUDGE_WIDTH, 2, 1)
        self.self_or_other = nn.Conv2d(JUDGE_WIDTH, 2, 1)

    def forward(self, voice: Tensor, content: Tensor, a: Tensor, b: Tensor) -> Tensor:
        """Exchanging a and b exchanges the logits of A and B."""
        seen = torch.cat([self._seen(voice, content, a, b), self._seen(voice, content, b, a)])
        first, second = self.blocks(F.relu(self.first(seen))).chunk(2)
        shared = self.nobody_or_both(first + second)
        mine, yours = self.self_or_other(first), self.self_or_other(second)
        alone_a, alone_b = mine[:, :1] + yours[:, 1:], yours[:, :1] + mine[:, 1:]
        return torch.cat([shared[:, :1], alone_a, alone_b, shared[:, 1:]], 1)[:, :, 0].transpose(1, 2).float()

    def _seen(self, voice: Tensor, content: Tensor, own: Tensor, other: Tensor) -> Tensor:
        mine, theirs = voice * own[:, None], voice * other[:, None]
        near = [part.sum(2, keepdim=True) for x in (mine, theirs) for part in x.split((IDENTITY, CUE), 2)]
        return torch.cat([content, 4 * mine, 4 * theirs, *near], 2).transpose(1, 2)[:, :, None]


def restore(net: nn.Module, path: Path) -> None:
    """Fills the network with the weights in an .onnx file that training wrote, so that training can go on from them.

    Raises `KeyError` where one is missing. How many batches a running mean has seen is not in the file, nor needed.
    """
    kept = {each.name: torch.tensor(onnx.numpy_helper.to_array(each)) for each in onnx.load(path).graph.initializer}
    wanted = [name for name in net.state_dict() if not name.endswith("num_batches_tracked")]
    net.load_state_dict({name: kept[name] for name in wanted}, strict=False)
