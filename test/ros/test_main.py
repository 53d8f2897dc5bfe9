# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The process starts with a word about what is wrong, and ends clean."""

import signal

from camera_messages import image_message
from node_bench import Bench
from node_process import NodeProcess
import numpy as np
import pytest

pytestmark = pytest.mark.ros


@pytest.mark.parametrize('signal_number', [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_busy_node_with_code_0(peer, start_node, signal_number):
    node = start_node(network_size='640x480')
    bench = Bench(peer, node, 'mask')
    bench.connect()
    frame = image_message(np.zeros((48, 64, 3), np.uint8))
    heard = len(bench.heard['mask'])
    for _ in range(3):
        bench.send(frame)
    # After the first mask the node has the last frame in work.
    peer.wait_for(lambda: len(bench.heard['mask']) > heard, 'mask', node)
    assert node.end(signal_number) == 0
    output = node.output()
    assert 'Traceback' not in output
    assert 'frame failed' not in output
    bench.close()


@pytest.mark.parametrize(
    ('parameter', 'reason'),
    [
        ({'drivable_threshold': 3.0}, 'drivable_threshold out of range'),
        ({'drivable_threshold': 1}, "'drivable_threshold' to '1' of type 'INTEGER'"),
    ],
)
def test_a_parameter_that_cannot_be_set_ends_the_start_with_one_line(
    peer, start_node, parameter, reason
):
    node = start_node(**parameter)
    peer.wait_for(lambda: not node.is_running, 'end of the process', node)
    assert node.stop() == 1
    assert node.output().startswith('seg_node: ')
    assert reason in node.output()
    assert 'Traceback' not in node.output()


def test_a_remapping_that_ros_cannot_read_ends_the_start_with_its_text(tmp_path):
    node = NodeProcess(tmp_path / 'log', '/refused', ['image:=no topic'], {})
    with node:
        assert node.end(0) == 1
    assert (
        "seg_node: ROS does not start: failed to initialize rcl: Couldn't parse remap rule"
        in node.output()
    )
    assert 'no topic' in node.output() and 'Traceback' not in node.output()


def test_a_signal_while_the_model_loads_is_no_failure(start_node, peer):
    node = start_node()

    def is_there():
        # By its name: nodes of earlier tests may still be listed.
        publishers = peer.node.get_publishers_info_by_topic('/diagnostics')
        return node.namespace in [each.node_namespace for each in publishers]

    peer.wait_for(is_there, 'node', node)
    assert node.end(signal.SIGTERM) == 0
    assert 'not started' not in node.output() and 'failed' not in node.output()
