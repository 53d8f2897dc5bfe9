# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
What every loss needs: logits at the labels' size, and which pixels count.

Losses are computed in float32, whatever autocast made of the logits, and are
zero with a gradient of zero where no pixel is labelled: the average of nothing,
nan, would end in every weight.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from seg_node.core.label_set import UNLABELLED


def enlarge(logits: Tensor, labels: Tensor) -> Tensor:
    """
    Enlarge logits bilinearly to the labels' size.

    :param logits: (N, C, h, w) of any floating type.
    :param labels: (N, H, W).
    :returns: (N, C, H, W) float32.
    """
    size = labels.shape[-2:]
    logits = logits.float()
    if logits.shape[-2:] == size:
        return logits
    return functional.interpolate(logits, size=size, mode='bilinear', align_corners=False)


def pixel_weights(labels: Tensor, weights: Tensor | None) -> Tensor:
    """
    Give each pixel the weight of its class, and an unlabelled one none.

    :param labels: (N, H, W) integer class ids, 255 where there is none.
    :param weights: (C,) weight of each class, or None for equal ones.
    :returns: (N, H, W) float32.
    """
    if weights is None:
        return (labels != UNLABELLED).float()
    table = torch.zeros(UNLABELLED + 1, device=labels.device)
    table[: len(weights)] = weights
    return table[labels.long()]


def weighted_mean(costs: Tensor, weights: Tensor) -> Tensor:
    """Average costs of any shape, each with its weight; 0 if no weight is above 0."""
    return (costs * weights).sum() / weights.sum().clamp(min=torch.finfo(torch.float32).tiny)


def labelled_probabilities(logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """
    Take the P labelled pixels as softmax and one-hot truth, of the classes that are there.

    :param logits: (N, C, h, w), enlarged to the labels' size.
    :param labels: (N, H, W) integer class ids, 255 where there is none.
    :returns: (P, K) float32 probabilities and (P, K) bool truth of the K classes
        that at least one pixel has.
    """
    is_labelled = labels != UNLABELLED
    probabilities = enlarge(logits, labels).movedim(1, -1)[is_labelled].softmax(dim=1)
    present = labels[is_labelled].long().unique()
    return probabilities[:, present], labels[is_labelled].unsqueeze(1) == present
