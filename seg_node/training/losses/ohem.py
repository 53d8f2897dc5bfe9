# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Cross-entropy over the pixels that a net finds hard."""

from __future__ import annotations

import math

from torch import Tensor

from seg_node.core.label_set import UNLABELLED
from seg_node.training.losses.cross_entropy import pixel_costs
from seg_node.training.losses.pixels import pixel_weights, weighted_mean

SURE_PROBABILITY = 0.7
"""A pixel whose true class has at least this probability is easy."""

LEAST_SHARE = 1 / 16
"""Of the labelled pixels of a batch, this share is kept however easy they are."""


def ohem_cross_entropy(
    logits: Tensor,
    labels: Tensor,
    weights: Tensor | None = None,
    sure_probability: float = SURE_PROBABILITY,
    least_share: float = LEAST_SHARE,
) -> Tensor:
    """
    Do as ``pixel_cross_entropy`` on the hard pixels of the batch (online hard example mining).

    :param logits: (N, C, h, w), enlarged bilinearly to the labels' size.
    :param labels: (N, H, W) integer class ids, 255 where there is none.
    :param weights: (C,) weight of each class, or None for equal ones; they do not
        decide which pixels are hard.
    :param sure_probability: of the true class, from which on a pixel is easy.
    :param least_share: of the labelled pixels, the hardest of which are kept
        where fewer are hard.
    :returns: scalar; 0 if no pixel is labelled.

    Source: Shrivastava et al., arXiv 1604.03540, for regions; over pixels with a
    threshold and a least number, Wu et al., arXiv 1605.06885.
    """
    is_labelled = labels != UNLABELLED
    costs = pixel_costs(logits, labels)[is_labelled]
    hard = (costs > -math.log(sure_probability)).nonzero().squeeze(1)
    least_count = math.ceil(least_share * len(costs))
    if len(hard) < least_count:
        hard = costs.topk(least_count).indices
    return weighted_mean(costs[hard], pixel_weights(labels, weights)[is_labelled][hard])
