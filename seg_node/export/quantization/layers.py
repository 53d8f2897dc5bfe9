# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The nodes of a model that may compute in int8."""

from __future__ import annotations

from dataclasses import dataclass

import onnx

from seg_node.core.errors import ModelFileError
from seg_node.model_files.graph_walk import nodes_behind


@dataclass(frozen=True)
class Layer:
    """
    A convolution, or another product with constant weights.

    :param output: tensor that its node computes; tells it from others.
    :param activation: tensor that goes in.
    :param weight: initializer of the weights.
    :param axis: of the weights' output channels.
    """

    output: str
    activation: str
    weight: str
    axis: int

    @property
    def name(self) -> str:
        """Name the layer for people, as the net's code does where the exporter kept that."""
        return self.weight.removesuffix('.weight')


def find_layers(model: onnx.ModelProto) -> list[Layer]:
    """
    Find the layers of the net itself that may compute in int8, in the order of the graph.

    Depthwise convolutions are none: each of their sums has a few terms alone, so int8 saves
    no time and costs accuracy. Nor are transposed ones, which TensorRT-RTX computes in f32
    all the same. What makes maps of logits, and a CRF, is not of the net.

    :param model: with a tensor ``logits``.
    :raises ModelFileError: if it has no such tensor, or no such layer.
    """
    weights = {
        tensor.name: tensor
        for tensor in model.graph.initializer
        if tensor.data_type == onnx.TensorProto.FLOAT
    }
    layers = []
    for node in _net_nodes(model.graph):
        axis = _channel_axis(node, weights)
        if axis is not None:
            layers.append(Layer(node.output[0], node.input[0], node.input[1], axis))
    if not layers:
        raise ModelFileError('it has no layer that int8 could be used in')
    return layers


def _net_nodes(graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    """Give the nodes that the net's own logits depend on."""
    made = {name for node in graph.node for name in node.output}
    end = 'net_logits' if 'net_logits' in made else 'logits'
    if end not in made:
        raise ModelFileError('its graph computes no tensor named logits: export it again')
    return nodes_behind(graph.node, end)


def _channel_axis(node: onnx.NodeProto, weights: dict[str, onnx.TensorProto]) -> int | None:
    """Say along which axis of its weights the output channels lie; None if it is no layer."""
    if len(node.input) < 2 or node.input[1] not in weights or node.input[0] in weights:
        return None
    shape = weights[node.input[1]].dims
    attributes = {each.name: each.i for each in node.attribute}
    if node.op_type == 'Conv':
        is_depthwise = attributes.get('group', 1) > 1 and shape[1] == 1
        return None if is_depthwise else 0
    if node.op_type == 'Gemm':
        return 0 if attributes.get('transB') else 1
    # A vector makes sums of channels and has no channels of its own.
    return 1 if node.op_type == 'MatMul' and len(shape) == 2 else None
