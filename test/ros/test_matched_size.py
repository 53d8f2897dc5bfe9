# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Masks follow the size of a depth camera, and there are none while it is not known."""

from camera_messages import image_message, pixels_of
from diagnostic_msgs.msg import DiagnosticStatus
from lifecycle_msgs.msg import Transition
from node_bench import Bench
import numpy as np
import pytest
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from ros_peer import values
from sensor_msgs.msg import CameraInfo, RegionOfInterest

from seg_node.core.resizing import resize_nearest

pytestmark = pytest.mark.ros

OUTPUTS = ('mask', 'confidence', 'drivable_area', 'sets/person')
QUALITIES = {
    'best effort': QoSProfile(depth=1, reliability=ReliabilityPolicy.BEST_EFFORT),
    'reliable': QoSProfile(depth=1, reliability=ReliabilityPolicy.RELIABLE),
    'latched': QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL),
}


def depth_info(width, height, **changes):
    return CameraInfo(width=width, height=height, **changes)


@pytest.fixture(scope='module')
def node(start_node):
    remapping = 'depth/camera_info:=depth/aligned/camera_info'
    return start_node(remapping, output_size='match', network_size='64x48')


@pytest.fixture(scope='module')
def bench(peer, node):
    bench = Bench(peer, node, *OUTPUTS)
    yield bench
    bench.close()


@pytest.fixture(scope='module')
def blocks(camvid):
    """Draw classes at random, three by four."""
    return np.random.default_rng(8).integers(0, len(camvid), (3, 4), np.uint8)


@pytest.fixture(scope='module')
def frame(camvid, blocks):
    return image_message(camvid.palette[blocks.repeat(32, axis=0).repeat(32, axis=1)])


@pytest.fixture
def publish(peer, node):
    """Publish a depth camera's info until something is so, and then fall silent."""

    def publish(message, condition, quality='best effort'):
        topic = node.topic('depth/aligned/camera_info')
        publisher = peer.node.create_publisher(CameraInfo, topic, QUALITIES[quality])
        peer.repeat_until(lambda: publisher.publish(message), condition, 'effect', node)
        peer.node.destroy_publisher(publisher)

    return publish


@pytest.fixture
def follow_size(bench, frame, publish):
    """Publish a depth camera's info until masks have a size."""

    def follow_size(message, size, quality='best effort'):
        bench.heard['mask'].clear()

        def is_of_size():
            bench.send(frame)
            return size in {(mask.width, mask.height) for mask in bench.heard['mask'].values()}

        publish(message, is_of_size, quality)

    return follow_size


def wait_for_rejection(peer, node, bench, frame, reason):
    reports = peer.follow(node)
    peer.repeat_until(
        lambda: bench.send(frame),
        lambda: reports.first(lambda report: reason in report.message),
        'rejection',
        node,
    )
    return reports.first(lambda report: reason in report.message)


def test_until_a_size_is_known_frames_are_rejected_with_the_reason(peer, node, bench, frame):
    topic = node.topic('depth/aligned/camera_info')
    reason = f'output_size is match, and nothing came on {topic} yet: remap depth/camera_info'
    report = wait_for_rejection(peer, node, bench, frame, reason)
    assert report.level == DiagnosticStatus.ERROR
    assert int(values(report)['rejected']) > 0
    assert f'frame rejected: {reason}' in node.output()
    assert not any(bench.heard.values())
    assert peer.state(node) == 'active'


@pytest.mark.parametrize(
    ('message', 'size', 'quality'),
    [
        (depth_info(32, 24), (32, 24), 'best effort'),
        (depth_info(200, 150), (200, 150), 'reliable'),
        (depth_info(80, 60, binning_x=2, binning_y=2), (40, 30), 'latched'),
        (depth_info(320, 240, roi=RegionOfInterest(width=128, height=96)), (128, 96), 'reliable'),
    ],
)
def test_masks_have_the_size_of_the_newest(
    bench, frame, blocks, follow_size, message, size, quality
):
    follow_size(message, size, quality)
    outputs = bench.segment(frame)
    for name in OUTPUTS:
        assert (outputs[name].width, outputs[name].height) == size, name
        assert outputs[name].step == size[0]
    np.testing.assert_array_equal(resize_nearest(pixels_of(outputs['mask']), (4, 3)), blocks)


def test_camera_info_is_that_of_the_matched_size(peer, node, frame, follow_size):
    follow_size(depth_info(32, 24), (32, 24))
    info = CameraInfo(width=128, height=96, k=[80.0, 0, 63.5, 0, 80, 47.5, 0, 0, 1])
    publisher = peer.node.create_publisher(CameraInfo, node.topic('camera_info'), 1)
    bench = Bench(peer, node, 'camera_info')
    peer.repeat_until(
        lambda: (publisher.publish(info), bench.send(frame)),
        lambda: bench.heard['camera_info'],
        'camera_info',
        node,
    )
    found = bench.segment(frame)['camera_info']
    assert (found.width, found.height) == (32, 24)
    assert found.k.tolist() == [20, 0, 15.5, 0, 20, 11.5, 0, 0, 1]
    bench.close()
    peer.node.destroy_publisher(publisher)


def test_a_size_of_no_image_stops_masks_until_a_good_one(
    peer, node, bench, frame, publish, follow_size
):
    follow_size(depth_info(32, 24), (32, 24))
    reason = 'camera_info is for images of 0x24 (0x24, region 0x24, binning 1x1): set the size'
    reports = peer.follow(node)

    def is_told():
        bench.send(frame)
        return reports.first(lambda report: reason in report.message)

    publish(depth_info(0, 24), is_told)
    heard = len(bench.heard['mask'])
    wait_for_rejection(peer, node, bench, frame, reason)
    assert len(bench.heard['mask']) == heard
    follow_size(depth_info(64, 48), (64, 48))


def test_another_aspect_ratio_is_warned_of(peer, node, bench, frame, follow_size):
    topic = node.topic('depth/aligned/camera_info')
    warning = f'{topic} is for images of 128x72 and frames have 128x96, of another aspect ratio'
    follow_size(depth_info(128, 72), (128, 72))
    report = peer.wait_for_report(node, peer.follow(node), lambda r: warning in r.message)
    assert report.level == DiagnosticStatus.WARN
    follow_size(depth_info(127, 96), (127, 96))
    peer.wait_for_report(node, peer.follow(node), lambda r: 'aspect ratio' not in r.message)


def test_the_size_is_kept_through_a_time_without_activity(peer, node, bench, frame, follow_size):
    follow_size(depth_info(32, 24), (32, 24))
    transitions = Transition.TRANSITION_DEACTIVATE, Transition.TRANSITION_ACTIVATE
    assert peer.transition(node, *transitions) == [True, True]
    bench.connect(frame)
    assert bench.segment(frame)['mask'].width == 32
