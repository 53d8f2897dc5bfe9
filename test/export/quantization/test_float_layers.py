# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The fewest layers stay in f32 that the loss allows."""

import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.export.quantization.float_layers import AccuracyLoss, fewest_float_layers
from seg_node.export.quantization.layers import Layer

LAYERS = [Layer(f'out{index}', 'in', 'weight', 0) for index in range(100)]


class Measure:
    """Loses 0.01 for each of the first layers that is in int8."""

    def __init__(self, rough_count):
        self.rough_count = rough_count
        self.calls = 0

    def __call__(self, float_layers):
        self.calls += 1
        rough = set(LAYERS[: self.rough_count]).difference(float_layers)
        return AccuracyLoss(0.01 * len(rough), {'rough': len(rough)})


@pytest.mark.parametrize('rough_count', [0, 1, 2, 3, 47, 98, 99])
def test_as_many_stay_as_cost_accuracy(rough_count):
    measure = Measure(rough_count)
    layers, loss = fewest_float_layers(LAYERS, measure, 0.005)
    assert layers == LAYERS[:rough_count]
    assert loss == AccuracyLoss(0, {'rough': 0})
    assert measure.calls <= 8


def test_accepted_loss_keeps_layers_in_int8():
    layers, loss = fewest_float_layers(LAYERS, Measure(5), 0.035)
    assert layers == LAYERS[:2] and loss.loss == pytest.approx(0.03)


@pytest.mark.parametrize('count', [1, 100])
def test_loss_that_stays_too_large_is_refused(count):
    with pytest.raises(ConfigurationError, match=r'loss is 0\.01\d\d at least.*raise --max-loss'):
        fewest_float_layers(LAYERS[:count], lambda _: AccuracyLoss(0.0123), 0.01)
