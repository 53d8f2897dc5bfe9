# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Dice against the same sums in numpy, and what the overlap of areas says."""

import numpy as np
import pytest
import torch

from seg_node.training.losses.dice import dice_loss


def plain_dice(probabilities, truth):
    """Give 1 - dice of one class from (P,) probabilities and (P,) truth."""
    return 1 - 2 * (probabilities * truth).sum() / (probabilities.sum() + truth.sum())


def test_loss_is_the_average_over_classes(batch, probabilities):
    softmax, labels = probabilities
    expected = np.mean([plain_dice(softmax[:, c], labels == c) for c in range(3)])
    assert dice_loss(*map(torch.from_numpy, batch)).item() == pytest.approx(expected, rel=1e-5)


def test_class_that_is_not_in_the_truth_is_left_out(batch, probabilities):
    logits, labels = map(torch.from_numpy, batch)
    softmax, kept = probabilities
    softmax = softmax[kept != 1]
    kept = kept[kept != 1]
    expected = np.mean([plain_dice(softmax[:, c], kept == c) for c in (0, 2)])
    loss = dice_loss(logits, labels.masked_fill(labels == 1, 255))
    assert loss.item() == pytest.approx(expected, rel=1e-5)


def test_areas_that_overlap_by_half(logits_of):
    truth = torch.tensor([[[0, 0, 1, 1]]])
    assert dice_loss(logits_of(torch.tensor([[[1, 0, 0, 1]]])), truth).item() == 0.5
