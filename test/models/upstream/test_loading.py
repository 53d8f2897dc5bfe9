# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Loading is strict, and says what it finds."""

import pytest
from records import read_record
from seeded import seeded_weights
import torch

from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.models import create_model
from seg_node.models.upstream.loading import COUNTER, load_upstream_weights

CLASSES = 19


@pytest.fixture
def net():
    return create_model('ddrnet23_slim', CLASSES)


@pytest.fixture
def weights():
    return seeded_weights(read_record('ddrnet23_slim').shapes)


def refusal(net, weights):
    """Reason for which weights are refused; the net keeps its own."""
    before = {name: value.clone() for name, value in net.state_dict().items()}
    with pytest.raises(ModelFileError) as error:
        load_upstream_weights(net, weights)
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())
    return str(error.value)


@pytest.mark.parametrize('wrapper', ['module.', 'model.', 'module.model.'])
def test_words_before_a_name_are_taken_off(net, weights, wrapper):
    load_upstream_weights(net, {wrapper + name: value for name, value in weights.items()})
    assert torch.equal(net.classifier[1][2].weight, weights['final_layer.conv2.weight'])


def test_what_only_training_needs_is_skipped_and_named(net, weights):
    named = {f'model.{name}': value for name, value in weights.items()}
    skipped = load_upstream_weights(net, {**named, 'loss.criterion.weight': torch.ones(19)})
    counters = {name for name in named if name.endswith(COUNTER)}
    assert counters and set(skipped) == {*counters, 'loss.criterion.weight'}


def test_counters_may_be_missing(net, weights):
    load_upstream_weights(
        net, {name: value for name, value in weights.items() if not name.endswith(COUNTER)}
    )


def test_left_over_and_missing_names_are_told(net, weights):
    weights['linear.weight'] = weights.pop('layer3.0.bn1.bias')
    reason = refusal(net, weights)
    assert 'it holds linear.weight, which' in reason
    assert 'it lacks what is called here context.0.0.layers.0.1.bias' in reason


def test_many_names_are_told_in_short(net, weights):
    reason = refusal(net, {f'other.{name}': value for name, value in weights.items()})
    assert len(reason) < 1000 and ' more' in reason


def test_name_that_is_there_twice_is_refused(net, weights):
    weights['module.conv1.0.weight'] = weights['conv1.0.weight']
    assert 'conv1.0.weight twice' in refusal(net, weights)


def test_another_number_of_classes_is_told(weights):
    net = create_model('ddrnet23_slim', 11)
    assert 'it is for 19 classes and the label set has 11' in refusal(net, weights)


@pytest.mark.parametrize('shape', [(), (32,), (32, 3, 5, 5)])
def test_another_shape_is_told(net, weights, shape):
    weights['conv1.0.weight'] = torch.zeros(shape)
    assert f'stem.0.weight {shape} instead of (32, 3, 3, 3)' in refusal(net, weights)


def test_net_that_nobody_published_is_refused():
    with pytest.raises(ConfigurationError, match=r"'fast_scnn': choose from .*pidnet_s"):
        load_upstream_weights(create_model('fast_scnn', CLASSES), {})
