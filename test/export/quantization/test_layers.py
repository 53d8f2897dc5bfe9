# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Only products with constant weights of the net itself are layers."""

import numpy as np
import onnx
from onnx import helper, numpy_helper, TensorProto
import pytest

from seg_node.core.errors import ModelFileError
from seg_node.export.quantization.layers import find_layers


def graph(*nodes, **weights):
    """Make a model of nodes (operator, inputs, output, attributes) from x to logits."""
    ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in ('x', 'y')]
    made = [helper.make_node(op, inputs, [output], **given) for op, inputs, output, given in nodes]
    constants = [
        numpy_helper.from_array(np.zeros(shape, np.float32), name)
        for name, shape in weights.items()
    ]
    return helper.make_model(helper.make_graph(made, 'net', ports[:1], ports[1:], constants))


def product(left, right, output):
    return 'MatMul', [left, right], output, {}


def choice(read, output):
    """Give an If, a branch of which reads a tensor from outside."""
    port = helper.make_tensor_value_info('chosen', TensorProto.FLOAT, None)
    inner = helper.make_graph([helper.make_node('Neg', [read], ['chosen'])], 'branch', [], [port])
    return 'If', ['is_so'], output, {'then_branch': inner, 'else_branch': inner}


@pytest.mark.parametrize(
    ('operator', 'shape', 'attributes', 'axis'),
    [
        ('Conv', (8, 4, 3, 3), {}, 0),
        ('Conv', (8, 2, 3, 3), {'group': 2}, 0),
        ('Conv', (8, 1, 3, 3), {}, 0),
        ('MatMul', (4, 8), {}, 1),
        ('Gemm', (4, 8), {}, 1),
        ('Gemm', (8, 4), {'transB': 1}, 0),
    ],
)
def test_output_channels_lie_along_the_axis_of_the_operator(operator, shape, attributes, axis):
    node = (operator, ['x', 'net.a.weight'], 'logits', attributes)
    (layer,) = find_layers(graph(node, **{'net.a.weight': shape}))
    assert (layer.activation, layer.weight, layer.axis) == ('x', 'net.a.weight', axis)
    assert layer.name == 'net.a'


@pytest.mark.parametrize(
    ('operator', 'shape', 'attributes'),
    [
        ('Conv', (8, 1, 3, 3), {'group': 8}),
        ('ConvTranspose', (4, 8, 2, 2), {}),
        ('MatMul', (4,), {}),
        ('MatMul', (2, 4, 8), {}),
        ('Add', (4, 8), {}),
    ],
)
def test_other_nodes_are_no_layers(operator, shape, attributes):
    nodes = [
        (operator, ['x', 'w'], 'middle', attributes),
        product('middle', 'middle', 'scores'),
        product('u', 'scores', 'more'),
        ('Conv', ['more', 'v'], 'logits', {}),
    ]
    (layer,) = find_layers(graph(*nodes, w=shape, v=(8, 4, 1, 1), u=(4, 4)))
    assert layer.output == 'logits'


def test_what_follows_the_logits_is_left_alone():
    net, after = product('x', 'a', 'logits'), product('logits', 'b', 'y')
    (layer,) = find_layers(graph(net, after, a=(4, 4), b=(4, 4)))
    assert layer.output == 'logits'


def test_layer_that_only_a_branch_reads_is_of_the_net():
    net, after = product('x', 'a', 'features'), product('chosen', 'b', 'logits')
    found = find_layers(graph(net, choice('features', 'chosen'), after, a=(4, 4), b=(4, 4)))
    assert [layer.output for layer in found] == ['features', 'logits']


def test_crf_is_left_alone():
    net, crf = product('x', 'a', 'net_logits'), product('net_logits', 'b', 'logits')
    (layer,) = find_layers(graph(net, crf, a=(4, 4), b=(4, 4)))
    assert layer.output == 'net_logits'


def test_weights_in_half_precision_are_left_alone():
    model = graph(product('x', 'a', 'logits'), a=(4, 4))
    model.graph.initializer[0].data_type = onnx.TensorProto.FLOAT16
    with pytest.raises(ModelFileError, match='no layer that int8'):
        find_layers(model)


def test_graph_without_logits_is_refused():
    with pytest.raises(ModelFileError, match='no tensor named logits'):
        find_layers(graph(product('x', 'a', 'y'), a=(4, 4)))
