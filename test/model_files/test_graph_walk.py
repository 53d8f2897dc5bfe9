# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Nodes and what they are computed from are found, through the branches of an If too."""

from onnx import helper, TensorProto
import pytest

from seg_node.model_files.graph_walk import (
    names_read,
    nodes_behind,
    quantising_operators,
    subgraphs,
)


def branch(name, source, operator='Neg'):
    """Give a graph that reads a tensor from outside."""
    port = helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
    return helper.make_graph([helper.make_node(operator, [source], [name])], name, [], [port])


@pytest.fixture
def nodes():
    return [
        helper.make_node('Relu', ['x'], ['a']),
        helper.make_node('Abs', ['x'], ['b']),
        helper.make_node('Split', ['a'], ['c', 'd'], num_outputs=2),
        helper.make_node(
            'If', ['y'], ['e'], then_branch=branch('t', 'b'), else_branch=branch('f', 'c')
        ),
        helper.make_node('Add', ['d', 'd'], ['g']),
    ]


@pytest.mark.parametrize(
    ('output', 'kept'),
    [('a', [0]), ('d', [0, 2]), ('g', [0, 2, 4]), ('e', [0, 1, 2, 3]), ('x', []), ('none', [])],
)
def test_nodes_behind_a_tensor_are_kept_in_their_order(nodes, output, kept):
    assert nodes_behind(iter(nodes), output) == [nodes[index] for index in kept]


def test_names_within_branches_are_read(nodes):
    assert set(names_read(nodes[3])) >= {'y', 'b', 'c'}
    assert list(names_read(nodes[4])) == ['d', 'd']


def test_branches_are_the_subgraphs(nodes):
    assert sorted(graph.name for graph in subgraphs(nodes[3])) == ['f', 't']
    assert not list(subgraphs(nodes[2]))


@pytest.mark.parametrize('operator', ['QuantizeLinear', 'DequantizeLinear'])
def test_quantising_operators_are_found_within_branches(nodes, operator):
    graph = helper.make_graph(nodes, 'net', [], [])
    assert quantising_operators(graph) == set()
    choice = helper.make_node('If', ['y'], ['i'], then_branch=branch('u', 'a', operator))
    inner = helper.make_graph([choice], 'inner', [], [])
    graph.node.append(helper.make_node('If', ['y'], ['h'], then_branch=inner))
    assert quantising_operators(graph) == {operator}
