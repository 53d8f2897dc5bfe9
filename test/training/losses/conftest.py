# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A batch of logits and labels, and what the losses are compared by."""

import numpy as np
import pytest
import torch


def softmax(logits):
    """Give (N, C, H, W) float64 probabilities."""
    exponents = np.exp(logits.astype(np.float64))
    return exponents / exponents.sum(axis=1, keepdims=True)


@pytest.fixture(scope='session')
def batch():
    """Logits (2, 3, 16, 24), and labels in blocks of 8x8, of which some are missing."""
    random = np.random.default_rng(0)
    logits = 2 * random.normal(size=(2, 3, 16, 24)).astype(np.float32)
    blocks = random.integers(0, 3, (2, 2, 3), np.uint8)
    labels = blocks.repeat(8, axis=1).repeat(8, axis=2)
    labels[random.random(labels.shape) < 0.2] = 255
    return logits, labels


@pytest.fixture(scope='session')
def probabilities(batch):
    """Softmax of the batch's labelled pixels, (P, 3) float64, and their labels."""
    logits, labels = batch
    return softmax(logits).transpose(0, 2, 3, 1)[labels != 255], labels[labels != 255]


@pytest.fixture(scope='session')
def logits_of():
    """Turn labels into logits (N, 3, H, W) that are sure of them."""

    def logits_of(labels, size=1e3):
        return size * (labels[:, None] == torch.arange(3).view(3, 1, 1)).float()

    return logits_of
