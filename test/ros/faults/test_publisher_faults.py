# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A camera's process that dies is replaced by another, whatever quality that one offers."""

from contextlib import contextmanager
import itertools

from diagnostic_msgs.msg import DiagnosticStatus
from node_bench import Bench
import pytest
from ros_peer import values

from seg_node.ros.child_process import ChildProcess

pytestmark = pytest.mark.ros


@pytest.fixture(scope='module')
def node(start_node):
    return start_node('image:=image_raw')


@pytest.fixture
def start_camera(node, tmp_path):
    """Start cameras in processes of their own."""
    numbers = itertools.count()

    @contextmanager
    def start(reliability):
        arguments = ['simulate', 'bars:64x48:100000', '--rate', '20']
        arguments += ['--reliability', reliability, '--namespace', node.namespace]
        log = tmp_path / f'camera_{next(numbers)}'
        with ChildProcess('seg_node.cli.main', arguments, log) as camera:
            yield camera

    return start


@pytest.mark.parametrize(
    ('before', 'after'), [('reliable', 'best_effort'), ('best_effort', 'reliable')]
)
def test_publisher_dies_and_returns_with_another_qos(
    peer, node, start_camera, fault_row, before, after
):
    bench = Bench(peer, node, 'mask')
    masks = bench.heard['mask']
    with start_camera(before) as camera:
        peer.wait_for(lambda: len(masks) > 20, f'masks from a {before} camera', node)
        camera._process.kill()
        camera._process.wait()
    silent = peer.wait_for_report(
        node, peer.follow(node), lambda report: report.level == DiagnosticStatus.ERROR
    )
    last_old = max(masks)
    masks.clear()
    with start_camera(after):
        peer.wait_for(lambda: len(masks) > 20, f'masks from a {after} camera', node)
        served = peer.wait_for_report(
            node, peer.follow(node), lambda report: report.level == DiagnosticStatus.OK
        )
    bench.close()
    assert min(masks) > last_old
    assert int(values(served)['failed']) == 0
    peer.check_diagnostics(node)
    fault_row(
        'a publisher that dies and returns with another QoS',
        f'kill -9 of a {before} camera, then a {after} one',
        f'diagnostics: ERROR, "{silent.message.split(";")[0]}"; then the new camera is heard, its '
        'masks newer than all before',
    )
