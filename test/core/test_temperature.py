# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The temperature against brute force, and against labels drawn from a known one."""

import numpy as np
import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.core.temperature import fit_temperature, negative_log_likelihood


def draw(seed, temperature, count=4000, classes=5):
    """Draw logits, and labels that are as likely as softmax(logits / temperature) says."""
    random = np.random.default_rng(seed)
    logits = random.normal(0, 3, (count, classes)).astype(np.float32)
    noise = random.gumbel(size=logits.shape)
    return logits, (logits / temperature + noise).argmax(axis=1)


def likelihood(logits, labels, temperature):
    """Average -log of each pixel's probability, as the definition says."""
    powers = np.exp(logits.astype(np.float64) / temperature)
    return -np.log(powers[np.arange(len(labels)), labels] / powers.sum(axis=1)).mean()


@pytest.mark.parametrize('seed', range(3))
@pytest.mark.parametrize('true', [0.4, 1.0, 2.5])
def test_no_temperature_nearby_is_more_likely(seed, true):
    logits, labels = draw(seed, true)
    found = fit_temperature(logits, labels)
    assert found == pytest.approx(true, rel=0.15)
    least = likelihood(logits, labels, found)
    for factor in (0.5, 0.98, 1.02, 2):
        assert likelihood(logits, labels, found * factor) > least


def test_likelihood_equals_the_definition():
    logits, labels = draw(0, 1.5)
    assert negative_log_likelihood(logits, labels, 1.5) == pytest.approx(
        likelihood(logits, labels, 1.5), rel=1e-5
    )


def test_logits_of_any_size_do_not_overflow():
    logits, labels = draw(0, 2.0)
    moved = logits + np.float32(1000)
    assert fit_temperature(moved, labels) == pytest.approx(fit_temperature(logits, labels), 1e-2)
    assert np.isfinite(negative_log_likelihood(moved, labels, 0.05))


def test_a_net_that_is_always_right_or_wrong_is_refused():
    logits, _ = draw(0, 1.0)
    for labels in (logits.argmax(axis=1), logits.argmin(axis=1)):
        with pytest.raises(ConfigurationError, match=r'no temperature from 0\.05 to 20'):
            fit_temperature(logits, labels)
