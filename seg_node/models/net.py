# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What training and export expect of every net."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from torch import nn, Tensor

from seg_node.core import imagenet


class TrainingOutputs(NamedTuple):
    """
    What a net gives to the training loss.

    :param logits: (N, C, H / logit_stride, W / logit_stride), as ``forward`` gives them.
    :param auxiliary: logits of the auxiliary heads, (N, C, h, w), each of a stride of its own.
    :param boundary: (N, 1, h, w) logits of a border between classes; None where no head has any.
    """

    logits: Tensor
    auxiliary: tuple[Tensor, ...] = ()
    boundary: Tensor | None = None


class SegmentationNet(nn.Module):
    """
    A net from normalised images to per-class scores.

    ``forward`` takes (N, 3, H, W) float32, RGB with ``mean`` taken off and
    divided by ``std``, H and W multiples of ``stride``, and gives logits
    (N, C, H / logit_stride, W / logit_stride). ``forward_training`` runs the
    heads that only training needs too, so an export never holds them.
    """

    architecture: str
    stride: int
    logit_stride: int
    mean: tuple[float, float, float] = imagenet.MEAN
    std: tuple[float, float, float] = imagenet.STD
    options: Mapping[str, Any] = {}
    """What ``create_model`` was told beyond the name and the number of classes."""

    def forward_training(self, images: Tensor) -> TrainingOutputs:
        """
        Compute what the training loss needs.

        :param images: (N, 3, H, W) float32.
        :returns: the logits alone, for a net with no further heads.
        """
        return TrainingOutputs(self(images))

    def encoder_parameters(self) -> list[nn.Parameter]:
        """List the parameters that came from pretraining and learn more slowly."""
        return []
