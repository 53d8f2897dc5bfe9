# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""BiSeNetV2: a shallow branch for detail, a deep one for meaning, each guiding the other."""

from __future__ import annotations

from torch import nn, Tensor

from seg_node.models.bisenetv2_branches import DetailBranch, SemanticBranch
from seg_node.models.layers import ConvNormAct, repeat_pixels
from seg_node.models.net import SegmentationNet, TrainingOutputs
from seg_node.models.registry import register_model

_WIDTH = 128
_HEAD_WIDTH = 1024


class BiSeNetV2(SegmentationNet):
    """
    Two branches, their aggregation, and four booster heads that only training runs.

    Source: Yu et al., "BiSeNet V2: Bilateral Network with Guided Aggregation for
    Real-time Semantic Segmentation", arXiv 2004.02147; what the paper leaves open is as
    in CoinCheung/BiSeNet lib/models/bisenetv2.py (MIT), whose weights fit by name;
    mean and std are those of its lib/data/cityscapes_cv2.py, times 255.

    :param class_count: C, the channels of the logits.
    """

    stride = 32
    logit_stride = 8
    # Of Cityscapes, as the published weights want it.
    mean = (83.0535, 94.095, 82.1865)
    std = (53.856, 54.774, 53.9325)

    def __init__(self, class_count: int) -> None:
        super().__init__()
        self.detail = DetailBranch(_WIDTH)
        self.semantic = SemanticBranch()
        self.aggregation = _GuidedAggregation()
        self.classifier = nn.Sequential(
            ConvNormAct(_WIDTH, _HEAD_WIDTH, 3),
            nn.Dropout(0.1),
            nn.Conv2d(_HEAD_WIDTH, class_count, 1),
        )
        self.boosters = nn.ModuleList(
            _Booster(channels, stride, class_count)
            for channels, stride in zip(self.semantic.channels, (4, 8, 16, 32), strict=True)
        )
        self.apply(_initialise)

    def forward(self, images: Tensor) -> Tensor:
        """Compute the logits, (N, C, H / 8, W / 8)."""
        context, _ = self.semantic(images)
        return self.classifier(self.aggregation(self.detail(images), context))

    def forward_training(self, images: Tensor) -> TrainingOutputs:
        """Compute the logits, and those of a booster on each scale of the semantic branch."""
        context, scales = self.semantic(images)
        logits = self.classifier(self.aggregation(self.detail(images), context))
        boosted = zip(self.boosters, scales, strict=True)
        return TrainingOutputs(logits, tuple(booster(scale) for booster, scale in boosted))


class _GuidedAggregation(nn.Module):
    """At either branch's scale, what one branch sees is weighed by the other; then the sum."""

    def __init__(self) -> None:
        super().__init__()
        self.detail_fine = _depthwise_pointwise()
        self.detail_coarse = nn.Sequential(
            *ConvNormAct(_WIDTH, _WIDTH, 3, activation=False, stride=2),
            nn.AvgPool2d(3, stride=2, padding=1),
        )
        self.context_fine = ConvNormAct(_WIDTH, _WIDTH, 3, activation=False)
        self.context_coarse = _depthwise_pointwise()
        self.merge = ConvNormAct(_WIDTH, _WIDTH, 3)

    def forward(self, detail: Tensor, context: Tensor) -> Tensor:
        guidance = repeat_pixels(self.context_fine(context), 4).sigmoid()
        fine = self.detail_fine(detail) * guidance
        coarse = self.detail_coarse(detail) * self.context_coarse(context).sigmoid()
        return self.merge(fine + repeat_pixels(coarse, 4))


def _depthwise_pointwise() -> nn.Sequential:
    return nn.Sequential(
        *ConvNormAct(_WIDTH, _WIDTH, 3, groups=_WIDTH, activation=False),
        nn.Conv2d(_WIDTH, _WIDTH, 1, bias=False),
    )


class _Booster(nn.Module):
    """Logits at half the stride of the features, by way of stride ** 2 channels."""

    def __init__(self, channels: int, stride: int, class_count: int) -> None:
        super().__init__()
        self.features = nn.Sequential(ConvNormAct(channels, _WIDTH, 3), nn.Dropout(0.1))
        self.enlarged = ConvNormAct(_WIDTH, stride**2, 3)
        self.classifier = nn.Conv2d(stride**2, class_count, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.enlarged(repeat_pixels(self.features(x), 2)))


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, mode='fan_out')


@register_model
def bisenetv2(class_count: int) -> BiSeNetV2:
    """Build the net, its weights drawn at random."""
    return BiSeNetV2(class_count)
