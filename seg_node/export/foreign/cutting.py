# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The part of a foreign graph that a model file takes over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onnx import AttributeProto, GraphProto, helper, ModelProto, NodeProto, version_converter

from seg_node.core.errors import ModelFileError, one_line
from seg_node.export.model_file import OPSET


def cut_to_output(model: ModelProto, image: str, output: str) -> GraphProto:
    """
    Take what one output is computed from, in operators of ``OPSET``.

    :param model: without functions of its own.
    :param image: name of its only input.
    :param output: name of the output that stays; heads of others go.
    :raises ModelFileError: if operators remain that not every runtime has, or that
        cannot be converted to ``OPSET``.
    """
    nodes = _needed(model.graph.node, output)
    _check_domains(nodes)
    read = {name for node in nodes for name in _names_read(node)}
    graph = helper.make_graph(
        nodes,
        'net',
        [port for port in model.graph.input if port.name == image],
        [port for port in model.graph.output if port.name == output],
        [tensor for tensor in model.graph.initializer if tensor.name in read],
    )
    opset = [each for each in model.opset_import if each.domain in ('', 'ai.onnx')]
    cut = helper.make_model(graph, opset_imports=opset, ir_version=model.ir_version)
    try:
        return version_converter.convert_version(cut, OPSET).graph
    except Exception as error:
        versions = [each.version for each in opset]
        raise ModelFileError(
            f'its opset is {versions}, and it cannot be converted to {OPSET}, the one of model '
            f'files ({one_line(error)}): export the net with opset {OPSET}'
        ) from error


def subgraphs(node: NodeProto) -> Iterator[GraphProto]:
    """Give the branches of an ``If``, the body of a ``Loop`` and the like."""
    for attribute in node.attribute:
        if attribute.type == AttributeProto.GRAPH:
            yield attribute.g


def _needed(nodes: Iterable[NodeProto], output: str) -> list[NodeProto]:
    """Keep the nodes that a tensor is computed from, in their order."""
    wanted = {output}
    kept = []
    for node in reversed(list(nodes)):
        if wanted.intersection(node.output):
            wanted.update(_names_read(node))
            kept.append(node)
    return kept[::-1]


def _names_read(node: NodeProto) -> Iterator[str]:
    """Name the tensors that a node reads; those within its subgraphs do no harm."""
    yield from node.input
    for graph in subgraphs(node):
        yield from (port.name for port in graph.output)
        for inner in graph.node:
            yield from _names_read(inner)


def _check_domains(nodes: Iterable[NodeProto]) -> None:
    for node in nodes:
        if node.domain not in ('', 'ai.onnx'):
            raise ModelFileError(
                f"its operator {node.op_type} is of the domain '{node.domain}', which only some "
                'runtimes have: export the net with standard ONNX operators'
            )
        for graph in subgraphs(node):
            _check_domains(graph.node)
