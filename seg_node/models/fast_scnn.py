# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Fast-SCNN: a net that has done most of its work at an eighth of the size."""

from __future__ import annotations

import torch
from torch import nn, Tensor
from torch.nn import functional

from seg_node.models.layers import ConvNormAct, upsample
from seg_node.models.net import SegmentationNet, TrainingOutputs
from seg_node.models.registry import register_model

_DETAIL = 64
_CONTEXT = 128
_BINS = (1, 2, 3, 6)


class FastSCNN(SegmentationNet):
    """
    Shared first layers, one deep branch at low resolution, and their sum.

    Source: Poudel, Liwicki and Cipolla, "Fast-SCNN: Fast Semantic Segmentation
    Network", BMVC 2019, arXiv 1902.04502; the layers are those of its table 1.

    :param class_count: C, the channels of the logits.
    """

    stride = 32
    logit_stride = 8

    def __init__(self, class_count: int) -> None:
        super().__init__()
        self.learning_to_downsample = nn.Sequential(
            ConvNormAct(3, 32, 3, stride=2),
            _SeparableConv(32, 48, stride=2),
            _SeparableConv(48, _DETAIL, stride=2),
        )
        self.global_features = nn.Sequential(
            *_bottlenecks(_DETAIL, 64, stride=2),
            *_bottlenecks(64, 96, stride=2),
            *_bottlenecks(96, _CONTEXT, stride=1),
            _PyramidPooling(_CONTEXT),
        )
        self.fusion = _FeatureFusion()
        self.classifier = nn.Sequential(
            _SeparableConv(_CONTEXT, _CONTEXT),
            _SeparableConv(_CONTEXT, _CONTEXT),
            nn.Dropout(0.1),
            nn.Conv2d(_CONTEXT, class_count, 1),
        )
        self.auxiliary_heads = nn.ModuleList(
            nn.Sequential(ConvNormAct(channels, 32, 3), nn.Conv2d(32, class_count, 1))
            for channels in (_DETAIL, _CONTEXT)
        )

    def forward(self, images: Tensor) -> Tensor:
        """Compute the logits, (N, C, H / 8, W / 8)."""
        detail = self.learning_to_downsample(images)
        return self.classifier(self.fusion(detail, self.global_features(detail)))

    def forward_training(self, images: Tensor) -> TrainingOutputs:
        """Compute the logits, and those of one head on each of the two branches."""
        detail = self.learning_to_downsample(images)
        context = self.global_features(detail)
        logits = self.classifier(self.fusion(detail, context))
        branches = zip(self.auxiliary_heads, (detail, context), strict=True)
        return TrainingOutputs(logits, tuple(head(features) for head, features in branches))


class _SeparableConv(nn.Sequential):
    """Depthwise, then pointwise; unlike ``layers.SeparableConv`` with no ReLU between them."""

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1) -> None:
        super().__init__(
            ConvNormAct(
                in_channels, in_channels, 3, groups=in_channels, activation=False, stride=stride
            ),
            ConvNormAct(in_channels, out_channels),
        )


class _Bottleneck(nn.Module):
    """Widen sixfold, filter each channel by itself, narrow; a residual where sizes allow."""

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__()
        hidden = 6 * in_channels
        self.is_residual = stride == 1 and in_channels == out_channels
        self.layers = nn.Sequential(
            ConvNormAct(in_channels, hidden),
            ConvNormAct(hidden, hidden, 3, groups=hidden, stride=stride),
            ConvNormAct(hidden, out_channels, activation=False),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.layers(x) if self.is_residual else self.layers(x)


def _bottlenecks(in_channels: int, out_channels: int, stride: int) -> list[nn.Module]:
    """Build three, the first of which changes size and channels."""
    first = _Bottleneck(in_channels, out_channels, stride)
    return [first, *(_Bottleneck(out_channels, out_channels, 1) for _ in range(2))]


class _PyramidPooling(nn.Module):
    """
    Add to each pixel what grids of 1, 2, 3 and 6 cells see.

    Source: Zhao et al., "Pyramid Scene Parsing Network", arXiv 1612.01105.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        narrow = channels // len(_BINS)
        self.reduce = nn.ModuleList(ConvNormAct(channels, narrow) for _ in _BINS)
        self.merge = ConvNormAct(2 * channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        height, width = x.shape[2:]
        scales = [x]
        for count, reduce in zip(_BINS, self.reduce, strict=True):
            # Adaptive pooling as two products, because ONNX has none for an open size.
            pooled = _bin_means(height, count, x) @ x @ _bin_means(width, count, x).T
            scales.append(functional.interpolate(reduce(pooled), (height, width), mode='bilinear'))
        return self.merge(torch.cat(scales, dim=1))


def _bin_means(length: int, count: int, like: Tensor) -> Tensor:
    """
    Write adaptive average pooling along one axis as a matrix, (count, length).

    Bin i reaches from floor(i * length / count) to ceil((i + 1) * length / count).
    """
    bins = torch.arange(count, device=like.device)[:, None]
    pixels = torch.arange(length, device=like.device)[None]
    # Nothing is negative, and ONNX has an integer division that truncates.
    start = torch.div(bins * length, count, rounding_mode='trunc')
    end = torch.div((bins + 1) * length + count - 1, count, rounding_mode='trunc')
    inside = (pixels >= start) & (pixels < end)
    return inside.to(like.dtype) / (end - start)


class _FeatureFusion(nn.Module):
    """Enlarge the context to the detail's size and add the two, each made comparable first."""

    def __init__(self) -> None:
        super().__init__()
        self.context = nn.Sequential(
            ConvNormAct(_CONTEXT, _CONTEXT, 3, groups=_CONTEXT, dilation=4),
            ConvNormAct(_CONTEXT, _CONTEXT, activation=False),
        )
        self.detail = ConvNormAct(_DETAIL, _CONTEXT, activation=False)

    def forward(self, detail: Tensor, context: Tensor) -> Tensor:
        return torch.relu(self.detail(detail) + self.context(upsample(context, 4)))


@register_model
def fast_scnn(class_count: int) -> FastSCNN:
    """Build the net, its weights drawn at random."""
    return FastSCNN(class_count)
