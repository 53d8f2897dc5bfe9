# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Layers that several nets are built from."""

from __future__ import annotations

from torch import nn, Tensor
from torch.nn import functional


class ConvNormAct(nn.Sequential):
    """
    Convolution without bias, batch norm and, unless turned off, ReLU.

    :param in_channels: of the input (N, in_channels, H, W).
    :param out_channels: of the output.
    :param kernel_size: odd [px]; the input is padded so that only ``stride``
        changes its size.
    :param groups: channel groups that do not mix.
    :param activation: end with a ReLU.
    :param stride: input pixels per output pixel.
    :param dilation: input pixels from one weight to the next.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int = 1,
        groups: int = 1,
        activation: bool = True,
        stride: int = 1,
        dilation: int = 1,
    ) -> None:
        layers: list[nn.Module] = [
            nn.Conv2d(
                in_channels,
                out_channels,
                kernel_size,
                stride,
                padding=dilation * (kernel_size // 2),
                dilation=dilation,
                groups=groups,
                bias=False,
            ),
            nn.BatchNorm2d(out_channels),
        ]
        if activation:
            layers.append(nn.ReLU(inplace=True))
        super().__init__(*layers)


class SeparableConv(nn.Sequential):
    """A 3x3 depthwise convolution, then a 1x1 one, each with norm and ReLU."""

    def __init__(self, in_channels: int, out_channels: int, dilation: int = 1) -> None:
        super().__init__(
            ConvNormAct(in_channels, in_channels, 3, groups=in_channels, dilation=dilation),
            ConvNormAct(in_channels, out_channels),
        )


def upsample(x: Tensor, factor: int) -> Tensor:
    """Enlarge (N, C, H, W) bilinearly by a whole factor, pixel centres kept."""
    return functional.interpolate(
        x, scale_factor=float(factor), mode='bilinear', align_corners=False
    )


def repeat_pixels(x: Tensor, factor: int) -> Tensor:
    """Enlarge (N, C, H, W) by a whole factor, each pixel becoming a square."""
    return functional.interpolate(x, scale_factor=float(factor), mode='nearest')
