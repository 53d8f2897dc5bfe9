# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Soft Dice loss."""

from __future__ import annotations

from torch import Tensor

from seg_node.training.losses.pixels import labelled_probabilities


def dice_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """
    Average 1 - 2 Σ p y / (Σ p + Σ y) over the classes that are in the truth.

    Sums run over the labelled pixels of the whole batch; p is the probability of
    the class, y is 1 where it is true. Each class counts alike, however few
    pixels it has, so there are no class weights.

    :param logits: (N, C, h, w), enlarged bilinearly to the labels' size.
    :param labels: (N, H, W) integer class ids, 255 where there is none.
    :returns: scalar in [0, 1]; 0 if no pixel is labelled.

    Source: Milletari et al., arXiv 1606.04797, with the plain sums in the
    denominator of Sudre et al., arXiv 1707.03237.
    """
    probabilities, truth = labelled_probabilities(logits, labels)
    overlap = (probabilities * truth).sum(dim=0)
    dice = 2 * overlap / (probabilities.sum(dim=0) + truth.sum(dim=0))
    return (1 - dice).sum() / max(len(dice), 1)
