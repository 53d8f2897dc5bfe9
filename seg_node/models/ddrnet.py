# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""DDRNet-23-slim: a branch that keeps its resolution beside one that sees far."""

from __future__ import annotations

import torch
from torch import nn, Tensor

from seg_node.models.layers import ConvNormAct
from seg_node.models.net import SegmentationNet, TrainingOutputs
from seg_node.models.pyramid_pooling import DeepAggregationPooling
from seg_node.models.registry import register_model
from seg_node.models.residual_branches import (
    Bottleneck,
    BranchHead,
    BranchStem,
    ResidualStage,
    resize_like,
)

_WIDTH = 32
_DETAIL = 2 * _WIDTH
_HEAD = 64
_POOLING = 128


class DDRNet23Slim(SegmentationNet):
    """
    A detail branch at stride 8 and a context branch at strides 16, 32 and 64.

    Each adds what it has to the other after the first and the second stage.

    Source: Hong et al., "Deep Dual-resolution Networks for Real-time and Accurate
    Semantic Segmentation of Road Scenes", arXiv 2101.06085; ydhongHIT/DDRNet
    segmentation/DDRNet_23_slim.py (MIT).

    :param class_count: C, the channels of the logits.
    """

    # Not 64: an odd size at stride 32 is rounded up at stride 64, as in the published net.
    stride = 32
    logit_stride = 8

    def __init__(self, class_count: int) -> None:
        super().__init__()
        self.stem = BranchStem(_WIDTH, 2)
        self.context = nn.ModuleList(
            [
                ResidualStage(_DETAIL, 4 * _WIDTH, 2, stride=2),
                ResidualStage(4 * _WIDTH, 8 * _WIDTH, 2, stride=2),
                Bottleneck(8 * _WIDTH, 8 * _WIDTH, stride=2),
            ]
        )
        self.detail = nn.ModuleList(
            [
                ResidualStage(_DETAIL, _DETAIL, 2),
                ResidualStage(_DETAIL, _DETAIL, 2),
                Bottleneck(_DETAIL, _DETAIL),
            ]
        )
        self.context_to_detail = nn.ModuleList(
            ConvNormAct(channels, _DETAIL, activation=False)
            for channels in (4 * _WIDTH, 8 * _WIDTH)
        )
        self.detail_to_context = nn.ModuleList(
            [
                nn.Sequential(ConvNormAct(_DETAIL, 4 * _WIDTH, 3, activation=False, stride=2)),
                nn.Sequential(
                    ConvNormAct(_DETAIL, 4 * _WIDTH, 3, stride=2),
                    ConvNormAct(4 * _WIDTH, 8 * _WIDTH, 3, activation=False, stride=2),
                ),
            ]
        )
        self.pooling = DeepAggregationPooling(16 * _WIDTH, _POOLING, 2 * _DETAIL)
        self.classifier = BranchHead(2 * _DETAIL, _HEAD, class_count)
        self.auxiliary_head = BranchHead(_DETAIL, _HEAD, class_count)

    def forward(self, images: Tensor) -> Tensor:
        """Compute the logits, (N, C, H / 8, W / 8)."""
        features, _ = self._features(images)
        return self.classifier(features)

    def forward_training(self, images: Tensor) -> TrainingOutputs:
        """Compute the logits, and those of a head on the detail branch's first stage."""
        features, detail = self._features(images)
        return TrainingOutputs(self.classifier(features), (self.auxiliary_head(detail),))

    def _features(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Compute the sum of both branches, and the detail after the first exchange."""
        context = detail = self.stem(images)
        details: list[Tensor] = []
        exchanges = zip(self.context_to_detail, self.detail_to_context, strict=True)
        for level, (to_detail, to_context) in enumerate(exchanges):
            own_context = self.context[level](torch.relu(context))
            own_detail = self.detail[level](torch.relu(detail))
            context = own_context + to_context(torch.relu(own_detail))
            detail = own_detail + resize_like(to_detail(torch.relu(own_context)), own_detail)
            details.append(detail)
        detail = self.detail[-1](torch.relu(detail))
        context = self.pooling(self.context[-1](torch.relu(context)))
        return detail + resize_like(context, detail), details[0]


@register_model
def ddrnet23_slim(class_count: int) -> DDRNet23Slim:
    """Build the net, its weights drawn at random."""
    return DDRNet23Slim(class_count)
