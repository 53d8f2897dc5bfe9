# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What training and export expect of every net."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from torch import nn, Tensor

from seg_node.core import imagenet
from seg_node.core.errors import ConfigurationError


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
    """The name that ``create_model`` built it by."""
    stride: int
    logit_stride: int
    mean: tuple[float, float, float] = imagenet.MEAN
    std: tuple[float, float, float] = imagenet.STD
    has_boundary_head: bool = False
    options: Mapping[str, Any] = {}
    """What ``create_model`` was told beyond the name and the number of classes."""

    def forward_training(self, images: Tensor) -> TrainingOutputs:
        """
        Compute what the training loss needs.

        :param images: (N, 3, H, W) float32.
        :returns: the logits alone, for a net with no further heads.
        """
        return TrainingOutputs(self(images))

    def check_sides(self, name: str, *sides: int) -> None:
        """
        Refuse images that ``forward`` cannot take.

        :param name: of the setting, for the error.
        :param sides: of the images [px].
        :raises ConfigurationError: if a side is no multiple of ``stride``.
        """
        if any(side % self.stride for side in sides):
            raise ConfigurationError(
                f'{name} is {"x".join(map(str, sides))}: {self.architecture} needs multiples of '
                f'{self.stride}'
            )

    def encoder_parameters(self) -> list[nn.Parameter]:
        """List the parameters that came from pretraining and learn more slowly."""
        return []

    def encoder_blocks(self) -> list[nn.Module]:
        """List the parts of a pretrained encoder, from the first that an image meets."""
        return []
