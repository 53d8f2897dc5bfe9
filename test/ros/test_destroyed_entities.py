# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Once a node is cleaned up, all that it was configured with is gone at once."""

import gc
import weakref

import pytest
from rclpy.lifecycle import TransitionCallbackReturn
from rclpy.parameter import Parameter

from seg_node.ros.destroyed_entities import forget_destroyed_entities
from seg_node.ros.segmentation_node import SegmentationNode

pytestmark = pytest.mark.ros


@pytest.fixture
def node(ros, colour_model):
    parameters = {'model': str(colour_model), 'threads': 1}
    overrides = [Parameter(name, value=value) for name, value in parameters.items()]
    node = SegmentationNode(namespace='destroyed_entities', parameter_overrides=overrides)
    yield node
    node.close()
    node.destroy_node()


def count_entities(node):
    forget_destroyed_entities(node)
    return len(node.default_callback_group.entities)


def test_a_cycle_leaves_neither_session_nor_entities(node):
    before = count_entities(node)
    gc.disable()
    try:
        assert node.trigger_configure() == TransitionCallbackReturn.SUCCESS
        session = weakref.ref(node._session)
        node.trigger_activate()
        assert count_entities(node) > before
        node.trigger_deactivate()
        node.trigger_cleanup()
        assert session() is None
        assert count_entities(node) == before
    finally:
        gc.enable()
