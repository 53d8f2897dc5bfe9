# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg export`` from a checkpoint of the default net to a model that a backend runs."""

import numpy as np
import pytest

from seg_node.cli.main import main
from seg_node.core.label_set import class_set_matrix, load_label_set
from seg_node.export.crf_parameters import CRF_DEFAULTS


@pytest.fixture(autouse=True, scope='module')
def _needs():
    for module in ('torch', 'onnx', 'onnxscript', 'onnxruntime'):
        pytest.importorskip(module)


@pytest.fixture(scope='module')
def checkpoint(_needs, tmp_path_factory):
    """Path and net of a checkpoint, whose net was never trained."""
    import torch

    from seg_node.models import create_model
    from seg_node.models.checkpoint import Checkpoint, save_checkpoint

    torch.manual_seed(0)
    labels = load_label_set('camvid')
    net = create_model('lite0_fpn', len(labels)).eval()
    metrics = {'camvid_val_miou': 0.25}
    path = tmp_path_factory.mktemp('export') / 'checkpoint.pt'
    save_checkpoint(path, Checkpoint(net, labels, (512, 384), 'camvid/train x 1', metrics))
    return path, net


@pytest.fixture(scope='module')
def model(checkpoint):
    """Path of the checkpoint's model file."""
    path = checkpoint[0].with_name('model.onnx')
    command = ['export', str(checkpoint[0]), str(path), '--output-stride', '2']
    assert main([*command, '--metrics', 'camvid_test_miou=0.125', 'frames=3']) == 0
    return path


@pytest.fixture(scope='module')
def backend(model):
    from seg_node.backends.onnxruntime_backend import OnnxRuntimeBackend
    from seg_node.backends.options import BackendOptions

    options = BackendOptions(threads=1, network_size=(160, 96), output_size='network')
    backend = OnnxRuntimeBackend(model, options)
    yield backend
    backend.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_model_describes_the_run_that_it_comes_from(backend):
    spec = backend.spec
    assert (spec.architecture, spec.labels) == ('lite0_fpn', load_label_set('camvid'))
    assert (spec.network_size, spec.output_stride, spec.stride) == ((512, 384), 2, 32)
    assert spec.training_data == 'camvid/train x 1'
    assert spec.metrics == {'camvid_val_miou': 0.25, 'camvid_test_miou': 0.125, 'frames': 3}


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize('count', [1, 3])
def test_model_says_what_the_net_says(checkpoint, backend, count):
    import torch

    frames = np.random.default_rng(0).integers(0, 256, (count, 96, 160, 3), np.uint8)
    labels = backend.spec.labels
    class_sets = class_set_matrix(labels, labels.class_sets)
    maps = backend.infer(list(frames), class_sets)

    pixels = (frames.transpose(0, 3, 1, 2) - np.float32(127)) / np.float32(128)
    with torch.inference_mode():
        probability = torch.softmax(checkpoint[1](torch.from_numpy(pixels)), dim=1).numpy()
    sums = np.einsum('kc,nchw->nkhw', class_sets, probability)
    for index, found in enumerate(maps):
        expected = probability[index]
        assert np.mean(found.labels == expected.argmax(axis=0)) >= 0.999
        np.testing.assert_allclose(found.confidence, 255 * expected.max(axis=0), atol=1)
        np.testing.assert_allclose(found.set_probability, 255 * sums[index], atol=1)


def test_model_file_is_given_a_crf(model, tmp_path, capsys):
    from seg_node.backends.onnxruntime_backend import OnnxRuntimeBackend
    from seg_node.backends.options import BackendOptions

    out = tmp_path / 'crf.onnx'
    command = ['export', str(model), str(out), '--crf-options', 'radius=1', 'iterations=2']
    assert main([*command, '--metrics', 'frames=3']) == 0
    assert 'lite0_fpn with a CRF for camvid' in capsys.readouterr().out
    spec = OnnxRuntimeBackend(out, BackendOptions(threads=1)).spec
    assert (spec.crf['radius'], spec.crf['iterations'], spec.metrics) == (1, 2, {'frames': 3})
    assert spec.crf.keys() == CRF_DEFAULTS.keys()


@pytest.mark.parametrize(
    ('options', 'said'),
    [
        ([], 'a.onnx is a model file'),
        (['--crf', '--output-stride', '2'], 'whose output stride is fixed'),
        (['--crf', '--crf-options', 'span=3'], 'has span: choose from radius, iterations'),
        (['--crf-options', 'radius=0'], 'CRF: radius 0 is not one of 1, 2'),
        (['--crf'], 'no model file at a.onnx'),
    ],
)
def test_crf_that_cannot_be_is_one_line(options, said, capsys):
    assert main(['export', 'a.onnx', 'b.onnx', *options]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith('seg export: ') and said in line


def test_missing_checkpoint_is_one_line(tmp_path, capsys):
    assert main(['export', str(tmp_path / 'no.pt'), str(tmp_path / 'no.onnx')]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith('seg export: ') and 'no.pt cannot be read' in line


@pytest.mark.parametrize('metric', ['miou', 'miou=', 'miou=high'])
def test_metric_that_is_no_number_is_refused(capsys, metric):
    with pytest.raises(SystemExit) as end:
        main(['export', 'a.pt', 'a.onnx', '--metrics', metric])
    assert end.value.code == 2
    assert f"'{metric}' is not KEY=VALUE" in capsys.readouterr().err
