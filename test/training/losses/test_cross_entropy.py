# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Cross-entropy against the same sums in numpy."""

import numpy as np
import pytest
import torch

from seg_node.training.losses import (
    auxiliary_cross_entropy,
    class_weights,
    pixel_cross_entropy,
)

WEIGHTS = np.array([0.5, 1.0, 4.0])


def plain_cross_entropy(logits, labels, weights):
    """Average over the labelled pixels, each counted with the weight of its class."""
    exponents = np.exp(logits.astype(np.float64))
    costs = -np.log(exponents / exponents.sum(axis=1, keepdims=True))
    total = norm = 0.0
    for image, row, column in np.argwhere(labels != 255):
        label = labels[image, row, column]
        total += weights[label] * costs[image, label, row, column]
        norm += weights[label]
    return total / norm


@pytest.mark.parametrize('weights', [WEIGHTS, np.ones(3)])
def test_loss_is_the_weighted_average_over_labelled_pixels(batch, weights):
    logits, labels = map(torch.from_numpy, batch)
    loss = pixel_cross_entropy(logits, labels, torch.from_numpy(weights).float())
    expected = plain_cross_entropy(logits.numpy(), labels.numpy(), weights)
    assert loss.item() == pytest.approx(expected, rel=1e-5)


def test_loss_without_weights_takes_equal_ones(batch):
    logits, labels = map(torch.from_numpy, batch)
    assert pixel_cross_entropy(logits, labels) == pixel_cross_entropy(
        logits, labels, torch.ones(3)
    )


def test_unlabelled_pixels_teach_nothing(batch):
    logits, labels = map(torch.from_numpy, batch)
    logits = logits.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(pixel_cross_entropy(logits, labels), logits)
    is_taught = gradient.abs().sum(dim=1) > 0
    assert torch.equal(is_taught, labels != 255)


def test_coarse_logits_are_enlarged_to_the_labels(batch):
    logits, labels = map(torch.from_numpy, batch)
    coarse = logits[:, :, ::4, ::4]
    enlarged = torch.nn.functional.interpolate(coarse, size=(16, 24), mode='bilinear')
    assert pixel_cross_entropy(coarse, labels) == pixel_cross_entropy(enlarged, labels)


def test_auxiliary_loss_looks_at_every_fourth_label(batch):
    logits, labels = batch
    logits, labels = logits[:, :, :4, :6].copy(), labels.copy()
    kept = labels[:, 2::4, 2::4].copy()
    labels[:] = 0
    labels[:, 2::4, 2::4] = kept
    weights = torch.from_numpy(WEIGHTS).float()
    loss = auxiliary_cross_entropy(torch.from_numpy(logits), torch.from_numpy(labels), weights)
    assert loss.item() == pytest.approx(plain_cross_entropy(logits, kept, WEIGHTS), rel=1e-5)


def test_rare_classes_weigh_more():
    weights = class_weights(np.array([0.9, 0.1, 0.0]))
    np.testing.assert_allclose(weights, [1 / np.log(2.0), 1 / np.log(1.2), 1 / np.log(1.1)], 1e-6)
    assert weights.dtype == torch.float32
