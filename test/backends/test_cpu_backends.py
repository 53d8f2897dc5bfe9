# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What each runtime for CPUs must keep: right maps from good files, a remedy from bad ones."""

from importlib.util import find_spec
import json
import re

from colour_model import colour_probability, colour_spec, write_colour_model
import numpy as np
import onnx
import pytest

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.errors import BackendError, ConfigurationError, ModelFileError
from seg_node.core.label_set import class_set_matrix


@pytest.fixture(scope='module', params=['onnxruntime', 'openvino'])
def runtime(request):
    if not find_spec(request.param):
        pytest.skip(f'{request.param} not installed')
    return request.param


@pytest.fixture(scope='module')
def open_model(runtime):
    def open_model(path, **options):
        return open_backend(runtime, path, BackendOptions(**({'threads': 1} | options)))

    return open_model


@pytest.fixture(scope='module')
def backend(open_model, colour_model):
    backend = open_model(colour_model)
    yield backend
    backend.close()


@pytest.fixture
def matrix(camvid):
    return class_set_matrix(camvid, camvid.class_sets)


def coloured(camvid, seed=0, size=(64, 48)):
    """Give random labels and an image of their colours, each a little off."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, len(camvid), size[::-1], np.uint8)
    noise = random.integers(0, 10, (*labels.shape, 3), np.uint8)
    return labels, camvid.palette[labels] + noise


def test_maps_are_what_the_net_means(backend, camvid, matrix):
    labels, image = coloured(camvid)
    (maps,) = backend.infer([image], matrix)
    probability = colour_probability(image, camvid)
    np.testing.assert_array_equal(maps.labels, labels)
    np.testing.assert_allclose(maps.confidence, 255 * probability.max(axis=0), atol=0.51)
    in_sets = np.einsum('kc,chw->khw', matrix, probability)
    np.testing.assert_allclose(maps.set_probability, 255 * in_sets, atol=0.51)


@pytest.mark.parametrize('threads', [0, 2])
def test_maps_are_the_same_with_any_number_of_threads(
    open_model, colour_model, camvid, matrix, threads
):
    labels, image = coloured(camvid)
    backend = open_model(colour_model, threads=threads)
    (maps,) = backend.infer([image], matrix)
    np.testing.assert_array_equal(maps.labels, labels)


def test_the_runtime_and_its_version_are_told(runtime, backend):
    assert re.match(rf'{runtime} \d+\.\d+\.\d+ on the CPU', backend.description)


def test_a_read_only_view_with_padded_rows_is_taken(backend, camvid, matrix):
    labels, image = coloured(camvid)
    padded = np.pad(image, ((0, 0), (0, 5), (0, 0)))[:, :64]
    padded.flags.writeable = False
    (maps,) = backend.infer([padded], matrix)
    np.testing.assert_array_equal(maps.labels, labels)


def test_maps_belong_to_the_caller(backend, camvid, matrix):
    labels, image = coloured(camvid)
    (maps,) = backend.infer([image], matrix)
    kept = maps.set_probability.copy()
    backend.infer([np.zeros_like(image)], matrix)
    np.testing.assert_array_equal(maps.labels, labels)
    np.testing.assert_array_equal(maps.set_probability, kept)


def test_several_frames_give_the_maps_of_each(backend, camvid, matrix):
    many = [coloured(camvid, seed) for seed in range(3)]
    all_maps = backend.infer([image for _, image in many], matrix)
    for (labels, _), maps in zip(many, all_maps, strict=True):
        np.testing.assert_array_equal(maps.labels, labels)


@pytest.mark.parametrize('count', [1, 7])
def test_any_number_of_class_sets(backend, camvid, count):
    _, image = coloured(camvid)
    (maps,) = backend.infer([image], np.ones((count, len(camvid)), np.float32))
    assert maps.set_probability.shape == (count, 48, 64)
    assert (maps.set_probability == 255).all()


def test_the_cameras_size_may_change(backend, matrix):
    for width, height in ((64, 48), (320, 180), (30, 100)):
        (maps,) = backend.infer([np.zeros((height, width, 3), np.uint8)], matrix)
        network_width, network_height = backend.network_size((width, height))
        assert maps.labels.shape == maps.confidence.shape == (height, width)
        assert maps.set_probability.shape == (3, network_height, network_width)


@pytest.mark.parametrize(
    ('output_size', 'shape'), [('camera', (72, 128)), ('network', (64, 48)), ((20, 10), (10, 20))]
)
def test_output_size(open_model, colour_model, matrix, output_size, shape):
    backend = open_model(colour_model, network_size=(48, 64), output_size=output_size)
    (maps,) = backend.infer([np.zeros((72, 128, 3), np.uint8)], matrix)
    assert maps.labels.shape == maps.confidence.shape == shape
    assert maps.set_probability.shape == (3, 64, 48)


def test_network_size_keeps_the_cameras_aspect_ratio_or_is_given(
    open_model, backend, colour_model
):
    assert backend.network_size((640, 480)) == (64, 48)
    width, height = backend.network_size((1280, 320))
    assert width > 2.5 * height
    assert open_model(colour_model, network_size=(8, 16)).network_size((640, 480)) == (8, 16)


def test_net_of_one_size_runs_at_it_for_every_camera(open_model, tmp_path, camvid):
    spec = colour_spec(camvid, is_fixed_size=True)
    backend = open_model(write_colour_model(tmp_path / 'model.onnx', camvid, spec.to_json()))
    assert {backend.network_size(size) for size in ((640, 480), (1280, 320))} == {(64, 48)}


def test_frames_of_one_call_must_have_one_size(backend, matrix):
    frames = [np.zeros((48, 64, 3), np.uint8), np.zeros((48, 56, 3), np.uint8)]
    with pytest.raises(BackendError, match='differ in size'):
        backend.infer(frames, matrix)


def test_a_closed_backend_says_so(open_model, colour_model, matrix):
    backend = open_model(colour_model)
    backend.close()
    backend.close()
    with pytest.raises(BackendError, match='was closed'):
        backend.infer([np.zeros((48, 64, 3), np.uint8)], matrix)


def test_a_failure_of_the_runtime_is_told_and_the_next_frame_goes_well(
    runtime, backend, camvid, matrix
):
    labels, image = coloured(camvid)
    reason = 'shape|dimension'
    with pytest.raises(BackendError, match=f'{runtime} could not run the model: .*({reason})'):
        backend.infer([image], np.ones((1, 2), np.float32))
    (maps,) = backend.infer([image], matrix)
    np.testing.assert_array_equal(maps.labels, labels)


def test_a_missing_file_is_named(open_model, tmp_path):
    with pytest.raises(ModelFileError, match=r'no model file at .*gone\.onnx: check the path'):
        open_model(tmp_path / 'gone.onnx')


@pytest.mark.parametrize('content', [b'', b'not a model', bytes(1000)])
def test_a_file_that_is_no_model_is_named(open_model, tmp_path, content):
    path = tmp_path / 'photo.onnx'
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match=r'photo\.onnx'):
        open_model(path)


def spec_text(camvid, **changes):
    return json.dumps(json.loads(colour_spec(camvid).to_json()) | changes)


@pytest.mark.parametrize(
    ('changes', 'reason'),
    [
        (None, 'holds no seg_node.spec: export the net with seg export, or .* seg import'),
        ({'format_version': 2}, 'format version 2 .*reads 1: update seg_node'),
        ({'stride': 0}, 'stride 0'),
        ({'labels': {}}, 'does not fit.*export the model again'),
    ],
)
def test_a_file_without_a_good_spec_is_refused_with_a_remedy(
    open_model, tmp_path, camvid, changes, reason
):
    text = '' if changes is None else spec_text(camvid, **changes)
    path = write_colour_model(tmp_path / 'model.onnx', camvid, text)
    with pytest.raises(ModelFileError, match=rf'model\.onnx: .*{reason}'):
        open_model(path)


def test_a_net_with_other_ports_is_refused_with_a_remedy(open_model, tmp_path):
    value = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node('Relu', ['input'], ['output'])],
        'foreign',
        [value('input', onnx.TensorProto.FLOAT, [1, 3, 8, 8])],
        [value('output', onnx.TensorProto.FLOAT, [1, 3, 8, 8])],
    )
    opset = onnx.helper.make_opsetid('', 17)
    model = onnx.helper.make_model(graph, opset_imports=[opset], ir_version=8)
    onnx.save(model, tmp_path / 'foreign.onnx')
    with pytest.raises(ModelFileError, match=r'its ports are .*input.*export the net'):
        open_model(tmp_path / 'foreign.onnx')


def test_network_size_must_fit_the_stride(open_model, colour_model):
    with pytest.raises(
        ConfigurationError, match='network_size 60x48: both must be multiples of 8'
    ):
        open_model(colour_model, network_size=(60, 48))
