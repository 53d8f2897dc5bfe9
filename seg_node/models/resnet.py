# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The ResNet-50 encoder, with atrous convolution for denser features."""

from __future__ import annotations

from typing import NamedTuple

from torch import nn, Tensor

from seg_node.models.layers import ConvNormAct


class _Stage(NamedTuple):
    width: int
    blocks: int
    stride: int


_STAGES = (_Stage(64, 3, 1), _Stage(128, 4, 2), _Stage(256, 6, 2), _Stage(512, 3, 2))
_EXPANSION = 4


class ResNet50(nn.Module):
    """
    ResNet-50 without its classifier.

    Source: He et al., "Deep Residual Learning for Image Recognition", arXiv 1512.03385,
    with the stride in the 3x3 convolution of a block, as in torchvision's
    models/resnet.py (BSD-3-Clause). The weights are drawn as torch's layers draw them.

    :param output_stride: of the last stage. Below 32, stages take no further
        stride but spread their convolutions as Chen et al. do in arXiv
        1706.05587, which gives the same features at more places.
    """

    channels = tuple(_EXPANSION * stage.width for stage in _STAGES)
    """Of the feature maps at strides 4, 8, 16 and 32, or ``output_stride`` if that is less."""

    def __init__(self, output_stride: int = 32) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            ConvNormAct(3, 64, 7, stride=2), nn.MaxPool2d(3, stride=2, padding=1)
        )
        stages: list[nn.Module] = []
        in_channels, total_stride, dilation = 64, 4, 1
        for stage in _STAGES:
            stride = min(stage.stride, output_stride // total_stride)
            blocks: list[nn.Module] = [_Bottleneck(in_channels, stage.width, stride, dilation)]
            in_channels = _EXPANSION * stage.width
            total_stride *= stride
            dilation *= stage.stride // stride
            for _ in range(stage.blocks - 1):
                blocks.append(_Bottleneck(in_channels, stage.width, 1, dilation))
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.ModuleList(stages)

    def forward(self, images: Tensor) -> list[Tensor]:
        """
        Compute the features of each stage.

        :param images: (N, 3, H, W) float32, H and W multiples of ``output_stride``.
        :returns: (N, ``channels``, h, w) of the four stages.
        """
        x = self.stem(images)
        features: list[Tensor] = []
        for stage in self.stages:
            x = stage(x)
            features.append(x)
        return features


class _Bottleneck(nn.Module):
    """Narrow, filter, widen; added to the input, projected where sizes differ."""

    def __init__(self, in_channels: int, width: int, stride: int, dilation: int) -> None:
        super().__init__()
        out_channels = _EXPANSION * width
        self.layers = nn.Sequential(
            ConvNormAct(in_channels, width),
            ConvNormAct(width, width, 3, stride=stride, dilation=dilation),
            ConvNormAct(width, out_channels, activation=False),
        )
        self.shortcut = (
            nn.Identity()
            if in_channels == out_channels
            else ConvNormAct(in_channels, out_channels, stride=stride, activation=False)
        )
        self.activation = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.activation(self.shortcut(x) + self.layers(x))
