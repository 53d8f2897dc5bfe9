# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Nodes that are written one after the other make a graph that computes what they say."""

from graph_run import GraphRun
import numpy as np
import onnx
from onnx import helper, TensorProto

from seg_node.model_files.node_list import NodeList


def graph_of(nodes, output):
    ports = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in (('x', [2, 3]), (output, ['rows', 'columns']))
    ]
    constants = list(nodes.constants.values())
    graph = helper.make_graph(nodes.nodes, 'nodes', ports[:1], ports[1:], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 20)], ir_version=10)
    onnx.checker.check_model(model, full_check=True)
    return model


def test_nodes_compute_in_their_order():
    nodes = NodeList('a_')
    taken = nodes.add('Gather', nodes.add('Mul', 'x', 2.5), (2, 0), axis=1)
    output = nodes.add('Sub', taken, 1.0)
    x = np.arange(6, dtype=np.float32).reshape(2, 3)
    (found,) = GraphRun(graph_of(nodes, output), [output])(x=x)
    np.testing.assert_array_equal(found, 2.5 * x[:, [2, 0]] - 1)


def test_all_names_begin_with_the_prefix():
    nodes = NodeList('a_')
    nodes.add('Mul', 'x', 2.0)
    nodes.add('Add', 'a_0', 1.0)
    names = {*nodes.constants, *(node.name for node in nodes.nodes)}
    assert len(names) == 4
    assert all(name.startswith('a_') for name in names)


def test_equal_constants_are_one_and_others_are_not():
    nodes = NodeList('')
    for value in (1.0, 1.0, 2.0, (1,), (1,), (1, 2), (0, 1)):
        nodes.add('Add', 'x', value)
    arrays = [onnx.numpy_helper.to_array(each) for each in nodes.constants.values()]
    assert [(str(each.dtype), each.tolist()) for each in arrays] == [
        ('float32', 1.0),
        ('float32', 2.0),
        ('int64', [1]),
        ('int64', [1, 2]),
        ('int64', [0, 1]),
    ]
