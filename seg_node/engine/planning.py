# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Which engine a model needs for a camera."""

from __future__ import annotations

from onnx import ModelProto

from seg_node.backends.gpu import Gpu
from seg_node.backends.options import BackendOptions
from seg_node.backends.tensorrt_flavour import Flavour
from seg_node.core.model_spec import ModelSpec
from seg_node.engine.build_request import BuildRequest
from seg_node.engine.derivation import derive_graph
from seg_node.engine.engine_options import EngineOptions


def plan_engine(
    model: ModelProto,
    spec: ModelSpec,
    frame_size: tuple[int, int],
    options: BackendOptions,
    engine: EngineOptions,
    flavour: Flavour,
    gpu: Gpu,
) -> BuildRequest:
    """
    Derive the graph of an engine and say how it is to be built.

    :param model: as in a model file.
    :param spec: of the model.
    :param frame_size: (width, height) of the camera's frames [px].
    :param options: sizes and precision.
    :param engine: how many class sets it takes.
    :param flavour: of TensorRT.
    :param gpu: that the engine is for.
    :raises ConfigurationError: if the options do not fit the model.
    """
    options.check(spec)
    layout = engine.layout(spec, options, frame_size)
    return BuildRequest(
        graph=derive_graph(model, spec, options.precision, layout),
        architecture=spec.architecture,
        flavour=flavour,
        gpu=gpu,
        precision=spec.name_precision(options.precision),
        layout=layout,
    )
