# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The compressed form of a topic is where image_transport looks for it."""

import pytest
import rclpy

from seg_node.ros.topic_names import compressed_topic

pytestmark = pytest.mark.ros


@pytest.mark.parametrize(
    ('remappings', 'expected'),
    [
        ((), '/robot/segmentation/mask/compressed'),
        (('segmentation/mask:=classes',), '/robot/classes/compressed'),
        (('segmentation/mask:=/classes',), '/classes/compressed'),
        (('segmentation/mask/compressed:=/packed',), '/packed'),
        (('segmentation/mask:=/classes', 'segmentation/mask/compressed:=packed'), '/robot/packed'),
    ],
)
def test_it_follows_remappings_and_namespace(ros, remappings, expected):
    arguments = ['--ros-args', *(part for each in remappings for part in ('-r', each))]
    node = rclpy.create_node('names', namespace='/robot', cli_args=arguments)
    assert compressed_topic(node, 'segmentation/mask') == expected
    node.destroy_node()
