# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A foreign graph in the place that a model's graph keeps for it."""

from __future__ import annotations

from collections.abc import Callable
import hashlib

from onnx import GraphProto, ModelProto, numpy_helper

from seg_node.export.foreign.foreign_net import PLACEHOLDER_DOMAIN
from seg_node.model_files.graph_walk import subgraphs

_PREFIX = 'net/'


def embed(model: ModelProto, net: GraphProto) -> None:
    """
    Put a net where a model has the placeholder.

    :param model: whose graph has one node of ``PLACEHOLDER_DOMAIN``; it is changed.
    :param net: of one input and one output and the model's opset. Its names get a prefix.
    """
    graph = model.graph
    (index,) = (i for i, node in enumerate(graph.node) if node.domain == PLACEHOLDER_DOMAIN)
    placeholder = graph.node[index]
    ends = {
        net.input[0].name: placeholder.input[0],
        net.output[0].name: placeholder.output[0],
    }
    inner = GraphProto()
    inner.CopyFrom(net)
    _rename(inner, lambda name: ends.get(name, name and _PREFIX + name))
    nodes = [*graph.node[:index], *inner.node, *graph.node[index + 1 :]]
    del graph.node[:]
    graph.node.extend(nodes)
    graph.initializer.extend(inner.initializer)
    for opset in list(model.opset_import):
        if opset.domain == PLACEHOLDER_DOMAIN:
            model.opset_import.remove(opset)


def take_single_frames(model: ModelProto) -> None:
    """Declare in all ports that only one frame is taken at a time."""
    graph = model.graph
    for port in (*graph.input, *graph.output, *graph.value_info):
        for side in port.type.tensor_type.shape.dim:
            if side.dim_param == 'N':
                side.dim_value = 1


def digest_weights(net: GraphProto) -> str:
    """Digest a net's weights, those in ``Constant`` nodes included: sha256 in a fixed order."""
    weights = {tensor.name: tensor for tensor in net.initializer}
    for node in net.node:
        if node.op_type == 'Constant' and node.attribute[0].name == 'value':
            weights[node.output[0]] = node.attribute[0].t
    digest = hashlib.sha256()
    for name, tensor in sorted(weights.items()):
        digest.update(name.encode())
        digest.update(numpy_helper.to_array(tensor).tobytes())
    return digest.hexdigest()


def _rename(graph: GraphProto, new_name: Callable[[str], str]) -> None:
    """Rename all tensors and nodes, those of subgraphs too; notes of the exporter go."""
    del graph.value_info[:]
    for named in (*graph.input, *graph.output, *graph.initializer):
        named.name = new_name(named.name)
    for node in graph.node:
        node.name = new_name(node.name)
        node.input[:] = map(new_name, node.input)
        node.output[:] = map(new_name, node.output)
        node.ClearField('doc_string')
        node.ClearField('metadata_props')
        for subgraph in subgraphs(node):
            _rename(subgraph, new_name)
