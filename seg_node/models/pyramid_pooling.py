# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Pooling over windows of several sizes, which end a branch of low resolution."""

from __future__ import annotations

import torch
from torch import nn, Tensor
from torch.nn import functional

from seg_node.models.residual_branches import NormActConv, resize_like

_STRIDES = (2, 4, 8)
"""Of the windows, each of ``2 * stride + 1`` pixels; the largest window is the whole image."""

_SCALES = len(_STRIDES) + 2


class _PyramidPooling(nn.Module):
    """What both kinds of pooling have: the windows, and layers before and after their sums."""

    def __init__(self, in_channels: int, width: int, out_channels: int) -> None:
        super().__init__()
        self.reduce = nn.ModuleList(NormActConv(in_channels, width) for _ in range(_SCALES))
        self.merge = NormActConv(_SCALES * width, out_channels)
        self.shortcut = NormActConv(in_channels, out_channels)

    def _scales(self, x: Tensor) -> list[Tensor]:
        """Average over no window, the three windows and, as (N, width, 1, 1), the image."""
        pooled = [
            x,
            *(functional.avg_pool2d(x, 2 * step + 1, step, step) for step in _STRIDES),
            x.mean((2, 3), keepdim=True),
        ]
        reduced = [reduce(each) for reduce, each in zip(self.reduce, pooled, strict=True)]
        return [reduced[0], *(resize_like(each, x) for each in reduced[1:-1]), reduced[-1]]


class DeepAggregationPooling(_PyramidPooling):
    """
    DAPPM: each window's average is added to what the smaller windows gave, and smoothed.

    Source: Hong et al., arXiv 2101.06085; ydhongHIT/DDRNet
    segmentation/DDRNet_23_slim.py (MIT).
    """

    def __init__(self, in_channels: int, width: int, out_channels: int) -> None:
        super().__init__(in_channels, width, out_channels)
        self.smooth = nn.ModuleList(NormActConv(width, width, 3) for _ in range(_SCALES - 1))

    def forward(self, x: Tensor) -> Tensor:
        """Compute (N, out_channels, H, W) of (N, in_channels, H, W)."""
        first, *larger = self._scales(x)
        sums = [first]
        for smooth, scale in zip(self.smooth, larger, strict=True):
            sums.append(smooth(scale + sums[-1]))
        return self.merge(torch.cat(sums, dim=1)) + self.shortcut(x)


class ParallelAggregationPooling(_PyramidPooling):
    """
    PAPPM: as ``DeepAggregationPooling``, but all windows are smoothed at once.

    Source: Xu et al., arXiv 2206.02066; XuJiacong/PIDNet models/model_utils.py (MIT).
    """

    def __init__(self, in_channels: int, width: int, out_channels: int) -> None:
        super().__init__(in_channels, width, out_channels)
        windows = _SCALES - 1
        self.smooth = NormActConv(windows * width, windows * width, 3, groups=windows)

    def forward(self, x: Tensor) -> Tensor:
        """Compute (N, out_channels, H, W) of (N, in_channels, H, W)."""
        first, *larger = self._scales(x)
        smoothed = self.smooth(torch.cat([scale + first for scale in larger], dim=1))
        return self.merge(torch.cat([first, smoothed], dim=1)) + self.shortcut(x)
