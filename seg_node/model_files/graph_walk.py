# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Which nodes an ONNX graph has, and which of them depend on which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onnx import AttributeProto, GraphProto, NodeProto

_QUANTISING_OPERATORS = frozenset({'QuantizeLinear', 'DequantizeLinear', 'DynamicQuantizeLinear'})


def nodes_behind(nodes: Iterable[NodeProto], output: str) -> list[NodeProto]:
    """
    Keep the nodes that a tensor is computed from, in their order.

    :param nodes: of a graph, in the order of their computation.
    :param output: name of the tensor.
    """
    wanted = {output}
    kept = []
    for node in reversed(list(nodes)):
        if wanted.intersection(node.output):
            wanted.update(names_read(node))
            kept.append(node)
    return kept[::-1]


def names_read(node: NodeProto) -> Iterator[str]:
    """Name the tensors that a node reads; those within its subgraphs do no harm."""
    yield from node.input
    for graph in subgraphs(node):
        yield from (port.name for port in graph.output)
        for inner in graph.node:
            yield from names_read(inner)


def subgraphs(node: NodeProto) -> Iterator[GraphProto]:
    """Give the branches of an ``If``, the body of a ``Loop`` and the like."""
    for attribute in node.attribute:
        if attribute.type == AttributeProto.GRAPH:
            yield attribute.g


def quantising_operators(graph: GraphProto) -> set[str]:
    """Name the operators of a graph that bring numbers into int8 or out of it."""
    found = _QUANTISING_OPERATORS.intersection(node.op_type for node in graph.node)
    inner = (each for node in graph.node for each in subgraphs(node))
    return set(found).union(*map(quantising_operators, inner))
