# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""PIDNet-S: three branches, named after the terms of a PID controller."""

from __future__ import annotations

import torch
from torch import nn, Tensor

from seg_node.models.layers import ConvNormAct
from seg_node.models.net import SegmentationNet, TrainingOutputs
from seg_node.models.pyramid_pooling import ParallelAggregationPooling
from seg_node.models.registry import register_model
from seg_node.models.residual_branches import (
    Bottleneck,
    BranchHead,
    BranchStem,
    ResidualBlock,
    ResidualStage,
    resize_like,
)

_WIDTH = 32
_DETAIL = 2 * _WIDTH
_FUSED = 4 * _WIDTH
_HEAD = 128
_POOLING = 96


class PIDNetS(SegmentationNet):
    """
    Detail (P) and boundary (D) at stride 8, the integral of context (I) at 16, 32 and 64.

    Source: Xu, Xiong and Bhattacharyya, "PIDNet: A Real-time Semantic Segmentation
    Network Inspired by PID Controllers", arXiv 2206.02066; XuJiacong/PIDNet
    models/pidnet.py (MIT).

    :param class_count: C, the channels of the logits.
    """

    # Not 64: an odd size at stride 32 is rounded up at stride 64, as in the published net.
    stride = 32
    logit_stride = 8
    has_boundary_head = True

    def __init__(self, class_count: int) -> None:
        super().__init__()
        self.stem = BranchStem(_WIDTH, 2)
        self.integral = nn.ModuleList(
            [
                ResidualStage(_DETAIL, 4 * _WIDTH, 3, stride=2),
                ResidualStage(4 * _WIDTH, 8 * _WIDTH, 3, stride=2),
                nn.Sequential(
                    Bottleneck(8 * _WIDTH, 8 * _WIDTH, stride=2),
                    Bottleneck(16 * _WIDTH, 8 * _WIDTH),
                ),
            ]
        )
        self.detail = nn.ModuleList(
            [
                ResidualStage(_DETAIL, _DETAIL, 2),
                ResidualStage(_DETAIL, _DETAIL, 2),
                Bottleneck(_DETAIL, _DETAIL),
            ]
        )
        self.boundary = nn.ModuleList(
            [
                ResidualBlock(_DETAIL, _WIDTH),
                Bottleneck(_WIDTH, _WIDTH),
                Bottleneck(_DETAIL, _DETAIL),
            ]
        )
        self.integral_to_detail = nn.ModuleList(
            _AttentionGuidedFusion(channels) for channels in (4 * _WIDTH, 8 * _WIDTH)
        )
        self.integral_to_boundary = nn.ModuleList(
            [
                ConvNormAct(4 * _WIDTH, _WIDTH, 3, activation=False),
                ConvNormAct(8 * _WIDTH, _DETAIL, 3, activation=False),
            ]
        )
        self.pooling = ParallelAggregationPooling(16 * _WIDTH, _POOLING, _FUSED)
        self.fusion = _BoundaryGuidedFusion()
        self.classifier = BranchHead(_FUSED, _HEAD, class_count)
        self.detail_head = BranchHead(_DETAIL, _HEAD, class_count)
        self.boundary_head = BranchHead(_DETAIL, _WIDTH, 1)

    def forward(self, images: Tensor) -> Tensor:
        """Compute the logits, (N, C, H / 8, W / 8)."""
        features, _, _ = self._features(images)
        return self.classifier(features)

    def forward_training(self, images: Tensor) -> TrainingOutputs:
        """Compute the logits, those of a head on the detail branch, and the boundary's."""
        features, detail, boundary = self._features(images)
        return TrainingOutputs(
            self.classifier(features), (self.detail_head(detail),), self.boundary_head(boundary)
        )

    def _features(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Fuse the branches; beside that, detail after one stage and boundary after two."""
        integral = detail = boundary = self.stem(images)
        details: list[Tensor] = []
        exchanges = zip(self.integral_to_detail, self.integral_to_boundary, strict=True)
        for level, (to_detail, to_boundary) in enumerate(exchanges):
            integral = torch.relu(self.integral[level](integral))
            detail = torch.relu(to_detail(self.detail[level](detail), integral))
            own_boundary = self.boundary[level](boundary)
            boundary = torch.relu(own_boundary + resize_like(to_boundary(integral), own_boundary))
            details.append(detail)
        integral = resize_like(self.pooling(self.integral[-1](integral)), detail)
        fused = self.fusion(self.detail[-1](detail), integral, self.boundary[-1](boundary))
        return fused, details[0], boundary


class _AttentionGuidedFusion(nn.Module):
    """Pag: each pixel takes from the integral branch as far as both branches agree there."""

    def __init__(self, integral_channels: int) -> None:
        super().__init__()
        self.compress = ConvNormAct(integral_channels, _DETAIL, activation=False)
        self.embed_detail = ConvNormAct(_DETAIL, _WIDTH, activation=False)
        self.embed_integral = ConvNormAct(_DETAIL, _WIDTH, activation=False)

    def forward(self, detail: Tensor, integral: Tensor) -> Tensor:
        integral = self.compress(integral)
        wanted = resize_like(self.embed_integral(integral), detail)
        agreement = (self.embed_detail(detail) * wanted).sum(1, keepdim=True).sigmoid()
        return (1 - agreement) * detail + agreement * resize_like(integral, detail)


class _BoundaryGuidedFusion(nn.Module):
    """Light-Bag: detail near a boundary, the integral of context away from it."""

    def __init__(self) -> None:
        super().__init__()
        self.detail = ConvNormAct(_FUSED, _FUSED, activation=False)
        self.integral = ConvNormAct(_FUSED, _FUSED, activation=False)

    def forward(self, detail: Tensor, integral: Tensor, boundary: Tensor) -> Tensor:
        edge = boundary.sigmoid()
        return self.detail(detail + (1 - edge) * integral) + self.integral(
            integral + edge * detail
        )


@register_model
def pidnet_s(class_count: int) -> PIDNetS:
    """Build the net, its weights drawn at random."""
    return PIDNetS(class_count)
