# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Losses over pixels."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from seg_node.core.label_set import UNLABELLED

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
    Do as ``pixel_cross_entropy`` on every fourth label of every fourth row.

    An auxiliary head only guides the encoder: full resolution would cost as
    much time as the main loss and teach it nothing more.
    """
    return pixel_cross_entropy(logits, labels[:, ::AUXILIARY_STRIDE, ::AUXILIARY_STRIDE], weights)


def pixel_cross_entropy(logits: Tensor, labels: Tensor, weights: Tensor | None = None) -> Tensor:
    """
    Average -log softmax(logits)[label] over the labelled pixels.

    :param logits: (N, C, h, w) float32; enlarged bilinearly to the labels' size.
    :param labels: (N, H, W) integer class ids, 255 where there is none.
    :param weights: (C,) float32 weight of each class, or None for equal ones.
    :returns: scalar; 0 if no pixel is labelled.
    """
    if (labels == UNLABELLED).all():
        return logits.sum() * 0  # the average of nothing, nan, would end in every weight
    logits = functional.interpolate(
        logits, size=labels.shape[-2:], mode='bilinear', align_corners=False
    )
    return functional.cross_entropy(logits, labels.long(), weight=weights, ignore_index=UNLABELLED)
