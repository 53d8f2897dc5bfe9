# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The spec of a model file, read without a runtime."""

import json

from colour_model import colour_spec, write_colour_model
import numpy as np
import pytest

from seg_node.backends.model_header import read_spec
from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.errors import ModelFileError
from seg_node.core.resources import default_model


def test_it_is_the_spec_that_a_backend_reads(colour_model):
    for model in (colour_model, default_model()):
        backend = open_backend('onnxruntime', model, BackendOptions(threads=1))
        assert read_spec(model) == backend.spec
        backend.close()


@pytest.mark.parametrize(
    ('spec', 'reason'),
    [
        ('', 'it holds no seg_node.spec: export the net with seg export'),
        ('{}', 'its spec is not JSON with a format_version'),
    ],
)
def test_a_file_without_a_spec_is_named(tmp_path, camvid, spec, reason):
    model = write_colour_model(tmp_path / 'model.onnx', camvid, spec)
    with pytest.raises(ModelFileError, match=rf'model\.onnx: {reason}'):
        read_spec(model)


def test_a_newer_format_is_refused(tmp_path, camvid):
    newer = json.loads(colour_spec(camvid).to_json()) | {'format_version': 2}
    model = write_colour_model(tmp_path / 'model.onnx', camvid, json.dumps(newer))
    with pytest.raises(ModelFileError, match='format version 2 and this seg_node reads 1'):
        read_spec(model)


@pytest.mark.parametrize('name', ['gone.onnx', '.', 'x' * 5000, 'zero\0byte'])
def test_a_path_of_no_file_is_named(tmp_path, name):
    with pytest.raises(ModelFileError, match=r'check the path|cannot be read'):
        read_spec(tmp_path / name)


def test_a_file_that_is_cut_off_anywhere_is_refused(tmp_path, colour_model):
    content = colour_model.read_bytes()
    cut = tmp_path / 'cut.onnx'
    for length in range(0, len(content), 13):
        cut.write_bytes(content[:length])
        with pytest.raises(ModelFileError, match=r'cut\.onnx'):
            read_spec(cut)


def test_whatever_the_bytes_it_ends_with_a_spec_or_a_reason(tmp_path, colour_model):
    random = np.random.default_rng(1)
    content = np.frombuffer(colour_model.read_bytes(), np.uint8)
    file = tmp_path / 'mutated.onnx'
    refused = 0
    for _ in range(300):
        mutated = content.copy()
        places = random.integers(len(mutated), size=random.integers(1, 20))
        mutated[places] = random.integers(256, size=len(places))
        file.write_bytes(mutated.tobytes())
        try:
            read_spec(file)
        except ModelFileError:
            refused += 1
    assert 0 < refused < 300
