# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""U-Net: what is lost on the way down is handed over on the way up."""

from __future__ import annotations

import torch
from torch import nn, Tensor
from torch.nn import functional

from seg_node.core.errors import ConfigurationError
from seg_node.models.initialisation import he_initialise
from seg_node.models.layers import ConvNormAct
from seg_node.models.net import SegmentationNet
from seg_node.models.registry import register_model

_LEVELS = 5
_MOST_WIDTH = 1024


class UNet(SegmentationNet):
    """
    Five levels of two convolutions each, down and up again.

    Convolutions are padded, so that logits and image have one size, and have batch
    norm, which takes the place of the paper's dropout. They start from He's
    distribution, as in the paper.

    Source: Ronneberger, Fischer and Brox, "U-Net: Convolutional Networks for
    Biomedical Image Segmentation", MICCAI 2015, arXiv 1505.04597.

    :param class_count: C, the channels of the logits.
    :param width: channels of the first level; each level below has twice as many.
    :raises ConfigurationError: if ``width`` is no whole number of at least 1.
    """

    stride = 16
    logit_stride = 1

    def __init__(self, class_count: int, width: int = 64) -> None:
        super().__init__()
        widths = level_widths(width)
        self.down = UNetEncoder(widths)
        self.enlarge = nn.ModuleList(
            nn.ConvTranspose2d(2 * channels, channels, 2, stride=2) for channels in widths[-2::-1]
        )
        self.up = nn.ModuleList(double_conv(2 * channels, channels) for channels in widths[-2::-1])
        self.classifier = nn.Conv2d(width, class_count, 1)
        he_initialise(self)

    def forward(self, images: Tensor) -> Tensor:
        """Compute the logits, (N, C, H, W)."""
        *skips, x = self.down(images)
        for enlarge, block in zip(self.enlarge, self.up, strict=True):
            x = block(torch.cat([skips.pop(), enlarge(x)], dim=1))
        return self.classifier(x)


class UNetEncoder(nn.Module):
    """
    The way down.

    :param widths: channels of each level.
    """

    def __init__(self, widths: list[int]) -> None:
        super().__init__()
        inputs = [3, *widths[:-1]]
        self.blocks = nn.ModuleList(map(double_conv, inputs, widths))

    def forward(self, images: Tensor) -> list[Tensor]:
        """Compute the features of each level, from stride 1 to stride 16."""
        levels = [self.blocks[0](images)]
        for block in self.blocks[1:]:
            levels.append(block(functional.max_pool2d(levels[-1], 2)))
        return levels


def double_conv(in_channels: int, out_channels: int) -> nn.Sequential:
    """Chain two 3x3 convolutions with norm and ReLU."""
    return nn.Sequential(
        ConvNormAct(in_channels, out_channels, 3), ConvNormAct(out_channels, out_channels, 3)
    )


def level_widths(width: int) -> list[int]:
    """
    List the channels of each level.

    :param width: channels of the first.
    :raises ConfigurationError: if ``width`` is no whole number of at least 1.
    """
    if type(width) is not int or not 1 <= width <= _MOST_WIDTH:
        raise ConfigurationError(
            f'width is {width!r}: give a whole number from 1 to {_MOST_WIDTH}'
        )
    return [width * 2**level for level in range(_LEVELS)]


@register_model
def unet(class_count: int, width: int = 64) -> UNet:
    """Build the net, its weights drawn at random."""
    return UNet(class_count, width)
