# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Losses of a head that finds the borders between classes."""

from __future__ import annotations

import torch
from torch import nn, Tensor
from torch.nn import functional

from seg_node.core.label_set import UNLABELLED
from seg_node.training.losses.cross_entropy import pixel_cross_entropy
from seg_node.training.losses.pixels import enlarge

BORDER_RADIUS = 2
"""How far a pixel of the border may be from one of another class [px]."""

SURE_PROBABILITY = 0.8
"""Of a border, above which a pixel's class is weighed once more."""

HEAD_WEIGHT = 20.0
"""Of the head's own loss, beside 1 for the cross-entropy on the borders it finds."""


def boundary_loss(
    logits: Tensor, boundary: Tensor, labels: Tensor, weights: Tensor | None = None
) -> Tensor:
    """
    Teach the head where borders are, and the net which classes meet there.

    :param logits: (N, C, h, w) of the classes, enlarged bilinearly to the labels' size.
    :param boundary: (N, 1, h, w) logits of a border, enlarged alike.
    :param labels: (N, H, W) integer class ids, 255 where there is none.
    :param weights: (C,) weight of each class, or None for equal ones.
    :returns: scalar; 0 if no pixel is labelled.

    Source: Xu et al., PIDNet, arXiv 2206.02066, with its weights λ1 = 20 and
    λ3 = 1 and its threshold t = 0.8; XuJiacong/PIDNet, utils/criterion.py (MIT),
    which finds borders by Canny's method, those of unlabelled areas too.
    """
    boundary = enlarge(boundary, labels)
    is_sure = boundary.squeeze(1).sigmoid() > SURE_PROBABILITY
    at_borders = labels.masked_fill(~is_sure, UNLABELLED)
    return HEAD_WEIGHT * balanced_cross_entropy(boundary, labels) + pixel_cross_entropy(
        logits, at_borders, weights
    )


def balanced_cross_entropy(boundary: Tensor, labels: Tensor) -> Tensor:
    """
    Average the binary cross-entropy of the border over the labelled pixels.

    Borders are weighed with the share of the rest and the rest with the share of
    the borders, so both count alike.

    :param boundary: (N, 1, h, w) logits of a border, enlarged bilinearly.
    :param labels: (N, H, W) integer class ids, 255 where there is none.
    :returns: scalar; 0 if no pixel is labelled, or there is no border.
    """
    is_labelled, is_border = labels != UNLABELLED, border_map(labels)
    count = is_labelled.sum().clamp(min=1)
    share = is_border.sum() / count
    balance = torch.where(is_border, 1 - share, share) * is_labelled
    costs = functional.binary_cross_entropy_with_logits(
        enlarge(boundary, labels).squeeze(1), is_border.float(), reduction='none'
    )
    return (balance * costs).sum() / count


def border_map(labels: Tensor, radius: int = BORDER_RADIUS) -> Tensor:
    """
    Mark the labelled pixels in whose neighbourhood there are two classes.

    Unlabelled pixels are no class of their own: they make no border, and two
    classes on either side of a thin line of them do.

    :param labels: (N, H, W) integer class ids, 255 where there is none.
    :param radius: of the square neighbourhood [px].
    :returns: (N, H, W) bool; false where there is no label.
    """
    is_labelled = labels != UNLABELLED
    ids = labels.float()
    window = nn.MaxPool2d(2 * radius + 1, stride=1, padding=radius)
    highest = window(ids.masked_fill(~is_labelled, -1))
    lowest = -window(-ids)  # 255, that of no class, is above all others
    return is_labelled & (highest != lowest)
