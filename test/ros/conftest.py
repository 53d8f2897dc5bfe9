# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The node as a process of its own, and the rest of the graph on the test's thread."""

from importlib import import_module
import itertools
import os
from pathlib import Path
import sys
import warnings

from missing_modules import skip_without
import pytest

# With --import-mode=importlib nothing else makes the modules beside the tests importable.
sys.path.append(str(Path(__file__).parent))

_numbers = itertools.count()


def pytest_pycollect_makemodule(parent):
    """Skip this folder, with the reason, where ROS is not installed."""
    return skip_without(parent, 'rclpy')


@pytest.fixture(scope='session', autouse=True)
def ros(tmp_path_factory):
    """Keep to a domain of this test process, which its child processes inherit."""
    import rclpy

    with warnings.catch_warnings():
        # It imports a parser that uses what Python 3.11 deprecates.
        warnings.simplefilter('ignore', DeprecationWarning)
        import_module('rosidl_generator_py')
    os.environ['ROS_DOMAIN_ID'] = str(1 + os.getpid() % 100)
    os.environ['ROS_LOG_DIR'] = str(tmp_path_factory.mktemp('ros_log'))
    rclpy.init()
    yield
    rclpy.try_shutdown()


@pytest.fixture(scope='session')
def peer(ros):
    """Play everything but the node: cameras, planners, a lifecycle manager."""
    from ros_peer import Peer

    peer = Peer()
    yield peer
    peer.close()


@pytest.fixture(scope='module')
def start_node(peer, colour_model, tmp_path_factory):
    """Start nodes that end with the module, each in a namespace of its own."""
    from node_process import NodeProcess

    nodes = []

    def start(*remappings, namespace=None, **parameters):
        log = tmp_path_factory.mktemp('node') / 'log'
        parameters = {'model': colour_model, 'threads': 1} | parameters
        namespace = namespace or f'/node_{next(_numbers)}'
        nodes.append(NodeProcess(log, namespace, remappings, parameters))
        return nodes[-1]

    yield start
    for node in nodes:
        node.stop()
        peer.check_diagnostics(node)


@pytest.fixture(scope='session')
def outdoors(tmp_path_factory):
    """Path of a model file with other classes than ``colour_model``."""
    from colour_model import write_colour_model
    from swap_bench import OUTDOORS

    return write_colour_model(tmp_path_factory.mktemp('model') / 'outdoors.onnx', OUTDOORS)
