# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Cross-entropy over pixels."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from seg_node.core.label_set import UNLABELLED
from seg_node.training.losses.pixels import enlarge, pixel_weights, weighted_mean

AUXILIARY_STRIDE = 4
"""Labels per side that one label stands for in an auxiliary loss [px]."""


def class_weights(frequencies: np.ndarray) -> Tensor:
    """
    Weigh rare classes up: 1 / log(1.1 + frequency).

    :param frequencies: (C,) share of each class in the labelled pixels.
    :returns: (C,) float32.

    Source: Paszke et al., ENet, arXiv 1606.02147, with a gentler constant.
    """
    return torch.from_numpy(1 / np.log(1.1 + frequencies)).float()


def auxiliary_cross_entropy(logits: Tensor, labels: Tensor, weights: Tensor | None) -> Tensor:
    """
    Do as ``pixel_cross_entropy`` on every fourth label of every fourth row, from the third on.

    An auxiliary head only guides the encoder: full resolution would cost as
    much time as the main loss and teach it nothing more.
    """
    # In the middle of what each stands for, as the logits lie.
    chosen = slice(AUXILIARY_STRIDE // 2, None, AUXILIARY_STRIDE)
    return pixel_cross_entropy(logits, labels[:, chosen, chosen], weights)


def pixel_cross_entropy(logits: Tensor, labels: Tensor, weights: Tensor | None = None) -> Tensor:
    """
    Average -log softmax(logits)[label] over the labelled pixels.

    With weights the sum is divided by the weights of the pixels, not by their
    number, as ``torch.nn.CrossEntropyLoss`` does: twice the weights is the same loss.

    :param logits: (N, C, h, w), enlarged bilinearly to the labels' size.
    :param labels: (N, H, W) integer class ids, 255 where there is none.
    :param weights: (C,) weight of each class, or None for equal ones.
    :returns: scalar; 0 if no pixel is labelled.
    """
    return weighted_mean(pixel_costs(logits, labels), pixel_weights(labels, weights))


def pixel_costs(logits: Tensor, labels: Tensor) -> Tensor:
    """
    Compute -log softmax(logits)[label] of each pixel.

    :param logits: (N, C, h, w), enlarged bilinearly to the labels' size.
    :param labels: (N, H, W) integer class ids, 255 where there is none.
    :returns: (N, H, W) float32; 0 where there is no label.
    """
    logits = enlarge(logits, labels)
    return functional.cross_entropy(
        logits, labels.long(), ignore_index=UNLABELLED, reduction='none'
    )
