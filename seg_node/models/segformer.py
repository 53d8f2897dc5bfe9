# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""SegFormer: a transformer's four scales under a head of linear layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn, Tensor
from torch.nn import functional

from seg_node.models.layers import upsample
from seg_node.models.mix_transformer import MixTransformer
from seg_node.models.net import SegmentationNet
from seg_node.models.registry import register_model


@dataclass(frozen=True)
class SegFormerSize:
    """
    What makes one SegFormer larger than another.

    :param channels: of the encoder's four stages.
    :param depths: transformer blocks of the four stages.
    :param head_width: channels of the head.
    """

    channels: tuple[int, int, int, int]
    depths: tuple[int, int, int, int]
    head_width: int


B0 = SegFormerSize((32, 64, 160, 256), (2, 2, 2, 2), head_width=256)
B1 = SegFormerSize((64, 128, 320, 512), (2, 2, 2, 2), head_width=256)
B2 = SegFormerSize((64, 128, 320, 512), (3, 4, 6, 3), head_width=768)


class SegFormer(SegmentationNet):
    """
    A Mix Transformer, whose scales are embedded, enlarged to stride 4 and fused.

    Source: Xie et al., "SegFormer: Simple and Efficient Design for Semantic Segmentation
    with Transformers", arXiv 2105.15203; structure as in huggingface/transformers
    src/transformers/models/segformer (Apache-2.0). Weights of NVlabs/SegFormer, whose
    licence allows no commercial use, fit by name (``seg_node.models.upstream``).

    :param size: of the net.
    :param class_count: C, the channels of the logits.
    """

    stride = 32
    logit_stride = 4

    def __init__(self, size: SegFormerSize, class_count: int) -> None:
        super().__init__()
        self.encoder = MixTransformer(size.channels, size.depths)
        self.head = _LinearHead(size.channels, size.head_width, class_count)

    def forward(self, images: Tensor) -> Tensor:
        """Compute the logits, (N, C, H / 4, W / 4)."""
        return self.head(self.encoder(images))


class _LinearHead(nn.Module):
    """From features at strides 4, 8, 16 and 32 to logits at stride 4."""

    def __init__(self, in_channels: Sequence[int], width: int, class_count: int) -> None:
        super().__init__()
        self.embeddings = nn.ModuleList(nn.Linear(channels, width) for channels in in_channels)
        self.fusion = nn.Conv2d(len(in_channels) * width, width, 1, bias=False)
        self.norm = nn.BatchNorm2d(width)
        self.classifier = nn.Sequential(nn.Dropout2d(0.1), nn.Conv2d(width, class_count, 1))

    def forward(self, features: Sequence[Tensor]) -> Tensor:
        fused = [x.permute(0, 3, 1, 2) for x in self._embed_and_fuse(features)]
        x = fused[0]
        for index in (1, 2, 3):
            x = x + upsample(fused[index], 2**index)
        return self.classifier(torch.relu(self.norm(x)))

    def _embed_and_fuse(self, features: Sequence[Tensor]) -> list[Tensor]:
        """
        Apply to each scale its embedding and its part of the fusion, as one linear map.

        Nothing between the two is nonlinear, and enlarging commutes with both. Fusing the
        enlarged and concatenated embeddings, which says the same, is half of the work of B0.

        :returns: (N, h, w, width) for each scale.
        """
        # The first channels of the concatenation are those of the coarsest scale.
        parts = reversed(self.fusion.weight.flatten(1).chunk(len(features), dim=1))
        fused: list[Tensor] = []
        for x, part, embedding in zip(features, parts, self.embeddings, strict=True):
            weight = part @ embedding.get_parameter('weight')
            bias = part @ embedding.get_parameter('bias')
            fused.append(functional.linear(x.permute(0, 2, 3, 1), weight, bias))
        return fused


@register_model
def segformer_b0(class_count: int) -> SegFormer:
    """Build the smallest, its weights drawn at random."""
    return SegFormer(B0, class_count)


@register_model
def segformer_b1(class_count: int) -> SegFormer:
    """Build the one that is as deep as B0 and twice as wide."""
    return SegFormer(B1, class_count)


@register_model
def segformer_b2(class_count: int) -> SegFormer:
    """Build the one that is as wide as B1 and twice as deep."""
    return SegFormer(B2, class_count)
