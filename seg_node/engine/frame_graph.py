# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
A model's graph from the bytes of one camera's frame to maps of one size.

Frames are resized bilinearly and rounded to whole levels, as OpenCV does it for the CPU
backends, whose arithmetic in fixed point is off by one level here and there. Maps are
gathered by the very indices that the CPU backends gather by.
"""

from __future__ import annotations

import onnx
from onnx import GraphProto, helper, ModelProto, TensorProto

from seg_node.core.errors import ModelFileError
from seg_node.core.frame_layout import FrameLayout
from seg_node.core.image_size import format_size
from seg_node.core.model_spec import MODEL_FILE_REMEDY, ModelSpec
from seg_node.core.resizing import nearest_indices
from seg_node.engine.set_sums import sum_sets_by_element
from seg_node.model_files.node_list import NodeList

_PORTS = ('frame', 'class_sets', 'labels', 'confidence', 'set_probability')
_ROWS, _COLUMNS = 1, 2  # axes of a map


def compose_frame_graph(model: ModelProto, spec: ModelSpec, layout: FrameLayout) -> ModelProto:
    """
    Put a resize before a model and one behind it, with every shape fixed.

    :param model: as in a model file; it is left as it is.
    :param spec: of the model.
    :param layout: of frames and maps.
    :returns: a model with the input ``frame`` (1, H, row_bytes) uint8, and all other ports as
        in a model file, for one frame and ``layout.set_count`` class sets.
    :raises ModelFileError: if the graph is not that of a model file, or does not run at the
        network's size.
    """
    composed = ModelProto()
    composed.CopyFrom(model)
    graph = composed.graph
    _check_ports(graph)
    before, behind = NodeList('frame_'), NodeList('maps_')
    _replace_reads(graph, 'frame', _pixels(before, layout))
    map_size = tuple(side // spec.output_stride for side in layout.network_size)
    for name in ('labels', 'confidence'):
        _enlarge(graph, behind, name, map_size, layout.output_size)
    nodes = [*before.nodes, *graph.node, *behind.nodes]
    del graph.node[:], graph.value_info[:]
    graph.node.extend(nodes)
    graph.initializer.extend([*before.constants.values(), *behind.constants.values()])
    _fix_ports(graph, spec, layout)
    sum_sets_by_element(graph)
    try:
        return onnx.shape_inference.infer_shapes(composed, strict_mode=True, data_prop=True)
    except onnx.shape_inference.InferenceError as error:
        raise ModelFileError(
            f'its graph does not run at {format_size(layout.network_size)}: choose another '
            f'network_size ({str(error).splitlines()[0]})'
        ) from error


def _check_ports(graph: GraphProto) -> None:
    ports = [port.name for port in (*graph.input, *graph.output)]
    if sorted(ports) != sorted(_PORTS):
        raise ModelFileError(
            f'its ports are {", ".join(ports)}, and a model file has {", ".join(_PORTS)}: '
            f'{MODEL_FILE_REMEDY}'
        )


def _pixels(nodes: NodeList, layout: FrameLayout) -> str:
    """From bytes to (1, h, w, 3) float32 at the network's size, whole numbers from 0 to 255."""
    width, height = layout.frame_size
    # The cast comes first, since TensorRT computes with no uint8.
    rows = nodes.add('Cast', 'frame', to=TensorProto.FLOAT)
    if layout.row_bytes > 3 * width:
        rows = nodes.add('Slice', rows, (0,), (3 * width,), (2,))
    planes = nodes.add(
        'Transpose', nodes.add('Reshape', rows, (1, height, width, 3)), perm=[0, 3, 1, 2]
    )
    if layout.encoding == 'bgr8':
        planes = nodes.add('Gather', planes, (2, 1, 0), axis=1)
    if layout.network_size != layout.frame_size:
        sides = (1, 3, *reversed(layout.network_size))
        resized = nodes.add(
            'Resize',
            planes,
            '',
            '',
            sides,
            mode='linear',
            coordinate_transformation_mode='half_pixel',
        )
        planes = nodes.add('Round', resized)
    return nodes.add('Transpose', planes, perm=[0, 2, 3, 1])


def _enlarge(
    graph: GraphProto,
    nodes: NodeList,
    name: str,
    map_size: tuple[int, ...],
    output_size: tuple[int, int],
) -> None:
    """Gather a map's pixels before its last cast, since TensorRT computes with no uint8."""
    (last,) = (node for node in graph.node if name in node.output)
    if last.op_type != 'Cast':
        raise ModelFileError(
            f'its output {name} comes from {last.op_type}, not from a Cast: {MODEL_FILE_REMEDY}'
        )
    values = last.input[0]
    for axis, length, new_length in (
        (_ROWS, map_size[1], output_size[1]),
        (_COLUMNS, map_size[0], output_size[0]),
    ):
        if length != new_length:
            indices = tuple(map(int, nearest_indices(length, new_length)))
            values = nodes.add('Gather', values, indices, axis=axis)
    graph.node.remove(last)
    nodes.nodes.append(helper.make_node('Cast', [values], [name], name, to=TensorProto.UINT8))


def _replace_reads(graph: GraphProto, old: str, new: str) -> None:
    for node in graph.node:
        node.input[:] = [new if name == old else name for name in node.input]


def _fix_ports(graph: GraphProto, spec: ModelSpec, layout: FrameLayout) -> None:
    shapes = layout.port_shapes(spec)
    for port in (*graph.input, *graph.output):
        dtype = TensorProto.FLOAT if port.name == 'class_sets' else TensorProto.UINT8
        port.CopyFrom(helper.make_tensor_value_info(port.name, dtype, shapes[port.name]))
