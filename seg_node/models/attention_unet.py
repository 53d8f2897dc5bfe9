# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Attention U-Net: a U-Net that weighs each pixel of what it hands over."""

from __future__ import annotations

import torch
from torch import nn, Tensor

from seg_node.models.initialisation import he_initialise
from seg_node.models.layers import ConvNormAct, repeat_pixels
from seg_node.models.net import SegmentationNet
from seg_node.models.registry import register_model
from seg_node.models.unet import double_conv, level_widths, UNetEncoder


class AttentionUNet(SegmentationNet):
    """
    A U-Net with an additive attention gate on each skip.

    Not the paper's net for volumes, but the form for images that the field compares
    with: batch norm throughout, upsampling by nearest and a 3x3 convolution, and a
    gate that runs at the skip's size, on features that are enlarged already.
    Convolutions start from He's distribution.

    Source: Oktay et al., "Attention U-Net: Learning Where to Look for the
    Pancreas", MIDL 2018, arXiv 1804.03999; layers as in
    LeeJunHyun/Image_Segmentation, network.py@5e9da93 (no licence stated).

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
        self.up = nn.ModuleList(_GatedUp(channels) for channels in widths[-2::-1])
        self.classifier = nn.Conv2d(width, class_count, 1)
        he_initialise(self)

    def forward(self, images: Tensor) -> Tensor:
        """Compute the logits, (N, C, H, W)."""
        *skips, x = self.down(images)
        for up in self.up:
            x = up(x, skips.pop())
        return self.classifier(x)


class _GatedUp(nn.Module):
    """Enlarge (N, 2 * channels, h, w) and join it with what the gate lets through of the skip."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.halve = ConvNormAct(2 * channels, channels, 3)
        self.gate = _AttentionGate(channels)
        self.merge = double_conv(2 * channels, channels)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        x = self.halve(repeat_pixels(x, 2))
        return self.merge(torch.cat([self.gate(x, skip), x], dim=1))


class _AttentionGate(nn.Module):
    """Weigh each pixel of a skip by what it and the decoder see there; both of one shape."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        hidden = max(channels // 2, 1)
        self.from_decoder = ConvNormAct(channels, hidden, activation=False)
        self.from_skip = ConvNormAct(channels, hidden, activation=False)
        self.weight = ConvNormAct(hidden, 1, activation=False)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        seen = torch.relu(self.from_decoder(x) + self.from_skip(skip))
        return skip * torch.sigmoid(self.weight(seen))


@register_model
def attention_unet(class_count: int, width: int = 64) -> AttentionUNet:
    """Build the net, its weights drawn at random."""
    return AttentionUNet(class_count, width)
