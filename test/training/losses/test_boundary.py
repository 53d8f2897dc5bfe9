# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Where borders are, and what a head that finds them is taught."""

import numpy as np
import pytest
import torch

from seg_node.training.losses import pixel_cross_entropy
from seg_node.training.losses.boundary import balanced_cross_entropy, border_map, boundary_loss


def plain_border_map(labels, radius):
    """Look at the neighbourhood of each labelled pixel in turn."""
    border = np.zeros(labels.shape, bool)
    for image, row, column in np.argwhere(labels != 255):
        rows = slice(max(row - radius, 0), row + radius + 1)
        columns = slice(max(column - radius, 0), column + radius + 1)
        around = labels[image, rows, columns]
        border[image, row, column] = len(np.unique(around[around != 255])) > 1
    return border


@pytest.mark.parametrize('radius', [1, 2, 3])
@pytest.mark.parametrize('dtype', [torch.uint8, torch.int64])
def test_border_is_where_two_classes_are_near(radius, dtype):
    random = np.random.default_rng(0)
    corners = random.integers(0, 20, (3, 40, 2))
    labels = np.zeros((3, 24, 30), np.uint8)
    for image, places in enumerate(corners):
        for top, left in places[:4]:
            labels[image, top : top + 6, left : left + 9] = random.choice([0, 1, 7, 18, 255])
    borders = border_map(torch.from_numpy(labels).to(dtype), radius)
    expected = plain_border_map(labels, radius)
    assert 0.05 < expected.mean() < 0.7
    np.testing.assert_array_equal(borders, expected)


def test_straight_border_is_two_pixels_wide_on_either_side():
    labels = torch.zeros(1, 6, 12, dtype=torch.uint8)
    labels[:, :, 6:] = 1
    expected = [False] * 4 + [True] * 4 + [False] * 4
    assert border_map(labels).tolist() == [[expected] * 6]


@pytest.mark.parametrize(('right', 'marked'), [(0, []), (255, []), (1, [5, 7])])
def test_unlabelled_line_is_a_border_only_between_two_classes(right, marked):
    labels = torch.zeros(1, 1, 14, dtype=torch.uint8)
    labels[..., 6], labels[..., 7:] = 255, right
    assert border_map(labels)[0, 0].nonzero().flatten().tolist() == marked


def test_head_is_taught_borders_and_the_rest_alike(batch):
    logits, labels = batch[0][:, :1], batch[1]
    border = plain_border_map(labels, 2)
    rest = ~border & (labels != 255)
    assert border.any() and rest.any()
    z = logits[:, 0].astype(np.float64)
    costs = np.where(border, np.log1p(np.exp(-z)), np.log1p(np.exp(z)))
    share = border.sum() / (border.sum() + rest.sum())
    expected = share * (1 - share) * (costs[border].mean() + costs[rest].mean())
    loss = balanced_cross_entropy(*map(torch.from_numpy, (logits, labels)))
    assert loss.item() == pytest.approx(expected, rel=1e-5)


def test_net_is_taught_classes_where_the_head_is_sure_of_a_border(batch):
    logits, labels = map(torch.from_numpy, batch)
    logits = logits.clone().requires_grad_()
    boundary = torch.full((2, 1, 16, 24), 1.3)  # of probability 0.79
    boundary[:, :, 3:5] = 1.5  # 0.82
    weights = torch.tensor([0.5, 1.0, 4.0])
    loss = boundary_loss(logits, boundary, labels, weights)
    sure = torch.full_like(labels, 255)
    sure[:, 3:5] = labels[:, 3:5]
    expected = pixel_cross_entropy(logits, sure, weights)
    expected = expected + 20 * balanced_cross_entropy(boundary, labels)
    torch.testing.assert_close(loss, expected)
    (gradient,) = torch.autograd.grad(loss, logits)
    assert torch.equal(gradient.abs().sum(dim=1) > 0, sure != 255)
