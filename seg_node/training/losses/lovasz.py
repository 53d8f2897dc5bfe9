# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Lovász-softmax: a surrogate of the mean intersection over union."""

from __future__ import annotations

import torch
from torch import Tensor

from seg_node.training.losses.pixels import labelled_probabilities


def lovasz_softmax(logits: Tensor, labels: Tensor) -> Tensor:
    """
    Average the Lovász extension of 1 - IoU over the classes that are in the truth.

    It equals 1 - IoU where every probability is 0 or 1. All labelled pixels of
    the batch make one set of pixels; each class counts alike.

    :param logits: (N, C, h, w), enlarged bilinearly to the labels' size.
    :param labels: (N, H, W) integer class ids, 255 where there is none.
    :returns: scalar in [0, 1]; 0 if no pixel is labelled.

    Source: Berman et al., arXiv 1705.08790.
    """
    probabilities, truth = labelled_probabilities(logits, labels)
    errors, order = (truth.float() - probabilities).abs().T.sort(dim=1, descending=True)
    steps = _jaccard_steps(truth.T.gather(1, order))
    return (errors * steps).sum() / max(len(errors), 1)


def _jaccard_steps(truth: Tensor) -> Tensor:
    """
    Tell by how much 1 - IoU grows as one pixel after the other goes wrong.

    :param truth: (K, P) bool, the pixels of each class from the first to go wrong on.
    :returns: (K, P) float32.
    """
    size = truth.sum(dim=1, keepdim=True)
    intersection = size - truth.cumsum(dim=1)
    union = size + (~truth).cumsum(dim=1)
    # In float32 the steps of a class with millions of pixels are little more than rounding.
    loss = 1 - intersection.double() / union
    return torch.diff(loss, dim=1, prepend=loss.new_zeros(len(loss), 1)).float()
