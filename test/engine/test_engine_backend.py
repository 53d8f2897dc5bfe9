# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
What lies between a model and its engine, with real builds.

No plan opens without a GPU, so the CPU answers in the place of an open one; test/gpu opens plans.
"""

from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from seg_node.backends.gpu import Gpu
from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.backends.tensorrt_runner import PlanRefusedError
from seg_node.core.errors import BackendError, BuildStoppedError, LastingError
from seg_node.core.label_set import class_set_matrix
from seg_node.engine import engine_backend
from seg_node.engine.engine_backend import EngineBackend
from seg_node.engine.engine_options import EngineHooks, EngineOptions

GPU = Gpu((8, 9), name='imagined', driver='1.0')
OPTIONS = BackendOptions(threads=1)
FRAME = np.zeros((96, 128, 3), np.uint8)
pytestmark = pytest.mark.usefixtures('rtx')


@pytest.fixture
def gpu(monkeypatch):
    """Let a card be found; its driver may be changed."""
    found = {'gpu': GPU}
    monkeypatch.setattr(engine_backend, 'find_gpu', lambda index: found['gpu'])
    return found


@pytest.fixture
def opened(monkeypatch, colour_model):
    """List the plans that were opened, each by a stand-in that the CPU answers for."""
    plans = []

    class OpenPlan:
        description = 'stand-in'

        def __init__(self, plan, spec, layout, flavour, gpu, precision):
            plans.append(plan)
            self.spec = spec
            self._on_cpu = open_backend('onnxruntime', colour_model, OPTIONS)
            self.infer = self._on_cpu.infer

        def close(self):
            self._on_cpu.close()

    monkeypatch.setattr(engine_backend, 'TensorRtBackend', OpenPlan)
    return plans


@pytest.fixture
def make(gpu, tmp_path, colour_model):
    def make(**hooks):
        options = EngineOptions(folder=tmp_path / 'engines')
        return EngineBackend('tensorrt_rtx', colour_model, OPTIONS, options, EngineHooks(**hooks))

    return make


@pytest.fixture
def class_sets(camvid):
    return class_set_matrix(camvid, camvid.class_sets)


@pytest.fixture
def proofs(monkeypatch):
    """List the frame sizes that proofs were made for."""
    sizes = []
    measure = engine_backend.measure_agreement

    def note_and_measure(engine, reference, class_sets, frame_size):
        sizes.append(frame_size)
        return measure(engine, reference, class_sets, frame_size)

    monkeypatch.setattr(engine_backend, 'measure_agreement', note_and_measure)
    return sizes


def test_first_frame_waits_for_its_engine_and_a_new_size_for_another(make, opened, class_sets):
    said: list[str] = []
    with closing(make(on_progress=said.append)) as backend:
        assert not opened
        backend.infer([FRAME], class_sets)
        backend.infer([FRAME], class_sets)
        assert len(opened) == 1
        assert 'building the f32 engine of nearest_colour for 128x96' in said[0]
        assert said[-1] == ''
        backend.infer([FRAME[:48, :64]], class_sets)
        assert len(set(opened)) == 2
    with pytest.raises(BackendError, match='was closed'):
        backend.infer([FRAME], class_sets)


def test_engine_is_proved_once_for_each_card_and_driver(make, gpu, opened, proofs):
    for driver in ('1.0', '1.0', '2.0'):
        gpu['gpu'] = replace(GPU, driver=driver)
        with closing(make()) as backend:
            backend.prepare((128, 96))
    assert len(proofs) == 2


def test_engine_that_says_something_else_is_refused_for_good(make, opened, monkeypatch, proofs):
    monkeypatch.setattr(engine_backend, 'least_agreement', lambda spec, precision: 1.1)
    for _ in range(2):
        with closing(make()) as backend:
            with pytest.raises(LastingError, match=r'f32 engine has 100.00% .* report it'):
                backend.prepare((128, 96))
    assert len(proofs) == 1


def test_plan_that_does_not_open_is_built_anew_once(make, opened, monkeypatch, tmp_path):
    open_plan = engine_backend.TensorRtBackend
    built = []

    def refuse_first(*arguments):
        built.append(next((tmp_path / 'engines').glob('*.plan')).stat().st_ino)
        if len(built) == 1:
            raise PlanRefusedError('of another TensorRT')
        return open_plan(*arguments)

    monkeypatch.setattr(engine_backend, 'TensorRtBackend', refuse_first)
    with closing(make()) as backend:
        backend.prepare((128, 96))
    assert len(built) == 2
    assert len(opened) == 1


def test_model_that_was_exchanged_meanwhile_is_no_longer_built(
    make, opened, tmp_path, camvid, class_sets, monkeypatch
):
    backend = make()
    backend.spec = replace(backend.spec, temperature=2.0)
    with pytest.raises(BackendError, match='now holds another model'):
        backend.infer([FRAME], class_sets)
    assert not opened


def test_build_can_be_stopped(make, opened, tmp_path):
    with closing(make(should_stop=lambda: True)) as backend:
        with pytest.raises(BuildStoppedError):
            backend.prepare((128, 96))
    assert not list((tmp_path / 'engines').glob('*.plan*'))
