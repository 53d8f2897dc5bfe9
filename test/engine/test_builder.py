# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""TensorRT compiles what is derived here, and what it refuses is told with its reason."""

from types import SimpleNamespace

import onnx
from onnx import helper, TensorProto
import pytest

from seg_node.backends.gpu import Gpu, parse_target
from seg_node.backends.tensorrt_flavour import Flavour
from seg_node.core.errors import BackendError, ConfigurationError
from seg_node.core.frame_layout import FrameLayout
from seg_node.core.resources import share_directory
from seg_node.engine.builder import build_plan, BuildSettings
from seg_node.engine.derivation import derive_graph
from seg_node.engine.engine_record import EnginePort
from seg_node.model_files.onnx_file import load_model

SM89 = parse_target('sm89')


def build(graph, flavour, tmp_path, gpu=SM89, settings=None, report=lambda *steps: None):
    settings = settings or BuildSettings()
    return build_plan(graph, flavour, gpu, settings, report, tmp_path / 'timing')


def test_plan_has_the_ports_of_the_layout(request_engine, rtx, tmp_path):
    steps = []
    plan = build(request_engine().graph, rtx, tmp_path, report=lambda *step: steps.append(step))
    assert plan.ports == (
        EnginePort('frame', 'uint8', (1, 96, 384), True),
        EnginePort('class_sets', 'float32', (4, 11), True),
        EnginePort('labels', 'uint8', (1, 96, 128), False),
        EnginePort('confidence', 'uint8', (1, 96, 128), False),
        EnginePort('set_probability', 'uint8', (1, 4, 48, 64), False),
    )
    assert len(plan.content) > 1000
    assert plan.layer_count >= len(onnx.load_from_string(request_engine().graph).graph.node)
    assert len(steps) > 2
    assert steps == sorted(steps), 'one phase, whose steps are done one by one'
    assert {phase for phase, *_ in steps} == {'Building engine'}
    assert steps[0][1] == 0 < steps[-1][1] <= steps[-1][2]
    assert not list(tmp_path.iterdir()), 'nothing is timed for a card that is not here'


def test_plan_is_the_same_again(request_engine, rtx, tmp_path):
    first, second = (build(request_engine().graph, rtx, tmp_path).content for _ in range(2))
    assert first == second


@pytest.mark.parametrize('precision', ['f32', 'f16'])
@pytest.mark.slow
def test_net_that_ships_is_compiled(rtx, tmp_path, precision):
    model, spec = load_model(share_directory() / 'weights' / 'lite0_fpn.onnx')
    layout = FrameLayout((1280, 720), (256, 160), (1280, 720), 'bgr8', 3904)
    plan = build(derive_graph(model, spec, precision, layout), rtx, tmp_path)
    assert plan.ports[0].shape == (1, 720, 3904)
    weights_mb = sum(len(each.raw_data) for each in model.graph.initializer) / 1e6
    share = len(plan.content) / 1e6 / weights_mb
    assert share > 0.9 if precision == 'f32' else 0.4 < share < 0.9


def graph_of(op_type, **attributes):
    ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 1, 4, 4]) for name in 'xy']
    node = helper.make_node(op_type, ['x'], ['y'], **attributes)
    graph = helper.make_graph([node], 'one node', ports[:1], ports[1:])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid('', 20)], ir_version=10)


@pytest.mark.parametrize(
    ('graph', 'reason'),
    [
        (graph_of('NoSuchOperator').SerializeToString(), 'NoSuchOperator'),
        (graph_of('MaxPool', kernel_shape=[2, 2]).SerializeToString()[:-40], 'parse|deserialize'),
        (b'no model', 'parse|deserialize'),
    ],
    ids=['unknown operator', 'cut', 'text'],
)
def test_graph_that_is_not_taken_is_told_with_the_reason(rtx, tmp_path, graph, reason):
    with pytest.raises(BackendError, match=f'tensorrt_rtx does not take the model: .*({reason})'):
        build(graph, rtx, tmp_path)


def test_graph_of_nothing_is_told_with_the_reason(rtx, tmp_path):
    with pytest.raises(BackendError, match=r'could not build the engine .*at least one output'):
        build(b'', rtx, tmp_path)


@pytest.mark.parametrize('target', ['sm87', 'sm90', 'sm53', 'sm999'])
def test_card_that_rtx_does_not_build_for_is_told(request_engine, rtx, tmp_path, target):
    gpu = parse_target(target)
    with pytest.raises(BackendError, match=r'builds for SM120, .*SM89, and this is any GPU \(SM'):
        build(request_engine().graph, rtx, tmp_path, gpu)


def test_classic_tensorrt_builds_for_no_card_elsewhere(tmp_path):
    """It would take the one that is here, and the engine would have the other one's name."""
    classic = Flavour('tensorrt', SimpleNamespace(__version__='10.3.0'))
    with pytest.raises(
        BackendError, match=r'only for a GPU that is here, and not for any GPU \(S'
    ):
        build(b'', classic, tmp_path)


def test_a_card_that_is_gone_is_told(rtx, tmp_path):
    pytest.importorskip('cuda.bindings')
    with pytest.raises(BackendError, match='CUDA: '):
        build(b'', rtx, tmp_path, Gpu((8, 9), index=999))


@pytest.mark.parametrize(
    ('settings', 'said'),
    [
        ({'workspace_mb': 0}, 'workspace_mb is 0: give 1 to'),
        ({'workspace_mb': -1}, 'workspace_mb is -1'),
        ({'workspace_mb': 1 << 40}, f'workspace_mb is {1 << 40}'),
        ({'optimization_level': -1}, 'optimization_level is -1: give 0 to 5'),
        ({'optimization_level': 6}, 'optimization_level is 6'),
    ],
)
def test_settings_that_tensorrt_would_pass_over_are_refused(settings, said):
    with pytest.raises(ConfigurationError, match=said):
        BuildSettings(**settings)


def test_workspace_that_is_too_small_is_told(rtx, request_engine, tmp_path):
    settings = BuildSettings(workspace_mb=1)
    with pytest.raises(BackendError, match=r'could not build the engine for any GPU .*workspace'):
        build(request_engine().graph, rtx, tmp_path, settings=settings)
