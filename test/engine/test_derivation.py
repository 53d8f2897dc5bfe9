# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The graph of an engine is of the precision that was asked for."""

from dataclasses import replace

from graph_run import GraphRun
import numpy as np
import onnx
from onnx import helper, numpy_helper
import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.core.frame_layout import FrameLayout
from seg_node.engine.derivation import derive_graph
from seg_node.model_files.onnx_file import load_model

LAYOUT = FrameLayout((100, 80), (64, 48), (50, 40), 'bgr8', 320)


@pytest.fixture
def loaded(colour_model):
    return load_model(colour_model)


def quantise(model):
    """Put a quantiser and its inverse before the product, as seg quantize does."""
    nodes = list(model.graph.node)
    (index,) = (i for i, node in enumerate(nodes) if node.op_type == 'MatMul')
    pixels = nodes[index].input[0]
    nodes[index].input[0] = 'restored'
    nodes[index:index] = [
        helper.make_node('QuantizeLinear', [pixels, 'step', 'zero'], ['quantised']),
        helper.make_node('DequantizeLinear', ['quantised', 'step', 'zero'], ['restored']),
    ]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    for name, value in (('step', np.float32(2)), ('zero', np.int8(0))):
        model.graph.initializer.append(numpy_helper.from_array(np.array(value), name))
    return model


def derive(loaded, precision):
    model, spec = loaded
    return derive_graph(model, spec, precision, LAYOUT)


def run(graph):
    frame = np.random.default_rng(0).integers(0, 256, (1, 80, 320), np.uint8)
    sets = np.eye(4, 11, dtype=np.float32)
    return GraphRun(onnx.load_from_string(graph))(frame=frame, class_sets=sets)


def halves(graph):
    model = onnx.load_from_string(graph)
    return [each for each in model.graph.initializer if each.data_type == onnx.TensorProto.FLOAT16]


def test_each_precision_says_the_same(loaded):
    single, half = (derive(loaded, precision) for precision in ('f32', 'f16'))
    assert not halves(single)
    assert halves(half)
    assert np.mean(run(single)[0] == run(half)[0]) >= 0.99


@pytest.mark.parametrize('precision', ['f32', 'f16'])
def test_same_arguments_give_the_same_bytes(loaded, precision):
    first, second = (derive(loaded, precision) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(('precision', 'name'), [('f32', 'int8'), ('f16', 'int8+f16')])
def test_what_is_quantised_stays_so(loaded, precision, name):
    model, spec = loaded
    quantise(model)
    graph = derive_graph(model, spec, precision, LAYOUT)
    operators = [node.op_type for node in onnx.load_from_string(graph).graph.node]
    assert operators.count('QuantizeLinear') == 1
    assert len(run(graph)) == 3
    assert replace(spec, precision='int8').name_precision(precision) == name
    assert spec.name_precision(precision) == precision


def test_precision_that_engines_do_not_have_is_refused(loaded):
    with pytest.raises(ConfigurationError, match='bf16, and engines are built in f32 or f16'):
        derive(loaded, 'bf16')
