# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""TwinLiteNet: the ESPNet-C encoder, two kinds of attention, and a decoder of three layers."""

from __future__ import annotations

import torch
from torch import nn, Tensor

from seg_node.models.net import SegmentationNet
from seg_node.models.registry import register_model

_DILATIONS = (1, 2, 4, 8, 16)
_WIDTH = 32


class TwinLiteNet(SegmentationNet):
    """
    Four tenths of a million parameters, and logits at the size of the image.

    Source: Che et al., "TwinLiteNet: An Efficient and Lightweight Model for Driveable
    Area and Lane Segmentation in Self-Driving Cars", arXiv 2307.10705;
    chequanghuy/TwinLiteNet model/TwinLite.py (MIT). The encoder is that of
    Mehta et al., "ESPNet", arXiv 1803.06815.

    The published net has two decoders of two classes each, one for the drivable area and
    one for lanes. This one has a single decoder of C classes, as all nets here: lanes are
    classes like others. Besides, attention starts at a weight of 0.1 and not 0, so
    that it learns from the first step, and keys have no bias, which the softmax would
    take away.

    The position attention compares all pixels at stride 8 with each other:
    memory and time grow with the square of the image's area.

    :param class_count: C, the channels of the logits.
    """

    stride = 8
    logit_stride = 1

    def __init__(self, class_count: int) -> None:
        super().__init__()
        self.encoder = _ESPNetC()
        self.position = nn.Sequential(_PositionAttention(_WIDTH), _conv(_WIDTH, _WIDTH, 3))
        self.channel = nn.Sequential(_ChannelAttention(), _conv(_WIDTH, _WIDTH, 3))
        self.merge = _conv(_WIDTH, _WIDTH, 1)
        self.decoder = nn.Sequential(
            _doubled(_WIDTH, 16), _doubled(16, 8), _doubled(8, class_count)
        )

    def forward(self, images: Tensor) -> Tensor:
        """Compute the logits, (N, C, H, W)."""
        features = self.encoder(images)
        return self.decoder(self.merge(self.position(features) + self.channel(features)))


class _ESPNetC(nn.Module):
    """Images to ``_WIDTH`` channels at stride 8; each scale sees the image shrunk to it."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = _conv(3, 16, 3, stride=2)
        self.scale2 = _conv(16 + 3, 16 + 3, 3)
        self.shrink4 = _EfficientPyramid(16 + 3, 64, stride=2)
        self.blocks4 = nn.Sequential(*(_EfficientPyramid(64, 64) for _ in range(2)))
        self.scale4 = _conv(2 * 64 + 3, 2 * 64 + 3, 3)
        self.shrink8 = _EfficientPyramid(2 * 64 + 3, 128, stride=2)
        self.blocks8 = nn.Sequential(*(_EfficientPyramid(128, 128) for _ in range(3)))
        self.scale8 = _conv(2 * 128, _WIDTH, 3)
        self.halve = nn.AvgPool2d(3, stride=2, padding=1)

    def forward(self, images: Tensor) -> Tensor:
        half = self.halve(images)
        x = self.scale2(torch.cat([self.stem(images), half], dim=1))
        x = self.shrink4(x)
        x = self.scale4(torch.cat([self.blocks4(x), x, self.halve(half)], dim=1))
        x = self.shrink8(x)
        return self.scale8(torch.cat([x, self.blocks8(x)], dim=1))


class _EfficientPyramid(nn.Module):
    """
    Narrow, then filter at five dilations side by side; added to the input at stride 1.

    From dilation 4 on, the output of the dilation before is added, against the grid that
    large ones leave.
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1) -> None:
        super().__init__()
        narrow = out_channels // len(_DILATIONS)
        first = out_channels - narrow * (len(_DILATIONS) - 1)
        self.is_residual = stride == 1
        size = 1 if self.is_residual else 3
        self.reduce = nn.Conv2d(in_channels, narrow, size, stride, padding=size // 2, bias=False)
        self.branches = nn.ModuleList(
            nn.Conv2d(
                narrow,
                first if dilation == 1 else narrow,
                3,
                padding=dilation,
                dilation=dilation,
                bias=False,
            )
            for dilation in _DILATIONS
        )
        self.activation = _NormPReLU(out_channels)

    def forward(self, x: Tensor) -> Tensor:
        reduced = self.reduce(x)
        nearest, *wider = (branch(reduced) for branch in self.branches)
        outputs = [nearest, wider[0]]
        for each in wider[1:]:
            outputs.append(outputs[-1] + each)
        merged = torch.cat(outputs, dim=1)
        return self.activation(x + merged if self.is_residual else merged)


class _PositionAttention(nn.Module):
    """
    Add to each pixel the features of those that resemble it.

    Source: Fu et al., "Dual Attention Network for Scene Segmentation", arXiv 1809.02983.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.query = nn.Conv2d(channels, channels // 8, 1)
        self.key = nn.Conv2d(channels, channels // 8, 1, bias=False)
        self.value = nn.Conv2d(channels, channels, 1)
        self.weight = nn.Parameter(torch.tensor([0.1]))

    def forward(self, x: Tensor) -> Tensor:
        query, key, value = (
            layer(x).flatten(2) for layer in (self.query, self.key, self.value)
        )  # (N, channels, h * w)
        shares = (query.transpose(1, 2) @ key).softmax(dim=-1)  # (N, h * w, h * w)
        return x + self.weight * (value @ shares.transpose(1, 2)).view_as(x)


class _ChannelAttention(nn.Module):
    """Add to each channel those that are least like it (same source)."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([0.1]))

    def forward(self, x: Tensor) -> Tensor:
        channels = x.flatten(2)
        likeness = channels @ channels.transpose(1, 2)  # (N, C, C)
        return x + self.weight * ((-likeness).softmax(dim=-1) @ channels).view_as(x)


class _NormPReLU(nn.Sequential):
    """Batch norm with the published epsilon, then a slope of its own for each channel."""

    def __init__(self, channels: int) -> None:
        super().__init__(nn.BatchNorm2d(channels, eps=1e-3), nn.PReLU(channels))


def _conv(in_channels: int, out_channels: int, kernel_size: int, stride: int = 1) -> nn.Module:
    """Convolve, keeping the size but for ``stride``, then norm and PReLU."""
    return nn.Sequential(
        nn.Conv2d(
            in_channels, out_channels, kernel_size, stride, padding=kernel_size // 2, bias=False
        ),
        _NormPReLU(out_channels),
    )


def _doubled(in_channels: int, out_channels: int) -> nn.Module:
    """Write a square of 2 x 2 for each pixel, then norm and PReLU."""
    return nn.Sequential(
        nn.ConvTranspose2d(in_channels, out_channels, 2, stride=2, bias=False),
        _NormPReLU(out_channels),
    )


@register_model
def twinlitenet(class_count: int) -> TwinLiteNet:
    """Build the net, its weights drawn at random."""
    return TwinLiteNet(class_count)
