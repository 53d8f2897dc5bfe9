# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Engines that run."""

from contextlib import closing

import numpy as np
import pytest
from untrained_models import untrained_model

from seg_node.backends.cuda import checked, load_cuda
from seg_node.backends.options import BackendOptions
from seg_node.backends.tensorrt_runner import TensorRtRunner
from seg_node.core.errors import BackendError
from seg_node.core.label_set import class_set_matrix
from seg_node.core.resources import default_model
from seg_node.engine.engine_backend import EngineBackend
from seg_node.engine.engine_build import obtain_engine
from seg_node.engine.engine_cache import EngineCache
from seg_node.engine.engine_options import EngineHooks
from seg_node.engine.planning import plan_engine
from seg_node.model_files.onnx_file import load_model, save_model
from seg_node.models import list_models

FRAME_SIZE = (1280, 720)
pytestmark = [pytest.mark.gpu, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
def open_engine(flavour, engines):
    def open_it(path, **options):
        return EngineBackend(flavour.name, path, BackendOptions(**options), engines, EngineHooks())

    return open_it


@pytest.fixture
def frame():
    return np.random.default_rng(0).integers(0, 256, (*FRAME_SIZE[::-1], 3), np.uint8)


@pytest.fixture
def class_sets():
    _, spec = load_model(default_model())
    return class_set_matrix(spec.labels, spec.labels.class_sets)


@pytest.mark.parametrize('precision', ['f32', 'f16'])
def test_shipped_model_passes_its_proof(open_engine, precision):
    with closing(open_engine(default_model(), precision=precision)) as backend:
        backend.prepare(FRAME_SIZE)


@pytest.mark.parametrize('name', list_models())
def test_every_net_passes_its_proof(open_engine, tmp_path, name):
    path = tmp_path / f'{name}.onnx'
    model, spec = untrained_model(name, FRAME_SIZE)
    save_model(model, spec, path)
    with closing(open_engine(path)) as backend:
        backend.prepare(FRAME_SIZE)


def test_a_graph_gives_what_its_pieces_give(gpu, flavour, engines, frame):
    model, spec = load_model(default_model())
    request = plan_engine(model, spec, FRAME_SIZE, BackendOptions(), engines, flavour, gpu)
    plan = obtain_engine(request, EngineCache(engines.folder)).plan
    labels = []
    for use_graph in (True, False):
        with closing(TensorRtRunner(plan, flavour, gpu, use_graph)) as runner:
            runner.buffers['frame'].host[:] = frame.reshape(1, FRAME_SIZE[1], -1)
            runner.buffers['class_sets'].host[:] = 1
            for _ in range(3):
                runner.run()
            labels.append(runner.buffers['labels'].host.copy())
    np.testing.assert_array_equal(labels[0], labels[1])


def test_maps_belong_to_the_caller(open_engine, frame, class_sets):
    with closing(open_engine(default_model())) as backend:
        (first,) = backend.infer([frame], class_sets)
        kept = first.labels.copy()
        backend.infer([255 - frame], class_sets)
        np.testing.assert_array_equal(first.labels, kept)


def test_number_of_class_sets_may_change_up_to_that_of_the_engine(open_engine, frame, class_sets):
    with closing(open_engine(default_model())) as backend:
        (one,) = backend.infer([frame], class_sets[:1])
        (all_sets,) = backend.infer([frame], class_sets)
        np.testing.assert_array_equal(one.set_probability[0], all_sets.set_probability[0])
        with pytest.raises(BackendError, match='raise engine_sets'):
            backend.infer([frame], np.repeat(class_sets[:1], 5, axis=0))


def test_two_engines_run_side_by_side(open_engine, frame, class_sets):
    with closing(open_engine(default_model())) as first:
        (expected,) = first.infer([frame], class_sets)
        with closing(open_engine(default_model(), output_size='network')) as second:
            second.infer([frame], class_sets)
            (found,) = first.infer([frame], class_sets)
    np.testing.assert_array_equal(found.labels, expected.labels)


def test_all_memory_comes_back(open_engine, frame, class_sets):
    free = []
    for _ in range(4):
        backend = open_engine(default_model())
        backend.infer([frame], class_sets)
        backend.close()
        backend.close()
        free.append(checked(load_cuda().cudaMemGetInfo())[0])
    # The first time, CUDA and TensorRT set themselves up.
    assert min(free[1:]) >= free[1] - (1 << 20)
    with pytest.raises(BackendError, match='closed'):
        backend.infer([frame], class_sets)
