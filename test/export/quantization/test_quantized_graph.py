# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Nodes and numbers of a quantised graph."""

import numpy as np
import onnx
from onnx import helper, numpy_helper, TensorProto
import pytest

from seg_node.export.quantization.layers import find_layers
from seg_node.export.quantization.quantized_graph import quantize

CHANNELS = 64
RANDOM = np.random.default_rng(0)


def convolutions(*weights):
    """Make a model of 1x1 convolutions in a row, from x to logits."""
    shape: list[str | int | None] = ['N', CHANNELS, 4, 4]
    names = ['x', *(f'x{index}' for index in range(1, len(weights))), 'logits']
    nodes = [
        helper.make_node('Conv', [names[index], f'w{index}'], [names[index + 1]])
        for index in range(len(weights))
    ]
    constants = [numpy_helper.from_array(each, f'w{i}') for i, each in enumerate(weights)]
    ports = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in ('x', 'logits')
    ]
    graph = helper.make_graph(nodes, 'net', ports[:1], ports[1:], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid('', 20)], ir_version=10)


def random_weight():
    return RANDOM.standard_normal((CHANNELS, CHANNELS, 1, 1)).astype(np.float32)


def constants(model):
    return {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}


def run_onnxruntime(model, path, values):
    from seg_node.backends.onnxruntime_backend import create_session
    from seg_node.backends.options import BackendOptions

    onnx.save(model, path)
    return create_session(path, BackendOptions(threads=1)).run(None, {'x': values})[0]


def run_openvino(model, path, values):
    pytest.importorskip('openvino')
    from seg_node.backends.openvino_runtime import openvino

    onnx.save(model, path)
    settings = {'INFERENCE_PRECISION_HINT': 'f32', 'INFERENCE_NUM_THREADS': 1}
    return openvino.Core().compile_model(path, 'CPU', settings)({'x': values})[0]


@pytest.mark.parametrize('run', [run_onnxruntime, run_openvino])
def test_no_runtime_cuts_off_the_largest_sums(run, tmp_path):
    signs = np.sign(random_weight())
    model = convolutions(np.abs(signs), signs)
    limits = {'x': 1.0, 'x1': float(CHANNELS)}
    quantized = quantize(model, find_layers(model), limits)
    values = np.ones((1, CHANNELS, 4, 4), np.float32)
    expected = CHANNELS * signs.sum(axis=1).reshape(1, CHANNELS, 1, 1)
    found = run(quantized, tmp_path / 'net.onnx', values)
    np.testing.assert_allclose(found, np.broadcast_to(expected, found.shape), atol=1e-2)


@pytest.mark.parametrize('run', [run_onnxruntime, run_openvino])
def test_result_is_that_of_rounded_inputs_and_weights(run, tmp_path):
    weight = random_weight()
    model = convolutions(weight)
    quantized = quantize(model, find_layers(model), {'x': 2.0})
    values = RANDOM.uniform(-3, 3, (2, CHANNELS, 4, 4)).astype(np.float32)

    inputs = np.clip(np.rint(values * 127 / 2), -128, 127) * 2 / 127
    scale = np.abs(weight).max(axis=(1, 2, 3), keepdims=True) / 63
    rounded = (np.rint(weight / scale) * scale)[:, :, 0, 0]
    expected = np.einsum('oc,nchw->nohw', rounded, inputs)
    found = run(quantized, tmp_path / 'net.onnx', values)
    np.testing.assert_allclose(found, expected, atol=1e-3)


def test_all_is_symmetric_and_weights_have_a_scale_for_each_output_channel():
    model = convolutions(random_weight(), random_weight())
    found = constants(quantize(model, find_layers(model), {'x': 1.0, 'x1': 4.0}))
    zeros = [value for name, value in found.items() if name.endswith('_zero')]
    assert len(zeros) == 4 and all(zero.dtype == np.int8 and not zero.any() for zero in zeros)
    assert found['x1_int8_scale'] == np.float32(4 / 127)
    for name in ('w0_int8_0', 'w1_int8_0'):
        assert found[f'{name}_scale'].shape == (CHANNELS,)
        assert found[name].dtype == np.int8 and np.abs(found[name]).max() == 63
    assert not {'w0', 'w1'}.intersection(found)


def test_layers_that_are_not_named_keep_their_weights():
    weights = random_weight(), random_weight()
    model = convolutions(*weights)
    quantized = quantize(model, find_layers(model)[:1], {'x': 1.0})
    np.testing.assert_array_equal(constants(quantized)['w1'], weights[1])
    assert [node.op_type for node in quantized.graph.node].count('QuantizeLinear') == 1
    assert 'w0' in constants(model), 'the model itself is left as it was'


def test_weight_that_a_branch_reads_as_well_is_kept():
    model = convolutions(random_weight())
    port = helper.make_tensor_value_info('read', TensorProto.FLOAT, None)
    branch = helper.make_graph(
        [helper.make_node('Identity', ['w0'], ['read'])], 'branch', [], [port]
    )
    model.graph.initializer.append(numpy_helper.from_array(np.array(True), 'is_so'))
    model.graph.node.append(
        helper.make_node('If', ['is_so'], ['y'], then_branch=branch, else_branch=branch)
    )
    quantized = quantize(model, find_layers(model), {'x': 1.0})
    assert {'w0', 'w0_int8_0'} <= constants(quantized).keys()
    onnx.checker.check_model(quantized, full_check=True)


def test_channel_of_zeros_stays_zero(tmp_path):
    weight = random_weight()
    weight[3] = 0
    model = convolutions(weight)
    quantized = quantize(model, find_layers(model), {'x': 1.0})
    values = np.ones((1, CHANNELS, 4, 4), np.float32)
    found = run_onnxruntime(quantized, tmp_path / 'net.onnx', values)
    assert not found[:, 3].any() and np.isfinite(found).all()


def test_layers_that_share_an_input_share_its_nodes():
    model = convolutions(random_weight())
    (node,) = model.graph.node
    model.graph.node.extend(
        [
            helper.make_node('Conv', ['x', 'w0'], ['twin']),
            helper.make_node('Add', ['single', 'twin'], ['logits']),
        ]
    )
    node.output[0] = 'single'
    quantized = quantize(model, find_layers(model), {'x': 1.0})
    operators = [each.op_type for each in quantized.graph.node]
    assert operators.count('QuantizeLinear') == 1
    assert operators.count('DequantizeLinear') == 2
    onnx.checker.check_model(quantized, full_check=True)
