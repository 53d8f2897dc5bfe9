# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Class sets without a product of matrices, which TensorRT-RTX has in float32 only from SM 8.0."""

from __future__ import annotations

from onnx import GraphProto, NodeProto

from seg_node.model_files.graph_walk import names_read
from seg_node.model_files.node_list import NodeList

_CLASS_AXIS = 1


def sum_sets_by_element(graph: GraphProto) -> None:
    """
    Let products of class sets (K, C) and probabilities (1, C, P) be sums over C.

    :param graph: of one frame, in the order of its computation; it is changed.
    """
    nodes: list[NodeProto] = []
    of_sets = {'class_sets'}
    for node in graph.node:
        if of_sets.isdisjoint(names_read(node)):
            nodes.append(node)
            continue
        of_sets.update(node.output)
        if node.op_type == 'MatMul' and node.input[0] in of_sets:
            sums = _sums(node)
            nodes += sums.nodes
            graph.initializer.extend(sums.constants.values())
        else:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)


def _sums(product: NodeProto) -> NodeList:
    sums = NodeList(f'{product.output[0]}_')
    sets, probability = product.input
    terms = sums.add('Mul', sums.add('Unsqueeze', sets, (2,)), probability)
    total = sums.add('ReduceSum', terms, (_CLASS_AXIS,), keepdims=0)
    sums.add('Unsqueeze', total, (0,))
    sums.nodes[-1].output[:] = product.output
    return sums
