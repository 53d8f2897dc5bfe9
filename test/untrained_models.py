# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Model files of nets that never learned, for what asks only how they are computed."""

from __future__ import annotations

from onnx import ModelProto

from seg_node.core.label_set import load_label_set
from seg_node.core.model_spec import ModelSpec
from seg_node.core.network_size import network_size
from seg_node.export.model_file import trace_graph
from seg_node.export.model_graph import ModelGraph
from seg_node.model_files.onnx_file import set_spec
from seg_node.models import create_model

_NOMINAL_SIZE = (512, 384)


def untrained_model(name: str, frame_size: tuple[int, int]) -> tuple[ModelProto, ModelSpec]:
    """
    Make what a model file holds, for the one network size that a camera gets.

    :param name: of the net, in the registry.
    :param frame_size: (width, height) of the camera's frames [px].
    """
    stride = create_model(name, 2).stride
    return untrained_model_at(name, network_size(frame_size, _NOMINAL_SIZE, stride), 2)


def untrained_model_at(
    name: str, size: tuple[int, int], output_stride: int
) -> tuple[ModelProto, ModelSpec]:
    """
    Make what a model file holds, for one network size.

    :param name: of the net, in the registry.
    :param size: (width, height) of the network input [px].
    :param output_stride: of the maps, if the logits are coarser; else theirs.
    """
    labels = load_label_set('camvid')
    net = create_model(name, len(labels)).eval()
    spec = ModelSpec(
        architecture=name,
        labels=labels,
        stride=net.stride,
        network_size=size,
        output_stride=min(output_stride, net.logit_stride),
        mean=net.mean,
        std=net.std,
        is_fixed_size=True,
        # Classes of a net that never learned lie close together.
        least_agreement={'f32': 0.97, 'f16': 0.9},
    )
    model = trace_graph(ModelGraph(net, spec.output_stride), spec)
    set_spec(model, spec)
    return model, spec
