# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A model file keeps the contract, and says what the torch net says."""

from copy import deepcopy
from dataclasses import replace

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

import seg_node
from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.core.model_spec import METADATA_KEY, ModelSpec
from seg_node.export.model_file import export_model, weights_digest
from seg_node.export.model_graph import ModelGraph
from seg_node.model_files.onnx_file import set_spec

MAPS = ['labels', 'confidence', 'set_probability']


def open_session(model):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=['CPUExecutionProvider'])


@pytest.fixture(scope='session')
def session(exported):
    return open_session(exported[1])


@pytest.fixture
def model(exported):
    return onnx.load(exported[1])


def draw(frames, height, width, sets, classes=5):
    random = np.random.default_rng((frames, height, width, sets))
    return {
        'frame': random.integers(0, 256, (frames, height, width, 3), np.uint8),
        'class_sets': random.integers(0, 2, (sets, classes)).astype(np.float32),
    }


@torch.inference_mode()
def torch_maps(net, inputs, temperature):
    graph = ModelGraph(net, 2).eval()
    graph.temperature.fill_(temperature)
    outputs = graph(*(torch.from_numpy(each) for each in inputs.values()))
    return [each.numpy() for each in outputs]


def assert_same_maps(maps, expected):
    labels, confidence, set_probability = maps
    assert np.mean(labels == expected[0]) >= 0.999
    np.testing.assert_allclose(confidence, expected[1].astype(float), atol=1)
    np.testing.assert_allclose(set_probability, expected[2].astype(float), atol=1)


def test_ports_keep_their_names_types_and_open_dimensions(session):
    ports = {port.name: port for port in (*session.get_inputs(), *session.get_outputs())}
    assert {name: port.type for name, port in ports.items()} == {
        'frame': 'tensor(uint8)',
        'class_sets': 'tensor(float)',
        'labels': 'tensor(uint8)',
        'confidence': 'tensor(uint8)',
        'set_probability': 'tensor(uint8)',
    }
    batch, height, width, colours = ports['frame'].shape
    sets, classes = ports['class_sets'].shape
    assert all(isinstance(size, str) for size in (batch, height, width, sets))
    assert (colours, classes) == (3, 5)
    assert ports['labels'].shape[0] == ports['set_probability'].shape[0] == batch
    assert ports['set_probability'].shape[1] == sets


@pytest.mark.parametrize(
    ('frames', 'height', 'width', 'sets'),
    [(1, 48, 64, 1), (1, 8, 8, 3), (2, 40, 24, 4), (3, 8, 64, 7)],
)
def test_runtime_computes_what_torch_does(net, session, frames, height, width, sets):
    inputs = draw(frames, height, width, sets)
    maps = session.run(MAPS, inputs)
    assert maps[0].shape == (frames, height // 2, width // 2)
    assert maps[2].shape == (frames, sets, height // 2, width // 2)
    assert_same_maps(maps, torch_maps(net, inputs, temperature=1.5))


@pytest.mark.parametrize('temperature', [0.5, 4.0])
def test_temperature_can_be_rewritten(net, exported, model, temperature):
    spec = replace(exported[0], temperature=temperature)
    set_spec(model, spec)
    session = open_session(model.SerializeToString())
    inputs = draw(1, 48, 64, 2)
    assert_same_maps(session.run(MAPS, inputs), torch_maps(net, inputs, temperature))
    metadata = session.get_modelmeta().custom_metadata_map
    assert ModelSpec.from_json(metadata[METADATA_KEY]) == spec


def test_logits_inside_the_graph_can_be_exposed(net, model):
    (logits,) = (each for each in model.graph.value_info if each.name == 'logits')
    model.graph.output.append(logits)
    inputs = draw(2, 16, 24, 1)
    (found,) = open_session(model.SerializeToString()).run(['logits'], inputs)
    np.testing.assert_allclose(found, torch_maps(net, inputs, 1.0)[3], rtol=1e-3, atol=1e-3)


def test_file_describes_itself(net, labels, exported, session):
    spec, path = exported
    metadata = session.get_modelmeta().custom_metadata_map
    assert ModelSpec.from_json(metadata[METADATA_KEY]) == spec
    assert spec == ModelSpec(
        architecture='tiny',
        labels=labels,
        stride=8,
        network_size=(64, 48),
        output_stride=2,
        mean=net.mean,
        std=net.std,
        temperature=1.5,
        weights_digest=weights_digest(net),
        training_data='one street',
        metrics={'miou': 0.5},
    )
    assert [file.name for file in path.parent.iterdir()] == ['tiny.onnx']


@pytest.mark.parametrize('package', [seg_node, torch])
def test_file_tells_nothing_of_the_machine_that_made_it(exported, package):
    assert package.__path__[0].encode() not in exported[1].read_bytes()


def test_digest_is_that_of_the_weights(net):
    changed = deepcopy(net)
    assert weights_digest(changed) == weights_digest(net)
    with torch.no_grad():
        changed.classifier.bias[0] += 1e-6
    assert weights_digest(changed) != weights_digest(net)


@pytest.mark.parametrize(
    ('options', 'error', 'said'),
    [
        ({'output_stride': 8}, ConfigurationError, 'output_stride 8 does not divide 4'),
        ({'output_stride': 3}, ModelFileError, 'output_stride 3 does not divide'),
        ({'output_stride': 0}, ModelFileError, 'output_stride 0 does not divide'),
        ({'network_size': (60, 48)}, ModelFileError, '60x48 is not a multiple of stride 8'),
        ({'temperature': 0.0}, ModelFileError, 'temperature 0.0 is not positive'),
    ],
)
def test_model_that_cannot_be_is_not_written(net, labels, tmp_path, options, error, said):
    path = tmp_path / 'model.onnx'
    with pytest.raises(error, match=said):
        export_model(net, labels, path, **({'network_size': (64, 48)} | options))
    assert not list(tmp_path.iterdir())
