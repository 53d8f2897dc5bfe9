# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg import`` from an ONNX file of anyone's to a model that a backend runs."""

import numpy as np
import pytest

from seg_node.cli.main import main


@pytest.fixture(autouse=True, scope='module')
def _needs():
    for module in ('torch', 'onnx', 'onnxscript', 'onnxruntime'):
        pytest.importorskip(module)


NET = """<ir_version: 9, opset_import: ["" : 20]>
net ({type}[1, 3, {height}, {width}] image) => ({type}[1, 1, {height}, {width}] ids)
<int64[1] zero = {{0}}, int64[1] one = {{1}}, {type} limit = {{{limit}}}>
{{
    blue = Slice(image, zero, one, one)
    is_bright = Greater(blue, limit)
    ids = Cast<to = {cast}>(is_bright)
}}"""
LABELS = """
name: brightness
class_sets: {drivable: [bright]}
classes: [{name: dark, colour: [0, 0, 0]}, {name: bright, colour: [255, 255, 255]}]
"""


@pytest.fixture
def write_net(tmp_path):
    """Write a net that calls a pixel bright by the first of its channels alone."""
    import onnx

    (tmp_path / 'brightness.yaml').write_text(LABELS)

    def write_net(type='float', cast=1, limit=0.5, height=32, width=64):  # noqa: A002
        text = NET.format(type=type, cast=cast, limit=limit, height=height, width=width)
        onnx.save(onnx.parser.parse_model(text), tmp_path / 'net.onnx')
        return ['import', str(tmp_path / 'net.onnx'), str(tmp_path / 'model.onnx')]

    return write_net


@pytest.fixture
def told(tmp_path):
    """Give the options that are always needed."""
    return ['--labels', str(tmp_path / 'brightness.yaml'), '--colour-order', 'bgr']


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_net_becomes_a_model_that_a_backend_runs(write_net, told, tmp_path, capsys):
    from seg_node.backends.onnxruntime_backend import OnnxRuntimeBackend
    from seg_node.backends.options import BackendOptions

    command = [*write_net(height='H', width='W')[:2], *told, '--normalisation', 'unit']
    assert main([*command, '--network-size', '64x32', '--training-data', 'one street']) == 0
    text = capsys.readouterr().out
    assert 'net_seg_node.onnx: brightness by ids as NCHW, at 1/1' in text
    assert "100.00% of a trial frame's labels" in text
    assert 'multiples of 32, by itself at about 64x32' in text
    assert 'confidence is 255 everywhere and means nothing' in text

    options = BackendOptions(threads=1, network_size=(96, 64))
    backend = OnnxRuntimeBackend(tmp_path / 'net_seg_node.onnx', options)
    assert backend.spec.training_data == 'one street'
    frame = np.random.default_rng(0).integers(0, 256, (64, 96, 3), np.uint8)
    (maps,) = backend.infer([frame], np.array([[0, 1]], np.float32))
    np.testing.assert_array_equal(maps.labels, frame[:, :, 2] > 127)
    np.testing.assert_array_equal(maps.set_probability[0], 255 * (frame[:, :, 2] > 127))
    assert (maps.confidence == 255).all()


@pytest.mark.parametrize(
    ('net', 'options', 'said'),
    [
        ({}, [], 'give --normalisation, or --mean and --std'),
        ({}, ['--mean', '1', '2', '3'], 'give --normalisation, or --mean and --std'),
        ({}, ['--mean', '1', '2', '3', '--std', '1', '0', '1'], '--std is (1.0, 0.0, 1.0)'),
        ({}, ['--normalisation', 'unit', '--std', '1', '1', '1'], 'leave --mean and --std out'),
        ({'type': 'uint8', 'cast': 2, 'limit': 9}, ['--normalisation', 'unit'], 'leave --normal'),
        ({}, ['--normalisation', 'unit', '--labels', 'nowhere'], "no label set 'nowhere'"),
        ({}, ['--normalisation', 'unit', '--output', 'edges'], "--output is 'edges': give"),
        ({'height': 'H'}, ['--normalisation', 'unit'], 'give --network-size'),
        ({'height': 30}, ['--normalisation', 'unit', '--network-size', '64x32'], '64x30 alone'),
    ],
)
def test_what_the_net_needs_is_asked_for_in_one_line(
    write_net, told, tmp_path, capsys, net, options, said
):
    assert main([*write_net(**net), *told, *options]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith('seg import: ') and said in line
    assert not (tmp_path / 'model.onnx').exists()


def test_file_that_is_no_net_is_named(write_net, told, tmp_path, capsys):
    command = write_net()
    (tmp_path / 'net.onnx').write_bytes(b'a photo')
    assert main([*command, *told]) == 2
    assert 'net.onnx: it is not an ONNX file' in capsys.readouterr().err


def test_net_is_not_overwritten(write_net, told, tmp_path, capsys):
    verb, net, _ = write_net()
    assert main([verb, net, net, *told, '--normalisation', 'unit']) == 2
    assert 'is what is read: give another place' in capsys.readouterr().err


@pytest.mark.parametrize('missing', ['--labels', '--colour-order'])
def test_what_no_file_tells_must_be_given(write_net, told, capsys, missing):
    index = told.index(missing)
    with pytest.raises(SystemExit):
        main([*write_net(), *told[:index], *told[index + 2 :]])
    assert missing in capsys.readouterr().err
