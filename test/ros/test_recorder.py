# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""All that leaves the node for a frame comes together by its stamp."""

from __future__ import annotations

import itertools
import json

from camera_messages import image_message
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue
import numpy as np
import pytest
from rclpy.executors import SingleThreadedExecutor
from rclpy.time import Time
from sensor_msgs.msg import Image
from std_msgs.msg import String

from seg_node.ros.qos import IMAGE_OUTPUT, LATCHED
from seg_node.ros.recorder import Recorder
from seg_node.ros.spinning import spin_until

pytestmark = pytest.mark.ros

TOPICS = {
    'image': 'image_raw',
    'mask': 'segmentation/mask',
    'confidence': 'segmentation/confidence',
    'drivable_area': 'segmentation/drivable_area',
    'overlay': 'segmentation/overlay',
    'truth': 'ground_truth/label',
}
NODE_FIELDS = ['image', 'mask', 'confidence', 'drivable_area', 'overlay']


class Scene:
    """Camera and node before a recorder, played by the test."""

    def __init__(self, node, has_truth, labels):
        self._node = node
        self.taken = []
        self.recorder = Recorder(has_truth, self._take)
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(self.recorder)
        self._publishers = {
            field: node.create_publisher(Image, topic, IMAGE_OUTPUT)
            for field, topic in TOPICS.items()
        }
        self._label_names = node.create_publisher(String, 'segmentation/label_names', LATCHED)
        heard = list(TOPICS) if has_truth else NODE_FIELDS
        self.spin(lambda: all(self._publishers[f].get_subscription_count() for f in heard))
        self._label_names.publish(String(data=json.dumps(labels.to_dict())))
        self.spin(lambda: self.recorder.labels)

    def spin(self, condition):
        assert spin_until(self._executor, condition, 20.0)

    def send(self, number, *fields, stamp_ns=None):
        """Send fields of a frame, whose pixels tell its number and the field."""
        stamp = Time(nanoseconds=number if stamp_ns is None else stamp_ns).to_msg()
        for field in fields:
            shape = (4, 6, 3) if field in ('image', 'overlay') else (4, 6)
            message = image_message(
                np.full(shape, value_of(number, field), np.uint8),
                'rgb8' if len(shape) == 3 else 'mono8',
            )
            message.header.stamp = stamp
            self._publishers[field].publish(message)

    def close(self):
        self._executor.shutdown()
        self.recorder.destroy_node()
        for publisher in (*self._publishers.values(), self._label_names):
            self._node.destroy_publisher(publisher)

    def _take(self, frame, labels):
        number = int(frame.image[0, 0, 0])
        for field in NODE_FIELDS:
            assert (getattr(frame, field) == value_of(number, field)).all()
        assert frame.truth is None or (frame.truth == value_of(number, 'truth')).all()
        assert labels == self.recorder.labels
        self.taken.append((number, frame.truth is not None))


def value_of(number, field):
    return number + 40 * list(TOPICS).index(field)


@pytest.fixture
def start(peer, camvid):
    scenes = []

    def start(has_truth):
        scenes.append(Scene(peer.node, has_truth, camvid))
        return scenes[-1]

    yield start
    for scene in scenes:
        scene.close()


def test_messages_of_a_stamp_come_together_in_any_order(start, camvid):
    scene = start(has_truth=False)
    assert scene.recorder.labels == camvid
    orders = itertools.islice(itertools.permutations(NODE_FIELDS), 0, None, 7)
    for number, order in enumerate(orders):
        scene.send(number, *order)
        scene.spin(lambda number=number: len(scene.taken) > number)
    assert scene.taken == [(index, False) for index in range(number + 1)]
    assert scene.recorder.frame_count == number + 1


def test_messages_of_several_stamps_do_not_mix(start):
    scene = start(has_truth=False)
    for field in NODE_FIELDS:
        scene.send(1, field)
        scene.send(2, field)
    scene.spin(lambda: len(scene.taken) == 2)
    assert sorted(scene.taken) == [(1, False), (2, False)]


def test_truth_is_waited_for_when_asked(start):
    scene = start(has_truth=True)
    scene.send(1, *NODE_FIELDS)
    scene.send(2, *TOPICS)
    scene.spin(lambda: scene.taken)
    scene.send(1, 'truth')
    scene.spin(lambda: len(scene.taken) == 2)
    assert scene.taken == [(2, True), (1, True)]


def test_frames_that_never_become_complete_are_dropped_after_20(start):
    scene = start(has_truth=False)
    for number in range(1, 21):
        scene.send(number, 'image')
        scene.spin(lambda number=number: number in scene.recorder._incomplete)
    scene.send(39, *NODE_FIELDS)
    scene.spin(lambda: scene.taken)
    scene.send(1, *NODE_FIELDS[1:])
    scene.send(2, *NODE_FIELDS[1:])
    scene.send(38, *NODE_FIELDS)
    scene.spin(lambda: len(scene.taken) == 3)
    assert sorted(number for number, _ in scene.taken) == [2, 38, 39]


def test_latency_is_from_the_stamp_of_the_mask_to_its_reception(start):
    scene = start(has_truth=False)
    now_ns = scene.recorder.get_clock().now().nanoseconds
    scene.send(0, 'confidence', stamp_ns=now_ns)
    scene.send(0, 'mask', stamp_ns=now_ns - 5_000_000_000)
    scene.send(0, 'mask', stamp_ns=now_ns - 60_000_000_000)
    scene.spin(lambda: len(scene.recorder.latencies_ms) == 2)
    first, second = scene.recorder.latencies_ms
    assert 5_000 <= first < second - 50_000


def test_frames_are_settled_when_all_that_the_node_processed_is_here(start, peer):
    scene = start(has_truth=False)
    publisher = peer.node.create_publisher(DiagnosticArray, '/diagnostics', 10)
    scene.spin(lambda: publisher.get_subscription_count() >= 2)
    report = {'received': '2', 'processed': '1', 'pending': '0'}
    values = [KeyValue(key=key, value=value) for key, value in report.items()]
    status = DiagnosticStatus(name='seg_node: segmentation', values=values)
    publisher.publish(DiagnosticArray(status=[status]))
    scene.spin(lambda: scene.recorder.diagnostics == report)
    assert not scene.recorder.is_settled(2)
    scene.send(1, *NODE_FIELDS)
    scene.spin(lambda: scene.recorder.is_settled(2))
    assert scene.recorder.frame_count == 1
    peer.node.destroy_publisher(publisher)


def test_the_node_is_ready_when_it_hears_the_camera_and_has_found_us(start, peer):
    scene = start(has_truth=False)
    assert not scene.recorder.is_node_ready
    subscription = peer.node.create_subscription(Image, 'image_raw', lambda _: None, 1)
    publisher = peer.node.create_publisher(DiagnosticArray, '/diagnostics', 10)
    scene.spin(lambda: publisher.get_subscription_count() >= 2)
    scene.spin(lambda: scene.recorder.count_subscribers('image_raw') > 1)
    found = ('mask, confidence, overlay', 'mask, confidence, drivable_area, sets/car, overlay')
    for outputs in found:
        assert not scene.recorder.is_node_ready
        value = KeyValue(key='subscribed_outputs', value=outputs)
        status = DiagnosticStatus(name='seg_node: segmentation', values=[value])
        publisher.publish(DiagnosticArray(status=[status]))
        scene.spin(
            lambda outputs=outputs: scene.recorder.diagnostics.get('subscribed_outputs') == outputs
        )
    scene.spin(lambda: scene.recorder.is_node_ready)
    peer.node.destroy_publisher(publisher)
    peer.node.destroy_subscription(subscription)
