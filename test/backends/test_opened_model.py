# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""An open model knows its file and what another one would take."""

from dataclasses import replace
import os
import re
import subprocess
import sys

from colour_model import colour_spec, write_colour_model
import pytest

from seg_node.backends import opened_model
from seg_node.backends.opened_model import OpenedModel
from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.errors import BackendError, LabelSetError
from seg_node.core.pipeline import PipelineSettings


def open_model(path, **settings):
    def open_again():
        return open_backend('onnxruntime', path, BackendOptions(threads=1))

    return OpenedModel(path, open_again, 'as asked for', PipelineSettings(**settings))


@pytest.fixture
def path(tmp_path, camvid):
    return write_colour_model(tmp_path / 'model.onnx', camvid)


@pytest.fixture
def model(path):
    model = open_model(path)
    yield model
    model.close()


def test_it_says_which_model_it_is_and_how_it_runs(model, path):
    start = re.escape(f'nearest_colour (camvid) from {path} with onnxruntime ')
    assert re.fullmatch(start + r'.+ on the CPU \(as asked for\)', str(model))


def test_it_knows_its_file_until_that_holds_something_else(model, path, camvid, tmp_path):
    assert model.is_in(path)
    assert not model.is_in(tmp_path / 'other.onnx')
    kept = path.rename(tmp_path / 'kept')
    assert not model.is_in(path)
    kept.rename(path)
    assert model.is_in(path)
    write_colour_model(path, replace(camvid, name='another'))
    assert not model.is_in(path)


def test_it_is_warmed_with_a_frame_of_the_cameras_size(model, monkeypatch):
    sizes = []
    process = model.pipeline.process

    def note(image):
        sizes.append(process(image).frame_size)

    monkeypatch.setattr(model.pipeline, 'process', note)
    model.warm_up((320, 200))
    model.warm_up()
    assert sizes == [(320, 200), (64, 48)]


def test_settings_that_do_not_fit_leave_nothing_open(path, monkeypatch):
    closed: list[OpenedModel] = []
    monkeypatch.setattr(OpenedModel, 'close', lambda model: closed.append(model))
    with pytest.raises(LabelSetError, match='Lane'):
        open_model(path, class_sets={'drivable': ('Lane',)})
    assert len(closed) == 1


def test_another_model_is_refused_where_memory_does_not_suffice(
    model, path, tmp_path, monkeypatch
):
    model.warm_up()
    larger = tmp_path / 'larger.onnx'
    larger.write_bytes(path.read_bytes() + bytes(100_000_000))
    monkeypatch.setattr(opened_model, 'free_memory', lambda: 120_000_000)
    model.check_room_for(path)
    with pytest.raises(BackendError) as caught:
        model.check_room_for(larger)
    (figure,) = re.findall(r'larger\.onnx needs about (\d+) MB beside', str(caught.value))
    needed = int(figure)
    assert 400 <= needed <= 450
    assert '120 MB are free: end something else, or call cleanup' in str(caught.value)
    monkeypatch.setattr(opened_model, 'free_memory', lambda: (needed + 1) * 1_000_000)
    model.check_room_for(larger)


OPENS_TWICE = """
from seg_node.core.resources import default_model
from test_opened_model import open_model

models = [open_model(default_model()) for _ in range(2)]
for model in models:
    model.warm_up((640, 480))
    print(model.memory)
"""


def test_what_a_model_needs_is_what_it_takes_when_it_is_opened():
    """The figure is one for people to act on: right to a factor of two."""
    # In a process of its own: one that ran other tests has freed memory to give.
    command = [sys.executable, '-c', OPENS_TWICE]
    environment = os.environ | {'PYTHONPATH': os.pathsep.join(sys.path)}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    first, second = map(int, done.stdout.split())
    assert 0.5 < first / second < 2


def test_a_spec_of_another_size_is_warmed_at_that(tmp_path, camvid):
    spec = colour_spec(camvid, network_size=(128, 96))
    model = open_model(write_colour_model(tmp_path / 'model.onnx', camvid, spec.to_json()))
    model.warm_up()
    assert model.backend.network_size((128, 96)) == (128, 96)
    model.close()
