# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Which runtime a model opens in."""

from contextlib import closing

import pytest

from seg_node.backends.gpu import find_gpu, Gpu
from seg_node.backends.options import BackendOptions
from seg_node.core.errors import BackendError
from seg_node.engine import opening
from seg_node.engine.engine_options import EngineHooks, EngineOptions


@pytest.fixture
def _no_gpu():
    try:
        gpu = find_gpu()
    except BackendError:
        return
    pytest.skip(f'{gpu} is here')


@pytest.fixture
def _rtx_alone(monkeypatch):
    monkeypatch.setattr(opening, 'FLAVOUR_NAMES', ('tensorrt_rtx',))


@pytest.mark.usefixtures('_no_gpu', '_rtx_alone', 'rtx')
def test_auto_takes_the_cpu_where_there_is_no_gpu_and_says_why():
    name, reason = opening.choose_runtime('auto')
    assert name == 'onnxruntime'
    assert 'not TensorRT: no NVIDIA GPU' in reason


@pytest.mark.usefixtures('_rtx_alone', 'rtx')
def test_auto_takes_a_gpu_that_is_there(monkeypatch):
    monkeypatch.setattr(opening, 'find_gpu', lambda index: Gpu((8, 9), f'card {index}'))
    assert opening.choose_runtime('auto', 1) == (
        'tensorrt_rtx',
        'it is installed, and card 1 (SM 8.9) is here',
    )


def test_runtime_is_taken_as_asked_for():
    assert opening.choose_runtime('tensorrt') == ('tensorrt', 'as asked for')
    assert opening.choose_runtime('onnxruntime') == ('onnxruntime', 'as asked for')


def test_unknown_runtime_lists_those_that_are_known():
    with pytest.raises(
        BackendError, match="'caffe': choose from auto, tensorrt, tensorrt_rtx, on"
    ):
        opening.choose_runtime('caffe')


@pytest.mark.parametrize('name', ['tensorrt_rtx', 'openvino'])
def test_a_runtime_that_is_named_gets_the_precision_that_is_asked_for(name):
    if name == 'openvino':
        pytest.importorskip('openvino')
    assert opening.planned_precision(name, 'f16') == 'f16'


def test_cpu_opens_with_the_options(colour_model):
    options = BackendOptions(threads=1, output_size='network')
    with closing(opening.open_model('onnxruntime', colour_model, options)) as backend:
        assert 'onnxruntime' in backend.description


@pytest.mark.usefixtures('_no_gpu', 'rtx')
def test_gpu_that_is_not_there_is_an_error_unless_the_cpu_may_take_its_place(colour_model):
    options = BackendOptions(threads=1, precision='f16')
    with pytest.raises(BackendError, match='no NVIDIA GPU'):
        opening.open_model('tensorrt_rtx', colour_model, options)
    reasons: list[str] = []
    backend = opening.open_model(
        'tensorrt_rtx',
        colour_model,
        options,
        EngineOptions(allow_fallback=True),
        EngineHooks(on_fallback=reasons.append),
    )
    with closing(backend):
        assert 'onnxruntime' in backend.description
    assert len(reasons) == 1


@pytest.mark.usefixtures('_no_gpu', 'rtx')
def test_auto_in_half_precision_runs_on_the_cpu_in_single_where_there_is_no_gpu(colour_model):
    reasons: list[str] = []
    options = BackendOptions(threads=1, precision='f16')
    hooks = EngineHooks(on_fallback=reasons.append)
    with closing(opening.open_model('auto', colour_model, options, hooks=hooks)) as backend:
        assert 'onnxruntime' in backend.description
        assert backend.precision == opening.planned_precision('auto', 'f16') == 'f32'
    assert 'in place of TensorRT in f16, since: ' in reasons[0]
