# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A model file that knows classes by their colour, so tests know what it must answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper, TensorProto

from seg_node.core.label_set import LabelSet
from seg_node.core.model_spec import METADATA_KEY, ModelSpec

_SHARPNESS = 1e-3  # a colour one step of 255 away from its class is still sure


def colour_spec(labels: LabelSet, **changes: Any) -> ModelSpec:
    """Describe the model."""
    spec: dict[str, Any] = {
        'architecture': 'nearest_colour',
        'labels': labels,
        'stride': 8,
        'network_size': (64, 48),
        'output_stride': 1,
        'mean': (0.0, 0.0, 0.0),
        'std': (1.0, 1.0, 1.0),
    }
    return ModelSpec(**(spec | changes))


def colour_probability(image: np.ndarray, labels: LabelSet) -> np.ndarray:
    """
    Say what the model must answer, computed another way.

    :param image: (H, W, 3) uint8 RGB.
    :returns: (C, H, W) float64, the softmax over the classes.
    """
    colours = labels.palette[: len(labels), None, None].astype(np.float64)
    likelihood = np.exp(-_SHARPNESS * ((image - colours) ** 2).sum(axis=-1))
    return likelihood / likelihood.sum(axis=0)


def write_colour_model(
    path: Path,
    labels: LabelSet,
    spec_json: str | None = None,
    breaks_on_white: bool = False,
) -> Path:
    """
    Write a model whose label is the class of the nearest colour.

    The squared distance to colour p is x.x - 2 p.x + p.p; x.x is the same for
    all classes, so the logits 2 p.x - p.p (scaled) have their maximum at the
    nearest one.

    :param path: of the ``.onnx`` file.
    :param labels: classes and their colours.
    :param spec_json: to hold instead of the right spec; empty for none.
    :param breaks_on_white: whether the runtime fails on a frame whose first byte is 255.
    """
    colours = labels.palette[: len(labels)].astype(np.float32)
    weight = (2 * _SHARPNESS * colours).T  # (3, C)
    bias = -_SHARPNESS * (colours**2).sum(axis=1)
    initializers = {
        'weight': weight,
        'bias': bias,
        'byte': np.float32(255),
        'one': np.float32(1),
        'temperature': np.float32(1),
        'class_axis': np.array([1], np.int64),
    }
    nodes: list[tuple[str, list[str], str, dict[str, Any]]] = [
        ('Cast', ['frame'], 'pixels', {'to': TensorProto.FLOAT}),
        ('MatMul', ['pixels', 'weight'], 'scores', {}),
        ('Add', ['scores', 'bias'], 'logits_nhwc', {}),
        ('Transpose', ['logits_nhwc'], 'logits', {'perm': [0, 3, 1, 2]}),
        ('Div', ['logits', 'temperature'], 'scaled', {}),
        ('Softmax', ['scaled'], 'probability', {'axis': 1}),
        ('ArgMax', ['logits'], 'label', {'axis': 1, 'keepdims': 0}),
        ('Cast', ['label'], 'labels', {'to': TensorProto.UINT8}),
        ('ReduceMax', ['probability', 'class_axis'], 'best', {'keepdims': 0}),
        ('Einsum', ['class_sets', 'probability'], 'sums', {'equation': 'kc,nchw->nkhw'}),
        ('Min', ['sums', 'one'], 'sums_clamped', {}),
    ]
    if breaks_on_white:
        initializers |= {
            'all': np.array([-1], np.int64),
            'first': np.int64(0),
            'zeros': np.zeros(255, np.float32),
        }
        nodes[0] = ('Cast', ['frame'], 'unbroken', {'to': TensorProto.FLOAT})
        nodes[1:1] = [
            ('Reshape', ['frame', 'all'], 'bytes', {}),
            ('Gather', ['bytes', 'first'], 'first_byte', {}),
            ('Cast', ['first_byte'], 'index', {'to': TensorProto.INT64}),
            ('Gather', ['zeros', 'index'], 'zero', {}),  # there is no 255th
            ('Add', ['unbroken', 'zero'], 'pixels', {}),
        ]
    for name, output in (('best', 'confidence'), ('sums_clamped', 'set_probability')):
        nodes += [
            ('Mul', [name, 'byte'], f'{name}_byte', {}),
            ('Round', [f'{name}_byte'], f'{name}_round', {}),
            ('Cast', [f'{name}_round'], output, {'to': TensorProto.UINT8}),
        ]
    graph = helper.make_graph(
        [helper.make_node(op, inputs, [output], **a) for op, inputs, output, a in nodes],
        'nearest_colour',
        [
            helper.make_tensor_value_info('frame', TensorProto.UINT8, ['N', 'H', 'W', 3]),
            helper.make_tensor_value_info('class_sets', TensorProto.FLOAT, ['K', len(labels)]),
        ],
        [
            helper.make_tensor_value_info('labels', TensorProto.UINT8, ['N', 'H', 'W']),
            helper.make_tensor_value_info('confidence', TensorProto.UINT8, ['N', 'H', 'W']),
            helper.make_tensor_value_info(
                'set_probability', TensorProto.UINT8, ['N', 'K', 'H', 'W']
            ),
        ],
        [numpy_helper.from_array(np.asarray(v), k) for k, v in initializers.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 20)], ir_version=10)
    text = colour_spec(labels).to_json() if spec_json is None else spec_json
    if text:
        helper.set_model_props(model, {METADATA_KEY: text})
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)
    return path
