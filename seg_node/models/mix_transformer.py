# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The Mix Transformer: attention at four scales, cheap enough for whole frames."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import torch
from torch import nn, Tensor
from torch.nn import functional

_HEADS = (1, 2, 5, 8)
_REDUCTIONS = (8, 4, 2, 1)
_EXPANSION = 4
_LARGEST_DROP_RATE = 0.1
_EPSILON = 1e-6
"""Of the norms of blocks and stages; those of embeddings and reductions have torch's own."""


class MixTransformer(nn.Module):
    """
    Four stages of transformer blocks, each on fewer and wider pixels than the one before.

    Source: Xie et al., "SegFormer: Simple and Efficient Design for Semantic Segmentation
    with Transformers", arXiv 2105.15203, section 3.1 and table 6; structure as in
    huggingface/transformers src/transformers/models/segformer (Apache-2.0).

    :param channels: of the four stages.
    :param depths: blocks of the four stages.
    """

    def __init__(self, channels: Sequence[int], depths: Sequence[int]) -> None:
        super().__init__()
        last = sum(depths) - 1
        drop_rates = [_LARGEST_DROP_RATE * index / last for index in range(last + 1)]
        stages: list[nn.Module] = []
        embedding = nn.Conv2d(3, channels[0], 7, stride=4, padding=3)
        for index, width in enumerate(channels):
            if index > 0:
                embedding = nn.Conv2d(channels[index - 1], width, 3, stride=2, padding=1)
            blocks = [
                _Block(width, _HEADS[index], _REDUCTIONS[index], drop_rates.pop(0))
                for _ in range(depths[index])
            ]
            stages.append(_Stage(embedding, blocks))
        self.stages = nn.ModuleList(stages)
        self.apply(_initialise)

    def forward(self, images: Tensor) -> list[Tensor]:
        """
        Compute features of four scales.

        :param images: (N, 3, H, W) float32; H and W are multiples of 32.
        :returns: (N, C, h, w) features at strides 4, 8, 16 and 32.
        """
        scales: list[Tensor] = []
        x = images
        for stage in self.stages:
            x = stage(x)
            scales.append(x)
        return scales


class _Stage(nn.Module):
    """Overlapping patches become pixels, and blocks mix those, with channels last."""

    def __init__(self, embedding: nn.Conv2d, blocks: Sequence[nn.Module]) -> None:
        super().__init__()
        self.embedding = embedding
        self.embedding_norm = nn.LayerNorm(embedding.out_channels)
        self.blocks = nn.Sequential(*blocks)
        self.norm = nn.LayerNorm(embedding.out_channels, eps=_EPSILON)

    def forward(self, x: Tensor) -> Tensor:
        x = self.embedding_norm(_channels_last(self.embedding(x)))
        return _channels_first(self.norm(self.blocks(x)))


class _Block(nn.Module):
    """Attention, then a small net on each pixel's neighbourhood, each added to its input."""

    def __init__(self, channels: int, head_count: int, reduction: int, drop_rate: float) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(channels, eps=_EPSILON)
        self.attention = _EfficientAttention(channels, head_count, reduction)
        self.feed_forward_norm = nn.LayerNorm(channels, eps=_EPSILON)
        self.feed_forward = _MixFeedForward(channels)
        self.depth = _StochasticDepth(drop_rate)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.depth(self.attention(self.attention_norm(x)))
        return x + self.depth(self.feed_forward(self.feed_forward_norm(x)))


class _EfficientAttention(nn.Module):
    """Each pixel attends to all pixels of a map that is ``reduction`` times smaller per side."""

    def __init__(self, channels: int, head_count: int, reduction: int) -> None:
        super().__init__()
        self.head_count = head_count
        self.query = nn.Linear(channels, channels)
        self.key_value = nn.Linear(channels, 2 * channels)
        self.projection = nn.Linear(channels, channels)
        self.reduction = _Reduction(channels, reduction) if reduction > 1 else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        query = self._split(self.query(x))
        key, value = map(self._split, self.key_value(self.reduction(x)).chunk(2, dim=-1))
        mixed = functional.scaled_dot_product_attention(query, key, value)
        return self.projection(mixed.transpose(1, 2).reshape(x.shape))

    def _split(self, x: Tensor) -> Tensor:
        """Give (N, h, w, C) as (N, heads, h * w, C / heads)."""
        count, _, _, channels = x.shape
        return x.reshape(count, -1, self.head_count, channels // self.head_count).transpose(1, 2)


class _Reduction(nn.Module):
    """One pixel for each square of ``side`` x ``side`` pixels."""

    def __init__(self, channels: int, side: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, side, stride=side)
        self.norm = nn.LayerNorm(channels)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(_channels_last(self.conv(_channels_first(x))))


class _MixFeedForward(nn.Module):
    """Widen, mix 3x3 neighbours (whose zero padding tells positions), narrow."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        hidden = _EXPANSION * channels
        self.expand = nn.Linear(channels, hidden)
        self.neighbours = nn.Conv2d(hidden, hidden, 3, padding=1, groups=hidden)
        self.project = nn.Linear(hidden, channels)

    def forward(self, x: Tensor) -> Tensor:
        mixed = self.neighbours(_channels_first(self.expand(x)))
        return self.project(functional.gelu(_channels_last(mixed)))


class _StochasticDepth(nn.Module):
    """
    In training, leave a branch out for some frames of the batch, drawn anew each time.

    Source: Huang et al., "Deep Networks with Stochastic Depth", arXiv 1603.09382.
    """

    def __init__(self, drop_rate: float) -> None:
        super().__init__()
        self.keep_rate = 1 - drop_rate

    def forward(self, branch: Tensor) -> Tensor:
        if not self.training:
            return branch
        kept = torch.rand(branch.shape[0], 1, 1, 1, device=branch.device) < self.keep_rate
        return branch * kept.to(branch.dtype) / self.keep_rate


def _channels_last(x: Tensor) -> Tensor:
    return x.permute(0, 2, 3, 1)


def _channels_first(x: Tensor) -> Tensor:
    return x.permute(0, 3, 1, 2)


def _initialise(module: nn.Module) -> None:
    """Draw small weights, as transformers learn from; convolutions keep their input's variance."""
    if isinstance(module, nn.Linear):
        nn.init.trunc_normal_(module.weight, std=0.02)
        nn.init.zeros_(module.bias)
    elif isinstance(module, nn.Conv2d):
        fan_out = module.kernel_size[0] * module.kernel_size[1] * module.out_channels
        nn.init.normal_(module.weight, std=sqrt(2 * module.groups / fan_out))
        assert module.bias is not None
        nn.init.zeros_(module.bias)
