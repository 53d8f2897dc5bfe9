# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A net with one layer that int8 ruins, and frames for it."""

from dataclasses import replace
from typing import Any

import numpy as np
from onnx import helper, numpy_helper, TensorProto
import pytest

from seg_node.model_files.onnx_file import load_model, save_model


@pytest.fixture(scope='session')
def rough_model(colour_model, tmp_path_factory):
    """
    Path of a model file, whose last layer int8 cannot hold.

    Its weights of channel 0, which is 0 everywhere, are thousands of times the others: on
    their scale all others become 0.
    """
    model, spec = load_model(colour_model)
    tail = list(model.graph.node)[4:]  # from the logits to the maps
    random = np.random.default_rng(0)
    shapes = {
        'net.first': (16, 3, 1, 1),
        'net.depthwise': (16, 1, 3, 3),
        'net.second': (16, 16, 1, 1),
        'net.classifier': (len(spec.labels), 16, 1, 1),
    }
    weights = {name: random.normal(0, 0.3, shape) for name, shape in shapes.items()}
    weights['net.second'][0] = 0
    weights['net.classifier'][:, 0] = 1e4
    del model.graph.node[:]
    model.graph.node.extend([*_net(), *tail])
    model.graph.initializer.extend(
        numpy_helper.from_array(weight.astype(np.float32), f'{name}.weight')
        for name, weight in weights.items()
    )
    model.graph.initializer.append(numpy_helper.from_array(np.array(64, np.float32), 'std'))
    path = tmp_path_factory.mktemp('rough') / 'rough.onnx'
    save_model(model, replace(spec, temperature=1.5, metrics={'miou': 0.5}), path)
    return path


def _net():
    nodes: list[tuple[str, list[str], str, dict[str, Any]]] = [
        ('Cast', ['frame'], 'pixels', {'to': TensorProto.FLOAT}),
        ('Transpose', ['pixels'], 'image', {'perm': [0, 3, 1, 2]}),
        ('Div', ['image', 'std'], 'input', {}),
        ('Conv', ['input', 'net.first.weight'], 'first', {}),
        ('Relu', ['first'], 'rectified', {}),
        (
            'Conv',
            ['rectified', 'net.depthwise.weight'],
            'depthwise',
            {'group': 16, 'pads': [1, 1, 1, 1]},
        ),
        ('Conv', ['depthwise', 'net.second.weight'], 'second', {}),
        ('Relu', ['second'], 'features', {}),
        ('Conv', ['features', 'net.classifier.weight'], 'logits', {}),
    ]
    return [
        helper.make_node(operator, inputs, [output], **attributes)
        for operator, inputs, output, attributes in nodes
    ]


@pytest.fixture(scope='session')
def images():
    """Random patches of colour, at twice the size of the net."""
    random = np.random.default_rng(0)
    patches = random.integers(0, 256, (8, 24, 32, 3), np.uint8)
    return list(patches.repeat(4, axis=1).repeat(4, axis=2))
