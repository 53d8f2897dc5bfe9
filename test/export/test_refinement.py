# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A model file with a CRF keeps the contract, and its maps are those of the refined logits."""

from dataclasses import asdict, replace
import hashlib

from dense_crf import dense_crf
import numpy as np
import onnx
import pytest

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.core.risk_table import RiskTable
from seg_node.export.crf_parameters import CrfParameters
from seg_node.export.model_file import export_model
from seg_node.export.refinement import refine_model_file
from seg_node.model_files.onnx_file import save_model

CRF = CrfParameters(theta_beta=30.0, smoothness_weight=1.0)
SETS = np.array([[1, 0, 0, 1, 0], [0, 0, 1, 0, 0]], np.float32)
RANDOM = np.random.default_rng(0)
FRAMES = RANDOM.integers(0, 2, (2, 16, 24, 1)) * 90 + RANDOM.integers(0, 60, (2, 16, 24, 3))


@pytest.fixture(scope='module')
def refined(exported, tmp_path_factory):
    """Spec and path of the tiny net's file with a CRF."""
    path = tmp_path_factory.mktemp('refined') / 'new folder' / 'refined.onnx'
    return refine_model_file(exported[1], path, CRF, {'miou': 0.75}), path


def infer(path, runtime='onnxruntime'):
    options = BackendOptions(threads=1, network_size=(24, 16), output_size='network')
    backend = open_backend(runtime, path, options)
    maps = backend.infer(list(FRAMES.astype(np.uint8)), SETS)
    backend.close()
    return maps


def infer_tensor(path, name):
    """Give a tensor inside the graph."""
    import onnxruntime

    model = onnx.load(path)
    model.graph.output.append(onnx.helper.make_tensor_value_info(name, 1, [None] * 4))
    providers = ['CPUExecutionProvider']
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=providers)
    return session.run([name], {'frame': FRAMES.astype(np.uint8), 'class_sets': SETS})[0]


@pytest.fixture(scope='module')
def probability(exported):
    """Refine the net's logits by brute force, with the frames at half their size."""
    images = FRAMES.reshape(2, 8, 2, 12, 2, 3).mean(axis=(2, 4))
    pairs = zip(infer_tensor(exported[1], 'logits'), images, strict=True)
    return np.stack([dense_crf(*pair, CRF, CRF.radius) for pair in pairs])


@pytest.mark.parametrize('runtime', ['onnxruntime', 'openvino'])
def test_maps_are_those_of_the_mean_field(exported, refined, probability, runtime):
    pytest.importorskip(runtime)
    found = infer(refined[1], runtime)
    for maps, expected in zip(found, probability, strict=True):
        assert (maps.labels == expected.argmax(axis=0)).all()
        np.testing.assert_allclose(maps.confidence, 255 * expected.max(axis=0), atol=0.55)
        sums = np.einsum('kc,chw->khw', SETS, expected)
        np.testing.assert_allclose(maps.set_probability, 255 * sums, atol=0.55)
    unrefined = infer(exported[1])
    assert any((a.labels != b.labels).any() for a, b in zip(found, unrefined, strict=True))


def test_logits_inside_are_the_refined_ones_and_net_logits_the_others(
    exported, refined, probability
):
    before, inside, after = (
        infer_tensor(path, name)
        for path, name in (
            (exported[1], 'logits'),
            (refined[1], 'net_logits'),
            (refined[1], 'logits'),
        )
    )
    np.testing.assert_array_equal(inside, before)
    exponential = np.exp(after)
    found = exponential / exponential.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found, probability, atol=1e-4)


def test_temperature_acts_on_the_refined_logits(refined, probability, tmp_path):
    spec = replace(refined[0], temperature=3.0)
    save_model(onnx.load(refined[1]), spec, tmp_path / 'warm.onnx')
    cooled = probability ** (1 / 3)
    cooled /= cooled.sum(axis=1, keepdims=True)
    confidence = np.stack([maps.confidence for maps in infer(tmp_path / 'warm.onnx')])
    np.testing.assert_allclose(confidence, 255 * cooled.max(axis=1), atol=0.55)


def test_file_says_what_it_is_and_where_it_comes_from(exported, refined):
    parent = hashlib.sha256(exported[1].read_bytes()).hexdigest()
    assert refined[0] == replace(
        exported[0], temperature=1.0, metrics={'miou': 0.75}, parent=parent, crf=asdict(CRF)
    )
    assert open_backend('onnxruntime', refined[1], BackendOptions(threads=1)).spec == refined[0]
    assert exported[0].crf == {}


def test_risk_tables_do_not_go_over(exported, tmp_path):
    table = RiskTable('drivable', (0,), (64, 64), 'f32', 50, 'a street', ((0.1, 0.25),))
    calibrated = tmp_path / 'calibrated.onnx'
    save_model(onnx.load(exported[1]), replace(exported[0], risk_tables=(table,)), calibrated)
    assert refine_model_file(calibrated, tmp_path / 'refined.onnx', CRF).risk_tables == ()


def test_export_with_a_crf_is_the_same_as_refining_the_file(net, labels, refined, tmp_path):
    path = tmp_path / 'model.onnx'
    spec = export_model(net, labels, path, (64, 48), output_stride=2, crf=CRF)
    assert spec.crf == asdict(CRF)
    for one, other in zip(infer(path), infer(refined[1]), strict=True):
        np.testing.assert_array_equal(one.labels, other.labels)
        np.testing.assert_array_equal(one.set_probability, other.set_probability)


def test_second_crf_is_refused(refined, tmp_path):
    with pytest.raises(ConfigurationError, match=r'refined\.onnx has a CRF already'):
        refine_model_file(refined[1], tmp_path / 'again.onnx', CRF)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize('content', [b'', b'no model', None])
def test_file_that_is_no_model_is_refused(tmp_path, content):
    path = tmp_path / 'net.onnx'
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelFileError, match=r'net\.onnx'):
        refine_model_file(path, tmp_path / 'out.onnx', CRF)


def test_net_of_another_program_is_refused(exported, tmp_path):
    model = onnx.load(exported[1])
    del model.metadata_props[:]
    onnx.save(model, tmp_path / 'net.onnx')
    with pytest.raises(ModelFileError, match=r'net\.onnx: it holds no seg_node.*seg export'):
        refine_model_file(tmp_path / 'net.onnx', tmp_path / 'out.onnx', CRF)
