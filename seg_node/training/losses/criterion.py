# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The sum of losses that a training step goes down."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import nn, Tensor

from seg_node.core.errors import ConfigurationError
from seg_node.models import SegmentationNet, TrainingOutputs
from seg_node.training.losses.boundary import boundary_loss
from seg_node.training.losses.cross_entropy import auxiliary_cross_entropy, pixel_cross_entropy
from seg_node.training.losses.dice import dice_loss
from seg_node.training.losses.lovasz import lovasz_softmax
from seg_node.training.losses.ohem import ohem_cross_entropy
from seg_node.training.losses.pixels import enlarge

_BY_PIXEL = {'cross_entropy': pixel_cross_entropy, 'ohem': ohem_cross_entropy}
_BY_CLASS = {'dice': dice_loss, 'lovasz': lovasz_softmax}
_BOUNDARY = 'boundary'

LOSSES = (*_BY_PIXEL, *_BY_CLASS, _BOUNDARY)
"""Names that ``TrainingLoss`` knows."""


def check_losses_fit(losses: Mapping[str, float], net: SegmentationNet) -> None:
    """
    Check that a net gives what its losses are computed from.

    :param losses: weight by name, of ``LOSSES``.
    :raises ConfigurationError: if ``boundary`` is among them and the net has no head for it.
    """
    if _BOUNDARY in losses and not net.has_boundary_head:
        raise ConfigurationError(
            f'losses names {_BOUNDARY}, and {net.architecture} has no boundary head: take it '
            'out, or train a net that has one, such as pidnet_s'
        )


class TrainingLoss(nn.Module):
    """
    A weighted sum of losses, and the cross-entropy of each auxiliary head.

    :param losses: weight by name, e.g. ``{'ohem': 1.0, 'boundary': 1.0}``; names
        are those of ``LOSSES``.
    :param class_weights: (C,) weight of each class in the losses that average
        over pixels, or None for equal ones; ``dice`` and ``lovasz`` average over
        classes and take none.
    :param auxiliary_weight: of each auxiliary head's cross-entropy.
    """

    def __init__(
        self, losses: Mapping[str, float], class_weights: Tensor | None, auxiliary_weight: float
    ) -> None:
        super().__init__()
        self._losses = dict(losses)
        self._class_weights: Tensor | None
        self.register_buffer('_class_weights', class_weights, persistent=False)
        self._auxiliary_weight = auxiliary_weight

    def forward(self, outputs: TrainingOutputs, labels: Tensor) -> Tensor:
        """
        Compute the loss of a batch.

        :param outputs: what the net's ``forward_training`` gave.
        :param labels: (N, H, W) integer class ids, 255 where there is none.
        :returns: float32 scalar; 0 if no pixel is labelled.
        """
        # Once for all losses, which leave logits of the labels' size as they are.
        outputs = outputs._replace(logits=enlarge(outputs.logits, labels))
        terms = [
            weight * self._loss(name, outputs, labels) for name, weight in self._losses.items()
        ]
        terms += [
            self._auxiliary_weight * auxiliary_cross_entropy(head, labels, self._class_weights)
            for head in outputs.auxiliary
        ]
        return torch.stack(terms).sum()

    def _loss(self, name: str, outputs: TrainingOutputs, labels: Tensor) -> Tensor:
        if name in _BY_PIXEL:
            return _BY_PIXEL[name](outputs.logits, labels, self._class_weights)
        if name in _BY_CLASS:
            return _BY_CLASS[name](outputs.logits, labels)
        assert outputs.boundary is not None, 'check_losses_fit refuses such a net'
        return boundary_loss(outputs.logits, outputs.boundary, labels, self._class_weights)
