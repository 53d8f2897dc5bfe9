# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
The temperature that makes a net's probabilities as likely as they can be.

Source: Guo, Pleiss, Sun, Weinberger, On calibration of modern neural
networks, ICML 2017 (arXiv 1706.04599).
"""

from __future__ import annotations

import numpy as np

from seg_node.core.errors import ConfigurationError

LEAST, GREATEST = 0.05, 20.0
_HALVINGS = 40


def negative_log_likelihood(logits: np.ndarray, labels: np.ndarray, temperature: float) -> float:
    """
    Give the mean of -log softmax(logits / temperature) at the true classes.

    :param logits: (M, C) float32 of M pixels.
    :param labels: (M,) true class ids.
    :param temperature: above 0.
    """
    below = _below_largest(logits) / np.float32(temperature)
    return float(np.mean(np.log(np.exp(below).sum(axis=1)) - _at(below, labels), dtype=np.float64))


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """
    Find the temperature of the least negative log-likelihood.

    It is convex in 1 / temperature, so the sign of its slope tells on which side the
    minimum lies.

    :param logits: (M, C) float32 of M pixels.
    :param labels: (M,) true class ids.
    :raises ConfigurationError: if the minimum is not from ``LEAST`` to ``GREATEST``.
    """
    below = _below_largest(logits)
    true = _at(below, labels)

    def slope(inverse: float) -> float:
        weights = np.exp(below * np.float32(inverse))
        expected = (weights * below).sum(axis=1) / weights.sum(axis=1)
        return float(np.mean(expected - true, dtype=np.float64))

    low, high = 1 / GREATEST, 1 / LEAST
    if not slope(low) < 0 < slope(high):
        raise ConfigurationError(
            f'no temperature from {LEAST:g} to {GREATEST:g} fits the {len(labels)} pixels best: '
            'the net is always right or guesses; give frames where it errs as it will on the '
            'robot, or keep the temperature'
        )
    for _ in range(_HALVINGS):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return 1 / high


def _below_largest(logits: np.ndarray) -> np.ndarray:
    """Shift each pixel's logits so that the largest is 0: no exponential overflows."""
    return logits - logits.max(axis=1, keepdims=True)


def _at(values: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return values[np.arange(len(labels)), labels]
