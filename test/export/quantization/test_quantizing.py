# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A model file in int8 keeps the contract and its labels, and says what was done to it."""

from dataclasses import replace
import hashlib

from colour_model import write_colour_model
import numpy as np
import onnx
from onnx import numpy_helper
import pytest

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.errors import BackendError, ConfigurationError, ModelFileError
from seg_node.export.crf_parameters import CrfParameters
from seg_node.export.quantization.float_layers import AccuracyLoss
from seg_node.export.quantization.quantizer import Quantizer
from seg_node.export.quantization.quantizing import write_quantized
from seg_node.export.refinement import refine_model_file
from seg_node.model_files.onnx_file import load_model, save_model

SETS = np.ones((1, 11), np.float32)


def infer(path, images, runtime='onnxruntime'):
    backend = open_backend(runtime, path, BackendOptions(threads=1, output_size='network'))
    maps = backend.infer(images, SETS)
    backend.close()
    return maps


def changed(one, other):
    return np.mean([np.mean(a.labels != b.labels) for a, b in zip(one, other, strict=True)])


def quantized(source, path, images, max_loss=0.05, method='percentile'):
    """Quantise with the share of changed labels as the loss."""
    before = infer(source, images)

    def measure(draft):
        share = float(changed(before, infer(draft, images)))
        return AccuracyLoss(share, {'changed_labels': share})

    quantizer = Quantizer(source, threads=1)
    quantizer.calibrate(images, method)
    return write_quantized(quantizer, path, measure, max_loss)


@pytest.fixture(scope='module')
def rough(rough_model, images, tmp_path_factory):
    """Quantise the rough model; the path of the new file comes with it."""
    path = tmp_path_factory.mktemp('quantized') / 'new folder' / 'int8.onnx'
    return quantized(rough_model, path, images), path


def test_the_layer_that_int8_ruins_stays_in_f32(rough):
    found, _ = rough
    names = [layer.name for layer in found.sensitivities]
    assert sorted(names) == ['net.classifier', 'net.first', 'net.second']
    assert names[0] == 'net.classifier'
    assert [layer.name for layer in found.float_layers] == ['net.classifier']
    shares = list(found.sensitivities.values())
    assert shares[0] > 0.2 and max(shares[1:]) < 0.05


@pytest.mark.parametrize('runtime', ['onnxruntime', 'openvino'])
def test_labels_last_in_every_runtime(rough, rough_model, images, runtime):
    pytest.importorskip(runtime)
    before, after = infer(rough_model, images), infer(rough[1], images, runtime)
    assert 0 < changed(before, after) < 0.05


def test_depthwise_layer_and_its_weights_are_untouched(rough, rough_model):
    weights = [
        {each.name: numpy_helper.to_array(each) for each in load_model(path)[0].graph.initializer}
        for path in (rough_model, rough[1])
    ]
    for name in ('net.depthwise.weight', 'net.classifier.weight'):
        np.testing.assert_array_equal(weights[0][name], weights[1][name])
    assert 'net.first.weight' not in weights[1]


def test_ports_and_names_last(rough, rough_model):
    before, after = (onnx.load(path).graph for path in (rough_model, rough[1]))
    assert list(before.input) == list(after.input)
    assert list(before.output) == list(after.output)
    assert any('logits' in node.output for node in after.node)
    (temperature,) = (each for each in after.initializer if each.name == 'temperature')
    assert numpy_helper.to_array(temperature) == 1.5


def test_file_says_what_it_is_and_where_it_comes_from(rough, rough_model):
    found, path = rough
    _, parent = load_model(rough_model)
    assert (parent.precision, parent.quantization) == ('f32', {})
    expected = replace(
        parent,
        precision='int8',
        parent=hashlib.sha256(rough_model.read_bytes()).hexdigest(),
        metrics=found.spec.metrics,
        quantization={
            'method': 'percentile',
            'frames': 8,
            'int8_layers': 2,
            'float_layers': {'net.classifier': found.sensitivities[found.float_layers[0]]},
        },
    )
    assert found.spec == expected
    assert load_model(path)[1] == expected
    assert found.spec.metrics['changed_labels'] < 0.05


def test_file_is_the_same_every_time(rough, rough_model, images, tmp_path):
    quantized(rough_model, tmp_path / 'again.onnx', images)
    assert (tmp_path / 'again.onnx').read_bytes() == rough[1].read_bytes()


def test_methods_clip_differently(rough_model, images, tmp_path):
    scales = []
    for method in ('percentile', 'entropy'):
        quantizer = Quantizer(rough_model, threads=1)
        quantizer.calibrate(images, method)
        spec = quantizer.save(tmp_path / f'{method}.onnx', {}, {})
        assert (spec.quantization['method'], spec.quantization['int8_layers']) == (method, 3)
        weights = load_model(tmp_path / f'{method}.onnx')[0].graph.initializer
        scales.append({each.name: numpy_helper.to_array(each) for each in weights})
    names = [name for name in scales[0] if name.endswith('_int8_scale')]
    assert len(names) == 3
    assert any(scales[0][name] != scales[1][name] for name in names)


def test_nothing_is_written_if_the_loss_is_too_large(rough_model, images, tmp_path):
    with pytest.raises(ConfigurationError, match='raise --max-loss'):
        quantized(rough_model, tmp_path / 'a.onnx', images, max_loss=0)
    assert not list(tmp_path.iterdir())


def test_int8_file_is_refused(rough, images):
    with pytest.raises(ConfigurationError, match=r'int8\.onnx is in int8 already'):
        Quantizer(rough[1])


def test_file_that_was_quantised_before_it_came_here_is_refused(rough, tmp_path):
    model, spec = load_model(rough[1])
    save_model(model, replace(spec, precision='f32'), tmp_path / 'imported.onnx')
    with pytest.raises(ConfigurationError, match='DequantizeLinear, QuantizeLinear nodes'):
        Quantizer(tmp_path / 'imported.onnx')


@pytest.mark.parametrize('content', [b'', b'no model', None])
def test_file_that_is_no_model_is_refused(tmp_path, content):
    path = tmp_path / 'net.onnx'
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelFileError, match=r'net\.onnx'):
        Quantizer(path)


def test_net_that_overflows_is_refused(rough_model, images, tmp_path):
    model, spec = load_model(rough_model)
    for each in model.graph.initializer:
        if each.name == 'net.first.weight':
            huge = np.full(each.dims, np.inf, np.float32)
            each.CopyFrom(numpy_helper.from_array(huge, each.name))
    save_model(model, spec, tmp_path / 'huge.onnx')
    with pytest.raises(ModelFileError, match=r"huge\.onnx: its tensor '.*not finite"):
        Quantizer(tmp_path / 'huge.onnx', threads=1).calibrate(images, 'percentile')


def test_net_that_fails_on_a_frame_is_one_error(camvid, images, tmp_path):
    model = write_colour_model(tmp_path / 'fragile.onnx', camvid, breaks_on_white=True)
    quantizer = Quantizer(model, threads=1)
    quantizer.calibrate(images, 'percentile')
    with pytest.raises(BackendError, match='could not run the net'):
        quantizer.calibrate([np.full_like(images[0], 255)], 'percentile')


def test_crf_may_come_before_or_after(rough, rough_model, images, tmp_path):
    crf = CrfParameters(radius=1, iterations=2)
    refine_model_file(rough[1], tmp_path / 'after.onnx', crf)
    refine_model_file(rough_model, tmp_path / 'crf.onnx', crf)
    quantized(tmp_path / 'crf.onnx', tmp_path / 'before.onnx', images)
    before, after = (load_model(tmp_path / f'{name}.onnx')[1] for name in ('before', 'after'))
    assert before.crf == after.crf and before.precision == after.precision == 'int8'
    maps = [infer(tmp_path / f'{name}.onnx', images) for name in ('before', 'after')]
    assert changed(*maps) == 0
