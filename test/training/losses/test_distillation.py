# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Distillation against the same sums in numpy."""

import numpy as np
import pytest
import torch

from seg_node.training.losses import distillation_loss

SHAPE = (2, 3, 6, 8)


@pytest.fixture
def pair():
    random = np.random.default_rng(3)
    return [torch.from_numpy(random.normal(0, 3, SHAPE).astype(np.float32)) for _ in range(2)]


def softmax(logits):
    powers = np.exp(logits.numpy().astype(np.float64))
    return powers / powers.sum(axis=1, keepdims=True)


def test_loss_is_the_mean_divergence(pair):
    learned, taught = map(softmax, pair)
    expected = np.sum(taught * np.log(taught / learned), axis=1).mean()
    assert distillation_loss(*pair).item() == pytest.approx(expected, rel=1e-5)


def test_whoever_says_the_same_has_nothing_to_learn(pair):
    logits, _ = pair
    assert distillation_loss(logits, logits + 7).item() == pytest.approx(0, abs=1e-6)


def test_teacher_of_another_stride_is_asked_at_the_places_of_the_net(pair):
    logits, _ = pair
    fine = logits.repeat_interleave(2, dim=2).repeat_interleave(2, dim=3)
    assert distillation_loss(logits, fine).item() == pytest.approx(0, abs=1e-6)
