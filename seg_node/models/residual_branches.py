# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What nets of several branches, DDRNet and PIDNet, are built from."""

from __future__ import annotations

import torch
from torch import nn, Tensor
from torch.nn import functional

from seg_node.models.layers import ConvNormAct


class BranchStem(nn.Sequential):
    """From an image to ``2 * width`` channels at an eighth of its size, for all branches."""

    def __init__(self, width: int, block_count: int) -> None:
        super().__init__(
            # Bias before a norm does nothing, but the published weights have it.
            nn.Conv2d(3, width, 3, stride=2, padding=1),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, width, 3, stride=2, padding=1),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            ResidualStage(width, width, block_count),
            nn.ReLU(inplace=True),
            ResidualStage(width, 2 * width, block_count, stride=2),
            nn.ReLU(inplace=True),
        )


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions and a shortcut around them; no ReLU after the sum."""

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            ConvNormAct(in_channels, out_channels, 3, stride=stride),
            ConvNormAct(out_channels, out_channels, 3, activation=False),
        )
        self.shortcut = _shortcut(in_channels, out_channels, stride)

    def forward(self, x: Tensor) -> Tensor:
        """Add the layers' output to that of the shortcut."""
        return self.layers(x) + self.shortcut(x)


class Bottleneck(nn.Module):
    """A 3x3 convolution between two 1x1, and a shortcut; ``2 * width`` channels, no last ReLU."""

    def __init__(self, in_channels: int, width: int, stride: int = 1) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            ConvNormAct(in_channels, width),
            ConvNormAct(width, width, 3, stride=stride),
            ConvNormAct(width, 2 * width, activation=False),
        )
        self.shortcut = _shortcut(in_channels, 2 * width, stride)

    def forward(self, x: Tensor) -> Tensor:
        """Add the layers' output to that of the shortcut."""
        return self.layers(x) + self.shortcut(x)


def _shortcut(in_channels: int, out_channels: int, stride: int) -> nn.Module:
    if in_channels == out_channels and stride == 1:
        return nn.Identity()
    return ConvNormAct(in_channels, out_channels, activation=False, stride=stride)


class ResidualStage(nn.Sequential):
    """Residual blocks with a ReLU between two of them, and none after the last."""

    def __init__(self, in_channels: int, channels: int, count: int, stride: int = 1) -> None:
        super().__init__(
            ResidualBlock(in_channels, channels, stride),
            *(ResidualBlock(channels, channels) for _ in range(count - 1)),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Run the blocks one after the other."""
        first, *others = self
        x = first(x)
        for block in others:
            x = block(torch.relu(x))
        return x


class NormActConv(nn.Sequential):
    """Batch norm, ReLU, then a convolution, which has no bias unless asked for."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int = 1,
        groups: int = 1,
        bias: bool = False,
    ) -> None:
        super().__init__(
            nn.BatchNorm2d(in_channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(
                in_channels,
                out_channels,
                kernel_size,
                padding=kernel_size // 2,
                groups=groups,
                bias=bias,
            ),
        )


class BranchHead(nn.Sequential):
    """Scores of each pixel from a branch's features that have seen no norm yet."""

    def __init__(self, in_channels: int, width: int, out_channels: int) -> None:
        super().__init__(
            NormActConv(in_channels, width, 3), NormActConv(width, out_channels, bias=True)
        )


def resize_like(x: Tensor, other: Tensor) -> Tensor:
    """
    Resize (N, C, h, w) bilinearly to the height and width of another tensor.

    By size and not by factor, because a branch rounds odd sizes up when it halves them.
    """
    return functional.interpolate(x, other.shape[2:], mode='bilinear', align_corners=False)
