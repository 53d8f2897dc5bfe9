# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Which pixels are hard, and how they count."""

import numpy as np
import pytest
import torch

from seg_node.training.losses import pixel_cross_entropy
from seg_node.training.losses.ohem import ohem_cross_entropy

WEIGHTS = np.array([0.5, 1.0, 4.0])


@pytest.fixture
def true_probabilities(probabilities):
    """Probability of each labelled pixel's class, and the weight of that class."""
    softmax, labels = probabilities
    return softmax[np.arange(len(labels)), labels], WEIGHTS[labels]


@pytest.mark.parametrize('threshold', [0.3, 0.7])
def test_average_is_that_of_the_pixels_below_the_threshold(batch, true_probabilities, threshold):
    logits, labels = map(torch.from_numpy, batch)
    probability, weight = true_probabilities
    hard = probability < threshold
    assert 0.1 < hard.mean() < 0.9
    loss = ohem_cross_entropy(
        logits, labels, torch.from_numpy(WEIGHTS).float(), threshold, least_share=0.05
    )
    expected = np.average(-np.log(probability[hard]), weights=weight[hard])
    assert loss.item() == pytest.approx(expected, rel=1e-5)


def test_least_share_is_made_of_the_hardest_pixels(batch, true_probabilities):
    logits, labels = map(torch.from_numpy, batch)
    costs = np.sort(-np.log(true_probabilities[0]))[::-1]
    count = int(np.ceil(0.25 * len(costs)))
    loss = ohem_cross_entropy(logits, labels, sure_probability=1e-9, least_share=0.25)
    assert loss.item() == pytest.approx(costs[:count].mean(), rel=1e-5)


def test_with_every_pixel_hard_it_is_cross_entropy(batch):
    logits, labels = map(torch.from_numpy, batch)
    weights = torch.from_numpy(WEIGHTS).float()
    loss = ohem_cross_entropy(logits, labels, weights, sure_probability=1.0)
    torch.testing.assert_close(loss, pixel_cross_entropy(logits, labels, weights))


def test_easy_pixels_teach_nothing(batch, logits_of):
    labels = torch.from_numpy(batch[1])
    logits = logits_of(labels, size=3.0)  # of the true class: probability 0.91
    logits[0, :, :4] = 0  # of each class: 0.33
    logits.requires_grad_()
    (gradient,) = torch.autograd.grad(ohem_cross_entropy(logits, labels), logits)
    is_taught = gradient.abs().sum(dim=1) > 0
    is_hard = torch.zeros_like(is_taught)
    is_hard[0, :4] = True
    assert torch.equal(is_taught, is_hard & (labels != 255))
