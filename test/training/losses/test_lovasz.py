# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Lovász-softmax against its definition, and against the IoU that it stands for."""

import numpy as np
import pytest
import torch

from seg_node.training.losses.lovasz import lovasz_softmax


def jaccard_loss(wrong, truth):
    """Give 1 - IoU of one class whose pixels are taken right but for those ``wrong``."""
    return wrong.sum() / (truth | wrong).sum()


def lovasz_extension(errors, truth):
    """Add up the growth of the loss of ever larger sets of wrong pixels."""
    total = last = 0.0
    wrong = np.zeros(len(errors), bool)
    for pixel in np.argsort(-errors):
        wrong[pixel] = True
        loss = jaccard_loss(wrong, truth)
        total += errors[pixel] * (loss - last)
        last = loss
    return total


def test_loss_is_the_average_of_the_extension_over_classes(batch, probabilities):
    softmax, labels = probabilities
    expected = np.mean(
        [lovasz_extension(abs((labels == c) - softmax[:, c]), labels == c) for c in range(3)]
    )
    loss = lovasz_softmax(*map(torch.from_numpy, batch))
    assert loss.item() == pytest.approx(expected, rel=1e-5)


def test_hard_prediction_costs_one_minus_iou(batch, logits_of):
    labels = torch.from_numpy(batch[1])
    predicted = torch.from_numpy(np.random.default_rng(1).integers(0, 3, labels.shape))
    truth, found = labels[labels != 255], predicted[labels != 255]
    ious = [
        ((truth == c) & (found == c)).sum() / ((truth == c) | (found == c)).sum() for c in range(3)
    ]
    loss = lovasz_softmax(logits_of(predicted), labels)
    assert loss.item() == pytest.approx(1 - np.mean(ious), rel=1e-5)


def test_class_that_is_not_in_the_truth_is_left_out(logits_of):
    truth = torch.tensor([[[0, 0, 0, 0]]])
    assert lovasz_softmax(logits_of(torch.tensor([[[0, 0, 0, 2]]])), truth).item() == 0.25


def test_one_wrong_pixel_of_very_many_counts():
    # It costs 2e-6, which float32 just below 1 knows to 3 % only.
    labels = torch.zeros(1, 500, 1000, dtype=torch.uint8)
    logits = torch.tensor([1e3, 0.0]).view(1, 2, 1, 1).repeat(1, 1, 500, 1000)
    logits[0, :, 7, 7] = torch.tensor([0.0, 1e3])
    assert lovasz_softmax(logits, labels).item() == pytest.approx(2e-6, rel=1e-4)
