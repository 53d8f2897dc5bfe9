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

_WIDTH = 128
_FINE_WIDTH = 64
_SUBPIXELS = 2


class LiteFPN(SegmentationNet):
    """
    Features of three scales, merged at stride 8, then refined at stride 4.

    A feature pyramid for segmentation as in Kirillov et al., arXiv 1901.02446,
    made light by depthwise-separable convolutions and by staying coarse: half
    of its cost would be at stride 4, so little is done there. A global average
    joins the coarsest scale (as in ParseNet, arXiv 1506.04579). The logits of
    2 x 2 subpixels come from one pixel (as in ESPCN, arXiv 1609.05158).

    :param class_count: C, the channels of the logits.
    :param variant: of the encoder, 0, 1 or 2.
    """

    stride = 32
    logit_stride = 4 // _SUBPIXELS
    mean = efficientnet_lite.MEAN
    std = efficientnet_lite.STD

    def __init__(self, class_count: int, variant: int) -> None:
        super().__init__()
        self.encoder = EfficientNetLite(variant)
        self.decoder = _PyramidDecoder(self.encoder.channels, _WIDTH, _FINE_WIDTH)
        self.classifier = nn.Sequential(
            nn.Dropout2d(0.1),
            nn.Conv2d(_FINE_WIDTH, _SUBPIXELS**2 * class_count, 1),
            nn.PixelShuffle(_SUBPIXELS),
        )
        stride16 = self.encoder.channels[2]
        self.auxiliary_head = nn.Sequential(
            ConvNormAct(stride16, _WIDTH, 3), nn.Conv2d(_WIDTH, class_count, 1)
        )

    def forward(self, images: Tensor) -> Tensor:
        """Compute the logits, (N, C, H / 2, W / 2)."""
        return self.classifier(self.decoder(self.encoder(images)))

    def forward_training(self, images: Tensor) -> TrainingOutputs:
        """Compute the logits, and those of one head on the encoder's stride 16."""
        features = self.encoder(images)
        logits = self.classifier(self.decoder(features))
        return TrainingOutputs(logits, (self.auxiliary_head(features[2]),))

    def encoder_parameters(self) -> list[nn.Parameter]:
        """List what ImageNet has taught already."""
        return list(self.encoder.parameters())

    def encoder_blocks(self) -> list[nn.Module]:
        """List the stem and the blocks of the encoder."""
        return [self.encoder.stem, *self.encoder.blocks]


class _PyramidDecoder(nn.Module):
    """
    From features at strides 4, 8, 16 and 32 to ``fine_width`` channels at stride 4.

    :param in_channels: of the features, the finest first.
    :param width: at stride 8 and beyond.
    :param fine_width: at stride 4.
    """

    def __init__(self, in_channels: Sequence[int], width: int, fine_width: int) -> None:
        super().__init__()
        stride4, *coarse = in_channels
        self.laterals = nn.ModuleList(
            ConvNormAct(channels, width, activation=False) for channels in coarse
        )
        self.context = nn.Conv2d(coarse[-1], width, 1)
        self.smooth = nn.ModuleList(SeparableConv(width, width) for _ in coarse)
        # A 1x1 convolution of the three scales, enlarged and concatenated, is the sum
        # of one for each scale, which costs less: each runs before its enlargement.
        self.mixers = nn.ModuleList(nn.Conv2d(width, width, 1, bias=False) for _ in coarse)
        self.mixed_norm = nn.Sequential(nn.BatchNorm2d(width), nn.ReLU(inplace=True))
        self.narrow = ConvNormAct(width, fine_width, activation=False)
        self.fine_lateral = ConvNormAct(stride4, fine_width, activation=False)
        self.fine_act = nn.ReLU(inplace=True)
        self.refine = nn.Sequential(
            SeparableConv(fine_width, fine_width), SeparableConv(fine_width, fine_width)
        )

    def forward(self, features: list[Tensor]) -> Tensor:
        stride4, *coarse = features
        pooled = coarse[-1].mean((2, 3), keepdim=True)  # (N, C, 1, 1)
        x = self.laterals[-1](coarse[-1]) + self.context(pooled)
        scales = [self.smooth[-1](x)]
        for index in (1, 0):
            x = self.laterals[index](coarse[index]) + upsample(scales[0], 2)
            scales.insert(0, self.smooth[index](x))
        mixed = self.mixers[0](scales[0])  # (N, width, H/8, W/8)
        for index in (1, 2):
            mixed = mixed + upsample(self.mixers[index](scales[index]), 2**index)
        mixed = self.narrow(self.mixed_norm(mixed))
        return self.refine(self.fine_act(self.fine_lateral(stride4) + upsample(mixed, 2)))


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
