# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is cut out of a model file: its net with other ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import onnx
from onnx import GraphProto, helper, ModelProto, NodeProto, TensorProto

from seg_node.core.errors import ModelFileError

_FLOAT = TensorProto.FLOAT


def cut_to_logits(model: ModelProto) -> ModelProto:
    """
    Take the part of a model from frames to logits.

    :param model: that keeps the contract of a model file.
    :returns: ``frame`` (N, H, W, 3) uint8 to ``logits`` (N, C, h, w).
    """
    graph = model.graph
    (frame,) = (port for port in graph.input if port.name == 'frame')
    logits = helper.make_tensor_value_info('logits', _FLOAT, ['N', 'C', 'h', 'w'])
    return _model(model, _needed(graph.node, ['logits']), frame, logits)


def cut_to_enlarged_net(model: ModelProto) -> ModelProto:
    """
    Take the net out of a model, with its logits enlarged to the size of its input.

    :param model: that ``seg export`` wrote.
    :returns: normalised images (N, 3, H, W) float32 to ``enlarged_logits``
        (N, C, H, W), enlarged bilinearly in one step.
    :raises ModelFileError: if the net cannot be told from what is around it.
    """
    graph = model.graph
    images = _normalised_images(graph)
    logits = _own_logits(graph)
    inner = [node for node in graph.node if images not in node.output]
    kept = _needed(inner, [logits])
    if any('frame' in node.input for node in kept):
        raise ModelFileError('its net depends on the frame itself, not on normalised images alone')
    nodes = [*kept, *_enlargement(logits, images)]
    return _model(
        model,
        nodes,
        helper.make_tensor_value_info(images, _FLOAT, ['N', 3, 'H', 'W']),
        helper.make_tensor_value_info('enlarged_logits', _FLOAT, ['N', 'C', 'H', 'W']),
    )


def _normalised_images(graph: GraphProto) -> str:
    """Name the tensor behind the division by ``std``."""
    for node in graph.node:
        if node.op_type == 'Div' and node.input[1] == 'std':
            return str(node.output[0])
    raise ModelFileError(
        'it has no division by an initializer named std, so that its net cannot be told from '
        'the normalisation before it: give a model that seg export wrote'
    )


def _own_logits(graph: GraphProto) -> str:
    """Name the logits as the net gives them, before the graph enlarges them to its maps."""
    (last,) = (node for node in graph.node if 'logits' in node.output)
    return str(last.input[0]) if last.op_type == 'Resize' else 'logits'


def _enlargement(logits: str, images: str) -> list[NodeProto]:
    """Resize logits to the height and width of the images."""
    return [
        helper.make_node('Shape', [logits], ['batch_and_classes'], end=2),
        helper.make_node('Shape', [images], ['height_and_width'], start=2),
        helper.make_node('Concat', ['batch_and_classes', 'height_and_width'], ['size'], axis=0),
        helper.make_node(
            'Resize',
            [logits, '', '', 'size'],
            ['enlarged_logits'],
            mode='linear',
            coordinate_transformation_mode='half_pixel',
        ),
    ]


def _needed(nodes: Iterable[NodeProto], outputs: Sequence[str]) -> list[NodeProto]:
    """Keep the nodes that some tensors are computed from, in their order."""
    wanted = set(outputs)
    kept = []
    for node in reversed(list(nodes)):
        if wanted.intersection(node.output):
            wanted.update(node.input)
            kept.append(node)
    return kept[::-1]


def _model(
    model: ModelProto,
    nodes: Sequence[NodeProto],
    port_in: onnx.ValueInfoProto,
    port_out: onnx.ValueInfoProto,
) -> ModelProto:
    """Put nodes of a model between two ports."""
    used = {name for node in nodes for name in node.input}
    graph = helper.make_graph(
        nodes,
        model.graph.name,
        [port_in],
        [port_out],
        [weight for weight in model.graph.initializer if weight.name in used],
    )
    return helper.make_model(graph, opset_imports=model.opset_import, ir_version=model.ir_version)
