# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
A model whose net computes in float16, derived from the one that computes in float32.

The nodes from the first product with weights to the logits become half. What sums up many
numbers or divides by sums stays single: softmax, norms, reductions; so do the frame's
normalisation, a CRF, and all that makes maps of logits. Ports keep their types.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import onnx
from onnx import GraphProto, helper, ModelProto, NodeProto, numpy_helper, TensorProto

from seg_node.core.errors import ModelFileError
from seg_node.model_files.graph_walk import names_read, nodes_behind, subgraphs

_PRODUCTS = ('Conv', 'ConvTranspose', 'Gemm', 'MatMul')
_SINGLE_OPERATORS = """
    BatchNormalization ConstantOfShape CumSum DequantizeLinear Exp GlobalAveragePool
    GroupNormalization InstanceNormalization LayerNormalization LogSoftmax LpNormalization
    MeanVarianceNormalization Pow QuantizeLinear RMSNormalization Range ReduceL1 ReduceL2
    ReduceLogSum ReduceLogSumExp ReduceMean ReduceProd ReduceSum ReduceSumSquare Softmax
""".split()
_CRF = 'crf_'
# Inputs that ONNX wants in float32 whatever the type of the data.
_SINGLE_INPUTS = {'Resize': (1, 2)}


def to_half_precision(model: ModelProto) -> ModelProto:
    """
    Derive the model that computes in float16.

    :param model: in float32, of fixed or open shapes; it is left as it is.
    :raises ModelFileError: if its graph computes no tensor ``logits``.
    """
    derived = onnx.shape_inference.infer_shapes(model)
    _constants_to_initializers(derived.graph)
    _Conversion(derived.graph).run()
    del derived.graph.value_info[:]
    return onnx.shape_inference.infer_shapes(derived, strict_mode=True, data_prop=True)


class _Conversion:
    """
    Gives each tensor that a half node makes or reads a second name, of its half form.

    :param graph: that it changes; the types of its tensors are known.
    """

    def __init__(self, graph: GraphProto) -> None:
        self._graph = graph
        self._singles = _single_tensors(graph)
        self._unfit = {
            each.name
            for each in graph.initializer
            if each.name in self._singles and not _fits_half(numpy_helper.to_array(each))
        }
        self._is_half = list(self._choose())

    def run(self) -> None:
        """Rewrite nodes and weights."""
        read_as_half: set[str] = set()
        read_as_single = {'logits', *(port.name for port in self._graph.output)}
        for node, is_half in zip(self._graph.node, self._is_half, strict=True):
            halved = (
                {node.input[place] for place in self._halved_inputs(node)} if is_half else set()
            )
            read_as_half |= halved
            read_as_single |= set(names_read(node)) - halved
        nodes = [
            _cast_to_half(port.name) for port in self._graph.input if port.name in read_as_half
        ]
        for node, is_half in zip(self._graph.node, self._is_half, strict=True):
            made = [name for name in node.output if name in self._singles]
            nodes.append(node)
            if is_half:
                self._make_half(node)
                nodes += [_cast_to_single(name) for name in made if name in read_as_single]
            else:
                nodes += [_cast_to_half(name) for name in made if name in read_as_half]
        del self._graph.node[:]
        self._graph.node.extend(nodes)
        self._halve_weights(read_as_half, read_as_single)

    def _choose(self) -> Iterator[bool]:
        """Say of each node whether it becomes half."""
        if not any('logits' in node.output for node in self._graph.node):
            raise ModelFileError('its graph computes no tensor named logits: export it again')
        of_the_net = {node.output[0] for node in nodes_behind(self._graph.node, 'logits')}
        weighted: set[str] = set()
        """Tensors that come after a product."""
        for node in self._graph.node:
            if node.op_type in _PRODUCTS or weighted.intersection(node.input):
                weighted.update(node.output)
            is_in_net = node.output[0] in of_the_net and weighted.issuperset(node.output)
            yield is_in_net and self._may_be_half(node)

    def _may_be_half(self, node: NodeProto) -> bool:
        return (
            node.op_type not in _SINGLE_OPERATORS
            and not node.name.startswith(_CRF)
            and not any(subgraphs(node))
            and not self._unfit.intersection(node.input)
            and self._singles.issuperset(node.output)
        )

    def _halved_inputs(self, node: NodeProto) -> list[int]:
        kept = _SINGLE_INPUTS.get(node.op_type, ())
        return [
            place
            for place, name in enumerate(node.input)
            if name in self._singles and place not in kept
        ]

    def _make_half(self, node: NodeProto) -> None:
        for place in self._halved_inputs(node):
            node.input[place] = _half_name(node.input[place])
        node.output[:] = map(_half_name, node.output)
        for attribute in node.attribute:
            if node.op_type == 'Cast' and attribute.name == 'to':
                attribute.i = TensorProto.FLOAT16

    def _halve_weights(self, read_as_half: set[str], read_as_single: set[str]) -> None:
        weights = list(self._graph.initializer)
        del self._graph.initializer[:]
        for weight in weights:
            if weight.name in read_as_half:
                half = numpy_helper.to_array(weight).astype(np.float16)
                self._graph.initializer.append(
                    numpy_helper.from_array(half, _half_name(weight.name))
                )
            if weight.name in read_as_single or weight.name not in read_as_half:
                self._graph.initializer.append(weight)


def _fits_half(values: np.ndarray) -> bool:
    """Tell whether none becomes infinite, and a small number beside a divisor not zero."""
    with np.errstate(over='ignore'):
        halves = values.astype(np.float16)
    return bool(np.isfinite(halves).all() and halves.any() == values.any())


def _half_name(name: str) -> str:
    return f'{name}/half'


def _cast_to_half(name: str) -> NodeProto:
    half = _half_name(name)
    return helper.make_node('Cast', [name], [half], half, to=TensorProto.FLOAT16)


def _cast_to_single(name: str) -> NodeProto:
    return helper.make_node(
        'Cast', [_half_name(name)], [name], f'{name}/single', to=TensorProto.FLOAT
    )


def _single_tensors(graph: GraphProto) -> set[str]:
    ports = (*graph.value_info, *graph.input, *graph.output)
    names = {port.name for port in ports if port.type.tensor_type.elem_type == TensorProto.FLOAT}
    return names | {each.name for each in graph.initializer if each.data_type == TensorProto.FLOAT}


def _constants_to_initializers(graph: GraphProto) -> None:
    """Let constants be converted as weights are."""
    kept = []
    for node in graph.node:
        if node.op_type == 'Constant' and node.attribute[0].name == 'value':
            tensor = node.attribute[0].t
            tensor.name = node.output[0]
            graph.initializer.append(tensor)
        else:
            kept.append(node)
    del graph.node[:]
    graph.node.extend(kept)
