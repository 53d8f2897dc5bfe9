# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The node takes its part of the files for Nav2, and publishes what they want of it."""

from __future__ import annotations

from importlib.util import find_spec
import json
from pathlib import Path

import pytest
from rclpy.node import Node
import yaml

from seg_node.parameters.parameters import Parameters
from seg_node.ros.parameters import declare_parameters, read_parameters

pytestmark = pytest.mark.ros

CONFIG = Path(__file__).parents[2] / 'config'
FILES = [
    *CONFIG.glob('*.rviz'),
    CONFIG / 'foxglove_layout.json',
    *CONFIG.glob('nav2/*'),
    *CONFIG.glob('nvblox/*'),
]
OF_THE_CAMERA = '/camera/'
NEEDS_VISION_MSGS = '/segmentation/label_info'


@pytest.mark.parametrize('path', sorted(CONFIG.glob('nav2/*')), ids=lambda path: path.name)
def test_the_node_takes_its_part(ros, path):
    values = read(path)['seg_node']['ros__parameters']
    arguments = ['--ros-args', '--params-file', str(path)]
    node = Node('seg_node', cli_args=arguments, use_global_arguments=False)
    try:
        declare_parameters(node)
        assert read_parameters(node) == Parameters().changed(values) != Parameters()
    finally:
        node.destroy_node()


@pytest.fixture
def published(start_node, peer):
    """Names of the topics that a node publishes, as they are in the root namespace."""
    node = start_node()
    peer.wait_for(lambda: peer.state(node) == 'active', 'active node', node)

    def topics():
        found = peer.node.get_publisher_names_and_types_by_node('seg_node', node.namespace)
        return {name.removeprefix(node.namespace) for name, _ in found}

    peer.wait_for(lambda: '/segmentation/sets/person' in topics(), 'publishers', node)
    return topics()


def topics_in(tree):
    """Give all texts in a tree that are names of topics, those that are keys too."""
    if isinstance(tree, dict):
        return {each for pair in tree.items() for part in pair for each in topics_in(part)}
    if isinstance(tree, list):
        return {each for part in tree for each in topics_in(part)}
    return {tree} if isinstance(tree, str) and tree.startswith('/') else set()


def read(path):
    text = path.read_text(encoding='utf-8')
    return json.loads(text) if path.suffix == '.json' else yaml.safe_load(text)


def test_files_use_topics_of_the_node(published):
    by_file = {path.name: topics_in(read(path)) for path in FILES}
    used = {each for topics in by_file.values() for each in topics}
    if not find_spec('vision_msgs'):
        used.remove(NEEDS_VISION_MSGS)
    ours = {each for each in used if not each.startswith(OF_THE_CAMERA)}
    assert len(ours) >= 9
    assert ours <= published
