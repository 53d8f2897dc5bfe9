# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A backend that fails comes back by itself, at growing intervals."""

from dataclasses import replace

from colour_model import write_colour_model
import numpy as np
import pytest

from seg_node.backends.options import BackendOptions
from seg_node.backends.reopening_backend import ReopeningBackend
from seg_node.backends.selection import open_backend
from seg_node.core.errors import BackendError, LastingError, ModelFileError

GOOD, BAD = np.zeros((48, 64, 3), np.uint8), np.full((48, 64, 3), 255, np.uint8)


class SteadyClock:
    """A clock that stands still until it is told."""

    def __init__(self):
        self.now_s = 100.0

    def __call__(self):
        return self.now_s


@pytest.fixture
def clock():
    return SteadyClock()


@pytest.fixture
def model(tmp_path, camvid):
    return write_colour_model(tmp_path / 'model.onnx', camvid, breaks_on_white=True)


@pytest.fixture
def backend(model, clock):
    backend = ReopeningBackend(
        lambda: open_backend('auto', model, BackendOptions(threads=1)), clock
    )
    yield backend
    backend.close()


def segment(backend, frame):
    matrix = np.ones((1, len(backend.spec.labels)), np.float32)
    (maps,) = backend.infer([frame], matrix)
    return maps


def fail(backend):
    with pytest.raises(BackendError, match='could not run the model'):
        segment(backend, BAD)


def test_a_sound_backend_is_passed_through(backend, camvid):
    assert segment(backend, GOOD).labels.shape == (48, 64)
    assert backend.spec.labels == camvid
    assert backend.description.startswith('onnxruntime')
    assert backend.precision == 'f32'
    assert backend.network_size((640, 480)) == (64, 48)
    assert (backend.failure, backend.seconds_to_next_try) == (None, 0.0)


def test_after_a_failure_it_is_down_until_its_time(backend, clock):
    fail(backend)
    assert 'out of data bounds' in backend.failure
    assert backend.precision == 'f32'
    assert backend.seconds_to_next_try == 1.0
    clock.now_s += 0.75
    with pytest.raises(BackendError, match=r'down for 0 s more after: .*out of data bounds'):
        segment(backend, GOOD)
    assert backend.seconds_to_next_try == 0.25


def test_when_its_time_has_come_it_is_opened_again(backend, clock):
    fail(backend)
    clock.now_s += 1.0
    assert segment(backend, GOOD).labels.shape == (48, 64)
    assert (backend.failure, backend.seconds_to_next_try) == (None, 0.0)


def test_intervals_double_up_to_half_a_minute_and_start_over_after_success(backend, clock):
    intervals = []
    for _ in range(7):
        fail(backend)
        intervals.append(backend.seconds_to_next_try)
        clock.now_s += intervals[-1]
    assert intervals == [1, 2, 4, 8, 16, 30, 30]
    segment(backend, GOOD)
    fail(backend)
    assert backend.seconds_to_next_try == 1.0


def test_a_model_that_cannot_be_opened_again_is_a_failure_too(backend, model, clock):
    kept = model.rename(model.with_suffix('.kept'))
    fail(backend)
    clock.now_s += 1.0
    with pytest.raises(BackendError, match='opening the model again failed: no model file at'):
        segment(backend, GOOD)
    assert 'no model file at' in backend.failure
    assert backend.seconds_to_next_try == 2.0
    kept.rename(model)
    clock.now_s += 2.0
    segment(backend, GOOD)
    assert backend.failure is None


def test_the_first_opening_must_succeed(tmp_path):
    def open_again():
        return open_backend('auto', tmp_path / 'gone.onnx', BackendOptions())

    with pytest.raises(ModelFileError, match=r'gone\.onnx'):
        ReopeningBackend(open_again)


def test_close_may_be_called_while_it_is_down(backend):
    fail(backend)
    backend.close()
    backend.close()


def test_another_model_in_the_same_file_is_not_taken_for_the_first(backend, model, clock, camvid):
    fail(backend)
    reverse = replace(camvid, classes=camvid.classes[::-1])
    write_colour_model(model, reverse)
    clock.now_s += 1.5
    with pytest.raises(BackendError, match='now holds another model: set the parameter model'):
        segment(backend, GOOD)
    assert backend.spec.labels == camvid
    assert 'another model' in backend.failure

    write_colour_model(model, camvid, breaks_on_white=True)
    clock.now_s += 2.5
    assert segment(backend, GOOD).labels.shape == (48, 64)


def test_lasting_failure_is_not_tried_again(model, clock, monkeypatch):
    opened = []

    def open_it():
        opened.append(open_backend('onnxruntime', model, BackendOptions(threads=1)))
        return opened[-1]

    backend = ReopeningBackend(open_it, clock)

    def infer(frames, class_sets):
        raise LastingError('the build took too much memory')

    monkeypatch.setattr(opened[0], 'infer', infer)
    with pytest.raises(LastingError, match='too much memory'):
        segment(backend, GOOD)
    clock.now_s += 1e9
    with pytest.raises(BackendError, match='down until it is configured anew: the build took'):
        segment(backend, GOOD)
    assert len(opened) == 1
    backend.close()
