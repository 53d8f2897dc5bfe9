# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From a model file to the one graph that an engine is compiled from."""

from __future__ import annotations

from onnx import ModelProto
from onnx.shape_inference import InferenceError

from seg_node.backends.options import Precision
from seg_node.core.errors import ConfigurationError, ModelFileError, one_line
from seg_node.core.frame_layout import FrameLayout
from seg_node.core.model_spec import ModelSpec
from seg_node.engine.frame_graph import compose_frame_graph
from seg_node.model_files.half_precision import to_half_precision


def derive_graph(
    model: ModelProto, spec: ModelSpec, precision: Precision, layout: FrameLayout
) -> bytes:
    """
    Compose the frame graph and bring it into a precision.

    :param model: as in a model file; what seg quantize made int8 stays so.
    :param spec: of the model.
    :param precision: of the rest: f32 or f16.
    :param layout: of frames and maps.
    :returns: an ONNX file; the same bytes for the same arguments.
    :raises ConfigurationError: if no engine is built in that precision.
    :raises ModelFileError: if the model does not keep the contract.
    """
    if precision not in ('f32', 'f16'):
        raise ConfigurationError(f'precision is {precision}, and engines are built in f32 or f16')
    try:
        graph = compose_frame_graph(model, spec, layout)
        if precision == 'f16':
            graph = to_half_precision(graph)
        return graph.SerializeToString(deterministic=True)
    except (InferenceError, ValueError) as error:  # ValueError: of more than 2 GB
        raise ModelFileError(f'no engine can be derived from it: {one_line(error)}') from error
