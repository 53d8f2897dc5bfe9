# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What training and export expect of every net."""

from __future__ import annotations

from torch import nn, Tensor


class SegmentationNet(nn.Module):
    """
    A net from normalised images to per-class scores.

    ``forward`` takes (N, 3, H, W) float32, RGB with ``mean`` taken off and
    divided by ``std``, H and W multiples of ``stride``, and gives logits
    (N, C, H / logit_stride, W / logit_stride). ``forward_with_auxiliary`` gives
    the logits of the auxiliary heads too, at strides of their own; only
    training calls it, so an export never holds those heads.
    """

    architecture: str
    stride: int
    logit_stride: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    def forward_with_auxiliary(self, images: Tensor) -> tuple[Tensor, list[Tensor]]:
        """
        Compute what the training loss needs.

        :param images: (N, 3, H, W) float32.
        :returns: the logits, and those of each auxiliary head (none by default).
        """
        return self(images), []

    def encoder_parameters(self) -> list[nn.Parameter]:
        """List the parameters that came from pretraining and learn more slowly."""
        return []
