# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""DeepLabV3+: atrous convolutions at several rates over a ResNet-50, refined at stride 4."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn, Tensor

from seg_node.core.errors import ConfigurationError
from seg_node.models.layers import ConvNormAct, SeparableConv, upsample
from seg_node.models.net import SegmentationNet, TrainingOutputs
from seg_node.models.registry import register_model
from seg_node.models.resnet import ResNet50

_WIDTH = 256
_LOW_LEVEL_WIDTH = 48
_RATES = {16: (6, 12, 18), 8: (12, 24, 36)}


class DeepLabV3Plus(SegmentationNet):
    """
    ResNet-50, an atrous spatial pyramid, and a decoder that sees stride 4 once more.

    Source: Chen et al., "Encoder-Decoder with Atrous Separable Convolution for
    Semantic Image Segmentation", arXiv 1802.02611. The 3x3 convolutions of the
    pyramid and of the decoder are separable, as its section 3.1 has them. The auxiliary
    head, on stage 3, is that of Zhao et al., arXiv 1612.01105.

    :param class_count: C, the channels of the logits.
    :param output_stride: of the features that the pyramid sees, 16 or 8; 8 takes three
        times the arithmetic.
    :raises ConfigurationError: if ``output_stride`` is neither.
    """

    stride = 16
    logit_stride = 4

    def __init__(self, class_count: int, output_stride: int = 16) -> None:
        super().__init__()
        if output_stride not in _RATES:
            raise ConfigurationError(f'output_stride is {output_stride!r}: choose 16 or 8')
        self.encoder = ResNet50(output_stride)
        low_level, _, stage3, stage4 = self.encoder.channels
        self.pyramid = _AtrousPyramid(stage4, _RATES[output_stride])
        self.enlargement = output_stride // self.logit_stride
        self.low_level = ConvNormAct(low_level, _LOW_LEVEL_WIDTH)
        self.classifier = nn.Sequential(
            SeparableConv(_LOW_LEVEL_WIDTH + _WIDTH, _WIDTH),
            SeparableConv(_WIDTH, _WIDTH),
            nn.Conv2d(_WIDTH, class_count, 1),
        )
        self.auxiliary_head = nn.Sequential(
            ConvNormAct(stage3, _WIDTH, 3), nn.Dropout(0.1), nn.Conv2d(_WIDTH, class_count, 1)
        )

    def forward(self, images: Tensor) -> Tensor:
        """Compute the logits, (N, C, H / 4, W / 4)."""
        return self._decode(self.encoder(images))

    def forward_training(self, images: Tensor) -> TrainingOutputs:
        """Compute the logits, and those of one head on the encoder's third stage."""
        features = self.encoder(images)
        return TrainingOutputs(self._decode(features), (self.auxiliary_head(features[2]),))

    def _decode(self, features: Sequence[Tensor]) -> Tensor:
        context = upsample(self.pyramid(features[3]), self.enlargement)
        return self.classifier(torch.cat([self.low_level(features[0]), context], dim=1))


class _AtrousPyramid(nn.Module):
    """See each pixel alone, with neighbours at three distances, and with the whole image."""

    def __init__(self, in_channels: int, rates: Sequence[int]) -> None:
        super().__init__()
        self.branches = nn.ModuleList(
            [
                ConvNormAct(in_channels, _WIDTH),
                *(SeparableConv(in_channels, _WIDTH, dilation=rate) for rate in rates),
            ]
        )
        self.image = ConvNormAct(in_channels, _WIDTH)
        self.merge = nn.Sequential(ConvNormAct((len(rates) + 2) * _WIDTH, _WIDTH), nn.Dropout(0.1))

    def forward(self, x: Tensor) -> Tensor:
        pooled = self.image(x.mean((2, 3), keepdim=True))  # (N, _WIDTH, 1, 1)
        everywhere = pooled.expand(-1, -1, *x.shape[2:])
        return self.merge(torch.cat([*(branch(x) for branch in self.branches), everywhere], 1))


@register_model
def deeplabv3plus(class_count: int, output_stride: int = 16) -> DeepLabV3Plus:
    """Build the net, its weights drawn at random."""
    return DeepLabV3Plus(class_count, output_stride)
