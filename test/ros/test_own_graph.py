# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Node and camera of our own start, report and end with their graph, or say why not."""

import subprocess
import sys

import pytest

from seg_node.ros.own_graph import CameraReport

pytestmark = pytest.mark.ros

START = """
from functools import partial
import os
from pathlib import Path
import signal
import sys

from seg_node.core.errors import SegNodeError
from seg_node.ros.node_listener import NodeListener
from seg_node.ros.own_graph import own_graph

logs, model = Path(sys.argv[1]), sys.argv[2]
open_graph = partial(own_graph, 'test', partial(NodeListener, 'listener'), logs)
parameters = {'model': model, 'threads': 1}


def run(graph, *camera):
    listener = graph.listener
    with graph.start_node(parameters) as node:
        graph.wait_for_start(node, lambda: listener.is_node_active)
        with graph.start_camera([*camera, '--subscribers', '1']) as camera:
            played = graph.wait_for_camera(node, camera)
        graph.settle(played.frames_sent)
    return played.frames_sent, listener.diagnostics['received'], listener.labels.name
"""


@pytest.fixture
def run(tmp_path, colour_model):
    """Run lines of Python in a process of their own, for in this one ROS runs already."""

    def run(lines, model=colour_model):
        command = [sys.executable, '-c', START + lines, str(tmp_path), str(model)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=100)
        assert (done.returncode, done.stderr) == (0, '')
        return done.stdout

    return run


def test_all_frames_are_reported_by_camera_and_node_in_one_graph_after_the_other(run, tmp_path):
    output = run("""
for case in '', 'second':
    with open_graph(case) as graph:
        print(*run(graph, 'bars:64x48:3'))
""")
    assert output == '3 3 camvid\n' * 2
    logs = {path.name for path in tmp_path.glob('*.log')}
    assert logs == {'node.log', 'camera.log', 'node_second.log', 'camera_second.log'}


def test_a_node_that_cannot_start_is_told_with_its_log(run, tmp_path):
    output = run(
        """
try:
    with open_graph() as graph:
        run(graph, 'bars:64x48:3')
except SegNodeError as error:
    print(error)
""",
        model='none.onnx',
    )
    assert output.startswith('the node did not start:\n') and 'none.onnx' in output
    assert not (tmp_path / 'camera.log').exists()


def test_a_node_hears_the_clock_of_its_graph_alone(run):
    output = run("""
with open_graph() as graph, graph.start_node(parameters | {'use_sim_time': True}) as node:
    graph.wait_for_start(node, lambda: graph.listener.is_node_active)
    print(*map(graph.listener.count_subscribers, ('clock', '/clock')))
""")
    assert output == '1 0\n'


def test_a_camera_that_fails_is_told_with_its_log(run):
    output = run("""
try:
    with open_graph() as graph:
        run(graph, 'nowhere')
except SegNodeError as error:
    print(error)
""")
    assert output.startswith('the camera ended with code 2:\n') and 'nowhere' in output


def test_a_node_that_ends_before_the_camera_is_told(run):
    output = run("""
try:
    with open_graph() as graph, graph.start_node(parameters) as node:
        graph.wait_for_start(node, lambda: graph.listener.is_node_active)
        with graph.start_camera(['bars:64x48', '--loop']) as camera:
            node.stop()
            graph.wait_for_camera(node, camera)
except SegNodeError as error:
    print(error)
""")
    assert output.startswith('the node ended early with code 0:\n')


def test_a_signal_ends_the_graph_as_a_keyboard_interrupt_and_another_can_follow(run):
    output = run("""
try:
    with open_graph() as graph, graph.start_node(parameters) as node:
        os.kill(os.getpid(), signal.SIGTERM)
        graph.wait(node, lambda: False)
except KeyboardInterrupt:
    print('interrupted, node runs:', node.is_running)
with open_graph() as graph:
    print(*run(graph, 'bars:64x48:3'))
""")
    assert output == 'interrupted, node runs: False\n3 3 camvid\n'


def test_the_rate_of_a_camera_is_rounded():
    assert CameraReport(frames_sent=20, seconds=3.0).rate_hz == 6.67
