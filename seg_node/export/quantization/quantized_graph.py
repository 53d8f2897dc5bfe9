# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""QuantizeLinear and DequantizeLinear around the inputs and weights of layers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from seg_node.export.quantization.layers import Layer
from seg_node.model_files.graph_walk import names_read

_ACTIVATION_STEPS = 127
# One bit less than int8 has. CPUs without VNNI add products in pairs of 16 bits, with inputs
# shifted to 0 ... 255: 2 * 255 * 63 fits, and 2 * 255 * 127 is cut off without a word, in
# onnxruntime as in OpenVINO. With 127 steps, half of the labels of the net that ships change.
_WEIGHT_STEPS = 63
_SMALLEST = 1e-12


def quantize(
    model: onnx.ModelProto, layers: Iterable[Layer], limits: Mapping[str, float]
) -> onnx.ModelProto:
    """
    Give a copy of a model, some layers of which compute in int8.

    :param model: in f32.
    :param layers: of the model.
    :param limits: largest magnitude of each layer's activation that is not clipped.
    """
    quantized = onnx.ModelProto()
    quantized.CopyFrom(model)
    _Insertion(quantized.graph, limits).run({layer.output: layer for layer in layers})
    return quantized


class _Insertion:
    """
    New nodes in a graph, once for each activation and weight however many layers share it.

    :param graph: that it changes.
    :param limits: of activations.
    """

    def __init__(self, graph: onnx.GraphProto, limits: Mapping[str, float]) -> None:
        self._graph = graph
        self._limits = limits
        self._values = {tensor.name: tensor for tensor in graph.initializer}
        self._nodes: list[onnx.NodeProto] = []
        self._done: set[str] = set()

    def run(self, layers: Mapping[str, Layer]) -> None:
        """Let layers, by their outputs, compute in int8."""
        for node in self._graph.node:
            layer = layers.get(node.output[0])
            if layer:
                node.input[0] = self._activation(layer.activation)
                node.input[1] = self._weight(layer.weight, layer.axis)
            self._nodes.append(node)
        del self._graph.node[:]
        self._graph.node.extend(self._nodes)
        self._drop_unused()

    def _activation(self, name: str) -> str:
        prefix = f'{name}_int8'
        if prefix not in self._done:
            scale = np.array(self._limits[name] / _ACTIVATION_STEPS, np.float32)
            parameters = self._parameters(prefix, scale)
            self._add('QuantizeLinear', [name, *parameters], prefix)
            self._add('DequantizeLinear', [prefix, *parameters], f'{prefix}_f32')
        return f'{prefix}_f32'

    def _weight(self, name: str, axis: int) -> str:
        prefix = f'{name}_int8_{axis}'
        if prefix not in self._done:
            weight = numpy_helper.to_array(self._values[name])
            others = tuple(each for each in range(weight.ndim) if each != axis)
            largest = np.abs(weight).max(axis=others, keepdims=True)
            scale = np.maximum(largest, _SMALLEST) / np.float32(_WEIGHT_STEPS)
            self._constant(prefix, np.rint(weight / scale).astype(np.int8))
            parameters = self._parameters(prefix, scale.ravel())
            self._add('DequantizeLinear', [prefix, *parameters], f'{prefix}_f32', axis=axis)
        return f'{prefix}_f32'

    def _parameters(self, prefix: str, scale: np.ndarray) -> tuple[str, str]:
        """Store scale and zero point; return their names."""
        self._done.add(prefix)
        self._constant(f'{prefix}_scale', scale)
        self._constant(f'{prefix}_zero', np.zeros_like(scale, np.int8))
        return f'{prefix}_scale', f'{prefix}_zero'

    def _constant(self, name: str, value: np.ndarray) -> None:
        self._graph.initializer.append(numpy_helper.from_array(value, name))

    def _add(self, op_type: str, inputs: list[str], output: str, **attributes: Any) -> None:
        self._nodes.append(helper.make_node(op_type, inputs, [output], output, **attributes))

    def _drop_unused(self) -> None:
        """Drop weights in f32 that no node uses any more."""
        used = {name for node in self._graph.node for name in names_read(node)}
        kept = [tensor for tensor in self._graph.initializer if tensor.name in used]
        del self._graph.initializer[:]
        self._graph.initializer.extend(kept)
