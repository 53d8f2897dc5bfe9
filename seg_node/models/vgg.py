# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The convolutions of VGG16, from which FCN and SegNet are built."""

from __future__ import annotations

from itertools import pairwise

from torch import nn

from seg_node.models.layers import ConvNormAct

VGG16_WIDTHS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))
"""Output channels of each 3x3 convolution, one tuple per block; a pooling ends each block."""


def vgg16_blocks() -> list[nn.Sequential]:
    """
    Build the five blocks, each without its pooling.

    Source: Simonyan and Zisserman, "Very Deep Convolutional Networks for
    Large-Scale Image Recognition", arXiv 1409.1556, table 1, column D; with a
    batch norm after each convolution, as in Ioffe and Szegedy, arXiv 1502.03167.
    """
    blocks = []
    in_channels = 3
    for widths in VGG16_WIDTHS:
        blocks.append(conv_block(in_channels, widths))
        in_channels = widths[-1]
    return blocks


def conv_block(in_channels: int, widths: tuple[int, ...]) -> nn.Sequential:
    """Chain 3x3 convolutions with norm and ReLU, of these output channels."""
    inputs = (in_channels, *widths)
    return nn.Sequential(*(ConvNormAct(before, after, 3) for before, after in pairwise(inputs)))
