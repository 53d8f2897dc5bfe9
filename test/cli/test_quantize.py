# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg quantize`` as a user runs it, on a model whose answers are known."""

import re
import shutil

import cv2
from full_disk import full_disk
import numpy as np
import pytest

from seg_node.cli.main import main

for module in ('onnx', 'onnxruntime'):
    pytest.importorskip(module)


@pytest.fixture(autouse=True)
def _working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def data(tmp_path, camvid):
    """Eight frames of random classes, with truth."""
    random = np.random.default_rng(0)
    for index in range(8):
        labels = random.integers(0, len(camvid), (6, 8), np.uint8).repeat(8, 0).repeat(8, 1)
        image = cv2.cvtColor(camvid.palette[labels], cv2.COLOR_RGB2BGR)
        for kind, pixels in (('image', image), ('label', labels)):
            path = tmp_path / 'data' / kind / f'{index}.png'
            path.parent.mkdir(parents=True, exist_ok=True)
            assert cv2.imwrite(str(path), pixels)
    return tmp_path / 'data'


def quantize(model, *options, data='data', out='int8.onnx'):
    command = ['quantize', model, data, out, '--threads', '1', '--frames', '4', *options]
    return main([str(each) for each in command])


def error_line(capsys):
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith('seg quantize: ')
    return line


@pytest.mark.parametrize('method', ['percentile', 'entropy'])
def test_loss_is_printed_and_in_the_file(colour_model, data, capsys, method):
    from seg_node.backends.onnxruntime_backend import OnnxRuntimeBackend
    from seg_node.backends.options import BackendOptions

    assert quantize(colour_model, '--method', method) == 0
    printed = capsys.readouterr().out
    assert f'nearest_colour with 1 of 1 layers in int8, calibrated by {method} on 4' in printed
    assert re.search(r'\d+\.\d{3}% weight\n', printed)
    assert 'on 4 other frames: 0.00% of the labels change, mIoU 1.0000 -> 1.0000' in printed
    spec = OnnxRuntimeBackend(data.parent / 'int8.onnx', BackendOptions(threads=1)).spec
    assert spec.precision == 'int8'
    assert spec.metrics == {'changed_labels': 0, 'f32_miou': 1, 'miou': 1}
    assert spec.quantization['method'] == method


def test_new_file_is_evaluated_and_quantised_no_second_time(colour_model, data, capsys):
    assert quantize(colour_model) == 0
    assert main(['evaluate', 'int8.onnx', 'data', '--threads', '1']) == 0
    capsys.readouterr()
    assert quantize('int8.onnx', out='again.onnx') == 2
    assert 'int8.onnx is in int8 already' in error_line(capsys)
    assert not (data.parent / 'again.onnx').exists()


def test_frames_without_labels_do(colour_model, data, capsys):
    assert quantize(colour_model, data='data/image') == 0
    printed = capsys.readouterr().out
    assert 'on 4 other frames: 0.00% of the labels change, 0.0 -> 0.0 MB' in printed


def test_bag_with_labels_does_as_well(colour_model, data, capsys):
    pytest.importorskip('rosbags')
    assert main(['convert', 'data', 'bag', '--to', 'bag']) == 0
    assert quantize(colour_model, data='bag') == 0
    assert 'mIoU 1.0000 -> 1.0000' in capsys.readouterr().out


def test_loss_is_measured_in_the_runtime_that_is_asked_for(colour_model, data, monkeypatch):
    pytest.importorskip('openvino')
    from seg_node.evaluation import label_comparison

    opened = []

    def open_backend(name, *rest):
        opened.append(name)
        return real(name, *rest)

    real = label_comparison.open_backend
    monkeypatch.setattr(label_comparison, 'open_backend', open_backend)
    assert quantize(colour_model, '--backend', 'openvino') == 0
    assert opened == ['openvino', 'openvino']


@pytest.mark.parametrize(
    ('options', 'said'),
    [
        (['--frames', '5'], 'data has 8 frames and 10 are needed'),
        (['--frames', '0'], 'frames is 0: give a number above 0'),
        (['--max-loss', '-0.1'], 'max-loss is -0.1: give one from 0 to 1'),
        (['--max-loss', 'nan'], 'max-loss is nan'),
        (['--topic', '/image'], 'is not a bag, so it has no topic /image'),
        (['--threads', '-1'], 'threads is -1: give a number up to'),
    ],
)
def test_what_cannot_be_done_is_one_line(colour_model, data, capsys, options, said):
    assert quantize(colour_model, *options) == 2
    assert said in error_line(capsys)
    assert not (data.parent / 'int8.onnx').exists()


def test_model_and_data_are_not_written_over(colour_model, data, capsys):
    model = shutil.copy(colour_model, data.parent / 'model.onnx')
    before = model.read_bytes()
    for out in (model, 'data/image/0.png', 'data'):
        assert quantize(model, out=out) == 2
        assert re.search('is what is read|is a folder', error_line(capsys))
    assert model.read_bytes() == before


def test_model_and_data_that_are_missing_are_one_line(colour_model, data, capsys):
    assert quantize('nothing.onnx') == 2
    assert 'no model file at nothing.onnx' in error_line(capsys)
    assert quantize(colour_model, data='nowhere') == 2
    assert 'nowhere does not exist' in error_line(capsys)


def test_truth_of_other_classes_is_one_line(colour_model, data, capsys):
    (data / 'labels.yaml').write_text(
        'name: two\nclasses: [{name: a, colour: [0, 0, 0]}, {name: b, colour: [1, 1, 1]}]\n'
    )
    assert quantize(colour_model) == 2
    assert "classes of 'two' and the model has those of 'camvid'" in error_line(capsys)


def test_truth_without_a_labelled_pixel_is_one_line(colour_model, data, capsys):
    for path in (data / 'label').iterdir():
        assert cv2.imwrite(str(path), np.full((48, 64), 255, np.uint8))
    assert quantize(colour_model) == 2
    assert 'no labelled pixel' in error_line(capsys)


def test_full_disk_is_one_line_and_leaves_nothing(colour_model, data, capsys):
    with full_disk(1000):
        assert quantize(colour_model) == 2
    assert 'File too large' in error_line(capsys)
    assert {path.name for path in data.parent.iterdir()} == {'data'}
