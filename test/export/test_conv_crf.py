# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The CRF of a model's graph, against brute force over all pairs of pixels."""

from dataclasses import replace
from functools import lru_cache

from dense_crf import dense_crf
import numpy as np
import onnx
from onnx import helper, TensorProto
import onnxruntime
import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.export.conv_crf import ConvCrf, insert_crf
from seg_node.export.crf_parameters import CRF_DEFAULTS, CrfParameters
from seg_node.export.model_file import OPSET
from seg_node.model_files.node_list import NodeList

STRONG = CrfParameters(
    theta_alpha=4.0,
    theta_beta=25.0,
    theta_gamma=2.0,
    appearance_weight=5.0,
    smoothness_weight=2.0,
)


def softmax(logits):
    exponential = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponential / exponential.sum(axis=1, keepdims=True)


@lru_cache
def crf_session(parameters, classes):
    """Open a graph of nothing but the CRF."""
    nodes = NodeList('')
    result = ConvCrf(parameters, nodes).refine('logits', 'image')
    ports = (('logits', classes), ('image', 3), (result, classes))
    *inputs, output = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ['N', channels, 'h', 'w'])
        for name, channels in ports
    )
    graph = helper.make_graph(nodes.nodes, 'crf', inputs, [output], list(nodes.constants.values()))
    opset = helper.make_opsetid('', OPSET)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    # Planning the memory of a large window's nodes takes far longer than running them.
    options.enable_mem_reuse = False
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=['CPUExecutionProvider']
    )


def draw(seed, shape=(6, 7), classes=4, frames=2):
    """Draw logits, and images of a few flat areas with noise."""
    random = np.random.default_rng(seed)
    height, width = shape
    logits = random.normal(scale=1.5, size=(frames, classes, height, width)).astype(np.float32)
    area = random.integers(0, 3, (frames, 1, height, width)) * 60
    image = area + random.normal(scale=8, size=(frames, 3, height, width)) + 50
    return logits, image.astype(np.float32)


def refine(parameters, logits, image):
    session = crf_session(parameters, logits.shape[1])
    return softmax(session.run(None, {'logits': logits, 'image': image})[0])


def reference(parameters, logits, image, radius=None):
    pairs = zip(logits, image.transpose(0, 2, 3, 1), strict=True)
    return np.stack([dense_crf(*pair, parameters, radius) for pair in pairs])


@pytest.mark.parametrize('seed', range(4))
@pytest.mark.parametrize(('shape', 'classes'), [((6, 7), 4), ((5, 4), 11), ((1, 6), 2)])
def test_window_over_the_whole_image_is_a_fully_connected_crf(seed, shape, classes):
    logits, image = draw(seed, shape, classes)
    parameters = replace(STRONG, radius=max(shape) - 1)
    found = refine(parameters, logits, image)
    np.testing.assert_allclose(found, reference(STRONG, logits, image), atol=1e-4)
    assert np.abs(found - softmax(logits)).max() > 0.15, 'a CRF that does nothing tests nothing'


@pytest.mark.parametrize('radius', [1, 2, 3])
def test_window_is_a_square_around_each_pixel(radius):
    logits, image = draw(radius)
    found = refine(replace(STRONG, radius=radius), logits, image)
    np.testing.assert_allclose(found, reference(STRONG, logits, image, radius), atol=1e-4)
    assert np.abs(found - reference(STRONG, logits, image)).max() > 0.02


@pytest.mark.parametrize(
    'change',
    [
        {'iterations': 1},
        {'iterations': 8},
        {'theta_alpha': 1.0},
        {'theta_beta': 3.0},
        {'theta_gamma': 0.7},
        {'appearance_weight': 0.0},
        {'smoothness_weight': 0.0},
    ],
)
def test_each_parameter_is_that_of_the_formula(change):
    logits, image = draw(1)
    changed = replace(STRONG, **change)
    found = refine(replace(changed, radius=6), logits, image)
    np.testing.assert_allclose(found, reference(changed, logits, image), atol=1e-4)
    assert np.abs(found - reference(STRONG, logits, image)).max() > 0.02


def test_frames_of_a_batch_do_not_see_each_other():
    logits, image = draw(2, frames=3)
    together = refine(STRONG, logits, image)
    alone = np.concatenate([refine(STRONG, logits[i : i + 1], image[i : i + 1]) for i in range(3)])
    np.testing.assert_allclose(together, alone, atol=1e-6)


def test_noisy_labels_follow_the_edge_of_the_image():
    random = np.random.default_rng(0)
    truth = np.zeros((24, 32), int)
    truth[:, 13:] = 1
    image = np.where(truth, 180, 70) + random.normal(scale=4, size=(1, 3, 24, 32))
    logits = 2.0 * np.eye(2)[truth].transpose(2, 0, 1) + random.normal(scale=1.5, size=(2, 24, 32))
    refined = refine(
        replace(STRONG, radius=3), logits[None].astype(np.float32), image.astype(np.float32)
    )
    wrong_before = np.mean(logits.argmax(axis=0) != truth)
    assert wrong_before > 0.1
    assert np.mean(refined[0].argmax(axis=0) != truth) < 0.1 * wrong_before


@pytest.mark.parametrize(
    ('name', 'value'),
    [
        *((name, value) for name in CRF_DEFAULTS for value in (-1.0, float('nan'), float('inf'))),
        ('radius', 0),
        ('radius', 11),
        ('radius', 1.5),
        ('iterations', 0),
        ('theta_beta', 0.0),
    ],
)
def test_parameter_out_of_range_is_refused(name, value):
    with pytest.raises(ConfigurationError, match=f'CRF: .*{name} {value:g} '):
        CrfParameters(**{name: value})


def test_crf_of_no_kernel_is_refused():
    with pytest.raises(ConfigurationError, match='both 0: raise one'):
        CrfParameters(appearance_weight=0, smoothness_weight=0)


def test_graph_without_logits_takes_no_crf(exported):
    model = onnx.load(exported[1])
    for node in model.graph.node:
        node.output[:] = [name.replace('logits', 'scores') for name in node.output]
    with pytest.raises(ValueError, match='no tensor named logits'):
        insert_crf(model, STRONG, 2)
