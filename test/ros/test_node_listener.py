# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What the node tells of itself is heard, and nothing that another node tells."""

from __future__ import annotations

import json

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue
import pytest
from rclpy.executors import SingleThreadedExecutor
from std_msgs.msg import String

from seg_node.ros.node_listener import NodeListener
from seg_node.ros.qos import LATCHED
from seg_node.ros.spinning import spin_until

pytestmark = pytest.mark.ros


class Scene:
    """A node before a listener, played by the test."""

    def __init__(self, node):
        self._node = node
        self.listener = NodeListener('listener')
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(self.listener)
        self._diagnostics = node.create_publisher(DiagnosticArray, '/diagnostics', 10)
        # The peer of all tests listens too.
        self.spin(lambda: self._diagnostics.get_subscription_count() >= 2)

    def spin(self, condition):
        assert spin_until(self._executor, condition, 20.0)

    def report(self, **values):
        """Send a report of the node between those of another, and wait for it."""
        ours, other = (
            DiagnosticStatus(name=name, values=[KeyValue(key=k, value=v) for k, v in pairs])
            for name, pairs in (
                ('seg_node: segmentation', values.items()),
                ('other/seg_node: segmentation', [('lifecycle', 'other')]),
            )
        )
        count = self.listener.report_count
        self._diagnostics.publish(DiagnosticArray(status=[other, ours, other]))
        self.spin(lambda: self.listener.report_count > count)
        assert self.listener.report_count == count + 1
        assert self.listener.diagnostics == values

    def close(self):
        self._executor.shutdown()
        self.listener.destroy_node()
        self._node.destroy_publisher(self._diagnostics)


@pytest.fixture
def scene(peer):
    scene = Scene(peer.node)
    yield scene
    scene.close()


def test_classes_are_heard_by_a_late_listener_too(peer, camvid):
    publisher = peer.node.create_publisher(String, 'segmentation/label_names', LATCHED)
    publisher.publish(String(data=json.dumps(camvid.to_dict())))
    scene = Scene(peer.node)
    scene.spin(lambda: scene.listener.labels == camvid)
    scene.close()
    peer.node.destroy_publisher(publisher)


def test_a_node_is_idle_when_it_reports_that_it_is_not_active(scene):
    assert not scene.listener.is_node_active and not scene.listener.is_node_idle
    for lifecycle in ('unconfigured', 'active', 'inactive'):
        scene.report(lifecycle=lifecycle)
        assert scene.listener.is_node_active == (lifecycle == 'active')
        assert scene.listener.is_node_idle == (lifecycle != 'active')


def test_subscribed_outputs_are_those_of_the_last_report(scene):
    scene.report(subscribed_outputs='mask, sets/car')
    assert scene.listener.subscribed_outputs == {'mask', 'sets/car'}
    scene.report(subscribed_outputs='mask')
    assert scene.listener.subscribed_outputs == {'mask'}


def test_frames_are_settled_when_all_came_in_and_none_is_pending(scene):
    assert not scene.listener.is_settled(3)
    for received, pending in (('2', '0'), ('3', '1'), ('3', '0')):
        scene.report(received=received, pending=pending)
        assert scene.listener.is_settled(3) == ((received, pending) == ('3', '0'))
