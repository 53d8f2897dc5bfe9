# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The part of a foreign graph that a model file takes over."""

from __future__ import annotations

from collections.abc import Iterable

from onnx import GraphProto, helper, ModelProto, NodeProto, version_converter

from seg_node.core.errors import ModelFileError, one_line
from seg_node.export.model_file import OPSET
from seg_node.model_files.graph_walk import names_read, nodes_behind, subgraphs


def cut_to_output(model: ModelProto, image: str, output: str) -> GraphProto:
    """
    Take what one output is computed from, in operators of ``OPSET``.

    :param model: without functions of its own.
    :param image: name of its only input.
    :param output: name of the output that stays; heads of others go.
    :raises ModelFileError: if operators remain that not every runtime has, or that
        cannot be converted to ``OPSET``.
    """
    nodes = nodes_behind(model.graph.node, output)
    _check_domains(nodes)
    read = {name for node in nodes for name in names_read(node)}
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


def _check_domains(nodes: Iterable[NodeProto]) -> None:
    for node in nodes:
        if node.domain not in ('', 'ai.onnx'):
            raise ModelFileError(
                f"its operator {node.op_type} is of the domain '{node.domain}', which only some "
                'runtimes have: export the net with standard ONNX operators'
            )
        for graph in subgraphs(node):
            _check_domains(graph.node)
