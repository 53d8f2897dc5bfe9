# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A net's graph in the place that a model keeps for it, and the digest of its weights."""

import numpy as np
import onnx
from onnx import parser
import pytest

from seg_node.backends.onnxruntime_backend import create_session
from seg_node.backends.options import BackendOptions
from seg_node.export.foreign.embedding import digest_weights, embed, take_single_frames

MODEL = """<ir_version: 9, opset_import: ["" : 20, "seg_node.foreign" : 1]>
model (float[N, 2] x) => (float[N, 2] y) <float temperature = {10.0}>
{
    scaled = Mul(x, temperature)
    logits = seg_node.foreign.Net(scaled)
    y = Add(logits, temperature)
}"""
# Its names are those of the model, and a branch reads what is outside of it.
NET = """<ir_version: 9, opset_import: ["" : 20]>
net (float[N, 2] x) => (float[N, 2] y) <float temperature = {3.0}, bool logits = {1}>
{
    scaled = Mul(x, temperature)
    y = If(logits) <
        then_branch = yes () => (float[N, 2] a) { a = Mul(scaled, temperature) },
        else_branch = no () => (float[N, 2] b) { b = Identity(x) }
    >
}"""


@pytest.fixture
def model():
    model = parser.parse_model(MODEL)
    embed(model, parser.parse_model(NET).graph)
    return model


def test_net_computes_between_its_neighbours(model, tmp_path):
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, tmp_path / 'model.onnx')
    session = create_session(tmp_path / 'model.onnx', BackendOptions(threads=1))
    x = np.array([[1.0, 2.0]], np.float32)
    np.testing.assert_array_equal(session.run(['y'], {'x': x})[0], 10 * x * 3 * 3 + 10)


def test_names_of_the_model_stay_and_those_of_the_net_get_a_prefix(model):
    names = {tensor.name for tensor in model.graph.initializer}
    assert names == {'temperature', 'net/temperature', 'net/logits'}
    assert 'logits' in model.graph.node[2].output
    assert [opset.domain for opset in model.opset_import] == ['']


def test_ports_can_be_fixed_to_one_frame(model):
    take_single_frames(model)
    for port in (*model.graph.input, *model.graph.output):
        assert [side.dim_value for side in port.type.tensor_type.shape.dim] == [1, 2]


def constant_net(weight):
    return parser.parse_graph(
        'net (float[2] x) => (float[2] y) '
        f'{{ w = Constant<value = float[1] {{{weight}}}>() y = Mul(x, w) }}'
    )


def test_digest_is_that_of_all_weights():
    net = parser.parse_model(NET).graph
    assert digest_weights(net) == digest_weights(parser.parse_model(NET).graph)
    net.initializer[0].float_data[0] = 3.5
    assert digest_weights(net) != digest_weights(parser.parse_model(NET).graph)
    assert digest_weights(constant_net(1.0)) != digest_weights(constant_net(2.0))
