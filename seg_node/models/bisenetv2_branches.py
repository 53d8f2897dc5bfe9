# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The two branches of BiSeNetV2; its file names paper and source."""

from __future__ import annotations

import torch
from torch import nn, Tensor

from seg_node.models.layers import ConvNormAct

_EXPANSION = 6


class DetailBranch(nn.Sequential):
    """
    Eight plain convolutions, from (N, 3, H, W) to (N, ``channels``, H / 8, W / 8).

    :param channels: of the output.
    """

    def __init__(self, channels: int) -> None:
        super().__init__(
            nn.Sequential(ConvNormAct(3, 64, 3, stride=2), ConvNormAct(64, 64, 3)),
            nn.Sequential(
                ConvNormAct(64, 64, 3, stride=2), ConvNormAct(64, 64, 3), ConvNormAct(64, 64, 3)
            ),
            nn.Sequential(
                ConvNormAct(64, channels, 3, stride=2),
                ConvNormAct(channels, channels, 3),
                ConvNormAct(channels, channels, 3),
            ),
        )


class SemanticBranch(nn.Module):
    """A fast descent to stride 32, with few channels, and what the whole frame shows."""

    channels = (16, 32, 64, 128)
    """Of the scales at strides 4, 8, 16 and 32."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = _Stem()
        self.stages = nn.ModuleList(
            nn.Sequential(
                _GatherExpand(fewer, more, stride=2),
                *(_GatherExpand(more, more) for _ in range(repeats)),
            )
            for fewer, more, repeats in ((16, 32, 1), (32, 64, 1), (64, 128, 3))
        )
        self.context = _ContextEmbedding(self.channels[-1])

    def forward(self, images: Tensor) -> tuple[Tensor, list[Tensor]]:
        """
        Compute the context and what it is made from.

        :param images: (N, 3, H, W) float32.
        :returns: (N, 128, H / 32, W / 32), and the scales at strides 4, 8, 16 and 32.
        """
        scales = [self.stem(images)]
        for stage in self.stages:
            scales.append(stage(scales[-1]))
        return self.context(scales[-1]), scales


class _Stem(nn.Module):
    """To stride 4 in two ways at once: by convolution and by pooling."""

    def __init__(self) -> None:
        super().__init__()
        self.first = ConvNormAct(3, 16, 3, stride=2)
        self.convolved = nn.Sequential(ConvNormAct(16, 8), ConvNormAct(8, 16, 3, stride=2))
        self.pooled = nn.MaxPool2d(3, stride=2, padding=1)
        self.merge = ConvNormAct(32, 16, 3)

    def forward(self, images: Tensor) -> Tensor:
        x = self.first(images)
        return self.merge(torch.cat([self.convolved(x), self.pooled(x)], dim=1))


class _GatherExpand(nn.Module):
    """Gather the neighbourhood, filter each channel in six ways, narrow, add a shortcut."""

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1) -> None:
        super().__init__()
        hidden = _EXPANSION * in_channels
        is_reducing = stride > 1
        self.gather = ConvNormAct(in_channels, in_channels, 3)
        self.expand = _depthwise(in_channels, hidden, stride, activation=not is_reducing)
        self.filter = _depthwise(hidden, hidden) if is_reducing else nn.Identity()
        self.project = ConvNormAct(hidden, out_channels, activation=False)
        self.shortcut: nn.Module = nn.Identity()
        if is_reducing:
            self.shortcut = nn.Sequential(
                *_depthwise(in_channels, in_channels, stride, activation=False),
                *ConvNormAct(in_channels, out_channels, activation=False),
            )

    def forward(self, x: Tensor) -> Tensor:
        y = self.project(self.filter(self.expand(self.gather(x))))
        return torch.relu(y + self.shortcut(x))


def _depthwise(
    in_channels: int, out_channels: int, stride: int = 1, activation: bool = True
) -> ConvNormAct:
    return ConvNormAct(
        in_channels, out_channels, 3, groups=in_channels, activation=activation, stride=stride
    )


class _ContextEmbedding(nn.Module):
    """Add to each pixel the average of all."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(channels)
        self.reduce = ConvNormAct(channels, channels)
        self.merge = ConvNormAct(channels, channels, 3)

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean((2, 3), keepdim=True)
        return self.merge(x + self.reduce(self.norm(mean)))
