# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A model file comes back as it was written, and nothing else is taken for one."""

from dataclasses import replace

from full_disk import full_disk
from graph_run import GraphRun
import numpy as np
import onnx
import pytest

from seg_node.core.errors import ModelFileError
from seg_node.core.model_spec import METADATA_KEY, ModelSpec
from seg_node.model_files.onnx_file import load_model, save_model, set_spec


@pytest.fixture
def loaded(colour_model):
    return load_model(colour_model)


def infer_confidence(model):
    frame = np.random.default_rng(0).integers(0, 256, (1, 48, 64, 3), np.uint8)
    (confidence,) = GraphRun(model, ['confidence'])(
        frame=frame, class_sets=np.zeros((1, 11), np.float32)
    )
    return confidence


def test_model_comes_back_with_another_spec(loaded, tmp_path):
    model, spec = loaded
    changed = replace(spec, metrics={'miou': 0.5}, temperature=2.0)
    path = tmp_path / 'new folder' / 'model.onnx'
    save_model(model, changed, path)
    again, found = load_model(path)
    assert found == changed
    assert again == model
    assert [file.name for file in path.parent.iterdir()] == ['model.onnx']


def test_temperature_of_the_spec_is_that_of_the_graph(loaded):
    model, spec = loaded
    sharp = infer_confidence(model)
    set_spec(model, replace(spec, temperature=3.0))
    assert infer_confidence(model).mean() < sharp.mean() - 10
    (written,) = (each for each in model.metadata_props if each.key == METADATA_KEY)
    assert ModelSpec.from_json(written.value).temperature == 3.0


def test_graph_without_temperature_takes_no_spec(loaded):
    model, spec = loaded
    (temperature,) = (each for each in model.graph.initializer if each.name == 'temperature')
    model.graph.initializer.remove(temperature)
    with pytest.raises(ValueError, match='no initializer named temperature'):
        set_spec(model, spec)


def test_graph_that_cannot_be_is_not_written(loaded, tmp_path):
    model, spec = loaded
    model.graph.node[3].input[0] = 'what nothing computes'
    with pytest.raises(onnx.checker.ValidationError, match='what nothing computes'):
        save_model(model, spec, tmp_path / 'model.onnx')
    assert not list(tmp_path.iterdir())


def test_full_disk_leaves_what_was_there(loaded, tmp_path):
    model, spec = loaded
    path = tmp_path / 'model.onnx'
    path.write_bytes(b'older')
    with full_disk(most_bytes=100), pytest.raises(OSError, match=r'model\.onnx'):
        save_model(model, spec, path)
    assert path.read_bytes() == b'older'
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ('damage', 'said'),
    [
        (lambda content: b'', r'model\.onnx: it holds no seg_node\.spec: export the net with seg'),
        (lambda content: b'no model', r'model\.onnx is no model file'),
        (lambda content: content[:-30], r'model\.onnx is no model file'),
        (lambda content: content.replace(b'seg_node.spec', b'seg_node.pest'), 'holds no seg_node'),
        (lambda content: content.replace(b'"stride": 8', b'"stride":-8'), r'model\.onnx: '),
    ],
    ids=['empty', 'text', 'cut', 'of another program', 'spec that cannot be'],
)
def test_other_files_are_refused_by_name(colour_model, tmp_path, damage, said):
    path = tmp_path / 'model.onnx'
    path.write_bytes(damage(colour_model.read_bytes()))
    assert path.read_bytes() != colour_model.read_bytes()
    with pytest.raises(ModelFileError, match=said):
        load_model(path)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(ModelFileError, match=r'model\.onnx'):
        load_model(tmp_path / 'model.onnx')
