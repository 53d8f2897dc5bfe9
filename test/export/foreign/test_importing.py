# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Model files of foreign nets say what the nets say, in each runtime."""

from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
import onnx
import pytest
import torch

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.errors import ModelFileError
from seg_node.core.label_set import class_set_matrix
from seg_node.core.pipeline import Pipeline, PipelineSettings
from seg_node.core.resizing import resize_nearest
from seg_node.export.foreign.importing import import_net, ImportOptions

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

IMAGENET: dict[str, Any] = {'mean': (123.675, 116.28, 103.53), 'std': (58.395, 57.12, 57.375)}
UNIT: dict[str, Any] = {'mean': (0.0, 0.0, 0.0), 'std': (255.0, 255.0, 255.0)}
SIZE: dict[str, Any] = {'network_size': (96, 64)}
SIZES = [(96, 64), (64, 160)]

# How torch makes the net, how it is written as ONNX, and how it is imported.
FORMS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    'logits': ({}, {'open_axes': 'NHW', 'dynamo': True, 'opset': 18}, IMAGENET | SIZE),
    'NHWC logits of BGR bytes': (
        {'image_layout': 'NHWC', 'map_layout': 'NHWC', 'gain': 1e-3},
        {'open_axes': 'HW', 'opset': 13},
        {'colour_order': 'bgr'} | SIZE,
    ),
    'softmax of a fixed size in float16': (
        {'form': 'softmax'},
        {},
        UNIT | {'colour_order': 'bgr'},
    ),
    'ids beside another output': (
        {'form': 'ids', 'with_auxiliary': True},
        {'open_axes': 'NHW', 'opset': 11, 'outputs': ('labels', 'features')},
        IMAGENET | SIZE | {'output': 'labels'},
    ),
    'uint8 ids of a fixed size': ({'form': 'ids1'}, {'opset': 15}, UNIT),
}


def example_image(form):
    if 'NHWC' in form:
        return torch.zeros(1, 64, 96, 3, dtype=torch.uint8)
    return torch.zeros(1, 3, 64, 96, dtype=torch.float16 if 'float16' in form else torch.float32)


class Imported:
    """A net in torch, and the model file that was made of its ONNX file."""

    def __init__(self, form, make_module, write_net, labels):
        made, written, told = FORMS[form]
        self.form = form
        self.module = make_module(**made)
        image = example_image(form)
        if image.dtype == torch.float16:
            self.module.half()
        self.dtype, self.is_nhwc = image.dtype, 'NHWC' in form
        self.options = ImportOptions(**({'colour_order': 'rgb'} | told))
        self.sizes = SIZES if 'open_axes' in written else SIZES[:1]
        self.net = write_net(self.module, image, **written)
        self.path = self.net.with_name('model.onnx')
        self.result = import_net(self.net, labels, self.path, self.options)

    @torch.inference_mode()
    def expected_scores(self, frame):
        """Give what the torch module gives, as (C, h, w) scores or (1, h, w) ids."""
        image = torch.from_numpy(frame.copy())
        if self.options.mean:
            mean, std = torch.tensor(self.options.mean), torch.tensor(self.options.std)
            image = (image - mean) / std
        if self.options.colour_order == 'bgr':
            image = image.flip(2)
        if not self.is_nhwc:
            image = image.permute(2, 0, 1)
        output = self.module(image[None].to(self.dtype))
        output = (output[0] if isinstance(output, tuple) else output)[0].float().numpy()
        return (
            output.transpose(2, 0, 1) if self.is_nhwc else output.reshape(-1, *output.shape[-2:])
        )

    def expected_labels(self, frame):
        scores = self.expected_scores(frame)
        return scores[0] if len(scores) == 1 else scores.argmax(axis=0)


@pytest.fixture(scope='module')
def import_once(make_module, write_net, labels):
    return cache(lambda form: Imported(form, make_module, write_net, labels))


@pytest.fixture(params=FORMS)
def imported(request, import_once):
    return import_once(request.param)


@pytest.fixture(scope='module', params=['onnxruntime', 'openvino'])
def open_model(request):
    if not find_spec(request.param):
        pytest.skip(f'{request.param} not installed')

    def open_model(path, **options):
        return open_backend(request.param, path, BackendOptions(threads=1, **options))

    return open_model


@pytest.fixture(scope='module')
def street():
    """Give a frame of the rendered drive: (480, 640, 3)."""
    from seg_node.sources.rendered_drive.drive import RenderedDrive

    return RenderedDrive(seed=7).frame(5).image


def frames(street, size):
    import cv2

    width, height = size
    yield np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
    yield cv2.resize(street, size)


def test_labels_are_those_of_the_net(imported, open_model, street, labels):
    matrix = class_set_matrix(labels, labels.class_sets)
    for size in imported.sizes:
        backend = open_model(imported.path, network_size=size, output_size='network')
        for frame in frames(street, size):
            (maps,) = backend.infer([frame], matrix)
            expected = imported.expected_labels(frame)
            assert maps.labels.shape == (size[1] // 2, size[0] // 2)
            assert len(np.unique(expected)) > 1
            assert np.mean(maps.labels == expected) >= (
                0.99 if imported.dtype == torch.float16 else 0.9995
            )


def test_confidence_and_sets_are_the_softmax_of_the_net(imported, open_model, street, labels):
    (size,) = imported.sizes[:1]
    backend = open_model(imported.path, network_size=size, output_size='network')
    for frame in frames(street, size):
        (maps,) = backend.infer([frame], class_set_matrix(labels, labels.class_sets))
        scores = imported.expected_scores(frame)
        meaning = imported.result.traits.meaning
        if meaning == 'ids':
            probability = np.eye(5)[scores[0].astype(int)].transpose(2, 0, 1)
        elif meaning == 'probabilities':
            probability = scores
        else:
            probability = np.exp(scores) / np.exp(scores).sum(axis=0)
        np.testing.assert_allclose(maps.confidence, 255 * probability.max(axis=0), atol=1.5)
        drivable = 255 * (probability[0] + probability[3])
        np.testing.assert_allclose(maps.set_probability[0], drivable, atol=1.5)


def test_pipeline_takes_frames_of_any_camera(imported, open_model, street):
    import cv2

    backend = open_model(imported.path)
    segmented = Pipeline(backend, PipelineSettings()).process(street)
    assert segmented.mask.shape == segmented.drivable_area.shape == street.shape[:2]
    size = backend.network_size((640, 480))
    assert not imported.result.spec.is_fixed_size or size == (96, 64)
    expected = imported.expected_labels(cv2.resize(street, size)).astype(np.uint8)
    assert np.mean(segmented.mask == resize_nearest(expected, (640, 480))) >= 0.99


def test_file_describes_itself_and_keeps_the_contract(imported, labels):
    model = onnx.load(imported.path)
    onnx.checker.check_model(model, full_check=True)
    spec, traits = imported.result.spec, imported.result.traits
    assert (spec.architecture, spec.labels, spec.output_stride) == ('imported', labels, 2)
    assert spec.network_size == (96, 64)
    assert spec.stride == (2 if spec.is_fixed_size else 32)
    assert imported.result.agreement >= 0.99
    assert traits.image_layout == ('NHWC' if imported.is_nhwc else 'NCHW')
    assert 'temperature' in {tensor.name for tensor in model.graph.initializer}
    assert 'logits' in {value.name for value in model.graph.value_info}
    assert {(each.domain, each.version) for each in model.opset_import} == {('', 20)}
    assert torch.__path__[0].encode() not in imported.path.read_bytes()


def test_batch_is_that_of_the_net(imported):
    (frame, _) = onnx.load(imported.path).graph.input
    batch = frame.type.tensor_type.shape.dim[0]
    is_open = 'N' in FORMS[imported.form][1].get('open_axes', '')
    assert (batch.dim_param or batch.dim_value) == ('N' if is_open else 1)


def test_model_that_says_something_else_than_the_net_is_not_written(tmp_path, labels):
    """A net with noise in it, as of a dropout left on, never says the same twice."""
    text = """<ir_version: 9, opset_import: ["" : 20]>
    net (float[1, 3, 64, 96] image) => (float[1, 5, 64, 96] scores)
    { scores = RandomNormal<shape = [1, 5, 64, 96]>() }"""
    onnx.save(onnx.parser.parse_model(text), tmp_path / 'net.onnx')
    with pytest.raises(ModelFileError, match=r'net\.onnx: [78].*% of its labels changed'):
        import_net(
            tmp_path / 'net.onnx', labels, tmp_path / 'out.onnx', ImportOptions('rgb', **UNIT)
        )
    assert not (tmp_path / 'out.onnx').exists()
