# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From a torch net to an ONNX model file that carries its own description."""

from __future__ import annotations

from dataclasses import asdict
import hashlib
import logging
from pathlib import Path
import warnings

import onnx
import torch

from seg_node.core.label_set import LabelSet
from seg_node.core.model_spec import ModelSpec
from seg_node.export.conv_crf import insert_crf
from seg_node.export.crf_parameters import CrfParameters
from seg_node.export.model_graph import ModelGraph
from seg_node.model_files.onnx_file import save_model
from seg_node.models import SegmentationNet

OPSET = 20
_PORTS = ('labels', 'confidence', 'set_probability')


def export_model(
    net: SegmentationNet,
    labels: LabelSet,
    path: Path,
    network_size: tuple[int, int],
    output_stride: int | None = None,
    temperature: float = 1.0,
    training_data: str = '',
    metrics: dict[str, float] | None = None,
    crf: CrfParameters | None = None,
) -> ModelSpec:
    """
    Write a model file.

    :param net: the trained net; it is left in evaluation mode.
    :param labels: its classes and default class sets.
    :param path: of the ``.onnx`` file; its folder is made if missing.
    :param network_size: nominal (width, height) of the network input [px].
    :param output_stride: network pixels per map pixel; by default 2, or 1 where the
        net's logits have every pixel.
    :param temperature: calibration of the softmax.
    :param training_data: what the net was trained on, for people.
    :param metrics: measured figures.
    :param crf: of a CRF that refines the logits, if any.
    :returns: the spec that the file holds.
    :raises ConfigurationError: if ``output_stride`` does not fit the net.
    :raises ModelFileError: if ``network_size`` or ``temperature`` cannot be.
    """
    if output_stride is None:
        output_stride = min(2, net.logit_stride)
    spec = ModelSpec(
        architecture=net.architecture,
        labels=labels,
        stride=net.stride,
        network_size=network_size,
        output_stride=output_stride,
        mean=net.mean,
        std=net.std,
        temperature=temperature,
        weights_digest=weights_digest(net),
        training_data=training_data,
        metrics=metrics or {},
        crf=asdict(crf) if crf else {},
    )
    model = trace_graph(ModelGraph(net, output_stride), spec)
    if crf:
        insert_crf(model, crf, output_stride)
    save_model(model, spec, path)
    return spec


def trace_graph(graph: ModelGraph, spec: ModelSpec) -> onnx.ModelProto:
    """
    Turn a graph into a model, with ``logits`` as a tensor inside.

    :param graph: that is left in evaluation mode.
    :param spec: of the model to be.
    :returns: the model without its spec; N and K are open, H and W too unless the spec
        fixes them.
    """
    # The exporter warns of operators of torchvision, which no net here has.
    logging.getLogger('torch.onnx').setLevel(logging.ERROR)
    dim = torch.export.Dim
    stride = spec.stride
    # Large, since the exporter takes a side that is 1 anywhere in the net for the constant 1.
    width, height = 37 * stride, 20 * stride
    sides = {
        1: stride * dim('rows', min=1, max=512),
        2: stride * dim('columns', min=1, max=512),
    }
    if spec.is_fixed_size:
        (width, height), sides = spec.network_size, {}
    frame = torch.zeros(2, height, width, 3, dtype=torch.uint8)
    class_sets = torch.zeros(3, len(spec.labels))
    with warnings.catch_warnings():
        # The exporter calls what torch itself has deprecated.
        warnings.simplefilter('ignore', FutureWarning)
        program = torch.onnx.export(
            graph.eval(),
            (frame, class_sets),
            input_names=['frame', 'class_sets'],
            output_names=[*_PORTS, 'logits'],
            dynamic_shapes=(
                {0: dim('N', min=1, max=64), **sides},
                {0: dim('K', min=1, max=255)},
            ),
            opset_version=OPSET,
            dynamo=True,
            verbose=False,
        )
    assert program is not None
    model = program.model_proto
    uses = [node.op_type for node in model.graph.node if 'temperature' in node.input]
    assert uses == ['Div'], f'temperature is used by {uses}, and rewriting it would change them'
    _keep_logits_inside(model)
    _forget_tracing(model)
    return model


def weights_digest(net: SegmentationNet) -> str:
    """Digest a net's weights: sha256 over names and values, in a fixed order."""
    digest = hashlib.sha256()
    for name, tensor in sorted(net.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.contiguous().numpy().tobytes())
    return digest.hexdigest()


def _keep_logits_inside(model: onnx.ModelProto) -> None:
    """Turn the output ``logits`` into a tensor that keeps its name, type and shape."""
    (logits,) = (output for output in model.graph.output if output.name == 'logits')
    model.graph.value_info.append(logits)
    model.graph.output.remove(logits)


def _forget_tracing(model: onnx.ModelProto) -> None:
    """Drop the tracer's notes: longer than a small net, they name folders of this machine."""
    graph = model.graph
    for part in (graph, *graph.node, *graph.input, *graph.output, *graph.value_info):
        del part.metadata_props[:]
