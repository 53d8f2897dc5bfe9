# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The default net: an EfficientNet-Lite encoder under a light feature pyramid."""

from __future__ import annotations

from collections.abc import Sequence

from torch import nn, Tensor

from seg_node.models import efficientnet_lite
from seg_node.models.efficientnet_lite import EfficientNetLite
from seg_node.models.layers import ConvNormAct, SeparableConv, upsample
from seg_node.models.net import SegmentationNet, TrainingOutputs
from seg_node.models.registry import register_model

_WIDTH = 96


class LiteFPN(SegmentationNet):
    """
    Features of four scales, merged from coarse to fine, then summed at stride 4.

    A feature pyramid for segmentation as in Kirillov et al., arXiv 1901.02446,
    made light by depthwise-separable convolutions, with a global average term
    on the coarsest scale (as in ParseNet, arXiv 1506.04579).

    :param class_count: C, the channels of the logits.
    :param variant: of the encoder, 0, 1 or 2.
    """

    stride = 32
    logit_stride = 4
    mean = efficientnet_lite.MEAN
    std = efficientnet_lite.STD

    def __init__(self, class_count: int, variant: int) -> None:
        super().__init__()
        self.encoder = EfficientNetLite(variant)
        self.decoder = _PyramidDecoder(self.encoder.channels, _WIDTH)
        self.classifier = nn.Sequential(nn.Dropout2d(0.1), nn.Conv2d(_WIDTH, class_count, 1))
        stride16 = self.encoder.channels[2]
        self.auxiliary_head = nn.Sequential(
            ConvNormAct(stride16, _WIDTH, 3), nn.Conv2d(_WIDTH, class_count, 1)
        )

    def forward(self, images: Tensor) -> Tensor:
        """Compute the logits, (N, C, H / 4, W / 4)."""
        return self.classifier(self.decoder(self.encoder(images)))

    def forward_training(self, images: Tensor) -> TrainingOutputs:
        """Compute the logits, and those of one head on the encoder's stride 16."""
        features = self.encoder(images)
        logits = self.classifier(self.decoder(features))
        return TrainingOutputs(logits, (self.auxiliary_head(features[2]),))

    def encoder_parameters(self) -> list[nn.Parameter]:
        """List what ImageNet has taught already."""
        return list(self.encoder.parameters())


class _PyramidDecoder(nn.Module):
    """From features at strides 4, 8, 16 and 32 to ``width`` channels at stride 4."""

    def __init__(self, in_channels: Sequence[int], width: int) -> None:
        super().__init__()
        self.laterals = nn.ModuleList(
            ConvNormAct(channels, width, activation=False) for channels in in_channels
        )
        self.context = nn.Conv2d(in_channels[-1], width, 1)
        self.smooth = nn.ModuleList(SeparableConv(width, width) for _ in in_channels)
        # A 1x1 convolution of the four scales, enlarged and concatenated, is the sum
        # of one for each scale, which costs a third: each runs before its enlargement.
        self.mixers = nn.ModuleList(nn.Conv2d(width, width, 1, bias=False) for _ in in_channels)
        self.mixed_norm = nn.Sequential(nn.BatchNorm2d(width), nn.ReLU(inplace=True))
        self.refine = SeparableConv(width, width)

    def forward(self, features: list[Tensor]) -> Tensor:
        pooled = features[-1].mean((2, 3), keepdim=True)  # (N, C, 1, 1)
        x = self.laterals[-1](features[-1]) + self.context(pooled)
        scales = [self.smooth[-1](x)]
        for index in (2, 1, 0):
            x = self.laterals[index](features[index]) + upsample(scales[0], 2)
            scales.insert(0, self.smooth[index](x))
        mixed = self.mixers[0](scales[0])  # (N, width, H/4, W/4)
        for index in (1, 2, 3):
            mixed = mixed + upsample(self.mixers[index](scales[index]), 2**index)
        return self.refine(self.mixed_norm(mixed))


@register_model
def lite0_fpn(class_count: int, pretrained: bool = False) -> LiteFPN:
    """Build the smallest; ``pretrained`` loads its encoder's ImageNet weights."""
    return _build(class_count, 0, pretrained)


@register_model
def lite1_fpn(class_count: int, pretrained: bool = False) -> LiteFPN:
    """Build the deeper one; ``pretrained`` loads its encoder's ImageNet weights."""
    return _build(class_count, 1, pretrained)


@register_model
def lite2_fpn(class_count: int, pretrained: bool = False) -> LiteFPN:
    """Build the deeper and wider one; ``pretrained`` loads its encoder's ImageNet weights."""
    return _build(class_count, 2, pretrained)


def _build(class_count: int, variant: int, pretrained: bool) -> LiteFPN:
    net = LiteFPN(class_count, variant)
    if pretrained:
        net.encoder.load_imagenet_weights()
    return net
