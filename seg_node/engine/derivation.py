# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From a model file to the one graph that an engine is compiled from."""

from __future__ import annotations

from onnx import ModelProto

from seg_node.backends.options import Precision
from seg_node.core.errors import ConfigurationError
from seg_node.core.frame_layout import FrameLayout
from seg_node.core.model_spec import ModelSpec
from seg_node.engine.frame_graph import compose_frame_graph
from seg_node.model_files.half_precision import to_half_precision


def derive_graph(
    model: ModelProto, spec: ModelSpec, precision: Precision, layout: FrameLayout
) -> bytes:
    """
    Compose the frame graph and bring it into a precision.

    :param model: as in a model file.
    :param spec: of the model.
    :param precision: f32 or f16 of a file in float32; int8 of one that seg quantize wrote.
    :param layout: of frames and maps.
    :returns: an ONNX file; the same bytes for the same arguments.
    :raises ConfigurationError: if the file is not of the precision that is needed.
    """
    if precision == 'bf16':
        raise ConfigurationError('precision is bf16, and engines are built in f32, f16 or int8')
    is_quantised = any(node.op_type == 'QuantizeLinear' for node in model.graph.node)
    if is_quantised != (precision == 'int8'):
        found, remedy = (
            ('quantised', 'choose int8, or give the file that it was made of')
            if is_quantised
            else ('not quantised', 'give the file that seg quantize makes of it')
        )
        raise ConfigurationError(f'precision is {precision}, and the model is {found}: {remedy}')
    graph = compose_frame_graph(model, spec, layout)
    if precision == 'f16':
        graph = to_half_precision(graph)
    return graph.SerializeToString(deterministic=True)
