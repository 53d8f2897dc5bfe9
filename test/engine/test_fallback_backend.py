# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The other backend runs from the moment at which the wanted one does not."""

from colour_model import colour_spec, write_colour_model
import numpy as np
import pytest

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.errors import BackendError, BuildStoppedError, ModelFileError
from seg_node.core.label_set import class_set_matrix
from seg_node.core.pipeline import Pipeline, PipelineSettings
from seg_node.core.risk_table import RiskTable
from seg_node.engine.fallback_backend import FallbackBackend

WHITE = np.full((48, 64, 3), 255, np.uint8)
BLACK = np.zeros((48, 64, 3), np.uint8)


@pytest.fixture
def opened(colour_model):
    """List what was opened in the place of the wanted one."""
    return []


@pytest.fixture
def said():
    return []


@pytest.fixture
def make(colour_model, opened, said):
    def open_other():
        opened.append(open_backend('onnxruntime', colour_model, BackendOptions(threads=1)))
        return opened[-1]

    return lambda open_wanted: FallbackBackend(open_wanted, open_other, said.append)


@pytest.fixture
def fragile(tmp_path, camvid):
    path = write_colour_model(tmp_path / 'fragile.onnx', camvid, breaks_on_white=True)
    return lambda: open_backend('onnxruntime', path, BackendOptions(threads=1))


@pytest.fixture
def class_sets(camvid):
    return class_set_matrix(camvid, camvid.class_sets)


def raises(error):
    def open_wanted():
        raise error

    return open_wanted


def test_wanted_backend_runs_while_it_can(make, fragile, class_sets, opened, said):
    backend = make(fragile)
    backend.infer([BLACK], class_sets)
    assert (opened, said) == ([], [])
    backend.close()


def test_other_one_opens_where_the_wanted_one_does_not(make, class_sets, opened, said):
    backend = make(raises(BackendError('no GPU')))
    backend.infer([WHITE], class_sets)
    assert said == [f'{opened[0].description} runs in its place, since: no GPU']
    assert backend.description == opened[0].description
    backend.close()


def test_frame_that_fails_goes_through_the_other_one(make, fragile, class_sets, opened, said):
    backend = make(fragile)
    (maps,) = backend.infer([WHITE], class_sets)
    (expected,) = opened[0].infer([WHITE], class_sets)
    np.testing.assert_array_equal(maps.labels, expected.labels)
    backend.infer([BLACK], class_sets)
    assert len(opened) == len(said) == 1
    backend.close()
    with pytest.raises(BackendError, match='was closed'):
        backend.infer([BLACK], class_sets)


def test_model_that_is_none_is_no_matter_of_the_backend(make, opened):
    with pytest.raises(ModelFileError):
        make(raises(ModelFileError('no model')))
    assert not opened


def test_build_that_was_stopped_is_not_wanted_elsewhere(make, opened):
    with pytest.raises(BuildStoppedError):
        make(raises(BuildStoppedError('stopped')))
    assert not opened


class HalfPrecision:
    """A backend that claims to compute in f16."""

    precision = 'f16'

    def __init__(self, backend):
        self._backend = backend

    def __getattr__(self, name):
        return getattr(self._backend, name)


def test_what_is_calibrated_for_the_wanted_one_is_not_for_the_other(tmp_path, camvid):
    table = RiskTable('drivable', (3,), (64, 48), 'f16', 50, 'a street', ((0.1, 0.25),))
    text = colour_spec(camvid, risk_tables=(table,)).to_json()
    path = write_colour_model(tmp_path / 'model.onnx', camvid, text, breaks_on_white=True)
    sound = write_colour_model(tmp_path / 'sound.onnx', camvid, text)
    backend = FallbackBackend(
        lambda: HalfPrecision(open_backend('onnxruntime', path, BackendOptions(threads=1))),
        lambda: open_backend('onnxruntime', sound, BackendOptions(threads=1)),
        lambda reason: None,
    )
    pipeline = Pipeline(backend, PipelineSettings(max_false_drivable_rate=0.1))
    assert backend.precision == 'f16'
    assert pipeline.process(BLACK).chosen == (0.25, '')
    threshold, uncalibrated = pipeline.process(WHITE).chosen
    assert backend.precision == 'f32'
    assert threshold == 0.25
    assert uncalibrated is not None
    assert 'for Road at 64x48 in f16, and Road at 64x48 in f32 runs' in uncalibrated
    backend.close()
