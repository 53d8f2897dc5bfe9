# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Engines that the node builds, as far as that goes where there is no GPU."""

import threading

from camera_messages import image_message
from node_bench import Bench
import numpy as np
from process_tree import builders_of, wait_for
import pytest
import rclpy
from rclpy.lifecycle import TransitionCallbackReturn
from rclpy.parameter import Parameter
from ros_peer import values

from seg_node.backends.gpu import find_gpu, Gpu
from seg_node.core.errors import BackendError
from seg_node.ros import segmentation_node
from seg_node.ros.segmentation_node import SegmentationNode

CONFIGURE = 1


def has_gpu():
    try:
        return bool(find_gpu())
    except BackendError:
        return False


pytest.importorskip('tensorrt_rtx', reason='tensorrt_rtx, which builds without a GPU')
pytestmark = [
    pytest.mark.ros,
    pytest.mark.skipif(has_gpu(), reason='a GPU is here: test/gpu asks more'),
]


@pytest.fixture
def _imagined_gpu(monkeypatch):
    """Let engines be built, though there is nothing to open them on."""
    gpu = Gpu((8, 9), name='imagined', driver='none')

    def open_plan(*arguments):
        raise BackendError('CUDA: there is nothing to open it on')

    monkeypatch.setattr('seg_node.engine.engine_backend.TensorRtBackend', open_plan)
    for module in ('engine_backend', 'opening'):
        monkeypatch.setattr(f'seg_node.engine.{module}.find_gpu', lambda index=0: gpu)
    monkeypatch.setattr(segmentation_node, '_REPORT_PERIOD_S', 0.1)


@pytest.fixture
def make_node(ros, colour_model, tmp_path, monkeypatch):
    """Make nodes in this process, whose reports are kept."""
    nodes = []

    def make(context=None):
        parameters = {
            'model': str(colour_model),
            'backend': 'tensorrt_rtx',
            'frame_size': '128x96',
            'engine_cache': str(tmp_path / 'engines'),
            'autostart': False,
        }
        overrides = [Parameter(name, value=value) for name, value in parameters.items()]
        node = SegmentationNode(context=context, parameter_overrides=overrides)
        nodes.append(node)
        reports = []
        monkeypatch.setattr(
            node._diagnostics, 'publish', lambda message: reports.append(message.status[0])
        )
        return node, reports

    yield make
    for node in nodes:
        node.destroy_node()


@pytest.mark.usefixtures('_imagined_gpu')
def test_configure_builds_and_reports_and_fails_where_the_engine_does_not_open(
    make_node, tmp_path
):
    node, reports = make_node()
    assert node.trigger_configure() == TransitionCallbackReturn.FAILURE
    said = {report.message for report in reports}
    assert any('building the f32 engine of nearest_colour for 128x96' in each for each in said)
    assert all(values(report)['lifecycle'] == 'configuring' for report in reports)
    assert len(list((tmp_path / 'engines').glob('*.plan'))) == 1
    assert 'nothing to open it on' in node.lifecycle_failure
    assert node.lifecycle_label == 'unconfigured'


@pytest.mark.usefixtures('_imagined_gpu')
def test_shutdown_ends_a_build_and_the_transition(make_node, tmp_path):
    context = rclpy.Context()
    rclpy.init(context=context)
    node, _ = make_node(context)

    def shutdown():
        wait_for(builders_of)
        context.shutdown()

    ender = threading.Thread(target=shutdown)
    ender.start()
    # Without a context rclpy itself can finish no transition.
    assert node.on_configure(None) == TransitionCallbackReturn.FAILURE
    ender.join()
    assert not builders_of()
    assert not list((tmp_path / 'engines').glob('*.plan*'))
    assert 'was stopped' in node.lifecycle_failure


def test_without_a_gpu_configure_fails_and_another_backend_goes_on(peer, start_node):
    node = start_node(backend='tensorrt_rtx', autostart=False)
    reports = peer.follow(node)
    assert peer.transition(node, CONFIGURE) == [False]
    peer.wait_for_report(
        node, reports, lambda report: 'no NVIDIA GPU can be used here' in report.message
    )
    peer.set_parameters(node, backend='onnxruntime')
    assert peer.transition(node, CONFIGURE) == [True]


def test_with_a_fallback_the_cpu_runs_and_diagnostics_warn(peer, start_node, camvid):
    node = start_node(backend='tensorrt_rtx', allow_fallback=True)
    bench = Bench(peer, node, 'mask')
    bench.connect()
    bench.segment(image_message(camvid.palette[np.full((48, 64), 3, np.uint8)]))
    reports = peer.follow(node)
    report = peer.wait_for_report(node, reports, lambda report: report.level == report.WARN)
    assert 'on the CPU runs in its place, since: no NVIDIA GPU' in report.message
    assert values(report)['backend'].startswith('onnxruntime')
    bench.close()


@pytest.mark.usefixtures('_imagined_gpu')
def test_more_class_sets_than_an_engine_takes_are_refused(make_node):
    node, _ = make_node()
    names = '; '.join(f'{name}=Road' for name in ('drivable', 'a', 'b', 'c', 'd'))
    node.set_parameters(
        [Parameter('class_sets', value=names), Parameter('frame_size', value='auto')]
    )
    assert node.trigger_configure() == TransitionCallbackReturn.FAILURE
    assert 'there are 5 class sets (drivable, a, b, c, d)' in node.lifecycle_failure
    assert 'raise engine_sets' in node.lifecycle_failure


@pytest.mark.usefixtures('_imagined_gpu')
@pytest.mark.parametrize('allow_fallback', [False, True])
def test_cache_that_cannot_be_written_is_told_and_the_cpu_runs_where_it_may(
    make_node, tmp_path, allow_fallback
):
    node, reports = make_node()
    (tmp_path / 'file').write_text('')
    node.set_parameters(
        [
            Parameter('engine_cache', value=str(tmp_path / 'file' / 'engines')),
            Parameter('allow_fallback', value=allow_fallback),
        ]
    )
    succeeds = node.trigger_configure() == TransitionCallbackReturn.SUCCESS
    assert succeeds == allow_fallback
    node._report()
    assert 'set engine_cache to one that this user can write' in reports[-1].message
    assert reports[-1].hardware_id.startswith('onnxruntime' if allow_fallback else '')
    node.close()
